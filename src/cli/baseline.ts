import type { ExitCode, Run } from '../cli.ts';
import { isPending } from '../execute/compare.ts';
import { baseline } from '../execute/baseline.ts';
import { adoptHistory } from './database/adopt.ts';
import { counted, nothingToDo } from './database/execute.ts';
import { contextFor } from './database/context.ts';
import { choosePending } from './database/gate.ts';
import { look } from './database/look.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, optionText, READS, refuse, withRequests, WRITES } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe baseline`: what the database has already, by whatever way, is written down as such; nothing of it is run. */
export const run: Run = withRequests(baselineCommand, (values) => (values['dry-run'] === true ? READS : WRITES));

async function baselineCommand(request: DatabaseRequest, given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const { values } = given;
  const tool = optionText(values, 'adopt');
  if (tool !== undefined) return adoptHistory(request, given, tool, terminal);
  const to = optionText(values, 'to');
  if (to === undefined)
    return refuse(
      [
        {
          code: 'usage',
          text: 'Up to which migration the database is?',
          hint: 'sqlsafe baseline … --to <id>, or --adopt <tool> where another tool knows',
        },
      ],
      terminal,
      2,
    );
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const ids = choosePending(seen, to, undefined);
  if ('code' in ids) return refuse([ids], terminal, 2);
  const wanted = new Set(ids);
  const rows = seen.rows.filter((row) => wanted.has(row.id) && isPending(row));
  const begun = rows.filter(({ standing }) => standing !== 'pending');
  if (begun.length > 0)
    return refuse(
      [
        {
          code: 'begun',
          text: `Begun by an earlier run: ${begun.map(({ name }) => name).join(', ')}.`,
          hint: 'sqlsafe apply goes on with it.',
        },
      ],
      terminal,
      2,
    );
  if (rows.length === 0) return nothingToDo(request, 'the journal has all of it', terminal);
  const { context, signals } = contextFor('baseline', request, terminal, () => undefined);
  try {
    const outcome = await baseline(rows, { evenIfEmpty: values['force'] === true }, context);
    if (outcome.kind === 'locked') return refuse([{ code: 'locked', text: 'Another run kept the lock.' }], terminal, 6);
    if (outcome.kind !== 'done') return refuse([outcome.problem], terminal, outcome.kind === 'unfit' ? 7 : 2);
  } finally {
    signals.release();
  }
  if (request.json) terminal.out(`${JSON.stringify({ event: 'finished', outcome: 'finished', exitCode: 0, done: ids })}\n`);
  else
    terminal.out(
      `${terminal.paint.good(terminal.signs.pass)} ${counted(rows.length, 'migration')} recorded as there already; nothing was run.\n`,
    );
  return 0;
}
