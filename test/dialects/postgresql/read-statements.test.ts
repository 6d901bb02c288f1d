import { describe, expect, test } from 'vitest';
import { readStatements } from '../../../src/dialects/postgresql/read-statements.ts';
import { fileOf, parser, readText } from './support.ts';

/** What each statement is, or why it isn't, and where. */
const outcome = (text: string): unknown[] =>
  readText(text).readings.map((each) =>
    each.ok ? Object.keys(each.raw.stmt)[0] : [each.error.kind, text.slice(each.error.offset, each.error.offset + 8)],
  );

/** The relation of each ALTER TABLE, found in the file by its place in the tree. */
const relations = (text: string, at = 0): string[] =>
  readStatements(parser, [{ file: fileOf(text), span: { start: at, end: text.length } }])
    .flatMap(({ readings }) => readings)
    .flatMap((each) => {
      if (!each.ok || !('AlterTableStmt' in each.raw.stmt)) return [];
      const { relation } = each.raw.stmt['AlterTableStmt'] as { relation: { location: Parameters<typeof each.locate>[0] } };
      return [text.slice(each.locate(relation.location)).split(' ')[0] ?? ''];
    });

describe('places in the file', () => {
  const GOOD = '/* 😀 */ ALTER TABLE a ADD x int; -- é\nALTER TABLE b ADD 名 int; ALTER TABLE c DROP y';

  test('where all of it is parsed as one', () => {
    expect(relations(GOOD)).toEqual(['a', 'b', 'c']);
  });

  test('where each statement is parsed', () => {
    expect(relations(`${GOOD}; SELECT FROM WHERE`)).toEqual(['a', 'b', 'c']);
  });

  test('in a stretch of it', () => {
    expect(relations(`é; ${GOOD}`, 2)).toEqual(['a', 'b', 'c']);
  });

  test('within and behind meta-commands', () => {
    expect(relations(`\\set é 1\n ${GOOD.replace('ADD x', '\n\\echo é\nADD x')}`)).toEqual(['a', 'b', 'c']);
  });

  test('of errors', () => {
    expect(outcome("SELECT '😀'; ALTER TABLE é ADD TABLE int; SELECT 'é'; SELECT FROM WHERE; DROP TABLE t")).toEqual([
      'SelectStmt',
      ['syntax', 'TABLE in'],
      'SelectStmt',
      ['syntax', 'WHERE; D'],
      'DropStmt',
    ]);
  });
});

describe('one bad statement costs one statement', () => {
  test('a NUL', () => {
    expect(outcome('SELECT 1; DROP \0TABLE t; SELECT 2; \0')).toEqual(['SelectStmt', ['nul', '\0TABLE t'], 'SelectStmt', ['nul', '\0']]);
  });

  test('too deep', () => {
    const bomb = `SELECT ${Array.from({ length: 64_000 }, () => '1').join('+')}`;
    expect(outcome(`DROP TABLE a; ${bomb}; ${'('.repeat(200_000)}; DROP TABLE b`)).toEqual([
      'DropStmt',
      ['too-deep', 'SELECT 1'],
      ['too-deep', '(((((((('],
      'DropStmt',
    ]);
  });

  test('something that is never closed', () => {
    expect(outcome("SELECT 1; SELECT $$ '; SELECT 2")).toEqual(['SelectStmt', ['unterminated', "$$ '; SE"]]);
    expect(outcome('SELECT 1; -- fine\n/* ; SELECT 2')).toEqual(['SelectStmt', ['unterminated', '/* ; SEL']]);
  });

  test('one in twenty thousand', () => {
    const { readings } = readText(`${'INSERT INTO t VALUES (1);\n'.repeat(20_000)}SELECT FROM WHERE`);
    expect([readings.length, readings.filter(({ ok }) => !ok).length, readings.at(-1)?.ok]).toEqual([20_001, 1, false]);
  });
});

test('empty texts', () => {
  for (const text of ['', ' \r\n', '-- a', '/* b */ ;;']) expect(outcome(text)).toEqual([]);
});

test('the grammar has the last word on where statements end', () => {
  // "end" as a label ends no BEGIN ATOMIC for the grammar, and does for a reader of words.
  const text = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT 2; END /* a */ ; DROP TABLE t -- b';
  expect(readText(text).readings.map(({ ok, statement }) => [ok, statement.index, statement.text])).toEqual([
    [true, 0, 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT 2; END'],
    [true, 1, 'DROP TABLE t'],
  ]);
});
