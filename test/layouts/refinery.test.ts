import { expect, test } from 'vitest';
import { history, open, projectsOf, reading, said } from './support.ts';

const cargo = '[dependencies]\nrefinery = "0.9"\n';

test('V and U by number, both on the way up', () => {
  const opened = history('refinery');
  expect(projectsOf(opened)).toEqual([
    [
      'refinery',
      'refinery/migrations',
      [
        '*V1__letters: V1__letters.sql file',
        '*V2__index_sent_at: V2__index_sent_at.sql string',
        '*U3__weight: U3__weight.sql file',
        '*V10__stamp: V10__stamp.sql file',
      ],
    ],
  ]);
  expect(said(opened)).toEqual([]);
});

test('the same names without its crate or configuration are Flyway’s', () => {
  expect(reading({ 'V1__a.sql': 'SELECT 1;' }).layout).toBe('flyway');
  expect(reading({ 'refinery.toml': '', 'V1__a.sql': 'SELECT 1;' }).layout).toBe('refinery');
});

test('two of one version, also of both kinds', () => {
  expect(said(open({ 'Cargo.toml': cargo, 'V1__a.sql': 'SELECT 1;', 'U1__b.sql': 'SELECT 1;' }))).toEqual([
    'migration-order/duplicate error V1__a.sql',
  ]);
});

test.each([
  '-- refinery:no_transaction\nSELECT 1;',
  '-- refinery: noTransaction\nSELECT 1;',
  '-- refinery:noTransaction, for the index\nSELECT 1;',
])('misread: %j', (text) => {
  const { lines, misread } = reading({ 'Cargo.toml': cargo, 'V1__a.sql': text });
  expect(lines).toEqual(['*V1__a: V1__a.sql file']);
  expect(misread).toEqual([expect.stringContaining('refinery passes over this line, and runs the file in a transaction.')]);
});
