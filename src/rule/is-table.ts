import type { Relation, Table } from '../model/catalog.ts';

/** Found, and a table or foreign table. */
export const isTable = (relation: Relation | undefined): relation is Table =>
  relation?.kind === 'table' || relation?.kind === 'foreign-table';
