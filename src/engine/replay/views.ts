import type { Relation, View } from '../../model/catalog.ts';
import type { OutputColumn, OperationOf, Query } from '../../model/operation.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { rowsOf } from './data.ts';
import { identifier } from './names.ts';
import { relationFor } from './tables.ts';

export function createView(store: CatalogStore, op: OperationOf<'create-view'>): void {
  const schema = op.temporary ? 'pg_temp' : store.schemaFor(op.view);
  const existing = store.find({ schema, name: identifier(op.view.name) });
  if (existing !== undefined && existing.origin !== 'assumed' && !(op.replace && existing.kind === 'view')) return;
  const replaced = existing?.kind === 'view' && existing.origin !== 'assumed' ? existing : undefined;
  store.put({
    ...(replaced ?? newView(store, schema, op.view.name, existing?.id)),
    kind: 'view',
    ...definitionOf(store, op.query, op.columns),
    ...(op.readOnly === true ? { readOnly: true } : undefined),
  });
}

export function createMatview(store: CatalogStore, op: OperationOf<'create-matview'>): void {
  const schema = store.schemaFor(op.view);
  const existing = store.find({ schema, name: identifier(op.view.name) });
  if (existing !== undefined && (existing.origin !== 'assumed' || op.ifNotExists)) return;
  store.put({
    ...newView(store, schema, op.view.name, existing?.id),
    kind: 'matview',
    ...definitionOf(store, op.query, op.columns),
    populated: op.withData,
    ...(op.withData ? rowsOf(store, op.query) : { rows: 'none' }),
  });
}

const newView = (store: CatalogStore, schema: string, name: string, id: number | undefined): View => ({
  id: id ?? store.nextId(),
  schema,
  name: identifier(name),
  kind: 'view',
  origin: 'created',
  transaction: store.transaction,
  temporary: schema === 'pg_temp',
  reads: [],
  functions: [],
  output: undefined,
  populated: true,
  rows: 'unknown',
  filled: undefined,
});

function definitionOf(store: CatalogStore, query: Query, columns: readonly string[]): Pick<View, 'reads' | 'functions' | 'output'> {
  const reads = query.reads.flatMap(({ relation, columns: named }) => {
    const found = relationFor(store, relation);
    return found === undefined ? [] : [{ relation: found.id, columns: named.includes('*') ? (allColumns(found) ?? named) : named }];
  });
  return { reads, functions: query.calls.map(({ name }) => name), output: renamed(query.output, columns) };
}

/** What `*` stands for; undefined where that is not known. */
function allColumns(relation: Relation): readonly string[] | undefined {
  if (isTable(relation)) return relation.complete ? relation.columns.map(({ name }) => name) : undefined;
  const names = 'output' in relation ? relation.output?.map(({ name }) => name) : undefined;
  return names?.every((name) => name !== undefined) === true ? names : undefined;
}

/** CREATE VIEW v (a, b) AS … names the first columns anew. */
const renamed = (output: readonly OutputColumn[] | undefined, columns: readonly string[]): readonly OutputColumn[] | undefined =>
  output === undefined || columns.length === 0 ? output : output.map((column, i) => ({ ...column, name: columns[i] ?? column.name }));
