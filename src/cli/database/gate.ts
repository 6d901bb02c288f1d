import { isPending } from '../../execute/compare.ts';
import { checksumsOf, sha256, sha256SoFar } from '../../execute/checksum.ts';
import { planMigration } from '../../execute/plan/build-plan.ts';
import type { Direction, PlannedMigration } from '../../execute/plan/plan.ts';
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
}

/**
 * Judges the pending migrations as one deployment, with the server's version, and plans them. Where the same is asked for several databases,
 * it is done once.
 */
export const gate = (request: DatabaseRequest, seen: Look, ids: readonly string[]): Promise<Gated | readonly Problem[]> =>
  request.once === undefined ? judgeAndPlan(request, seen, ids) : request.once(keyOf(seen, ids), () => judgeAndPlan(request, seen, ids));

/** All that the judgement depends on, beside the files and the settings. */
const keyOf = ({ check }: Look, ids: readonly string[]): string => JSON.stringify(['gate', check, ids]);

async function judgeAndPlan(request: DatabaseRequest, seen: Look, ids: readonly string[]): Promise<Gated | readonly Problem[]> {
  const { tree, settings } = request;
  const wanted = new Set(ids);
  const chosen = seen.project.migrations.filter(({ id }) => wanted.has(id));
  const paths = [...new Set(chosen.flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)))];
  if (paths.length === 0) return { plan: [], outcome: await checkTree(tree, [], seen.check), refusing: [] };
  const outcome = await checkTree(
    tree,
    paths,
    { ...seen.check, statements: true, deployment: 'selected', keepRuns: true },
    { ownRunner: true, changesets: true, only: wanted },
  );
  if (outcome.problems.length > 0) return outcome.problems;
  const ways = planned(request, seen, outcome.runs, ids, 'up');
  if (!Array.isArray(ways)) return [ways as Problem];
  const old = new Set(chosen.filter(({ id }) => seen.old.has(id)).flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)));
  const allowed = new Set(settings.allow ?? []);
  const reached = REACHED[settings.failOn ?? 'error'];
  const refusing = outcome.report.findings.filter(
    ({ severity, suppressed, baselined, file, rule, message }) =>
      suppressed === null &&
      !baselined &&
      reached.has(severity) &&
      !old.has(file) &&
      !allowed.has(rule) &&
      !allowed.has(`${rule}/${message}`),
  );
  return { plan: ways as readonly PlannedMigration[], outcome, refusing };
}

const REACHED: Readonly<Record<'error' | 'warning' | 'info' | 'never', ReadonlySet<string>>> = {
  error: new Set(['error']),
  warning: new Set(['error', 'warning']),
  info: new Set(['error', 'warning', 'info']),
  never: new Set(),
};

/** Migrations by their ids, in that order → what will run. */
export function planned(
  { tree }: DatabaseRequest,
  { project }: Look,
  runs: readonly SectionRun[],
  ids: readonly string[],
  direction: Direction,
): readonly PlannedMigration[] | Problem {
  const byId = new Map<string, SectionRun[]>();
  for (const run of runs)
    if (run.isDown === (direction === 'down')) byId.set(run.migration.id, [...(byId.get(run.migration.id) ?? []), run]);
  const hasMark = (file: string): boolean => tree.read(tree.resolve(file)).hasMark === true;
  const sums = new Map(project.migrations.map((migration) => [migration.id, migration]));
  const checksums = (id: string): ReturnType<typeof checksumsOf> => {
    const migration = sums.get(id);
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
