import type { Quantity } from './work.ts';

export const COSTS: { readonly [Q in Quantity]: number } = {
  pieces: 1e-3,
  readBytes: 1e-10,
  readRows: 5e-8,
  lookedUpRows: 2e-7,
  sortSteps: 1e-8,
  textSortSteps: 4e-8,
  indexBytes: 1e-9,
  writtenBytes: 3e-9,
  writtenRows: 3e-7,
};
export const RANGE = { faster: 2, slower: 3, diskBytesPerSecond: 200e6 } as const;
