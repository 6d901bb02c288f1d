import { expect, test } from 'vitest';
import { bytesText, rowsText, spanText } from '../../src/model/amount.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [8192, '8.2 kB'],
  [999_900, '1 MB'],
  [12_400_000_000, '12 GB'],
  [3e12, '3 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [12_345, '12,345 rows'],
  [999_999, '1 million rows'],
  [2_340_000, '2.3 million rows'],
  [5e9, '5 billion rows'],
])('%d rows are %s', (rows, text) => {
  expect(rowsText(rows)).toBe(text);
});

test.each([
  [0, 0, 'less than 0.1 s'],
  [0.002, 0.05, 'less than 0.1 s'],
  [0.002, 0.6, 'about 0.1 to 0.6 s'],
  [0.4, 3, 'about 0.4 to 3 s'],
  [1.2, 1.4, 'about 1.2 to 1.4 s'],
  [2.9, 3.1, 'about 3 s'],
  [42, 190, 'about 40 s to 3 min'],
  [95, 118, 'about 95 to 120 s'],
  [700, 7300, 'about 12 min to 2 h'],
  [40_000, 400_000, 'about 11 h to 5 d'],
])('%d to %d seconds are %s', (low, high, text) => {
  expect(spanText(low, high)).toBe(text);
});
