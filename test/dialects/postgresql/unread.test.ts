import { describe, expect, test } from 'vitest';
import { operations } from './operations.ts';

/** What was not understood: reason, the words that it points at, and the hint. */
const unread = (sql: string): (readonly [string, string, string | undefined])[] =>
  operations(sql).flatMap((op) => (op.kind === 'opaque' ? [[op.reason, sql.slice(op.span.start, op.span.end), op.hint] as const] : []));

const MYSQL = 'This looks like MySQL: if it is, name its dialect, or leave the file out.';
const placeholder = (written: string): string => `Give the placeholder ${written} a value: "placeholders" in the configuration.`;

describe('a statement that PostgreSQL refuses is reported where it goes wrong', () => {
  test.each([
    ['ALTER TABLE t ADD COLUMNN a int', 'syntax', 'int', undefined],
    ['CREATE TABLE t (a int,)', 'syntax', ')', undefined],
    ['SELECT (1', 'syntax', '1', undefined],
    ['DROP TABLE ${schema}.t', 'syntax', '$', placeholder('${schema}')],
    ['DROP TABLE {{ index .Options "x" }}.t', 'syntax', '{', placeholder('{{ index .Options "x" }}')],
    ['DROP TABLE :tbl', 'syntax', ':', placeholder(':tbl')],
    ["SELECT :'v'", 'syntax', ':', placeholder(":'v'")],
    ['CREATE TABLE `t` (a int)', 'syntax', '`', MYSQL],
    ['CREATE TABLE t (a int AUTO_INCREMENT)', 'syntax', 'AUTO_INCREMENT', MYSQL],
    ['CREATE TABLE t (a int) ENGINE=InnoDB', 'syntax', 'ENGINE', MYSQL],
    ['PRAGMA foreign_keys = ON', 'syntax', 'PRAGMA', 'This looks like SQLite: if it is, name its dialect, or leave the file out.'],
    ['CREATE TABLE [dbo].[t] (a int)', 'syntax', '[', 'This looks like SQL Server, which sqlsafe does not read.'],
    ['ALTER TABLE t DROP a\nALTER TABLE u DROP b', 'syntax', 'ALTER', 'A ; may be missing before ALTER.'],
    ["ALTER TYPE mood DROP VALUE 'x'", 'syntax', 'DROP', 'Make a new type without the label, and change the columns to it.'],
    [
      'ALTER TABLE p SPLIT PARTITION q INTO (PARTITION a DEFAULT)',
      'syntax',
      'SPLIT',
      'PostgreSQL up to 18 does not know this: detach the partition, and make new ones from it.',
    ],
    ["SELECT 'x", 'unterminated', "SELECT 'x", undefined],
    ['SELECT \' {"a":true}\' FROM FROM', 'syntax', 'FROM', undefined],
  ])('%s', (sql, reason, place, hint) => {
    expect(unread(sql)).toEqual([[reason, place, hint]]);
  });
});

test('and hides no other', () => {
  const sql = 'DROP TABLE a; DROP TABEL b; DROP TABLE c;';
  expect(operations(sql).map(({ kind }) => kind)).toEqual(['drop-table', 'opaque', 'drop-table']);
  expect(unread(sql)).toEqual([['syntax', 'TABEL', undefined]]);
});

test.each([
  ['parentheses', `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
  ['a sum', `SELECT ${'1 + '.repeat(20_000)}1`],
  ['CASE in CASE', `SELECT ${'CASE WHEN a THEN '.repeat(1500)}1${' END'.repeat(1500)}`],
])('nor does what is nested too deeply: %s', (_name, sql) => {
  expect(operations(`${sql}; DROP TABLE c;`).map((op) => (op.kind === 'opaque' ? op.reason : op.kind))).toEqual(['too-deep', 'drop-table']);
});

test.each([
  ['a sum', `ALTER TABLE t ALTER a SET DEFAULT ${'1 + '.repeat(5000)}1`, 'set-default'],
  ['a union', `SELECT 1${' UNION SELECT 1'.repeat(5000)}`, 'select'],
  ['AND', `DELETE FROM t WHERE ${'a = 1 AND '.repeat(20_000)}b = 2`, 'delete'],
])('what is long is not deep: %s', (_name, sql, kind) => {
  expect(operations(sql).map((op) => op.kind)).toEqual([kind]);
});
