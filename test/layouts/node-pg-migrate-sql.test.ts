import { expect, test } from 'vitest';
import { history, projectsOf, reading } from './support.ts';

test('a transaction for each; what is JavaScript is said to be unread', () => {
  const opened = history('node-pg-migrate-sql');
  expect(projectsOf(opened)).toEqual([
    [
      'node-pg-migrate',
      'node-pg-migrate-sql/migrations',
      [
        '*1704100000000_boats: 1704100000000_boats.sql:1-3 file | 1704100000000_boats.sql:4-5 file',
        '*1706700000000_length: 1706700000000_length.sql file',
      ],
    ],
  ]);
  expect(opened.skipped).toEqual([
    { path: 'node-pg-migrate-sql/migrations/1709200000000_index-name.js', reason: 'node-pg-migrate runs it, and it is not SQL' },
  ]);
});

test('the marks in any case and with any dashes', () => {
  expect(reading({ '1_a.sql': '---- UP   migration\nSELECT 1;\n  -- down Migration: back\nSELECT 2;\n' })).toEqual({
    layout: 'node-pg-migrate',
    lines: ['*1_a: 1_a.sql:1-3 file | 1_a.sql:3-4 file'],
    misread: [],
  });
});

test('a way down that is misspelt runs on the way up', () => {
  expect(reading({ '1_a.sql': '-- Up Migration\nSELECT 1;\n-- Down\nSELECT 2;\n' })).toEqual({
    layout: 'node-pg-migrate',
    lines: ['*1_a: 1_a.sql file'],
    misread: ['error 1_a.sql:3:1-8 To node-pg-migrate this is a comment like any other.'],
  });
});

test('with a way down alone all of the file is the way up', () => {
  expect(reading({ '1_a.sql': 'SELECT 1;\n-- Down Migration\nSELECT 2;\n' })).toEqual({
    layout: 'node-pg-migrate',
    lines: ['*1_a: 1_a.sql file | 1_a.sql file'],
    misread: ['error 1_a.sql:2:1-3 There is no `-- Up Migration`: node-pg-migrate runs all of the file on the way up, this part too.'],
  });
});
