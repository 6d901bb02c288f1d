import { expect, test } from 'vitest';
import { history, projectsOf, reading, said } from './support.ts';

test('by number; a part may leave its transaction', () => {
  const opened = history('sql-migrate');
  expect(projectsOf(opened)).toEqual([
    [
      'sql-migrate',
      'sql-migrate/migrations',
      [
        '*1_people: 1_people.sql:1-12 file | 1_people.sql:13-15 file',
        '*2_index_people: 2_index_people.sql:1-3 statement | 2_index_people.sql:4-5 file',
        '*10_email: 10_email.sql:1-3 file | 10_email.sql:4-5 file',
      ],
    ],
  ]);
  expect(said(opened)).toEqual(['migration-order/width info sql-migrate/migrations/10_email.sql']);
});

const up = '-- +migrate Up\nSELECT 1;\n';

test('a way down that is misspelt runs on the way up', () => {
  expect(reading({ '1_a.sql': `${up}-- +migrate down\nDROP TABLE t;\n` })).toEqual({
    layout: 'sql-migrate',
    lines: ['*1_a: 1_a.sql file'],
    misread: ['error 1_a.sql:3:1-17 sql-migrate passes over this line: it is no command as it is written.'],
  });
});

test.each([
  [`${up}--+migrate Down\nSELECT 2;`, 'error 1_a.sql:3:1-16 sql-migrate passes over this line: it is no command as it is written.'],
  [`${up} -- +migrate Down\nSELECT 2;`, 'error 1_a.sql:3:2-18 sql-migrate passes over this line: it is no command as it is written.'],
  [
    `${up}-- +migrate StatmentBegin\nSELECT 2;`,
    'warning 1_a.sql:3:1-26 sql-migrate passes over this line: it is no command as it is written.',
  ],
  ['-- +migrate Up noTransaction\nSELECT 1;', 'warning 1_a.sql:1:1-29 sql-migrate knows no option noTransaction, and passes over it.'],
  ['-- +migrate Up no-transaction\nSELECT 1;', 'warning 1_a.sql:1:1-30 sql-migrate knows no option no-transaction, and passes over it.'],
])('misread: %j', (text, said) => {
  expect(reading({ '1_a.sql': text }).misread).toEqual([said]);
});

test('what stands before the first part never runs', () => {
  expect(reading({ '1_a.sql': `-- about\nDROP TABLE t;\n${up}` })).toEqual({
    layout: 'sql-migrate',
    lines: ['*1_a: 1_a.sql:3-4 file'],
    misread: ['warning 1_a.sql:2:1-1 This stands before the first part: sql-migrate never runs it.'],
  });
});

test('a file without any part, in a folder of files with some or beside the configuration', () => {
  expect(reading({ '1_a.sql': up, '2_b.sql': 'SELECT 2;\n' }).misread).toEqual(['error 2_b.sql:1:1-10 2_b.sql has no `-- +migrate Up`.']);
  expect(reading({ 'dbconfig.yml': '', '1_a.sql': '-- +migrate up\nSELECT 1;\n' })).toMatchObject({ layout: 'sql-migrate' });
});
