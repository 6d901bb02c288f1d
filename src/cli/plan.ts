import type { ExitCode, Run } from '../cli.ts';
import { commandLine } from './database/command-line.ts';
import { refuseDrift } from './database/drift.ts';
import { dryRun } from './database/dry-run.ts';
import { counted } from './database/execute.ts';
import { choosePending, gate } from './database/gate.ts';
import { look } from './database/look.ts';
import { planFileOf } from './database/plan-file.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, countOf, optionText, READS, refuse, withRequests } from './database/with-request.ts';
import { deliverTo } from './deliver.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe plan`: what apply would do, for people, or as a file that apply holds itself to. */
export const run: Run = withRequests(plan, () => READS);

async function plan(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const command = (verb: string): string => commandLine(verb, positionals, values);
  const drift = refuseDrift(seen, command, request.settings.allowOutOfOrder === true, terminal);
  if (drift !== undefined) return drift;
  const count = countOf(values);
  if (typeof count === 'object') return refuse([count], terminal, 2);
  const ids = choosePending(seen, optionText(values, 'to'), count);
  if ('code' in ids) return refuse([ids], terminal, 2);
  const gated = await gate(request, seen, ids);
  if (areProblems(gated)) return refuse(gated, terminal, 2);
  request.one?.intends(gated.plan.map(({ name }) => name));
  const out = optionText(values, 'out');
  if (out === undefined) return dryRun(gated, request, terminal);
  const file = planFileOf(request, seen, gated);
  const unwritten = deliverTo(out, `${JSON.stringify(file, null, 2)}\n`, terminal);
  if (unwritten !== undefined) return refuse([unwritten], terminal, 2);
  terminal.out(
    `${counted(file.migrations.length, 'migration')} planned; digest ${file.digest.slice(0, 16)}.\nThen: ${command('apply')} --plan ${out}\n`,
  );
  if (gated.refusing.length === 0) return 0;
  return refuse(
    [{ code: 'checks-refused', text: `The checks refuse it (${counted(gated.refusing.length, 'finding')}), and so would apply.` }],
    terminal,
    8,
  );
}
