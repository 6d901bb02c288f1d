import type { HazardRow } from './hazard.ts';
import { runs } from './runs.ts';
import { schemaObjects } from './schema-objects.ts';

/** Of maintenance, partitions, types, objects, transactions, sessions, data, privileges. */
export const objects: readonly HazardRow[] = [...schemaObjects, ...runs];
