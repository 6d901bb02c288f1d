import type { HazardRow } from './hazard.ts';

/** Of maintenance, partitions, types, objects, transactions, sessions, data, privileges. */
export const objects: readonly HazardRow[] = [];
