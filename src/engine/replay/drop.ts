import type { Constraint, Index, Relation, Sequence, Table } from '../../model/catalog.ts';
import { isIndex, isTable, type CatalogStore } from '../catalog.ts';
import { dropIndex } from './indexes.ts';
import { columnOf, current, familyOf, heirsOf, withColumn, withoutConstraint } from './tables.ts';

// What goes, goes with all that depends on it: where CASCADE is missing and something depends, the server refuses and nothing is replayed.

/** Any relation, with its dependents. */
export function dropRelation(store: CatalogStore, relation: Relation): void {
  if (store.get(relation.id) === undefined) return;
  for (const view of store.viewsOf(relation.id)) dropRelation(store, view);
  if (isTable(relation)) dropTable(store, relation);
  else if (isIndex(relation)) dropIndex(store, relation);
  else {
    for (const index of store.indexesOf(relation.id)) store.remove(index);
    if (relation.kind === 'sequence') dropDefaultsOf(store, relation);
    store.remove(relation);
  }
}

function dropTable(store: CatalogStore, table: Table): void {
  for (const { table: referring, constraint } of store.foreignKeysTo(table.id)) {
    if (referring.id !== table.id) store.put(withoutConstraint(current(store, referring), constraint.name));
  }
  for (const heir of heirsOf(store, table)) dropRelation(store, heir);
  for (const sequence of store.sequencesOf(table.id)) store.remove(sequence);
  for (const index of store.indexesOf(table.id)) store.remove(index);
  store.remove(current(store, table));
}

/** A dropped sequence takes the defaults with it that call it. */
function dropDefaultsOf(store: CatalogStore, { ownedBy }: Sequence): void {
  const owner = ownedBy === undefined ? undefined : store.get(ownedBy.table);
  if (ownedBy === undefined || owner === undefined || !isTable(owner)) return;
  for (const table of familyOf(store, owner, false)) {
    const column = columnOf(table, ownedBy.column);
    if (column?.default?.calls.some(({ name }) => name.name === 'nextval') === true)
      store.put(withColumn(table, { ...column, default: undefined }));
  }
}

/** Sequences that a column owns; `identityOnly`: its identity's. */
export function dropOwnedSequences(store: CatalogStore, table: Table, column: string, identityOnly = false): void {
  for (const sequence of store.sequencesOf(table.id)) {
    if (sequence.ownedBy?.column === column && (sequence.identity || !identityOnly)) store.remove(sequence);
  }
}

/** One column of one table, with the indexes, constraints, sequences and whatever else names it. */
export function dropColumnOf(store: CatalogStore, table: Table, name: string): void {
  for (const view of store.viewsOf(table.id)) {
    if (view.reads.some((read) => read.relation === table.id && read.columns.includes(name))) dropRelation(store, view);
  }
  for (const column of generatedFrom(table, name)) dropColumnOf(store, current(store, table), column);
  for (const { table: referring, constraint } of store.foreignKeysTo(table.id)) {
    if (constraint.references?.columns.includes(name) === true) store.put(withoutConstraint(current(store, referring), constraint.name));
  }
  for (const index of store.indexesOf(table.id)) if (indexUses(index, name)) dropIndex(store, index);
  dropOwnedSequences(store, table, name);
  const left = current(store, table);
  store.put({
    ...left,
    columns: left.columns.filter((column) => column.name !== name),
    constraints: left.constraints.filter((constraint) => !constraintUses(constraint, name)),
    triggers: left.triggers.filter(({ columns }) => !columns.includes(name)),
    policies: left.policies.filter(({ columns }) => !columns.includes(name)),
    statistics: left.statistics.filter(({ columns }) => !columns.includes(name)),
  });
}

/** Columns that are computed from it. */
const generatedFrom = (table: Table, name: string): readonly string[] =>
  table.columns.filter((column) => column.name !== name && column.generated?.columns.includes(name) === true).map((column) => column.name);

const constraintUses = ({ columns, expression }: Constraint, name: string): boolean =>
  columns.includes(name) || expression?.columns.includes(name) === true;

export const indexUses = ({ keys, include, where }: Index, name: string): boolean =>
  include.includes(name) ||
  where?.columns.includes(name) === true ||
  keys.some(({ column, expression }) => column === name || expression?.columns.includes(name) === true);
