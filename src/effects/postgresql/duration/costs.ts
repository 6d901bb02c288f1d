import type { Quantity } from './work.ts';

// Source: measured, by `npm run measure:durations -- --fit` over test/effects/durations.json, on two cores of a virtual Intel Xeon with a fast
// disk and the tables in memory, PostgreSQL 17.10 and 18.4, in one process without parallel workers.

/** Seconds each. */
export const COSTS: { readonly [Q in Quantity]: number } = {
  pieces: 4.1e-4,
  readBytes: 1e-10,
  readRows: 7.4e-8,
  lookedUpRows: 7e-8,
  lookUpSteps: 8e-10,
  sortSteps: 1.2e-8,
  textSortSteps: 5.1e-8,
  indexBytes: 1.9e-9,
  writtenBytes: 3.4e-9,
  writtenRows: 0,
};

/**
 * Other machines: at best so many times faster (also by parallel workers), at worst so many times slower, with all that is read and written
 * going through a disk of so many bytes a second.
 */
export const RANGE = { faster: 2, slower: 3, diskBytesPerSecond: 200e6 } as const;
