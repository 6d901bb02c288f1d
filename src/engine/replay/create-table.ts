import type { Column, Table } from '../../model/catalog.ts';
import type { Expression } from '../../model/expression.ts';
import { quoteName, type TypeName } from '../../model/name.ts';
import type { ColumnDefinition, CreateTable, Query } from '../../model/operation.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { withNotNullConstraints } from './constraint.ts';
import { rowsOf } from './data.ts';
import { inheriting, inheritIndexes } from './inherit.ts';
import { addIndex } from './indexes.ts';
import { chooseName, identifier } from './names.ts';
import { columnOf, current, mentioned, plainTable, tableFor } from './tables.ts';

/** CREATE TABLE in all its forms. Its constraints are operations of their own and come after it. */
export function createTable(store: CatalogStore, op: CreateTable): void {
  const temporary = op.persistence === 'temporary';
  const schema = temporary ? 'pg_temp' : store.schemaFor(op.table);
  const name = identifier(op.table.name);
  const existing = store.find({ schema, name });
  // A name that was only taken for a table's is one now; one that really stands there is kept, as IF NOT EXISTS keeps it.
  if (existing !== undefined && (existing.origin !== 'assumed' || op.ifNotExists)) {
    store.noteSkipped(op, existing.id);
    return;
  }
  store.noteHistory();

  let table: Table = {
    ...plainTable(store, schema, name),
    kind: op.foreignServer === undefined ? 'table' : 'foreign-table',
    temporary: temporary || schema === 'pg_temp',
    persistence: op.persistence,
    partitionBy: op.partitionBy,
    ofType: op.ofType,
  };
  if (existing !== undefined) table = { ...table, id: existing.id };
  const { as } = op;
  if (as !== undefined) table = { ...table, ...contentsOf(store, as.query), ...(as.withData ? rowsOf(store, as.query) : {}) };
  table = {
    ...table,
    columns: [...table.columns, ...typedColumns(store, table), ...op.columns.map((column) => columnFrom(store, column))],
  };
  for (const like of op.like) table = copying(store, table, like);
  // NOT NULLs of its own first: they keep their names where a parent has them too.
  table = withNotNullConstraints(store, belongingTo(store, withNotNullConstraints(store, table), op));
  store.put(table);
  for (const column of op.columns) addSequence(store, current(store, table), column);
  for (const like of op.like) copyIndexes(store, current(store, table), like);
  const parent = table.partitionOf === undefined ? undefined : store.get(table.partitionOf.parent);
  if (parent !== undefined && isTable(parent)) inheritIndexes(store, parent, current(store, table));
}

/** With its parents' columns and constraints; indexes follow once it stands in the catalog. */
function belongingTo(store: CatalogStore, table: Table, op: CreateTable): Table {
  let heir = table;
  for (const name of op.inherits) {
    const parent = tableFor(store, name);
    if (parent !== undefined) heir = { ...holding(inheriting(store, parent, heir, false)), inherits: [...heir.inherits, parent.id] };
  }
  const parent = op.partitionOf === undefined ? undefined : tableFor(store, op.partitionOf.parent);
  if (parent === undefined || op.partitionOf === undefined) return heir;
  return { ...holding(inheriting(store, parent, heir, true)), partitionOf: { parent: parent.id, bound: op.partitionOf.bound } };
}

/** A table without rows holds to all checks, whatever the parent's rows do. */
const holding = (table: Table): Table =>
  table.constraints.every(({ valid, kind }) => valid || kind === 'foreign-key')
    ? table
    : { ...table, constraints: table.constraints.map((each) => (each.kind === 'foreign-key' ? each : { ...each, valid: each.enforced })) };

/** A column as its definition says; `serial` and identity imply NOT NULL. */
export function columnFrom(
  store: CatalogStore,
  { name, type, notNull, default: value, identity, generated, collation }: ColumnDefinition,
): Column {
  return {
    name,
    type: type.serial ? { ...type, serial: false } : type,
    notNull: notNull || type.serial || identity !== undefined,
    default: defaultOf(store, value, type),
    identity: identity === undefined ? undefined : identity.always ? 'always' : 'by-default',
    generated:
      generated === undefined
        ? undefined
        : { stored: generated.stored, columns: generated.expression.columns, expression: generated.expression },
    collation,
    inherited: false,
  };
}

/** DEFAULT NULL is none, and not even stored, but where it stands against a domain's own. */
export const defaultOf = (store: CatalogStore, value: Expression | undefined, type: TypeName | undefined): Expression | undefined =>
  value?.form === 'null' && (type === undefined || store.type(type)?.form !== 'domain') ? undefined : value;

