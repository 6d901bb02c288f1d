import type { ExitCode, Run } from '../cli.ts';
import { askBackfills, readBackfills, type BackfillProgress } from '../execute/backfill/progress.ts';
import { ServerError } from '../execute/drivers/driver.ts';
import { visible } from '../report/visible.ts';
import { counted } from './database/execute.ts';
import type { DatabaseRequest } from './database/request.ts';
import { durationText } from './database/duration-text.ts';
import { READS, refuse, withRequests } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What a person may ask of a backfill that runs elsewhere. */
const ASKED = { pause: 'pause', resume: 'run', cancel: 'cancel' } as const;
const isAsked = (text: string): text is keyof typeof ASKED => Object.hasOwn(ASKED, text);

/** `sqlsafe backfill [pause|resume|cancel] [id]`: how far backfills are; 9 where one is unfinished. */
export const run: Run = (given, terminal) => {
  const [asked = 'status'] = given.positionals;
  const doing = isAsked(asked) ? { writes: true, stopsEarly: false } : READS;
  return withRequests(
    backfill,
    () => doing,
    () => ({ files: false }),
  )(given, terminal);
};

async function backfill(request: DatabaseRequest, { positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const [asked = 'status', id, ...more] = positionals;
  if (more.length > 0 || (asked !== 'status' && !isAsked(asked)))
    return refuse([{ code: 'usage', text: 'backfill takes status, pause, resume or cancel, and the id of a migration.' }], terminal, 2);
  const connection = await request.driver.open();
  if ('code' in connection) return refuse([connection], terminal, 2);
  try {
    const all = await readBackfills(connection, request.place);
    const open = all.filter((each) => each.state !== 'done' && (id === undefined || each.id === id));
    if (isAsked(asked)) {
      // One of many need not have one.
      if (open.length === 0 && request.one === undefined) {
        const which = id === undefined ? 'There is no unfinished backfill' : `No backfill of ${id} is unfinished`;
        return refuse([{ code: 'no-backfill', text: `${which}.`, hint: 'sqlsafe backfill lists them.' }], terminal, 2);
      }
      const count = open.length === 0 ? 0 : await askBackfills(connection, request.place, ASKED[asked], id);
      if (request.json)
        terminal.out(`${JSON.stringify({ schemaVersion: 1, asked, backfills: open.map(({ id: each, seq }) => ({ id: each, seq })) })}\n`);
      else terminal.out(count === 0 ? 'There is no unfinished backfill.\n' : `${counted(count, 'backfill')}: ${DID[asked]}\n`);
      return 0;
    }
    const shown = all.filter((each) => id === undefined || each.id === id);
    if (request.json) terminal.out(`${JSON.stringify({ schemaVersion: 1, backfills: shown }, null, 2)}\n`);
    else if (shown.length === 0) terminal.out('There is no backfill.\n');
    else terminal.out(shown.map((each) => `${lineOf(each)}\n`).join(''));
    return open.length > 0 ? 9 : 0;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return refuse([{ code: 'server-refused', text: `The server refused it: ${error.message}.` }], terminal, 1);
  } finally {
    await connection.end().catch(() => undefined);
  }
}

const DID: { readonly [K in keyof typeof ASKED]: string } = {
  pause: 'pauses at the end of its batch; sqlsafe backfill resume goes on.',
  resume: 'goes on, in the apply that waits for it or in the next one.',
  cancel: 'ends with its batch; what is changed stays changed.',
};

function lineOf({ id, seq, table, state, wanted, changed, seen, estimate, age, idle }: BackfillProgress): string {
  const share = state === 'done' || estimate === 0 ? '' : ` ${Math.min(99, Math.floor((seen / estimate) * 100))} %,`;
  const asked = state === 'running' && wanted !== 'run' ? `, asked to ${wanted}` : '';
  const times = state === 'done' ? `took ${durationText((age - idle) * 1000)}` : `last batch ${durationText(idle * 1000)} ago`;
  return visible(
    `${id}, statement ${seq + 1}  ${table}: ${state}${asked},${share} ${changed.toLocaleString('en-US')} rows changed, ${times}`,
  );
}
