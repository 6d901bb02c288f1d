import { describe, expect, test } from 'vitest';
import { chooseName, identifier, indexColumnNames, joinColumns, objectName } from '../../src/engine/replay/names.ts';
import type { Expression } from '../../src/model/expression.ts';
import type { IndexKey } from '../../src/model/operation.ts';

const long = (letter: string, length: number): string => letter.repeat(length);

describe('objectName', () => {
  test.each<[string, string | undefined, string, string]>([
    ['t', undefined, 'pkey', 't_pkey'],
    ['t', 'a', 'key', 't_a_key'],
    ['t', 'a_b', 'idx', 't_a_b_idx'],
    [long('t', 63), undefined, 'pkey', `${long('t', 58)}_pkey`],
    [long('t', 63), 'a', 'idx', `${long('t', 57)}_a_idx`],
    ['t', long('a', 63), 'idx', `t_${long('a', 57)}_idx`],
    // Both give way by turns, the second first where they are even.
    [long('t', 40), long('a', 40), 'key', `${long('t', 29)}_${long('a', 29)}_key`],
    [long('t', 40), long('a', 40), 'fkey', `${long('t', 29)}_${long('a', 28)}_fkey`],
    // Bytes count, and no character is cut in two.
    [long('ä', 31), 'a', 'key', `${long('ä', 28)}_a_key`],
    [long('\u{1F600}', 20), undefined, 'pkey', `${long('\u{1F600}', 14)}_pkey`],
  ])('%s, %s, %s', (one, two, label, expected) => {
    expect(objectName(one, two, label)).toBe(expected);
    expect(new TextEncoder().encode(objectName(one, two, label)).length).toBeLessThanOrEqual(63);
  });

  test('a taken name is numbered in its label', () => {
    const taken = new Set(['t_a_key', 't_a_key1']);
    expect(chooseName('t', 'a', 'key', (name) => taken.has(name))).toBe('t_a_key2');
  });
});

test.each([
  ['short', 'short'],
  [long('x', 64), long('x', 63)],
  [long('é', 32), long('é', 31)],
  [long('x', 62) + 'é', long('x', 62)],
])('identifier %s', (written, stored) => {
  expect(identifier(written)).toBe(stored);
});

test('columns are joined until the name is long enough', () => {
  expect(joinColumns(['a', 'b', 'c'])).toBe('a_b_c');
  expect(joinColumns([long('a', 40), long('b', 40), 'c'])).toBe(`${long('a', 40)}_${long('b', 40)}`);
});

describe('indexColumnNames', () => {
  const column = (name: string): IndexKey => ({ column: name, expression: undefined, collation: undefined, operatorClass: undefined });
  const expression = (text: string, cast?: string): IndexKey => ({
    ...column(''),
    column: undefined,
    expression: {
      text,
      form: 'other',
      literal: undefined,
      casts: cast === undefined ? [] : [{ schema: undefined, name: cast, modifiers: [], dimensions: 0, serial: false }],
      calls: [],
      columns: ['a'],
      strings: [],
      relations: [],
      conjunction: [],
      partial: [],
      alternatives: [],
    } satisfies Expression,
  });
  test.each<[string, readonly IndexKey[], readonly string[], readonly string[]]>([
    ['columns', [column('a'), column('b')], [], ['a', 'b']],
    ['included ones too', [column('a')], ['c'], ['a', 'c']],
    ['a repeated column', [column('a'), column('a')], [], ['a', 'a1']],
    ['a call', [expression('lower(a)')], [], ['lower']],
    ['a call in parentheses', [expression('(lower((a)::text))')], [], ['lower']],
    ['a qualified call', [expression('pg_catalog.lower(a)')], [], ['lower']],
    ['two calls', [expression('lower(a)'), expression('lower(b)')], [], ['lower', 'lower1']],
    ['a call and more', [expression("lower(a) || ')'")], [], ['expr']],
    ['an operator', [expression("(data ->> 'x')")], [], ['expr']],
    ['a cast', [expression('(a::text)', 'text')], [], ['a']],
    ['a written-out cast', [expression('CAST(a AS text)', 'text')], [], ['a']],
    ['a cast of a call', [expression('lower(a)::varchar(3)', 'varchar')], [], ['lower']],
    ['a cast of an operation', [expression("((data -> 'x')::text)", 'text')], [], ['text']],
    ['an operation on a cast', [expression('a || b::text', 'text')], [], ['expr']],
    ['a cast twice', [expression('data::text::varchar', 'varchar')], [], ['data']],
    ['a quoted parenthesis', [expression("(strpos(a, '('))")], [], ['strpos']],
    ['an array', [expression('ARRAY[a]')], [], ['array']],
    ['CASE', [expression('CASE WHEN a THEN 1 END')], [], ['case']],
    ['COALESCE', [expression("COALESCE(a, '')")], [], ['coalesce']],
  ])('%s', (_title, keys, include, expected) => {
    expect(indexColumnNames(keys, include)).toEqual(expected);
  });
});
