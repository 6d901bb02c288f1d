import { expect, test } from 'vitest';
import { history, open, projectsOf, reading, said } from './support.ts';

const sql = 'SELECT 1;';

test('one file of a name for this dialect; .autocommit leaves the transaction; .fizz is said to be unread', () => {
  const opened = history('pop');
  expect(projectsOf(opened)).toEqual([
    [
      'pop',
      'pop/migrations',
      [
        '*20240101090000_pans: 20240101090000_pans.up.sql file | 20240101090000_pans.down.sql file',
        '*20240201090000_material: 20240201090000_material.postgres.up.sql file | 20240201090000_material.postgres.down.sql file',
        '*20240301090000_index_size: 20240301090000_index_size.postgres.autocommit.up.sql string | 20240301090000_index_size.postgres.autocommit.down.sql string',
      ],
    ],
  ]);
  expect(opened.skipped.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'pop/migrations/20240201090000_material.mysql.up.sql: its name says mysql',
    'pop/migrations/20240201090000_material.up.sql: there is one for this dialect',
    'pop/migrations/20240401090000_lids.up.fizz: pop runs it, and it is not SQL',
  ]);
  expect(said(opened)).toEqual([]);
});

test.each([
  ['its configuration', { 'database.yml': '' }],
  ['fizz files beside', { '2_b.up.fizz': '' }],
  ['the module', { 'go.mod': 'module x\n\nrequire (\n\tgithub.com/gobuffalo/pop/v6 v6.1.1\n)\n' }],
  ['templates', { '2_b.up.sql': 'CREATE TABLE {{ index .Options "Namespace" }}.t ();' }],
])('known by %s', (_, extra: Record<string, string>) => {
  expect(reading({ '1_a.up.sql': sql, '1_a.down.sql': sql, ...extra }).layout).toBe('pop');
});

test('without a sign of pop the names are golang-migrate’s', () => {
  expect(reading({ '1_a.up.sql': sql, '1_a.down.sql': sql, 'config/database.yml': '' }).layout).toBe('golang-migrate');
});

test('what is misspelt where a dialect would stand is left out', () => {
  const opened = open({ 'database.yml': '', '1_a.up.sql': sql, '2_b.autocomit.up.sql': sql });
  expect(said(opened)).toEqual(['migration-order/unlisted warning 2_b.autocomit.up.sql']);
  expect(projectsOf(opened)).toEqual([
    ['pop', '.', ['*1_a: 1_a.up.sql file']],
    ['pop', '.', ['*2_b.autocomit.up.sql: 2_b.autocomit.up.sql file']],
  ]);
});
