import { expect, test } from 'vitest';
import { flattenConditions } from '../../src/execute/flatten-conditions.ts';

test.each([
  ['CHECK (((a AND b) AND c))', 'CHECK ((a AND b AND c))'],
  ['CHECK ((((x = 1) AND (y = 2)) AND (z = 3)))', 'CHECK (((x = 1) AND (y = 2) AND (z = 3)))'],
  ['((a OR b) OR (c OR d))', '(a OR b OR c OR d)'],
  ['((a AND b) OR c)', '((a AND b) OR c)'],
  ['((a OR b) AND c)', '((a OR b) AND c)'],
  ['((NOT (a AND b)) AND c)', '((NOT (a AND b)) AND c)'],
  ['(f(a AND b) AND c)', '(f(a AND b) AND c)'],
  ["((a = ' AND (') AND ((b = '') AND c))", "((a = ' AND (') AND (b = '') AND c)"],
  ['(("AND" = 1) AND b)', '(("AND" = 1) AND b)'],
  ['(a = 1)', '(a = 1)'],
  ['a) AND (b', 'a) AND (b)'],
])('%s', (text, flat) => {
  expect(flattenConditions(text)).toBe(flat);
});
