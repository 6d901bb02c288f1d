import type { Constraint, Table } from '../../model/catalog.ts';
import type { Expression } from '../../model/expression.ts';
import type { OperationOf } from '../../model/operation.ts';
import { isIndex, type CatalogStore } from '../catalog.ts';
import { constraintName, namesNotNull, newConstraint, notNullOf, withNotNullConstraints } from './constraint.ts';
import { joined, ownOf, sameForeignKey, stays } from './inherit.ts';
import { addBackedConstraint, addIndex, dropIndex, keyOn } from './indexes.ts';
import { identifier, joinColumns, objectName } from './names.ts';
import {
  columnOf,
  constraintOf,
  current,
  familyOf,
  heirsOf,
  mentioned,
  tableFor,
  withColumn,
  withConstraint,
  withoutConstraint,
} from './tables.ts';

/** Inside CREATE TABLE and column definitions there is nothing to check yet: NOT VALID is of no account. */
const holds = (op: { readonly inline: boolean; readonly valid: boolean }, enforced: boolean): boolean =>
  (op.inline || op.valid) && enforced;

export function addCheck(store: CatalogStore, op: OperationOf<'add-check'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  const columns = distinctColumns(op.expression);
  const name =
    op.name === undefined ? constraintName(store, table, columns.length === 1 ? columns[0] : undefined, 'check') : identifier(op.name);
  if (constraintOf(table, name) !== undefined) return;
  const constraint: Constraint = {
    ...newConstraint(store, 'check', name, columns),
    expression: op.expression,
    valid: holds(op, op.enforced),
    enforced: op.enforced,
    noInherit: op.noInherit,
  };
  addToFamily(store, table, constraint, op.noInherit || op.only);
}

const distinctColumns = ({ columns }: Expression): readonly string[] => [...new Set(columns)].filter((column) => column !== '*');

/** Adds it to a table and, as inherited, to its heirs; one of that name that an heir has already is merged. */
function addToFamily(store: CatalogStore, table: Table, constraint: Constraint, only: boolean): void {
  for (const each of familyOf(store, table, only)) {
    const own = constraintOf(each, constraint.name);
    const inherited = each.id !== table.id;
    store.put(
      withConstraint(
        each,
        own === undefined ? { ...constraint, inherited } : inherited ? joined(own, each.partitionOf !== undefined) : own,
      ),
    );
  }
}

export function addForeignKey(store: CatalogStore, op: OperationOf<'add-foreign-key'>): void {
  const table = tableFor(store, op.table);
  const target = tableFor(store, op.references);
  if (table === undefined || target === undefined) return;
  // Before 12 the name carries the first column only.
  const columns = store.version >= 12 ? joinColumns(op.columns) : op.columns[0];
  const name = op.name === undefined ? constraintName(store, table, columns, 'fkey') : identifier(op.name);
  if (constraintOf(table, name) !== undefined) return;
  const key =
    op.referencedColumns.length > 0 ? op.referencedColumns : (target.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? []);
  const constraint: Constraint = {
    ...newConstraint(store, 'foreign-key', name, op.columns),
    references: { table: target.id, columns: key },
    valid: holds(op, op.enforced),
    enforced: op.enforced,
    deferrable: op.deferrable,
    ...(op.deferred === true ? { deferred: true as const } : undefined),
    onDelete: op.onDelete,
    onUpdate: op.onUpdate ?? 'no-action',
  };
  store.put(withConstraint(table, constraint));
  for (const partition of store.partitionsOf(table.id)) passForeignKey(store, partition, constraint);
}

/** Partitions have a foreign key of their own for each of the parent's. */
function passForeignKey(store: CatalogStore, partition: Table, parent: Constraint): void {
  const own = ownOf(partition, parent);
  if (own !== undefined) {
    store.put(withConstraint(partition, joined(own, true)));
    return;
  }
  const taken = constraintOf(partition, parent.name) !== undefined;
  const name = taken ? constraintName(store, partition, joinColumns(parent.columns), 'fkey') : parent.name;
  store.put(withConstraint(partition, { ...parent, name, inherited: true }));
  for (const each of store.partitionsOf(partition.id)) passForeignKey(store, each, parent);
}

export function addKey(store: CatalogStore, op: OperationOf<'add-unique' | 'add-primary-key'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  const kind = op.kind === 'add-unique' ? 'unique' : 'primary-key';
  const backs = { kind, deferrable: op.deferrable } as const;
  const same = op.inline ? sameKey(store, table, op) : undefined;
  if (same !== undefined) mergeKeys(store, table, same, op);
  else if (op.usingIndex !== undefined) useIndex(store, table, op.usingIndex, op.name, backs);
  else if (op.name === undefined || !store.taken(table.schema, identifier(op.name))) {
    const known = op.columns.reduce(
      (each, column) => (each.complete || columnOf(each, column) !== undefined ? each : withColumn(each, mentioned(column))),
      table,
    );
    if (known !== table) store.put(known);
    addIndex(
      store,
      known,
      {
        name: op.name,
        unique: true,
        method: op.withoutOverlaps ? 'gist' : 'btree',
        keys: op.columns.map(keyOn),
        include: [],
        where: undefined,
        backs,
      },
      { parent: undefined, only: op.only },
    );
  }
  if (kind === 'primary-key') for (const heir of store.childrenOf(table.id)) strictInHeirs(store, heir, columnsOf(store, table));
}

