import type { Column, Table } from '../../model/catalog.ts';
import type { Expression } from '../../model/expression.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { CatalogStore } from '../catalog.ts';
import { withNotNullConstraints } from './constraint.ts';
import { addSequence, columnFrom, defaultOf } from './create-table.ts';
import { dropColumnOf, dropOwnedSequences } from './drop.ts';
import { columnOf, current, familyOf, heirsOf, mentioned, tableFor, withColumn } from './tables.ts';

type OnColumn = OperationOf<
  | 'drop-column'
  | 'set-not-null'
  | 'drop-not-null'
  | 'set-default'
  | 'drop-default'
  | 'alter-column-type'
  | 'add-identity'
  | 'drop-identity'
  | 'set-expression'
  | 'drop-expression'
>;

export function addColumn(store: CatalogStore, op: OperationOf<'add-column'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined || (op.ifNotExists && columnOf(table, op.column) !== undefined)) return;
  const column = columnFrom(op.definition);
  const existing = columnOf(table, op.column);
  // Already there in a table of known shape: the server refuses. Only mentioned so far: now it is known.
  if (existing !== undefined && (table.complete || existing.type !== undefined)) return;
  store.put(withNotNullConstraints(store, withColumn(table, column)));
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
      : { ...own, inherited: true };
  store.put(withNotNullConstraints(store, withColumn(heir, inherited)));
  for (const each of heirsOf(store, heir)) passOn(store, each, column);
}

export function dropColumn(store: CatalogStore, op: OperationOf<'drop-column'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  dropColumnOf(store, table, op.column);
  // A column that an heir has by itself too stays; the catalog holds what it has from its parent only.
  for (const heir of heirsOf(store, table)) {
    if (!op.only && columnOf(heir, op.column)?.inherited === true) dropColumn(store, { ...op, table: heir });
    else keepAsOwn(store, heir, op.column);
  }
}

function keepAsOwn(store: CatalogStore, table: Table, name: string): void {
  const column = columnOf(table, name);
  if (column?.inherited === true) store.put(withColumn(table, { ...column, inherited: false }));
}

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
  change(store, op, (column) => (column.notNull ? { ...column, notNull: false } : column));
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  for (const each of familyOf(store, table, op.only)) {
    if (each.constraints.some((constraint) => isNotNullOf(constraint, op.column))) {
      store.put({ ...each, constraints: each.constraints.filter((constraint) => !isNotNullOf(constraint, op.column)) });
    }
  }
}

export const setDefault = (store: CatalogStore, op: OperationOf<'set-default'>): void =>
  change(store, op, (column) => ({ ...column, default: defaultOf(op.default) }));
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

export function addIdentity(store: CatalogStore, op: OperationOf<'add-identity'>): void {
  change(store, { ...op, only: op.only || store.version < 17 }, (column) => ({ ...column, identity: op.always ? 'always' : 'by-default' }));
  const table = tableFor(store, op.table);
  const column = table === undefined ? undefined : columnOf(table, op.column);
  if (table === undefined || column === undefined) return;
  const type = column.type ?? { schema: undefined, name: 'int8', modifiers: [], dimensions: 0, serial: false };
  addSequence(store, table, { ...column, type, identity: { always: op.always }, generated: undefined });
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
