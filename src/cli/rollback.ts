import type { ExitCode, Run } from '../cli.ts';
import type { Compared } from '../execute/compare.ts';
import type { Problem } from '../model/problem.ts';
import { commandLine } from './database/command-line.ts';
import { dryRunBack } from './database/dry-run.ts';
import { counted, execute, nothingToDo, tellFor } from './database/execute.ts';
import { look, type Look } from './database/look.ts';
import { mirroringFor } from './database/other-tool.ts';
import type { DatabaseRequest } from './database/request.ts';
import { destroyedText, planBack } from './database/way-back.ts';
import { areProblems, countOf, optionText, READS, refuse, withRequests, WRITES } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe rollback`: the newest migrations' ways back, the newest first. */
export const run: Run = withRequests(rollback, (values) => (values['dry-run'] === true ? READS : WRITES));

async function rollback(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const command = (verb: string): string => commandLine(verb, positionals, values);
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const count = countOf(values);
  if (typeof count === 'object') return refuse([count], terminal, 2);
  const rows = chooseApplied(seen, optionText(values, 'to'), count);
  if ('code' in rows) return refuse([rows], terminal, 2);
  if (rows.length === 0)
    return nothingToDo(request, optionText(values, 'to') === undefined ? 'nothing is applied' : 'nothing above it is applied', terminal);
  const back = await planBack(request, seen, rows, { editedAllowed: values['allow-edited-down'] === true });
  if (areProblems(back)) return refuse(back, terminal, back.some(({ code }) => code === 'edited' || code === 'missing') ? 4 : 2);
  request.one?.intends(back.plan.map(({ name }) => name));
  if (values['dry-run'] === true) return dryRunBack(back, request, terminal);
  if (back.destroys.length > 0 && values['allow-destroying'] !== true)
    return refuse([destroying(back.destroys.map(destroyedText))], terminal, 8);
  const mirror = mirroringFor(request, seen, []);
  if (mirror !== undefined && 'code' in mirror) return refuse([mirror], terminal, 4);
  const done = (n: number): string => `Took back ${counted(n, 'migration')}`;
  return execute(
    back.plan,
    { ...request, mirror },
    { command: 'rollback', again: command('rollback'), done, hooks: true },
    terminal,
    tellFor(request, terminal),
  );
}

/** What would be lost, and that it has to be said. */
export const destroying = (what: readonly string[]): Problem => ({
  code: 'destroying',
  text: `The way back destroys ${what.join(', ')}. Nothing was run.`,
  hint: 'Where that is meant: --allow-destroying',
});

/** Applied migrations, the newest first; one whose way back was interrupted comes before all others. `to` stays applied. */
export function chooseApplied({ rows }: Look, to: string | undefined, count: number | undefined): readonly Compared[] | Problem {
  const unknown = rows.filter(({ standing }) => standing === 'unknown');
  if (unknown.length > 0)
    return {
      code: 'in-doubt',
      text: `In doubt since an earlier run: ${unknown.map(({ name }) => name).join(', ')}.`,
      hint: 'sqlsafe repair',
    };
  const interrupted = rows.filter(({ standing }) => standing === 'reverting');
  if (interrupted.length > 0) return interrupted;
  const applied = rows
    .filter(({ standing }) => ['applied', 'baselined', 'edited', 'missing', 'changed'].includes(standing))
    .toSorted((a, b) => (b.record?.position ?? 0) - (a.record?.position ?? 0));
  if (to === undefined) return applied.slice(0, count ?? 1);
  const at = applied.findIndex(({ id, name }) => id === to || name === to || name.endsWith(`/${to}`));
  if (at === -1) return { code: 'migration-unknown', text: `There is no applied migration ${to}.`, hint: 'sqlsafe status lists them.' };
  return applied.slice(0, at);
}
