import type { Table } from '../../model/catalog.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import { inheriting, inheritIndexes } from './inherit.ts';
import { current, tableFor } from './tables.ts';

export function attachPartition(store: CatalogStore, op: OperationOf<'attach-partition'>): void {
  const parent = tableFor(store, op.table);
  const partition = tableFor(store, op.partition);
  if (parent === undefined || partition === undefined) return;
  const complete = partition.complete;
  // A table that only this statement shows to be partitioned is one; by what, it does not say.
  if (parent.partitionBy === undefined && !parent.complete && op.bound.kind !== 'default')
    store.put({ ...parent, partitionBy: { strategy: op.bound.kind, columns: [], computedWith: [] } });
  store.put({ ...inheriting(store, parent, partition, true), complete, partitionOf: { parent: parent.id, bound: op.bound } });
  inheritIndexes(store, parent, partition);
  const above = current(store, parent);
  if (partition.rows !== 'none' && above.rows !== 'some') store.put({ ...above, rows: partition.rows });
}

export function detachPartition(store: CatalogStore, op: OperationOf<'detach-partition'>): void {
  const parent = tableFor(store, op.table);
  const partition = tableFor(store, op.partition);
  if (parent === undefined || partition?.partitionOf?.parent !== parent.id) return;
  for (const index of store.indexesOf(partition.id)) if (index.parent !== undefined) store.put({ ...index, parent: undefined });
  const alone = ownNow(partition);
  // Identity was the parent's, from 17 on.
  const columns = store.version >= 17 ? alone.columns.map((column) => ({ ...column, identity: undefined })) : alone.columns;
  store.put({ ...alone, columns, partitionOf: undefined });
}

/** What came from a parent stays, and is the table's own. */
const ownNow = (table: Table): Table => ({
  ...table,
  triggers: table.triggers.some((each) => each.inherited) ? table.triggers.filter((each) => each.inherited !== true) : table.triggers,
  columns: table.columns.map((column) => (column.inherited ? { ...column, inherited: false } : column)),
  constraints: table.constraints.map((constraint) => (constraint.inherited ? { ...constraint, inherited: false } : constraint)),
});

/** INHERIT and NO INHERIT. */
export function inherit(store: CatalogStore, op: OperationOf<'inherit'>): void {
  const table = tableFor(store, op.table);
  const parent = tableFor(store, op.parent);
  if (table === undefined || parent === undefined) return;
  if (op.add) {
    if (!table.inherits.includes(parent.id))
      store.put({ ...inheriting(store, parent, table, false), complete: table.complete, inherits: [...table.inherits, parent.id] });
    return;
  }
  const inherits = table.inherits.filter((id) => id !== parent.id);
  store.put(inherits.length === 0 ? { ...ownNow(table), inherits } : { ...table, inherits });
}
