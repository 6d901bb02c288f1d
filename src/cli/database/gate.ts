import { isPending } from '../../execute/compare.ts';
import { checksumsOf, sha256, sha256SoFar } from '../../execute/checksum.ts';
import { ServerError } from '../../execute/drivers/driver.ts';
import { readJournal } from '../../execute/journal/read.ts';
import { liveCatalog } from '../../execute/live-catalog.ts';
import { planMigration } from '../../execute/plan/build-plan.ts';
import { notSent } from '../../execute/plan/not-sent.ts';
import type { Checksums, Direction, PlannedMigration } from '../../execute/plan/plan.ts';
import { checkTree, type Outcome } from '../../index.ts';
import type { Finding } from '../../model/finding.ts';
import type { Problem } from '../../model/problem.ts';
import type { SectionRun } from '../../model/section-run.ts';
import type { Look } from './look.ts';
import type { DatabaseRequest } from './request.ts';

/** What is to run, and what the checks say of it. */
export interface Gated {
  readonly plan: readonly PlannedMigration[];
  readonly outcome: Outcome;
  /** Findings that keep it from running. */
  readonly refusing: readonly Finding[];
  /** Those among them that only the database gives reason for: it is not what the files before make of it. */
  readonly drift: readonly Finding[];
}

/**
 * Judges the pending migrations as one deployment, with the server's version, and plans them. Where the same is asked for several databases
 * that hold the same, it is done once.
 * @param on `database`: what it holds is read, and they are judged on that; `files`: on what the files before them come to
 */
export async function gate(
  request: DatabaseRequest,
  seen: Look,
  ids: readonly string[],
  on: 'database' | 'files' = 'database',
): Promise<Gated | readonly Problem[]> {
  const wanted = new Set(ids);
  // What of a file took effect already would be in its own way.
  const begun = seen.records.some(
    ({ id, state, stepsDone }) => wanted.has(id) && (state === 'running' || (state === 'failed' && stepsDone > 0)),
  );
  // What a database holds is read as it is seen from public: a tenant in a schema of its own is judged on its files.
  const isTenant = request.driver.searchPath !== undefined;
  const catalog = on === 'files' || begun || isTenant || ids.length === 0 ? '' : await readCatalog(request);
  if (typeof catalog === 'object') return [catalog];
  const judge = (): Promise<Gated | readonly Problem[]> => judgeAndPlan(request, seen, ids, catalog);
  const gated = await (request.once === undefined ? judge() : request.once(keyOf(seen, ids, catalog), judge));
  if (!('drift' in gated) || gated.drift.length === 0) return gated;
  // What another tool has run alone is for the run to say, which reads its history and refuses it.
  const isTheirs = request.settings.mirror !== undefined && gated.drift.length === gated.refusing.length;
  return isTheirs || (await movedOn(request, seen)) ? gate(request, seen, ids, 'files') : gated;
}

/** Has another run been at work since the journal was read? What it did is no drift, and is not done again. */
async function movedOn({ driver, place }: DatabaseRequest, { records }: Look): Promise<boolean> {
  const connection = await driver.open();
  if ('code' in connection) return false;
  const states = (all: Look['records']): string => JSON.stringify(all.map(({ id, state, stepsDone }) => [id, state, stepsDone]));
  try {
    return states(await readJournal(connection, place)) !== states(records);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return false;
  } finally {
    await connection.end().catch(() => undefined);
  }
}

/** All that the judgement depends on, beside the files and the settings. */
const keyOf = ({ check }: Look, ids: readonly string[], catalog: string): string => JSON.stringify(['gate', check, ids, catalog]);

/** @param catalog what the database holds; empty: nothing, or it is not to be looked at */
async function judgeAndPlan(
  request: DatabaseRequest,
  seen: Look,
  ids: readonly string[],
  catalog: string,
): Promise<Gated | readonly Problem[]> {
  const { tree } = request;
  const wanted = new Set(ids);
  const chosen = seen.project.migrations.filter(({ id }) => wanted.has(id));
  const paths = [...new Set(chosen.flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)))];
  if (paths.length === 0) return { plan: [], outcome: await checkTree(tree, [], seen.check), refusing: [], drift: [] };
  const check = { ...seen.check, statements: true, deployment: 'selected', keepRuns: true } as const;
  const judge = (held: string): Promise<Outcome> =>
    checkTree(tree, paths, check, { ownRunner: true, changesets: true, only: wanted, ...(held === '' ? {} : { catalog: held }) });
  const outcome = await judge(catalog);
  if (outcome.problems.length > 0) return outcome.problems;
  const unsent = outcome.runs.filter(({ isDown, migration }) => !isDown && wanted.has(migration.id)).flatMap(notRunnable);
  if (unsent.length > 0) return unsent;
  const ways = planned(request, seen, outcome.runs, ids, 'up');
  if (!Array.isArray(ways)) return [ways as Problem];
  const old = new Set(chosen.filter(({ id }) => seen.old.has(id)).flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)));
  const refusing = refusingOf(outcome, request, old);
  const drift = refusing.length === 0 || catalog === '' ? [] : findingsBeyond(refusing, refusingOf(await judge(''), request, old));
  return { plan: ways as readonly PlannedMigration[], outcome, refusing, drift };
}

