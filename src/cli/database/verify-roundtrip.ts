import { randomBytes } from 'node:crypto';
import type { ExitCode } from '../../cli.ts';
import { checkTree } from '../../index.ts';
import { ServerError } from '../../execute/drivers/driver.ts';
import { scratchDriver, type ScratchDriver } from '../../execute/drivers/scratch.ts';
import { roundtrip, type BothWays, type Trip } from '../../execute/roundtrip.ts';
import type { RunOutcome } from '../../execute/run/run.ts';
import { titleOf } from '../../layouts/title.ts';
import type { Problem } from '../../model/problem.ts';
import type { SectionRun } from '../../model/section-run.ts';
import type { Arguments } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { contextFor } from './context.ts';
import { notRunnable, planned } from './gate.ts';
import { look } from './look.ts';
import { readRequest, type DatabaseRequest } from './request.ts';
import { endText, tripText } from './trip-text.ts';
import { areProblems, optionText, refuse } from './with-request.ts';

/** Every migration up, back and up again in a scratch database: does each way back lead back? */
export async function verifyRoundtrip(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  // Which database is meant matters to the scratch database only: the request's own is never opened.
  const request = await readRequest({ ...given, values: { ...given.values, url: undefined, embedded: true } }, terminal);
  if (request === undefined) return 2;
  const url = optionText(given.values, 'url');
  const driver = await scratchDriver(url, `sqlsafe_scratch_${randomBytes(6).toString('hex')}`, terminal.env, terminal.cwd);
  if ('code' in driver) return refuse([driver], terminal, 2);
  try {
    return await onScratch({ ...request, driver }, driver, terminal);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return refuse(
      [{ code: 'server-refused', text: `The schema of ${driver.name} could not be looked at: ${error.message}.` }],
      terminal,
      2,
    );
  } finally {
    await driver.close();
  }
}

async function onScratch(request: DatabaseRequest, scratch: ScratchDriver, terminal: Terminal): Promise<ExitCode> {
  const seen = await look(request);
  if (areProblems(seen)) return refuse(seen, terminal, 2);
  const ids = seen.project.migrations.filter(({ up }) => up.length > 0).map(({ id }) => id);
  const paths = [...new Set(seen.project.migrations.flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)))];
  const outcome = await checkTree(
    request.tree,
    paths,
    { ...seen.check, statements: false, keepRuns: true },
    { ownRunner: true, changesets: true },
  );
  if (outcome.problems.length > 0) return refuse(outcome.problems, terminal, 2);
  const ups = planned(request, seen, outcome.runs, ids, 'up');
  if ('code' in ups) return refuse([ups], terminal, 2);
  const downs = planned(request, seen, outcome.runs, ids, 'down');
  if ('code' in downs) return refuse([downs], terminal, 2);
  const back = new Map(
    downs.filter(({ units }) => units.some((unit) => unit.kind === 'alone' || unit.statements.length > 0)).map((down) => [down.id, down]),
  );
  const unsent = unsentOf(outcome.runs);
  const titles = new Map(seen.project.migrations.map(({ id, up: [first] }) => [id, first && titleOf(first.file.path)]));
  const ways = ups.map((up): BothWays => ({
    up,
    down: back.get(up.id),
    title: titles.get(up.id),
    unsent: { up: unsent.get(`up ${up.id}`), down: unsent.get(`down ${up.id}`) },
  }));
  const { context, signals } = contextFor('verify', request, terminal, () => undefined);
  try {
    const done = await roundtrip(ways, scratch, context);
    if (request.json)
      terminal.out(
        `${JSON.stringify({ schemaVersion: 1, roundtrip: done.trips.map((trip) => jsonOf(trip)), untried: done.untried }, null, 2)}\n`,
      );
    else terminal.out(`${done.trips.map((trip) => tripText(trip, terminal, signals)).join('')}${endText(done, terminal)}`);
    const kinds = new Set(done.trips.map(({ kind }) => kind));
    return kinds.has('failed') ? 1 : kinds.has('differs') ? 4 : 0;
  } finally {
    signals.release();
  }
}

/** `up 007`, `down 007` → what of it no runner but psql sends. */
function unsentOf(runs: readonly SectionRun[]): ReadonlyMap<string, Problem> {
  const all = new Map<string, Problem>();
  for (const run of runs) {
    const key = `${run.isDown ? 'down' : 'up'} ${run.migration.id}`;
    const [problem] = notRunnable(run);
    if (problem !== undefined && !all.has(key)) all.set(key, problem);
  }
  return all;
}

function jsonOf(trip: Trip): unknown {
  if (trip.kind !== 'failed') return trip;
  const { outcome, lines, ...rest } = trip;
  return { ...rest, error: errorOf(outcome), ...(lines.length === 0 ? {} : { lines }) };
}

function errorOf(outcome: RunOutcome): string {
  if (outcome.kind === 'failed' && outcome.outcome.kind === 'failed') return outcome.outcome.error.message;
  return 'problem' in outcome ? outcome.problem.text : outcome.kind;
}
