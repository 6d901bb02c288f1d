import { describe, expect, test } from 'vitest';
import { made, moved, plainOf, sliced, unescaped } from '../../src/code/text.ts';

describe('unescaped', () => {
  test.each([
    [String.raw`a\nb`, 'a\nb'],
    [String.raw`it\'s`, "it's"],
    [String.raw`\x41\u0042\u{1F600}\0`, 'AB\u{1F600}\0'],
    ['a\\\nb', 'ab'],
    ['a\\\r\nb', 'ab'],
    ['a\r\nb\rc', 'a\nb\nc'],
    [String.raw`\q\\\``, 'q\\`'],
    ['', ''],
  ])('%j means %j', (raw, meaning) => {
    expect(plainOf(unescaped(raw, 0))).toBe(meaning);
  });

  test('what is written as it is keeps its place, an escape has the place of all of it', () => {
    expect(unescaped(String.raw`ab\ncd`, 10)).toEqual([
      { text: 'ab', at: { start: 10, end: 12 }, exact: true },
      { text: '\n', at: { start: 12, end: 14 }, exact: false },
      { text: 'cd', at: { start: 14, end: 16 }, exact: true },
    ]);
  });

  test('any text written as a literal of JavaScript is read back, each exact character from where it stands', () => {
    const alphabet = ['a', ' ', "'", '"', '\\', '\n', '\r', '\t', 'é', '\u2028', '\u{1F600}', '${', '`', '\u0007'];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let i = 0; i < 500; i++) {
      const text = Array.from({ length: next(12) }, () => alphabet[next(alphabet.length)]).join('');
      const source = `x = ${JSON.stringify(text)}`;
      const parts = unescaped(source.slice(5, -1), 5);
      expect(plainOf(parts)).toBe(text);
      for (const part of parts) if (part.exact) expect(source.slice(part.at.start, part.at.end)).toBe(part.text);
    }
  });
});

test('a slice keeps places, in exact parts and in made ones', () => {
  const text = [...unescaped('abc', 0), ...made('XYZ', { start: 9, end: 10 }), ...unescaped('def', 20)];
  expect(sliced(text, 2, 7)).toEqual([
    { text: 'c', at: { start: 2, end: 3 }, exact: true },
    { text: 'XYZ', at: { start: 9, end: 10 }, exact: false },
    { text: 'd', at: { start: 20, end: 21 }, exact: true },
  ]);
  expect(moved(text, { start: 1, end: 2 })).toEqual([{ text: 'abcXYZdef', at: { start: 1, end: 2 }, exact: false }]);
});