/** The key on the same columns that CREATE TABLE made just before. */
const sameKey = (
  store: CatalogStore,
  table: Table,
  { columns, deferrable }: OperationOf<'add-unique' | 'add-primary-key'>,
): Constraint | undefined =>
  table.constraints.find(
    (each) =>
      (each.kind === 'unique' || each.kind === 'primary-key') &&
      !each.inherited &&
      each.deferrable === deferrable &&
      each.transaction === store.transaction &&
      each.columns.join('\0') === columns.join('\0'),
  );

/** Two keys on the same columns in one CREATE TABLE are one: primary if either is, with the first name that is written. */
function mergeKeys(store: CatalogStore, table: Table, first: Constraint, second: OperationOf<'add-unique' | 'add-primary-key'>): void {
  const [chosen, label] =
    first.kind === 'unique'
      ? [objectName(table.name, joinColumns(first.columns), 'key'), 'unique']
      : [objectName(table.name, undefined, 'pkey'), 'primary-key'];
  const written = first.name === chosen ? undefined : first.name;
  const primary = label === 'primary-key' || second.kind === 'add-primary-key';
  const [before, after] = label === 'unique' && primary ? [second.name, written] : [written, second.name];
  dropFrom(store, table, first, false);
  addIndex(
    store,
    current(store, table),
    {
      name: before ?? after,
      unique: true,
      method: 'btree',
      keys: first.columns.map(keyOn),
      include: [],
      where: undefined,
      backs: { kind: primary ? 'primary-key' : 'unique', deferrable: first.deferrable },
    },
    { parent: undefined, only: false },
  );
}

const columnsOf = (store: CatalogStore, table: Table): readonly string[] =>
  current(store, table).constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];

/** A primary key's NOT NULL reaches children by INHERITS, the key itself does not. */
function strictInHeirs(store: CatalogStore, heir: Table, key: readonly string[]): void {
  const columns = heir.columns.map((column) => (key.includes(column.name) ? { ...column, notNull: true } : column));
  store.put(withNotNullConstraints(store, { ...heir, columns }));
  for (const each of store.childrenOf(heir.id)) strictInHeirs(store, each, key);
}

/** ADD CONSTRAINT … USING INDEX: the index takes the constraint's name. */
function useIndex(
  store: CatalogStore,
  table: Table,
  named: string,
  name: string | undefined,
  backs: Parameters<typeof addBackedConstraint>[3],
): void {
  const index = store.indexesOf(table.id).find((each) => each.name === named);
  const final = identifier(name ?? named);
  if (index === undefined || (final !== index.name && store.taken(index.schema, final))) return;
  const owned = { ...index, name: final, constraint: final };
  store.put(owned);
  addBackedConstraint(store, table, owned, backs, false);
}

export function addExclude(store: CatalogStore, op: OperationOf<'add-exclude'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined || (op.name !== undefined && store.taken(table.schema, identifier(op.name)))) return;
  addIndex(
    store,
    table,
    {
      name: op.name,
      unique: false,
      method: op.method,
      keys: op.keys,
      include: [],
      where: undefined,
      backs: { kind: 'exclude', deferrable: false },
    },
    { parent: undefined, only: op.only },
  );
}

export function addNotNull(store: CatalogStore, op: OperationOf<'add-not-null'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  for (const each of familyOf(store, table, op.only || op.noInherit)) {
    const column = columnOf(each, op.column) ?? (each.complete ? undefined : mentioned(op.column));
    if (column === undefined) continue;
    const strict = withColumn(each, { ...column, notNull: true });
    if (!namesNotNull(store)) store.put(strict);
    else if (each.id === table.id) store.put(withNotNull(store, strict, op));
    else store.put(withPassedNotNull(store, strict, current(store, table), op.column));
  }
}

/** One for each column: another name for the one that CREATE TABLE made by itself, else a new one. */
function withNotNull(store: CatalogStore, table: Table, op: OperationOf<'add-not-null'>): Table {
  const own = notNullOf(table, op.column);
  if (own !== undefined && !op.inline) return table;
  const rest = own === undefined ? table : withoutConstraint(table, own.name);
  const name = op.name === undefined ? constraintName(store, rest, op.column, 'not_null') : identifier(op.name);
  return withConstraint(rest, {
    ...newConstraint(store, 'not-null', name, [op.column]),
    valid: op.inline || op.valid,
    noInherit: op.noInherit,
  });
}

