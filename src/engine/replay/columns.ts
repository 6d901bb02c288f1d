import type { Column, Table } from '../../model/catalog.ts';
import type { Expression } from '../../model/expression.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import { namesNotNull, notNullOf, withNotNullConstraints } from './constraint.ts';
import { dropFrom } from './constraints.ts';
import { addSequence, columnFrom, defaultOf } from './create-table.ts';
import { dropColumnOf, dropOwnedSequences } from './drop.ts';
import { joined, stays } from './inherit.ts';
import { columnOf, current, familyOf, heirsOf, mentioned, tableFor, withColumn } from './tables.ts';

type OnColumn = OperationOf<
  | 'drop-column'
  | 'set-not-null'
  | 'drop-not-null'
  | 'set-default'
  | 'drop-default'
  | 'alter-column-type'
  | 'add-identity'
  | 'alter-identity'
  | 'drop-identity'
  | 'set-expression'
  | 'drop-expression'
>;

export function addColumn(store: CatalogStore, op: OperationOf<'add-column'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  if (op.ifNotExists && columnOf(table, op.column) !== undefined) {
    if (store.version >= 13) store.noteSkipped(op, table.id);
    return;
  }
  const column = columnFrom(store, op.definition);
  const existing = columnOf(table, op.column);
  // Already there in a table of known shape: the server refuses. Only mentioned so far: now it is known.
  if (existing !== undefined && (table.complete || existing.type !== undefined)) return;
  store.put(withNotNullConstraints(store, withColumn(table, { ...column, added: store.deployment })));
  addSequence(store, current(store, table), op.definition);
  const added = columnOf(current(store, table), op.column) ?? column;
  if (!op.only) for (const heir of heirsOf(store, table)) passOn(store, heir, added);
}

/** A parent's new column comes to an heir, or joins the one of that name. */
function passOn(store: CatalogStore, heir: Table, column: Column): void {
  const own = columnOf(heir, column.name);
  const inherited: Column =
    own === undefined
      ? { ...column, inherited: true, identity: heir.partitionOf !== undefined && store.version >= 17 ? column.identity : undefined }
      : joined({ ...own, notNull: own.notNull || (column.notNull && namesNotNull(store)) }, heir.partitionOf !== undefined);
  store.put(withNotNullConstraints(store, withColumn(heir, inherited)));
  for (const each of heirsOf(store, heir)) passOn(store, each, column);
}

export function dropColumn(store: CatalogStore, op: OperationOf<'drop-column'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined || (table.complete && columnOf(table, op.column) === undefined)) return;
  dropColumnOf(store, table, op.column);
  for (const heir of heirsOf(store, table)) {
    const column = columnOf(heir, op.column);
    if (column === undefined) continue;
    const left = op.only ? 'own' : stays(store, heir, (parent) => columnOf(parent, op.column) !== undefined, column);
    if (left === undefined) dropColumn(store, { ...op, table: heir });
    else if (left === 'own') store.put(withOwn(heir, column));
  }
}

/** The column, with what is checked of it, is no longer the parent's. */
const withOwn = (heir: Table, column: Column): Table => ({
  ...withColumn(heir, { ...column, inherited: false }),
  constraints: heir.constraints.map((each) =>
    each.inherited && each.columns.includes(column.name) ? { ...each, inherited: false } : each,
  ),
});

/** Changes one column of a table and of its heirs. */
function change(store: CatalogStore, op: OnColumn, next: (column: Column) => Column): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  for (const each of familyOf(store, table, op.only)) {
    const column = columnOf(each, op.column) ?? (each.complete ? undefined : mentioned(op.column));
    if (column === undefined) continue;
    const changed = next(column);
    if (changed !== column || columnOf(each, op.column) === undefined) store.put(withColumn(current(store, each), changed));
  }
}

