import type { ExitCode, Run } from '../cli.ts';
import { commandLine } from './database/command-line.ts';
import { refuseDrift } from './database/drift.ts';
import { dryRun } from './database/dry-run.ts';
import { counted, execute, nothingToDo, tellFor } from './database/execute.ts';
import { choosePending, gate } from './database/gate.ts';
import { look, type Look } from './database/look.ts';
import { mirroringFor } from './database/other-tool.ts';
import { askedBy, readSignedPlan, sameAsSigned } from './database/plan-file.ts';
import { refuseFindings } from './database/refuse-findings.ts';
import { refusePreflight } from './database/refuse-preflight.ts';
import type { DatabaseRequest } from './database/request.ts';
import { areProblems, countOf, optionText, READS, refuse, withRequests, WRITES } from './database/with-request.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `sqlsafe apply`: runs what is pending and passes the checks. */
export const run: Run = withRequests(apply, (values) => (values['dry-run'] === true ? READS : WRITES));

async function apply(request: DatabaseRequest, { values, positionals }: Arguments, terminal: Terminal): Promise<ExitCode> {
  const command = (verb: string): string => commandLine(verb, positionals, values);
  const signed = readSignedPlan(optionText(values, 'plan'), terminal.cwd);
  if (signed !== undefined && 'code' in signed) return refuse([signed], terminal, 2);
  const tell = tellFor(request, terminal);
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  tell({ event: 'connected', database: request.driver.name, version: seen.version, embedded: request.driver.kind === 'embedded' });
  if (seen.passedOver.length > 0) tell({ event: 'passed-over', layout: seen.project.layout, files: seen.passedOver });
  if (seen.leftOut.length > 0) tell({ event: 'left-out', files: seen.leftOut });
  if (seen.uncommitted.length > 0) tell({ event: 'uncommitted', layout: seen.project.layout, files: seen.uncommitted });

  const drift = refuseDrift(seen, command, request.settings.allowOutOfOrder === true, terminal);
  if (drift !== undefined) return drift;
  const count = countOf(values);
  if (typeof count === 'object') return refuse([count], terminal, 2);
  const ids = signed === undefined ? choosePending(seen, optionText(values, 'to'), count) : signed.migrations.map(({ id }) => id);
  if ('code' in ids) return refuse([ids], terminal, 2);
  const asked = askedBy(signed, request);
  const gated = await gate(asked, seen, ids);
  if (areProblems(gated)) return refuse(gated, terminal, 2);
  if (signed !== undefined) {
    const changed = sameAsSigned(signed, asked, seen, gated);
    if (changed !== undefined) return refuse([changed], terminal, 4);
  }
  request.one?.intends(gated.plan.map(({ name }) => name));
  if (values['dry-run'] === true) return dryRun(gated, request, terminal);
  if (gated.refusing.length > 0) return refuseFindings(gated, request, terminal);
  const mirror = mirroringFor(request, seen, ids);
  if (mirror !== undefined && 'code' in mirror) return refuse([mirror], terminal, 4);
  if (gated.plan.length === 0 && mirror === undefined) return nothingToDo(request, settled(seen), terminal);
  if (gated.plan.length > 0) {
    const refused = await refusePreflight(request, seen, gated, terminal);
    if (refused !== undefined) return refused;
  }
  const done = gated.plan.length === 0 ? (): string => `Nothing to do: ${settled(seen)}; looked` : applied;
  return execute(gated.plan, { ...request, mirror }, { command: 'apply', again: command('apply'), done, hooks: true }, terminal, tell);
}

const applied = (count: number): string => (count === 0 ? 'Another run has applied all of it' : `Applied ${counted(count, 'migration')}`);

const settled = ({ rows }: Look): string => {
  const count = rows.filter(({ standing }) => standing === 'applied' || standing === 'baselined').length;
  return count === 1 ? 'the one migration is applied' : `all ${count} migrations are applied`;
};
