import { expect, test } from 'vitest';
import { paths, text } from './tree.ts';

/** Tables of effects and of operations, lexers, lowerings and the catalog say one thing at length. */
const LONG = /^src\/(?:effects\/|model\/operation\.ts)|\/(?:lex|lower)[^/]*\.ts$|\/lower\/|\/catalog\b|^rules\/index\.ts$/;

const sizes = paths()
  .filter((path) => /^(?:src|rules)\/.*\.ts$/.test(path))
  .map((path) => ({ path, lines: text(path).split('\n').length - 1 }));

test('a file can be read in one sitting', () => {
  expect(sizes.filter(({ path, lines }) => lines > 400 && !LONG.test(path))).toEqual([]);
});

test('most files are small', () => {
  const sorted = sizes.map(({ lines }) => lines).toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
});
