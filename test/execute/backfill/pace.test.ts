import { expect, test } from 'vitest';
import { halved, nextPace, type Pace } from '../../../src/execute/backfill/pace.ts';

/** The sizes of so many batches, where a row takes so long. */
function sizes(from: number, perRow: number, count: number): readonly number[] {
  const found: number[] = [];
  let pace: Pace = { rows: from, perRow: undefined };
  for (let n = 0; n < count; n += 1) {
    pace = nextPace(pace, pace.rows * perRow);
    found.push(pace.rows);
  }
  return found;
}

test('it grows by half at most, until a batch takes 700 ms', () => {
  expect(sizes(1000, 0.1, 6)).toEqual([1500, 2250, 3375, 5063, 7000, 7000]);
});
test('what takes too long becomes smaller at once, but not smaller than is worth a commit', () => {
  expect(sizes(5000, 1, 2)).toEqual([700, 700]);
  expect(sizes(5000, 100, 1)).toEqual([100]);
});
test('whoever begins with less keeps it, where it takes long', () => {
  expect(sizes(10, 1000, 2)).toEqual([10, 10]);
});
test('never more than 100,000 rows', () => {
  expect(sizes(90_000, 0.00001, 3)).toEqual([100_000, 100_000, 100_000]);
});
test('one batch that was slow by chance counts for less than half', () => {
  const even = nextPace({ rows: 1000, perRow: undefined }, 700);
  expect(nextPace({ rows: 1000, perRow: even.perRow }, 1400).rows).toBe(714);
});
test('after a conflict half of it, and at least one row', () => {
  expect(halved({ rows: 1001, perRow: 2 })).toEqual({ rows: 501, perRow: 2 });
  expect(halved({ rows: 1, perRow: undefined }).rows).toBe(1);
});
