import { checkTree } from '../../index.ts';
import { destroyedBy, type Destroyed } from '../../execute/plan/destroys.ts';
import { holdsData } from '../../execute/holds-data.ts';
import type { Compared } from '../../execute/compare.ts';
import { statementsOf, type PlannedMigration } from '../../execute/plan/plan.ts';
import { nameText } from '../../model/name.ts';
import type { Problem } from '../../model/problem.ts';
import type { SectionRun } from '../../model/section-run.ts';
import { notRunnable, planned } from './gate.ts';
import type { Look } from './look.ts';
import type { DatabaseRequest } from './request.ts';

/** Ways back that were planned, and what they would destroy. */
export interface WayBack {
  readonly plan: readonly PlannedMigration[];
  readonly destroys: readonly Destroyed[];
}

/** Plans the ways back of applied migrations, in the order given. */
export async function planBack(
  request: DatabaseRequest,
  seen: Look,
  rows: readonly Compared[],
  { editedAllowed }: { readonly editedAllowed: boolean },
): Promise<WayBack | readonly Problem[]> {
  const problems = rows.flatMap((row) => whyNot(row, editedAllowed));
  if (problems.length > 0) return problems;
  const paths = [
    ...new Set(rows.flatMap(({ migration }) => [...(migration?.up ?? []), ...(migration?.down ?? [])].map(({ file }) => file.path))),
  ];
  const outcome = await checkTree(
    request.tree,
    paths,
    { ...seen.check, statements: false, keepRuns: true },
    { ownRunner: true, changesets: true },
  );
  if (outcome.problems.length > 0) return outcome.problems;
  const plan = planned(
    request,
    seen,
    outcome.runs,
    rows.map(({ id }) => id),
    'down',
  );
  if ('code' in plan) return [plan];
  const ways = new Set(plan.filter((each) => statementsOf(each).length > 0).map(({ id }) => id));
  const without = rows.filter(({ id }) => !ways.has(id));
  if (without.length > 0) return without.map(({ name }) => noWayBack(name));
  const ids = new Set(rows.map(({ id }) => id));
  const runs = outcome.runs.filter(({ isDown, migration }) => isDown && ids.has(migration.id));
  const unsent = runs.flatMap(notRunnable);
  if (unsent.length > 0) return unsent;
  const unread = runs.find(hasOpaque);
  if (unread !== undefined && !(request.settings.allow ?? []).includes('migration-not-understood'))
    return [
      {
        code: 'not-understood',
        text: `A statement of ${unread.section.file.path} is not understood, so nobody knows what it would undo.`,
        hint: 'Mend it, or: --allow migration-not-understood',
      },
    ];
  const destroys = await withData(request, runs.flatMap(destroyedBy));
  return Array.isArray(destroys) ? { plan, destroys: destroys as readonly Destroyed[] } : [destroys as Problem];
}

const hasOpaque = ({ statements }: SectionRun): boolean =>
  statements.some(({ steps }) => steps.some(({ operations }) => operations.some(({ kind }) => kind === 'opaque')));

/** Those of them that would really lose something. */
async function withData({ driver }: DatabaseRequest, destroyed: readonly Destroyed[]): Promise<readonly Destroyed[] | Problem> {
  if (destroyed.length === 0) return [];
  const connection = await driver.open();
  if ('code' in connection) return connection;
  try {
    const full: Destroyed[] = [];
    for (const each of destroyed) if (await holdsData(connection, each)) full.push(each);
    return full;
  } finally {
    await connection.end().catch(() => undefined);
  }
}

function whyNot({ name, standing, migration, checksums, record }: Compared, editedAllowed: boolean): readonly Problem[] {
  const wrong = (code: string, text: string, hint: string): readonly Problem[] => [{ code, text, hint }];
  if (standing === 'baselined')
    return wrong('irreversible', `${name} was never run here: it is baselined.`, 'Roll back what is above it only.');
  if (migration === undefined) return wrong('missing', `The file of ${name} is gone, and its way back with it.`, 'Bring it back.');
  if (!editedAllowed && record !== undefined && record.down !== null && record.down !== checksums?.down && standing !== 'reverting')
    return wrong('edited', `The way back of ${name} was edited since it was applied.`, 'Look at it, and then: --allow-edited-down');
  return [];
}

const noWayBack = (name: string): Problem => ({
  code: 'irreversible',
  text: `${name} has no way back.`,
  hint: 'Write what undoes it as a new migration; where nothing needs to be undone, say so with SELECT 1;',
});

/** `users`, `orders.token`: for people. */
export const destroyedText = ({ table, column }: Destroyed): string =>
  column === undefined ? `the rows of ${nameText(table)}` : `the values of ${nameText(table)}.${column}`;
