import type { Table, View } from '../../model/catalog.ts';
import type { Name } from '../../model/name.ts';
import type { OperationOf, Query, Truncate } from '../../model/operation.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { current, familyOf, tableFor } from './tables.ts';

type Contents = Pick<Table, 'rows' | 'filled'>;

/** What the rows of a query make of an empty relation. */
export function rowsOf(store: CatalogStore, query: Query): Contents {
  const series = query.calls.some(({ name }) => name.name === 'generate_series');
  if (query.reads.length === 0) return { rows: 'some', filled: series ? store.section : undefined };
  const sources = query.reads.map(({ relation }) => store.find(relation));
  const small =
    !series && sources.every((source) => source !== undefined && store.isNew(source) && 'filled' in source && source.filled === undefined);
  return {
    rows: sources.some((source) => source !== undefined && 'rows' in source && source.rows === 'some') ? 'some' : 'unknown',
    filled: small ? undefined : store.section,
  };
}

export function insert(store: CatalogStore, op: OperationOf<'insert'>): void {
  fill(store, op.table, op.source === 'select' ? rowsOf(store, op.query) : { rows: 'some', filled: undefined });
}

/** WHEN NOT MATCHED may insert. */
export function merge(store: CatalogStore, op: OperationOf<'merge'>): void {
  fill(store, op.table, { ...rowsOf(store, op.query), rows: 'unknown' });
}

export function copy(store: CatalogStore, op: OperationOf<'copy'>): void {
  if (op.table !== undefined && op.from) fill(store, op.table, { rows: 'some', filled: store.section });
}

export function deleteRows(store: CatalogStore, op: OperationOf<'delete'>): void {
  const table = tableFor(store, op.table);
  if (table !== undefined && op.query.unfiltered && !op.limited) for (const each of familyOf(store, table, op.only)) empty(store, each);
}

export function truncate(store: CatalogStore, op: Truncate): void {
  const emptied = op.tables.flatMap((name) => {
    const table = tableFor(store, name);
    return table === undefined ? [] : familyOf(store, table, op.only);
  });
  if (op.cascade) {
    for (const table of emptied) {
      for (const { table: referring } of store.foreignKeysTo(table.id))
        if (!emptied.some(({ id }) => id === referring.id)) emptied.push(referring);
    }
  }
  for (const table of emptied) empty(store, table, store.transaction);
}

/** TRUNCATE leaves nothing to read; rows that were deleted lie about until they are vacuumed. */
const empty = (store: CatalogStore, table: Table, emptied?: number): void =>
  store.put({ ...current(store, table), rows: 'none', filled: undefined, emptied });

/** Rows come into a table: those above it have them too, partitions below it may. */
function fill(store: CatalogStore, name: Name, contents: Contents): void {
  const table = tableFor(store, name);
  if (table === undefined) return;
  for (let at: Table | undefined = table; at !== undefined; at = parentOf(store, at)) add(store, at, contents);
  for (const part of familyOf(store, table, false)) if (part.id !== table.id) add(store, part, { ...contents, rows: 'unknown' });
}

function add(store: CatalogStore, table: Table, { rows, filled }: Contents): void {
  const next = { rows: table.rows === 'none' || rows === 'some' ? rows : table.rows, filled: filled ?? table.filled };
  if (next.rows !== table.rows || next.filled !== table.filled) store.put({ ...table, ...next });
}

function parentOf(store: CatalogStore, table: Table): Table | undefined {
  const parent = table.partitionOf === undefined ? undefined : store.get(table.partitionOf.parent);
  return parent !== undefined && isTable(parent) ? parent : undefined;
}

/** REFRESH MATERIALIZED VIEW. */
export function refresh(store: CatalogStore, op: OperationOf<'refresh-matview'>): void {
  const view = store.find(op.view);
  if (view?.kind !== 'matview') return;
  const contents: Pick<View, 'rows' | 'filled'> = op.withData
    ? { rows: 'unknown', filled: store.section }
    : { rows: 'none', filled: undefined };
  store.put({ ...view, ...contents, populated: op.withData });
}
