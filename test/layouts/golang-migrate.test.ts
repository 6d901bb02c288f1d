import { expect, test } from 'vitest';
import { open, outline, only, reading, said } from './support.ts';

const sql = 'SELECT 1;\n';

test('names that it passes over', () => {
  const opened = open({
    '1_a.up.sql': sql,
    '1_a.down.sql': sql,
    '2_b.up.sql': sql,
    '2_b_down.sql': sql,
    '3_c.upp.sql': sql,
  });
  expect(said(opened)).toEqual(['migration-order/unlisted info 2_b_down.sql', 'migration-order/unlisted warning 3_c.upp.sql']);
});

test('where such names are a habit, another runner reads them', () => {
  const names = ['1_a', '2_b', '3_c', '4_d', '5_e'].flatMap((name) => [[`${name}.up.sql`, sql]]);
  const others = ['6', '7', '8', '9'].map((name) => [`${name}.up.sql`, sql]);
  expect(said(open(Object.fromEntries([...names, ...others])))).toEqual([]);
  expect(said(open(Object.fromEntries([...names, ...others.slice(1, 2)])))).toEqual([
    'migration-order/unlisted warning 7.up.sql',
    'migration-order/gap info 7.up.sql',
  ]);
});

test('SQLite: a transaction around each, unless files open their own', () => {
  const modes = (text: string): unknown => outline(only(open({ '1_a.up.sql': sql, '2_b.up.sql': text }, { dialect: 'sqlite' })));
  expect(modes(sql)).toEqual(['*1_a: 1_a.up.sql file', '*2_b: 2_b.up.sql file']);
  expect(modes('PRAGMA foreign_keys = OFF;\nBEGIN;\nSELECT 1;\nCOMMIT;\n')).toEqual([
    '*1_a: 1_a.up.sql statement',
    '*2_b: 2_b.up.sql statement',
  ]);
});

test('a runner of the same names that is another one', () => {
  expect(reading({ 'go.mod': 'module x\nrequire github.com/maragudk/migrate v0.4.3\n', 'm/1_a.up.sql': sql }).layout).toBe('plain');
  expect(reading({ 'go.mod': 'module x\nrequire github.com/golang-migrate/migrate/v4 v4.19.0\n', 'm/1_a.up.sql': sql }).layout).toBe(
    'golang-migrate',
  );
});
