import { describe, expect, test } from 'vitest';
import { compare, type Standing } from '../../src/execute/compare.ts';
import type { MigrationRecord } from '../../src/execute/journal/read.ts';
import type { LayoutName, Migration, Project } from '../../src/model/migration.ts';

function project(ids: readonly string[], layout: LayoutName = 'plain'): Project {
  const migrations = ids.map((id, index): Migration => {
    const file = { path: `db/${id}.sql`, text: id, raw: id, edits: [] };
    return {
      id,
      index,
      layout,
      up: [{ file, span: { start: 0, end: id.length }, transaction: 'auto' }],
      down: [],
      selected: true,
      reversible: false,
    };
  });
  return { root: 'db', layout, migrations };
}

const record = (id: string, given: Partial<MigrationRecord> = {}): MigrationRecord => ({
  id,
  name: `db/${id}.sql`,
  position: 0,
  kind: 'versioned',
  direction: 'up',
  state: 'applied',
  mode: 'file',
  sha256: '',
  normalised: `sum of ${id}`,
  down: null,
  stepsTotal: 1,
  stepsDone: 1,
  startedAt: '',
  finishedAt: null,
  duration: null,
  error: null,
  by: '',
  ...given,
});

const sums = ({ id }: Migration): { sha256: string; normalised: string; down: null } => ({
  sha256: '',
  normalised: `sum of ${id}`,
  down: null,
});
const standings = (rows: ReturnType<typeof compare>): readonly (readonly [string, Standing])[] =>
  rows.map(({ id, standing }) => [id, standing]);

test.each<[Partial<MigrationRecord>, Standing]>([
  [{}, 'applied'],
  [{ state: 'baselined' }, 'baselined'],
  [{ normalised: 'another' }, 'edited'],
  [{ state: 'running', mode: 'statement' }, 'interrupted'],
  [{ state: 'failed' }, 'failed'],
  [{ state: 'unknown' }, 'unknown'],
  [{ state: 'reverted', direction: 'down' }, 'pending'],
  [{ state: 'running', direction: 'down' }, 'reverting'],
  // Its way back failed before it did anything: it is still there.
  [{ state: 'failed', direction: 'down', stepsDone: 0 }, 'applied'],
  [{ state: 'failed', direction: 'down', stepsDone: 1 }, 'reverting'],
])('%j is %s', (given, standing) => {
  expect(standings(compare(project(['1']), [record('1', given)], sums))).toEqual([['1', standing]]);
});

test('what the database has not seen is pending; what only the database knows is missing', () => {
  const rows = compare(project(['1', '2']), [record('1'), record('0'), record('x', { state: 'reverted' })], sums);
  expect(standings(rows)).toEqual([
    ['1', 'applied'],
    ['2', 'pending'],
    ['0', 'missing'],
  ]);
});

test('a pending one before an applied one is out of order; one that was begun is not', () => {
  const rows = compare(project(['1', '2', '3', '4']), [record('3'), record('2', { state: 'failed' })], sums);
  expect(rows.map(({ id, outOfOrder }) => [id, outOfOrder])).toEqual([
    ['1', true],
    ['2', false],
    ['3', false],
    ['4', false],
  ]);
});

test('a repeatable one runs again when its text changes, and puts nothing out of order', () => {
  const rows = compare(
    project(['V1__a', 'V2__b', 'R__views'], 'flyway'),
    [record('V1__a'), record('R__views', { normalised: 'old' })],
    sums,
  );
  expect(rows.map(({ id, standing, outOfOrder }) => [id, standing, outOfOrder])).toEqual([
    ['V1__a', 'applied', false],
    ['V2__b', 'pending', false],
    ['R__views', 'changed', false],
  ]);
});

describe('changesets', () => {
  /** One file of several, each a migration: `file:id`. */
  const changesets = (ids: readonly string[], again?: Migration['again']): Project => {
    const { migrations, ...rest } = project(ids, 'liquibase');
    return {
      ...rest,
      migrations: migrations.map((each) => ({
        ...each,
        ...(again === undefined ? {} : { again }),
        up: each.up.map((section) => ({
          ...section,
          file: { ...section.file, path: `db/${each.id.split(':')[0] ?? ''}.sql` },
          changeset: { id: each.id.split(':')[1] ?? '' },
        })),
      })),
    };
  };
  test('are called by their file and their id', () => {
    expect(compare(changesets(['a:1']), [], sums)[0]?.name).toBe('db/a.sql, changeset 1');
  });
  test('files grow side by side; within a file the order counts', () => {
    const late = (pending: string, applied: string): boolean | undefined =>
      compare(changesets(['a:1', 'a:2', 'b:1']), [record(applied)], sums).find(({ id }) => id === pending)?.outOfOrder;
    expect(late('a:2', 'b:1')).toBe(false);
    expect(late('a:1', 'a:2')).toBe(true);
  });
  test('what runs on every change, or each time, is never edited', () => {
    const standing = (again: Migration['again'], given: Partial<MigrationRecord> = {}): Standing | undefined =>
      compare(changesets(['a:1'], again), [record('a:1', given)], sums)[0]?.standing;
    expect(standing('changed')).toBe('applied');
    expect(standing('changed', { normalised: 'another' })).toBe('changed');
    expect(standing('always')).toBe('changed');
    expect(standing(undefined, { normalised: 'another' })).toBe('edited');
  });
});
