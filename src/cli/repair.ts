import type { ExitCode, Run } from '../cli.ts';
import type { Compared } from '../execute/compare.ts';
import { repair, type Repair } from '../execute/repair.ts';
import type { Problem } from '../model/problem.ts';
import { visible } from '../report/visible.ts';
import { commandLine } from './database/command-line.ts';
import { contextFor } from './database/context.ts';
import { diagnose } from './database/diagnose.ts';
import { look, type Look } from './database/look.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, refuse, withRequest } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe repair`: what is in doubt, with the evidence; and what a person decides of it. */
export const run: Run = withRequest(repairCommand);

async function repairCommand(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const command = (verb: string): string => commandLine(verb, positionals, values);
  const repairs = decisions(values, seen);
  const wrong = repairs.filter((each): each is Problem => 'code' in each);
  if (wrong.length > 0) return refuse(wrong, terminal, 2);
  // The evidence comes first, whatever is decided.
  const doubtful = await diagnose(request, seen, command, terminal);
  if (typeof doubtful === 'object') return refuse([doubtful], terminal, 2);
  if (repairs.length === 0) return doubtful ? 5 : 0;
  const { context, signals } = contextFor('repair', request, terminal, () => undefined);
  try {
    const outcome = await repair(repairs as readonly Repair[], context);
    if (outcome.kind === 'locked') return refuse([{ code: 'locked', text: 'Another run kept the lock.' }], terminal, 6);
    if (outcome.kind !== 'done') return refuse([outcome.problem], terminal, outcome.kind === 'unfit' ? 7 : 2);
    for (const line of outcome.what) terminal.out(`${terminal.paint.good(terminal.signs.pass)} ${visible(line)}.\n`);
    terminal.out(`Then: ${command('apply')}\n`);
    return 0;
  } finally {
    signals.release();
  }
}

const DECISIONS: Readonly<Record<string, (row: Compared) => Repair>> = {
  'step-done': (row) => ({ kind: 'step', row, took: true }),
  'step-not-done': (row) => ({ kind: 'step', row, took: false }),
  'mark-applied': (row) => ({ kind: 'applied', row }),
  'mark-pending': (row) => ({ kind: 'forget', row }),
  forget: (row) => ({ kind: 'forget', row }),
  'accept-checksum': (row) => ({ kind: 'checksum', row }),
};

function decisions(values: Arguments['values'], { rows }: Look): readonly (Repair | Problem)[] {
  const named = Object.entries(DECISIONS).flatMap(([option, decide]) => {
    const ids = values[option];
    return (Array.isArray(ids) ? (ids as readonly string[]) : []).map((id): Repair | Problem => {
      const row = rows.find((each) => each.id === id || each.name === id || each.name.endsWith(`/${id}`));
      if (row === undefined) return { code: 'migration-unknown', text: `There is no migration ${id}.`, hint: 'sqlsafe status lists them.' };
      if (option === 'mark-applied' && row.migration === undefined) return { code: 'missing', text: `${id} has no file.` };
      return decide(row);
    });
  });
  return values['drop-invalid'] === true ? [...named, { kind: 'invalid-indexes' }] : named;
}
