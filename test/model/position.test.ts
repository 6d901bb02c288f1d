import { expect, test } from 'vitest';
import { positionAt } from '../../src/model/position.ts';

test.each([
  ['LF', 'a\nbc\n\nd'],
  ['CRLF', 'a\r\nbc\r\n\r\nd'],
  ['CR', 'a\rbc\r\rd'],
])('%s ends a line', (_, raw) => {
  expect(['a', 'b', 'c', 'd'].map((letter) => positionAt(raw, raw.indexOf(letter))).map(({ line, column }) => [line, column])).toEqual([
    [1, 1],
    [2, 1],
    [2, 2],
    [4, 1],
  ]);
});

test('line ends of all kinds in one file', () => {
  const raw = '1\r2\r\n3\n4';
  expect(['1', '2', '3', '4'].map((digit) => positionAt(raw, raw.indexOf(digit)).line)).toEqual([1, 2, 3, 4]);
});

test('columns are UTF-16 units', () => {
  expect(positionAt('🙂x', 2)).toEqual({ line: 1, column: 3, offset: 2 });
});

test('the end of a text is a place', () => {
  expect(positionAt('', 0)).toEqual({ line: 1, column: 1, offset: 0 });
  expect(positionAt('a\n', 2)).toEqual({ line: 2, column: 1, offset: 2 });
});
