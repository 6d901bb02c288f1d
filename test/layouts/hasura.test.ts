import { expect, test } from 'vitest';
import { history, open, projectsOf, reading, said } from './support.ts';

test('a folder a migration, below the database', () => {
  const opened = history('hasura');
  expect(projectsOf(opened)).toEqual([
    [
      'hasura',
      'hasura/migrations/default',
      [
        '*1704100000000_create_gardens: 1704100000000_create_gardens/up.sql file | 1704100000000_create_gardens/down.sql file',
        '*1706700000000_add_area: 1706700000000_add_area/up.sql file | 1706700000000_add_area/down.sql file',
      ],
    ],
  ]);
  expect(said(opened)).toEqual([]);
});

test('known by its stamps, or by its configuration', () => {
  expect(reading({ 'migrations/default/1704100000000_a/up.sql': 'SELECT 1;' }).layout).toBe('hasura');
  expect(reading({ 'migrations/1_a/up.sql': 'SELECT 1;' }).layout).toBe('diesel');
  expect(reading({ 'config.yaml': 'version: 2\nendpoint: http://x\n', 'migrations/1_a/up.sql': 'SELECT 1;' }).layout).toBe('hasura');
});

test('two of one version', () => {
  const opened = open({ 'm/1704100000000_a/up.sql': 'SELECT 1;', 'm/1704100000000_b/up.sql': 'SELECT 1;' });
  expect(said(opened)).toEqual(['migration-order/duplicate error m/1704100000000_b/up.sql']);
});
