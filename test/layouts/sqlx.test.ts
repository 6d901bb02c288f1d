import { expect, test } from 'vitest';
import { history, projectsOf, reading, said } from './support.ts';

const cargo = '[dependencies]\nsqlx = "0.8"\n';

test('up and down files; a file that says so is one string without a transaction', () => {
  const opened = history('sqlx');
  expect(projectsOf(opened)).toEqual([
    [
      'sqlx',
      'sqlx/migrations',
      [
        '*20240101090000_crates: 20240101090000_crates.up.sql file | 20240101090000_crates.down.sql file',
        '*20240201090000_index_label: 20240201090000_index_label.up.sql string | 20240201090000_index_label.down.sql string',
      ],
    ],
  ]);
  expect(said(opened)).toEqual([]);
});

test.each([
  ['a dependency', { 'Cargo.toml': cargo }],
  ['a table of its own', { 'Cargo.toml': '[dependencies.sqlx]\nversion = "0.8"\n' }],
  ['of the workspace', { 'Cargo.toml': '[workspace.dependencies]\nsqlx.version = "0.8"\n' }],
  ['prepared queries', { '.sqlx/query-1.json': '{}' }],
  ['its configuration', { 'sqlx.toml': '' }],
])('known by %s', (_, extra: Record<string, string>) => {
  expect(reading({ ...extra, 'migrations/1_a.sql': 'SELECT 1;' })).toMatchObject({ layout: 'sqlx', lines: ['*1_a: 1_a.sql file'] });
});

test('another crate, or the crate for queries only, is not it', () => {
  expect(reading({ 'Cargo.toml': '[dependencies]\nsqlx-like = "1"\n', '1_a.sql': 'SELECT 1;' }).layout).toBe('plain');
  expect(reading({ 'Cargo.toml': cargo, '1_a.sql': '-- migrate:up\nSELECT 1;' }).layout).toBe('dbmate');
});

test.each([
  '\n-- no-transaction\nSELECT 1;',
  '--no-transaction\nSELECT 1;',
  '-- no transaction\nSELECT 1;',
  '-- sqlx: no-transaction\nSELECT 1;',
  '-- an index\n-- no-transaction\nSELECT 1;',
])('misread: %j', (text) => {
  const { lines, misread } = reading({ 'Cargo.toml': cargo, '1_a.sql': text });
  expect(lines).toEqual(['*1_a: 1_a.sql file']);
  expect(misread).toEqual([expect.stringMatching(/^warning .* sqlx passes over this line, and runs the file in a transaction\.$/)]);
});
