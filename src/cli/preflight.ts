import type { ExitCode, Run } from '../cli.ts';
import { commandLine } from './database/command-line.ts';
import { refuseDrift } from './database/drift.ts';
import { counted, tellFor } from './database/execute.ts';
import { choosePending, gate, type Gated } from './database/gate.ts';
import { look } from './database/look.ts';
import { askedBy, readSignedPlan, sameAsSigned } from './database/plan-file.ts';
import { preflight } from './database/preflight.ts';
import { summaryText } from './database/preflight-text.ts';
import { refusedJson, sayStops, stopsOf, tellAnswer } from './database/refuse-preflight.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, countOf, optionText, READS, refuse, withRequests } from './database/with-request.ts';
import type { Problem } from '../model/problem.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe preflight`: the list before a deployment, each question with its answer. It writes nothing. */
export const run: Run = withRequests(ask, () => READS);

async function ask(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const signed = readSignedPlan(optionText(values, 'plan'), terminal.cwd);
  if (signed !== undefined && 'code' in signed) return refuse([signed], terminal, 2);
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const { driver, json } = request;
  tellFor(request, terminal)({ event: 'connected', database: driver.name, version: seen.version, embedded: driver.kind === 'embedded' });
  const command = (verb: string): string => commandLine(verb, positionals, values);
  const drift = refuseDrift(seen, command, request.settings.allowOutOfOrder === true, terminal);
  if (drift !== undefined) return drift;
  const count = countOf(values);
  if (typeof count === 'object') return refuse([count], terminal, 2);
  const ids = signed === undefined ? choosePending(seen, optionText(values, 'to'), count) : signed.migrations.map(({ id }) => id);
  if ('code' in ids) return refuse([ids], terminal, 2);
  const asked = askedBy(signed, request);
  const gated = await gate(asked, seen, ids);
  if (areProblems(gated)) return refuse(gated, terminal, 2);
  const changed = signed === undefined ? undefined : sameAsSigned(signed, asked, seen, gated);
  if (changed !== undefined) return refuse([changed], terminal, 4);

  const answers = await preflight(request, seen, gated, terminal, (answer) => tellAnswer(answer, request, terminal, 'all'));
  if ('code' in answers) return refuse([answers], terminal, 2);
  const stops = stopsOf(answers);
  if (json) terminal.out(`${JSON.stringify(endJson(stops, gated, command))}\n`);
  else {
    const files = gated.plan.length === 0 ? 'nothing is pending' : `${counted(gated.plan.length, 'migration')} pending`;
    terminal.out(`\n${files}; ${summaryText(answers)}.\n`);
  }
  if (stops.length > 0) sayStops(stops, 'apply would run nothing', terminal);
  if (gated.refusing.length > 0) return refuse([refusedBy(gated, command)], terminal, 8);
  return stops.length === 0 ? 0 : 7;
}

/** The checks come before the list: their exit code wins. */
function endJson(stops: readonly string[], gated: Gated, command: (verb: string) => string): object {
  const end = { event: 'finished', exitCode: 0, done: [], text: [] as readonly string[], next: null as string | null };
  if (gated.refusing.length > 0)
    return { ...end, outcome: 'checks-refused', exitCode: 8, text: [refusedBy(gated, command).text], next: command('plan') };
  return stops.length > 0 ? refusedJson(stops) : { ...end, outcome: 'finished', next: command('apply') };
}

const refusedBy = ({ refusing }: Gated, command: (verb: string) => string): Problem => ({
  code: 'checks-refused',
  text: `The checks refuse it (${counted(refusing.length, 'finding')}: ${[...new Set(refusing.map(({ rule }) => rule))].join(', ')}).`,
  hint: `They are shown by: ${command('plan')}`,
});
