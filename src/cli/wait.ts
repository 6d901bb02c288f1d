import { DURATION, seconds } from '../config/duration.ts';
import type { ExitCode, Run } from '../cli.ts';
import { awaitDatabase } from '../execute/await-database.ts';
import { isPending } from '../execute/compare.ts';
import { sleep } from '../execute/run/context.ts';
import { look } from './database/look.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, optionText, refuse, withRequests } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

const PAUSE = 1000;

/** `sqlsafe wait`: until the database answers, and with --applied until nothing is pending: for what must not start before. */
export const run: Run = withRequests(
  wait,
  () => ({ writes: false, stopsEarly: true }),
  (values) => ({ files: values['applied'] === true }),
);

async function wait(request: DatabaseRequest, { values }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const timeout = optionText(values, 'timeout') ?? '60s';
  if (!DURATION.test(timeout)) return refuse([{ code: 'usage', text: '--timeout takes a duration: 30s or 2min.' }], terminal, 2);
  const until = Date.now() + seconds(timeout) * 1000;
  const connection = await awaitDatabase(request.driver, until);
  if ('code' in connection) return refuse([connection], terminal, 2);
  await connection.end().catch(() => undefined);
  if (values['applied'] !== true) {
    terminal.out(`${terminal.paint.good(terminal.signs.pass)} The database answers.\n`);
    return 0;
  }
  for (;;) {
    const seen = await look(request);
    if (areProblems(seen)) return refuse(seen, terminal, 2);
    const pending = seen.rows.filter(isPending).length;
    if (seen.rows.some(({ standing }) => standing === 'unknown' || standing === 'reverting'))
      return refuse([{ code: 'in-doubt', text: 'A migration is in doubt.', hint: 'sqlsafe repair' }], terminal, 5);
    if (pending === 0) {
      terminal.out(`${terminal.paint.good(terminal.signs.pass)} Nothing is pending.\n`);
      return 0;
    }
    if (Date.now() >= until) return refuse([{ code: 'pending', text: `${pending} still to be applied after ${timeout}.` }], terminal, 3);
    await sleep(PAUSE);
  }
}