function refusingOf({ report }: Outcome, { settings }: DatabaseRequest, old: ReadonlySet<string>): readonly Finding[] {
  const allowed = new Set(settings.allow ?? []);
  const reached = REACHED[settings.failOn ?? 'error'];
  return report.findings.filter(
    ({ severity, suppressed, baselined, file, rule, message }) =>
      suppressed === null &&
      !baselined &&
      reached.has(severity) &&
      !old.has(file) &&
      !allowed.has(rule) &&
      !allowed.has(`${rule}/${message}`),
  );
}

/** Findings that others are not among. */
function findingsBeyond(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const key = ({ rule, message, file, range }: Finding): string => `${rule}/${message} ${file}:${range.start.offset}`;
  const known = new Set(others.map(key));
  return findings.filter((finding) => !known.has(key(finding)));
}

/** Where a server does not show its catalogs, nothing can be said of a run on it. */
async function readCatalog({ driver, place }: DatabaseRequest): Promise<string | Problem> {
  const connection = await driver.open();
  if ('code' in connection) return connection;
  try {
    const catalog = await liveCatalog(connection, place.schema);
    if (driver.park === undefined) await connection.end();
    else driver.park(connection);
    return catalog;
  } catch (error) {
    await connection.end().catch(() => undefined);
    if (!(error instanceof ServerError)) throw error;
    return { code: 'catalog-unreadable', text: `The server did not show what the database holds: ${error.message}.` };
  }
}

const REACHED: Readonly<Record<'error' | 'warning' | 'info' | 'never', ReadonlySet<string>>> = {
  error: new Set(['error']),
  warning: new Set(['error', 'warning']),
  info: new Set(['error', 'warning', 'info']),
  never: new Set(),
};

/** What of a section can't be sent as it stands: nothing of it may be left out in silence. */
export const notRunnable = (run: SectionRun): readonly Problem[] =>
  notSent(run).map(({ reason: text, instead: hint, ...place }) => ({ code: 'not-runnable', text, hint, ...place }));

/** Migrations by their ids, in that order → what will run. */
export function planned(
  { tree }: DatabaseRequest,
  { project, rows }: Look,
  runs: readonly SectionRun[],
  ids: readonly string[],
  direction: Direction,
): readonly PlannedMigration[] | Problem {
  const byId = new Map<string, SectionRun[]>();
  for (const run of runs)
    if (run.isDown === (direction === 'down')) byId.set(run.migration.id, [...(byId.get(run.migration.id) ?? []), run]);
  const hasMark = (file: string): boolean => tree.read(tree.resolve(file)).hasMark === true;
  const known = new Map(rows.map((row) => [row.id, row.checksums]));
  const checksums = (id: string): Checksums => {
    const sums = known.get(id);
    if (sums !== undefined) return sums;
    const migration = project.migrations.find((each) => each.id === id);
    if (migration === undefined) throw new TypeError(`no migration ${id}`);
    return checksumsOf(migration, hasMark);
  };
  const all: PlannedMigration[] = [];
  for (const id of ids) {
    const own = byId.get(id);
    if (own === undefined) continue;
    const one = planMigration(own, direction, { sha256, sha256SoFar, checksums });
    if ('code' in one) return one;
    all.push(one);
  }
  return all;
}

/** The pending migrations that a command line asks for, in order. */
export function choosePending({ rows }: Look, to: string | undefined, count: number | undefined): readonly string[] | Problem {
  const pending = rows.filter(isPending);
  if (to === undefined) return pending.slice(0, count).map(({ id }) => id);
  const last = rows.findIndex(({ id, name }) => id === to || name === to || name.endsWith(`/${to}`));
  if (last === -1) return { code: 'migration-unknown', text: `There is no migration ${to}.`, hint: 'sqlsafe status lists them.' };
  return rows
    .slice(0, last + 1)
    .filter(isPending)
    .slice(0, count)
    .map(({ id }) => id);
}
