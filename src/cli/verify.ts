import type { ExitCode, Run } from '../cli.ts';
import { findFaults } from '../execute/verify.ts';
import { ServerError } from '../execute/drivers/driver.ts';
import { visible } from '../report/visible.ts';
import { commandLine } from './database/command-line.ts';
import { driftProblems } from './database/drift.ts';
import { look } from './database/look.ts';
import type { DatabaseRequest } from './database/request.ts';
import { verifyRoundtrip } from './database/verify-roundtrip.ts';
import { areProblems, READS, refuse, withRequests } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe verify`: does the database hold what the journal says? With --roundtrip: do the ways back lead back? */
export const run: Run = (given, terminal) =>
  given.values['roundtrip'] === true ? verifyRoundtrip(given, terminal) : verifyAll(given, terminal);

const verifyAll = withRequests(verify, () => READS);

async function verify(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const command = (verb: string): string => commandLine(verb, positionals, values);
  const unknown = seen.rows.filter(({ standing }) => standing === 'unknown' || standing === 'reverting');
  const drift = driftProblems(seen.rows, command);
  const connection = await request.driver.open();
  if ('code' in connection) return refuse([connection], terminal, 2);
  try {
    const faults = await findFaults(connection, request.place);
    if (request.json) {
      const edited = seen.rows
        .filter(({ standing }) => standing === 'edited' || standing === 'missing')
        .map(({ id, standing }) => ({ id, standing }));
      terminal.out(`${JSON.stringify({ schemaVersion: 1, inDoubt: unknown.map(({ id }) => id), drift: edited, faults }, null, 2)}\n`);
    } else {
      for (const { text } of faults) terminal.out(`${terminal.paint.error(terminal.signs.fail)} ${visible(text)}\n`);
      if (unknown.length + drift.length + faults.length === 0)
        terminal.out(`${terminal.paint.good(terminal.signs.pass)} The database holds what the journal and the files say.\n`);
    }
    if (unknown.length > 0)
      return refuse(
        [{ code: 'in-doubt', text: `In doubt: ${unknown.map(({ name }) => name).join(', ')}.`, hint: command('repair') }],
        terminal,
        5,
      );
    if (drift.length > 0) return refuse(drift, terminal, 4);
    return faults.length > 0 ? 4 : 0;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return refuse([{ code: 'server-refused', text: `The server refused to show what there is: ${error.message}.` }], terminal, 2);
  } finally {
    await connection.end().catch(() => undefined);
  }
}
