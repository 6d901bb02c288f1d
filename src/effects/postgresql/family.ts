import type { Catalog, Index, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Lock } from '../../model/effect.ts';
import { type Context, type Cost, take } from './context.ts';

// ALTER TABLE without ONLY goes down to partitions and inheriting tables.

/** The table, then everything below it, parents first. */
export function familyOf(table: Table, catalog: Catalog): readonly Table[] {
  const below = [...catalog.partitionsOf(table.id), ...catalog.childrenOf(table.id)];
  if (below.length === 0) return [table];
  const seen = new Map<number, Table>([[table.id, table]]);
  for (const child of below) for (const each of familyOf(child, catalog)) seen.set(each.id, each);
  return [...seen.values()];
}

/** The table and its partitions, without tables that only inherit. */
export function partitionTree(table: Table, catalog: Catalog): readonly Table[] {
  const below = catalog.partitionsOf(table.id);
  return below.length === 0 ? [table] : [table, ...below.flatMap((each) => partitionTree(each, catalog))];
}

/** Rows are told apart by the column, or by something that is computed with it. */
export const isInKey = ({ partitionBy }: Table, column: string): boolean =>
  partitionBy !== undefined && (partitionBy.columns.includes(column) || partitionBy.computedWith.includes(column));

/** Foreign keys that point at the table, or at a table that it is a partition of. */
export function keysInto(table: Table, catalog: Catalog): ReturnType<Catalog['foreignKeysTo']> {
  const own = catalog.foreignKeysTo(table.id);
  const parent = table.partitionOf === undefined ? undefined : catalog.get(table.partitionOf.parent);
  return parent?.kind === 'table' ? [...own, ...keysInto(parent, catalog)] : own;
}

/** A partitioned table holds no rows itself, nor does a foreign table here. */
export const hasStorage = (relation: Relation): boolean =>
  relation.kind !== 'foreign-table' && !(relation.kind === 'table' && relation.partitionBy !== undefined);

/** The lock, and the work where there is something to work on. */
export const takeStored = (relation: Relation, lock: Lock, source: string, cost: Cost): Effect =>
  take(relation, lock, source, hasStorage(relation) ? cost : undefined);

export const takeFamily = (table: Table, only: boolean, lock: Lock, context: Context, source: string, cost?: Cost): Effect[] =>
  (only ? [table] : familyOf(table, context.before)).map((each) =>
    cost === undefined ? take(each, lock, source) : takeStored(each, lock, source, cost),
  );

/** The table's data are written anew, and all its indexes with them. */
export function rewriteTable(table: Relation, context: Context, source: string, cost: Omit<Cost, 'work'>): Effect[] {
  if (!hasStorage(table)) return [take(table, 'ACCESS EXCLUSIVE', source)];
  const whole = { ...cost, work: 'rewrite' } as const;
  return [
    take(table, 'ACCESS EXCLUSIVE', source, whole),
    ...context.before.indexesOf(table.id).map((index) => take(index, 'ACCESS EXCLUSIVE', source, whole)),
  ];
}

/** An index holds no data itself where it spans partitions. */
export function indexHasStorage(index: Index, catalog: Catalog): boolean {
  const table = catalog.get(index.table);
  return table === undefined || hasStorage(table);
}

/** Indexes of the index's partitions, at all depths. */
export function indexTree(index: Index, catalog: Catalog): readonly Index[] {
  const table = catalog.get(index.table);
  if (table?.kind !== 'table' || table.partitionBy === undefined) return [index];
  const below = catalog
    .partitionsOf(table.id)
    .flatMap((partition) => catalog.indexesOf(partition.id).filter((each) => each.parent === index.id));
  return [index, ...below.flatMap((each) => indexTree(each, catalog))];
}