/** The sequence of a serial or identity column, and a serial's default. */
export function addSequence(store: CatalogStore, table: Table, { name, type, identity }: ColumnDefinition): void {
  if (!type.serial && identity === undefined) return;
  const sequence = chooseName(table.name, name, 'seq', (wanted) => store.taken(table.schema, wanted));
  store.put({
    id: store.nextId(),
    schema: table.schema,
    name: sequence,
    kind: 'sequence',
    origin: 'created',
    transaction: store.transaction,
    temporary: table.temporary,
    ownedBy: { table: table.id, column: name },
    identity: identity !== undefined,
    type: type.name,
    unlogged: table.persistence === 'unlogged',
  });
  if (!type.serial) return;
  const value = nextValue(
    quoteName({
      schema: table.schema === store.schemaFor({ schema: undefined, name: sequence }) ? undefined : table.schema,
      name: sequence,
    }),
  );
  store.put({
    ...table,
    columns: table.columns.map((column) => (column.name === name ? { ...column, default: column.default ?? value } : column)),
  });
}

const nextValue = (sequence: string): Expression => ({
  text: `nextval('${sequence.replaceAll("'", "''")}'::regclass)`,
  form: 'other',
  literal: undefined,
  casts: [],
  calls: [{ name: { schema: undefined, name: 'nextval' }, arguments: 1, literals: [sequence] }],
  columns: [],
  strings: [],
  relations: [],
  conjunction: [],
  partial: [],
  alternatives: [],
});

/** CREATE TABLE … OF type. */
function typedColumns(store: CatalogStore, table: Table): readonly Column[] {
  const type = table.ofType === undefined ? undefined : store.type(table.ofType);
  return type === undefined ? [] : type.attributes.map((attribute) => ({ ...mentioned(attribute.name), type: attribute.type }));
}

/** Columns of CREATE TABLE AS, as far as the query shows them. */
function contentsOf(store: CatalogStore, { output, star, reads }: Query): Pick<Table, 'columns' | 'complete'> {
  const sources = reads.flatMap(({ relation }) => store.table(relation) ?? []);
  if (output === undefined) {
    const [only] = sources;
    // `SELECT *` of one table, or of it and something more: its columns are likely, that they are all is not.
    const columns =
      star && reads.length === 1 && only !== undefined
        ? only.columns.map(({ name, type, collation }) => ({ ...mentioned(name), type, collation }))
        : [];
    return { columns, complete: false };
  }
  const columns = output.map(({ name, column, type }) => {
    const from = column === undefined ? undefined : sources.map((source) => columnOf(source, column)).find((each) => each !== undefined);
    return { ...mentioned(name ?? '?column?'), type: type ?? from?.type, collation: from?.collation };
  });
  return { columns, complete: columns.every(({ type }) => type !== undefined) };
}

type Like = CreateTable['like'][number];
const includes = ({ including }: Like, what: string): boolean => including.includes(what) || including.includes('all');

/** LIKE: columns and NOT NULL always, the rest as INCLUDING says. */
function copying(store: CatalogStore, table: Table, like: Like): Table {
  const source = tableFor(store, like.table);
  if (source === undefined) return { ...table, complete: false };
  const columns = source.columns.map((column): Column => ({
    ...mentioned(column.name),
    type: column.type,
    collation: column.collation,
    notNull: column.notNull,
    default: includes(like, 'defaults') ? column.default : undefined,
    identity: includes(like, 'identity') ? column.identity : undefined,
    generated: includes(like, 'generated') ? column.generated : undefined,
  }));
  const kept = source.constraints.filter(({ kind }) => kind === 'not-null' || (kind === 'check' && includes(like, 'constraints')));
  const constraints = kept.map((each) => ({
    ...each,
    valid: each.enforced,
    inherited: false,
    transaction: store.transaction,
    deployment: store.deployment,
  }));
  return {
    ...table,
    columns: [...columns, ...table.columns],
    constraints: [...table.constraints, ...constraints],
    complete: table.complete && source.complete,
  };
}

function copyIndexes(store: CatalogStore, table: Table, like: Like): void {
  const source = store.table(like.table);
  if (source === undefined || source.id === table.id) return;
  for (const column of source.columns) {
    if (includes(like, 'identity') && column.identity !== undefined && column.type !== undefined) {
      addSequence(store, current(store, table), {
        ...column,
        type: column.type,
        identity: { always: column.identity === 'always' },
        generated: undefined,
      });
    }
  }
  if (!includes(like, 'indexes')) return;
  for (const index of store.indexesOf(source.id)) {
    const constraint = index.constraint === undefined ? undefined : source.constraints.find((each) => each.index === index.id);
    const kind = constraint?.kind;
    const backs =
      kind === 'unique' || kind === 'primary-key' || kind === 'exclude' ? { kind, deferrable: constraint?.deferrable ?? false } : undefined;
    addIndex(store, current(store, table), { ...index, name: undefined, backs }, { parent: undefined, only: false });
  }
}