/** An heir's has the name and the validity of the one that it comes from. */
function withPassedNotNull(store: CatalogStore, heir: Table, from: Table, column: string): Table {
  const own = notNullOf(heir, column);
  const above = notNullOf(from, column);
  if (above === undefined) return heir;
  const passed = { ...newConstraint(store, 'not-null', above.name, [column]), valid: above.valid };
  return withConstraint(heir, own === undefined ? { ...passed, inherited: true } : joined(own, heir.partitionOf !== undefined));
}

export function validateConstraint(store: CatalogStore, op: OperationOf<'validate-constraint'>): void {
  changeConstraint(store, op, (constraint) => (constraint.valid ? constraint : { ...constraint, valid: true }));
}

export function alterConstraint(store: CatalogStore, op: OperationOf<'alter-constraint'>): void {
  const { enforced, inherit } = op;
  changeConstraint(store, op, (constraint) => ({
    ...constraint,
    enforced: enforced ?? constraint.enforced,
    valid: enforced ?? constraint.valid,
    noInherit: inherit === undefined ? constraint.noInherit : !inherit,
  }));
}

/** In the table and in the heirs that have it from there. */
function changeConstraint(
  store: CatalogStore,
  op: OperationOf<'validate-constraint' | 'alter-constraint'>,
  next: (constraint: Constraint) => Constraint,
): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  for (const each of familyOf(store, table, op.only)) {
    const constraint = constraintOf(each, op.constraint);
    if (constraint === undefined || (each.id !== table.id && !constraint.inherited)) continue;
    const changed = next(constraint);
    if (changed !== constraint) store.put(withConstraint(each, changed));
  }
}

export function dropConstraint(store: CatalogStore, op: OperationOf<'drop-constraint'>): void {
  const table = tableFor(store, op.table);
  const constraint = table === undefined ? undefined : constraintOf(table, op.constraint);
  if (table !== undefined && constraint !== undefined) dropFrom(store, table, constraint, op.only);
}

/** With its index and all that relies on it, in heirs too. */
export function dropFrom(store: CatalogStore, table: Table, constraint: Constraint, only: boolean): void {
  const index = constraint.index === undefined ? undefined : store.get(constraint.index);
  if (index !== undefined && isIndex(index)) {
    dropForeignKeysOn(store, table, constraint);
    dropIndex(store, index);
    return;
  }
  const left = withoutConstraint(table, constraint.name);
  // From 18 on the constraint is what makes the column NOT NULL.
  store.put(
    constraint.kind === 'not-null'
      ? {
          ...left,
          columns: left.columns.map((column) => (constraint.columns.includes(column.name) ? { ...column, notNull: false } : column)),
        }
      : left,
  );
  for (const heir of heirsOf(store, table)) {
    const own = heir.constraints.find((each) => each.inherited && isSame(each, constraint));
    if (own === undefined) continue;
    const rest = only ? 'own' : stays(store, heir, (parent) => parent.constraints.some((each) => isSame(each, constraint)), own);
    if (rest === undefined) dropFrom(store, heir, own, false);
    else if (rest === 'own') store.put(withConstraint(heir, { ...own, inherited: false }));
  }
}

/** An heir knows a NOT NULL by its column and a foreign key by both sides, all else by name. */
const isSame = (a: Constraint, b: Constraint): boolean =>
  a.kind === b.kind &&
  (a.kind === 'not-null' ? a.columns[0] === b.columns[0] : a.kind === 'foreign-key' ? sameForeignKey(a, b) : a.name === b.name);

/** Foreign keys that rely on a key go with it. */
function dropForeignKeysOn(store: CatalogStore, table: Table, key: Constraint): void {
  for (const { table: referring, constraint } of store.foreignKeysTo(table.id)) {
    const columns = constraint.references?.columns ?? [];
    const relies = columns.length === key.columns.length && columns.every((column) => key.columns.includes(column));
    if (relies) store.put(withoutConstraint(current(store, referring), constraint.name));
  }
}

export function renameConstraint(store: CatalogStore, op: OperationOf<'rename-constraint'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  const to = identifier(op.to);
  for (const each of familyOf(store, table, op.only)) {
    const constraint = constraintOf(each, op.constraint);
    if (constraint === undefined || (each.id !== table.id && (!constraint.inherited || constraint.index !== undefined))) continue;
    renameConstraintOf(store, each, constraint, to);
  }
}

/** A constraint and the index behind it have one name. */
export function renameConstraintOf(store: CatalogStore, table: Table, constraint: Constraint, to: string): void {
  const index = constraint.index === undefined ? undefined : store.get(constraint.index);
  if (index !== undefined && isIndex(index)) store.put({ ...index, name: to, constraint: to });
  const now = current(store, table);
  store.put({ ...now, constraints: now.constraints.map((each) => (each.name === constraint.name ? { ...each, name: to } : each)) });
}
