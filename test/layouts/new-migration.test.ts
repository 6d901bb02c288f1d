import { expect, test } from 'vitest';
import { newMigration } from '../../src/layouts/new-migration.ts';
import type { LayoutName, Migration, Project } from '../../src/model/migration.ts';

const naming = { title: 'Añade  users!', stamp: '20260102030405', millis: 1767322845000 };

function project(layout: LayoutName, ids: readonly string[], downs: 'none' | 'files' = 'none'): Project {
  const file = (path: string): Migration['up'][number]['file'] => ({ path, text: '', raw: '', edits: [] });
  const section = (path: string): Migration['up'][number] => ({ file: file(path), span: { start: 0, end: 0 }, transaction: 'auto' });
  const migrations = ids.map((id, index): Migration => ({
    id,
    index,
    layout,
    up: [section(`${id}.up`)],
    down: downs === 'files' ? [section(`${id}.down`)] : [],
    selected: true,
    reversible: downs === 'files',
  }));
  return { root: 'db', layout, migrations };
}

const paths = (of: Project): readonly string[] | string => {
  const made = newMigration(of, naming);
  return 'code' in made ? made.code : made.map(({ path }) => path);
};

test.each<[LayoutName, readonly string[], readonly string[] | string]>([
  ['plain', [], ['001_anade_users.sql']],
  ['plain', ['0009_a', '0010_b'], ['0011_anade_users.sql']],
  ['plain', ['20250101120000_a'], ['20260102030405_anade_users.sql']],
  ['plain', ['20250101_a'], ['20260102_anade_users.sql']],
  ['sections', ['1', '2'], ['3_anade_users.sql']],
  ['golang-migrate', ['000001_a'], ['000002_anade_users.up.sql', '000002_anade_users.down.sql']],
  ['diesel', ['2025-01-01-000000_a'], ['2026-01-02-030405_anade_users/up.sql', '2026-01-02-030405_anade_users/down.sql']],
  ['prisma', ['20250101120000_a'], ['20260102030405_anade_users/migration.sql']],
  ['hasura', ['1620000000000_a'], ['1767322845000_anade_users/up.sql', '1767322845000_anade_users/down.sql']],
  ['flyway', ['V1__a', 'V2__b', 'R__views'], ['V3__anade_users.sql']],
  ['dbmate', ['20250101120000_a'], ['20260102030405_anade_users.sql']],
  ['drizzle', ['0000_a'], 'layout-own-tool'],
  ['sqitch', ['a'], 'layout-own-tool'],
  ['knex', ['20250101120000_a'], 'layout-own-tool'],
])('%s after %j', (layout, ids, expected) => {
  expect(paths(project(layout, ids))).toEqual(expected);
});

test('pairs where the project has pairs', () => {
  expect(paths(project('plain', ['1_a'], 'files'))).toEqual(['2_anade_users.up.sql', '2_anade_users.down.sql']);
});
