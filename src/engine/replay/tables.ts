import type { Column, Constraint, Relation, Table } from '../../model/catalog.ts';
import type { Name } from '../../model/name.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { identifier } from './names.ts';

const NONE: readonly never[] = [];

/** A table of which nothing is known but its name. */
export function plainTable(store: CatalogStore, schema: string, name: string): Table {
  return {
    id: store.nextId(),
    schema,
    name,
    kind: 'table',
    origin: 'created',
    transaction: store.transaction,
    temporary: false,
    persistence: 'permanent',
    columns: NONE,
    complete: true,
    constraints: NONE,
    partitionBy: undefined,
    partitionOf: undefined,
    inherits: NONE,
    ofType: undefined,
    triggers: NONE,
    policies: NONE,
    rules: NONE,
    rowSecurity: false,
    statistics: NONE,
    accessMethod: 'heap',
    tablespace: undefined,
    clusterOn: undefined,
    replicaIdentity: 'default',
    rows: 'none',
    filled: undefined,
    deployment: store.deployment,
  };
}

/** What an operation names; what no file ever mentioned is taken as an existing table of unknown shape. */
export function relationFor(store: CatalogStore, name: Name): Relation | undefined {
  return store.find(name) ?? (store.presence(name) === 'absent' || isSystem(name) ? undefined : assume(store, name));
}

export function tableFor(store: CatalogStore, name: Name): Table | undefined {
  const found = relationFor(store, name);
  return found !== undefined && isTable(found) ? found : undefined;
}

const isSystem = ({ schema, name }: Name): boolean =>
  schema === 'pg_catalog' || schema === 'information_schema' || (schema === undefined && name.startsWith('pg_'));

function assume(store: CatalogStore, name: Name): Table {
  const table: Table = {
    ...plainTable(store, store.schemaFor(name), identifier(name.name)),
    origin: 'assumed',
    transaction: 0,
    complete: false,
    rows: 'unknown',
  };
  store.put(table);
  return table;
}

/** The table as it is now, after other writes. */
export function current(store: CatalogStore, table: Table): Table {
  const found = store.get(table.id);
  return found !== undefined && isTable(found) ? found : table;
}

/** Partitions and children by INHERITS, one level. */
export const heirsOf = (store: CatalogStore, table: Table): readonly Table[] => [
  ...store.partitionsOf(table.id),
  ...store.childrenOf(table.id),
];

/** The table and, unless ONLY is written, all that inherit from it, parents first. */
export function familyOf(store: CatalogStore, table: Table, only: boolean): readonly Table[] {
  const family = [table];
  if (!only) for (const each of family) family.push(...heirsOf(store, each).filter((heir) => !family.some(({ id }) => id === heir.id)));
  return family;
}

export const columnOf = (table: Table, name: string): Column | undefined => table.columns.find((column) => column.name === name);

export const withColumn = (table: Table, column: Column): Table =>
  columnOf(table, column.name) === undefined
    ? { ...table, columns: [...table.columns, column] }
    : { ...table, columns: table.columns.map((each) => (each.name === column.name ? column : each)) };

export const constraintOf = (table: Table, name: string): Constraint | undefined =>
  table.constraints.find((constraint) => constraint.name === name);

export const withConstraint = (table: Table, constraint: Constraint): Table =>
  constraintOf(table, constraint.name) === undefined
    ? { ...table, constraints: [...table.constraints, constraint] }
    : { ...table, constraints: table.constraints.map((each) => (each.name === constraint.name ? constraint : each)) };

export const withoutConstraint = (table: Table, name: string): Table => ({
  ...table,
  constraints: table.constraints.filter((each) => each.name !== name),
});

/** A column of an assumed table that a statement mentions. */
export const mentioned = (name: string): Column => ({
  name,
  type: undefined,
  notNull: false,
  default: undefined,
  identity: undefined,
  generated: undefined,
  collation: undefined,
  inherited: false,
});