export function setNotNull(store: CatalogStore, op: OperationOf<'set-not-null'>): void {
  change(store, op, (column) => (column.notNull ? column : { ...column, notNull: true }));
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  for (const each of familyOf(store, table, op.only)) {
    const named = withNotNullConstraints(store, each);
    // From 18 on it also validates a constraint that was NOT VALID.
    const open = named.constraints.some((constraint) => isNotNullOf(constraint, op.column) && !constraint.valid);
    const valid = open
      ? {
          ...named,
          constraints: named.constraints.map((constraint) =>
            isNotNullOf(constraint, op.column) ? { ...constraint, valid: true } : constraint,
          ),
        }
      : named;
    if (valid !== each) store.put(valid);
  }
}

const isNotNullOf = ({ kind, columns }: Table['constraints'][number], column: string): boolean =>
  kind === 'not-null' && columns[0] === column;

export function dropNotNull(store: CatalogStore, op: OperationOf<'drop-not-null'>): void {
  if (namesNotNull(store)) {
    const named = tableFor(store, op.table);
    const constraint = named === undefined ? undefined : notNullOf(named, op.column);
    if (named !== undefined && constraint !== undefined) {
      dropFrom(store, named, constraint, op.only);
      return;
    }
  }
  // Without a constraint of the parent's, an heir's is its own.
  const only = op.only || namesNotNull(store);
  change(store, { ...op, only }, (column) => (column.notNull ? { ...column, notNull: false } : column));
}

export const setDefault = (store: CatalogStore, op: OperationOf<'set-default'>): void =>
  change(store, op, (column) => ({ ...column, default: defaultOf(store, op.default, column.type) }));
export const dropDefault = (store: CatalogStore, op: OperationOf<'drop-default'>): void =>
  change(store, op, (column) => ({ ...column, default: undefined }));

export function alterColumnType(store: CatalogStore, op: OperationOf<'alter-column-type'>): void {
  const type = op.type.serial ? { ...op.type, serial: false } : op.type;
  // A type without COLLATE takes the type's own collation.
  change(store, op, (column) => ({ ...column, type, collation: op.collation }));
  const table = tableFor(store, op.table);
  for (const sequence of table === undefined ? [] : store.sequencesOf(table.id)) {
    if (sequence.identity && sequence.ownedBy?.column === op.column) store.put({ ...sequence, type: type.name });
  }
}

/** Partitions have the identity too, from 17 on; children by INHERITS never do. */
export function addIdentity(store: CatalogStore, op: OperationOf<'add-identity'>): void {
  change(store, { ...op, only: true }, (column) => ({ ...column, identity: op.always ? 'always' : 'by-default' }));
  const table = tableFor(store, op.table);
  const column = table === undefined ? undefined : columnOf(table, op.column);
  if (table === undefined || column === undefined) return;
  if (store.version >= 17) for (const each of familyOf(store, table, op.only)) passIdentity(store, each, column);
  const type = column.type ?? { schema: undefined, name: 'int8', modifiers: [], dimensions: 0, serial: false };
  addSequence(store, table, { ...column, type, identity: { always: op.always }, generated: undefined });
}

function passIdentity(store: CatalogStore, table: Table, { name, identity }: Column): void {
  const own = columnOf(table, name);
  if (own !== undefined && table.partitionOf !== undefined) store.put(withColumn(table, { ...own, identity }));
}

export function alterIdentity(store: CatalogStore, op: OperationOf<'alter-identity'>): void {
  const { generated } = op;
  if (generated !== undefined) change(store, op, (column) => ({ ...column, identity: generated }));
}

export function dropIdentity(store: CatalogStore, op: OperationOf<'drop-identity'>): void {
  change(store, op, (column) => ({ ...column, identity: undefined }));
  const table = tableFor(store, op.table);
  if (table !== undefined) dropOwnedSequences(store, table, op.column, true);
}

export function setExpression(store: CatalogStore, op: OperationOf<'set-expression'>): void {
  change(store, op, (column) => ({ ...column, generated: generatedBy(op.expression, column.generated?.stored ?? true) }));
}

const generatedBy = (expression: Expression, stored: boolean): Column['generated'] => ({ stored, columns: expression.columns, expression });

/** The values that were computed stay as they are. */
export const dropExpression = (store: CatalogStore, op: OperationOf<'drop-expression'>): void =>
  change(store, op, (column) => ({ ...column, generated: undefined }));
