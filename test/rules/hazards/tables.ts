import type { HazardRow } from './hazard.ts';

/** Of indexes, columns, constraints and types. */
export const tables: readonly HazardRow[] = [];
