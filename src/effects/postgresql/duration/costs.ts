import type { Quantity } from './work.ts';

// Source: measured, by `npm run measure:durations -- --fit` over the times of test/effects/durations.json without wal_compression: on two cores
// of a virtual Intel Xeon that others used as well (time spent waiting for a core is taken off), with a fast disk and the tables in memory,
// in one process without parallel workers; PostgreSQL 18.4 as it comes, and 17.10 with shared_buffers 1 GB, maintenance_work_mem 512 MB,
// max_wal_size 8 GB.

/** Seconds each. */
export const COSTS: { readonly [Q in Quantity]: number } = {
  pieces: 3.8e-4,
  readBytes: 1.1e-10,
  readRows: 7.8e-8,
  lookedUpRows: 3.7e-8,
  lookUpSteps: 6.2e-10,
  sortSteps: 1.3e-8,
  textSortSteps: 5.4e-8,
  indexBytes: 1.6e-9,
  writtenBytes: 2.6e-9,
  writtenRows: 5.4e-8,
};

/**
 * Other machines: at best so many times faster (also by parallel workers), at worst so many times slower, with all that is read and written
 * going through a disk of so many bytes a second.
 */
export const RANGE = { faster: 3, slower: 3, diskBytesPerSecond: 200e6 } as const;
