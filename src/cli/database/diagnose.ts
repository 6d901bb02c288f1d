import type { Compared } from '../../execute/compare.ts';
import { ServerError, type Connection } from '../../execute/drivers/driver.ts';
import { invalidIndexes, stepInDoubt } from '../../execute/repair.ts';
import type { Problem } from '../../model/problem.ts';
import { visible } from '../../report/visible.ts';
import type { Terminal } from '../terminal.ts';
import { quoted } from './command-line.ts';
import { counted } from './execute.ts';
import type { Look } from './look.ts';
import type { DatabaseRequest } from './request.ts';

/** Says what is wrong, what is known of it, and which command settles it. @returns whether something is in doubt */
export async function diagnose(
  request: DatabaseRequest,
  { rows }: Look,
  command: (verb: string) => string,
  terminal: Terminal,
): Promise<boolean | Problem> {
  const connection = await request.driver.open();
  if ('code' in connection) return connection;
  try {
    const lines = (await Promise.all(rows.map((row) => linesOf(row, connection, request, command)))).flat();
    const invalid = await invalidIndexes(connection);
    if (invalid.length > 0)
      lines.push(
        `INVALID, used by no query and paid for by every write: ${invalid.map(({ name, table }) => `${name} (on ${table})`).join(', ')}`,
        `  ${command('repair')} --drop-invalid`,
      );
    const doubtful = rows.some(({ standing }) => standing === 'unknown' || standing === 'reverting');
    if (lines.length === 0) terminal.out(`${terminal.paint.good(terminal.signs.pass)} Nothing needs repair.\n`);
    else terminal.out(`${lines.map((line) => visible(line)).join('\n')}\n`);
    return doubtful;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { code: 'server-refused', text: `The server refused to show what there is: ${error.message}.` };
  } finally {
    await connection.end().catch(() => undefined);
  }
}

async function linesOf(
  row: Compared,
  connection: Connection,
  { place }: DatabaseRequest,
  command: (verb: string) => string,
): Promise<readonly string[]> {
  const { id, name, standing, record } = row;
  const fix = (options: string): string => `  ${command('repair')} ${options}`;
  switch (standing) {
    case 'unknown': {
      const step = await stepInDoubt(connection, place, row);
      const statement = step === undefined ? '' : `, statement ${step.seq + 1}`;
      return [
        `${name}${statement}: in doubt. ${record?.error?.text ?? ''}`,
        ...(step === undefined
          ? [fix(`--mark-applied ${quoted(id)}`), fix(`--mark-pending ${quoted(id)}`)]
          : [
              `it took effect:        ${fix(`--step-done ${quoted(id)}`).trim()}`,
              `it did not:            ${fix(`--step-not-done ${quoted(id)}`).trim()}`,
            ]),
      ];
    }
    case 'failed':
      return [
        `${name}: failed after ${counted(record?.stepsDone ?? 0, 'statement')}. ${record?.error?.text ?? ''}`,
        `  mend it, then: ${command('apply')}`,
      ];
    case 'interrupted':
      return [`${name}: interrupted after ${record?.stepsDone ?? 0} of ${record?.stepsTotal ?? 0} statements`, `  ${command('apply')}`];
    case 'reverting':
      return [`${name}: its way back was interrupted`, `  ${command('rollback')}`];
    case 'edited':
      return [
        `${name}: edited since it was applied`,
        `the database is as the file says now: ${fix(`--accept-checksum ${quoted(id)}`).trim()}`,
      ];
    case 'missing':
      return [`${name}: applied, and its file is gone`, `it is gone for good: ${fix(`--forget ${quoted(id)}`).trim()}`];
    default:
      return [];
  }
}
