import type { Catalog, Constraint, Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import type { TypeName } from '../../model/name.ts';
import type { AddForeignKey } from '../../model/operation.ts';
import { baseOf, castContext, sameType } from './cast.ts';
import { constraintNamed, sameColumns } from './constraints.ts';
import { type Context, type Cost, effects, failure, isBornEmpty, mayBreak, onTable, type Row } from './context.ts';
import { partitionTree, takeStored } from './family.ts';
import { columnOf } from './proof.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

/** SHARE ROW EXCLUSIVE on both tables: reads go on. Source: https://www.postgresql.org/docs/current/sql-altertable.html */
export const addForeignKey: Row<'add-foreign-key'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) =>
    onTable(op.references, false, context, (referenced) => {
      const fails = impossible(op, table, referenced, context);
      if (fails !== null) return effects([], fails);
      // A table of this deployment that nothing filled has no rows to look up, however many the referenced one has.
      const empty = context.before.isNew(table) && table.filled === undefined;
      const validated = op.valid && op.enforced && !isNewborn(op, context) && !empty;
      const cost: Cost = validated
        ? { work: 'scan', because: 'every row is looked up in the referenced table' }
        : { work: 'none', because: '' };
      const partitions = partitionTree(table, context.before);
      const done = partitions.filter((each) => each.id !== table.id && each.constraints.some((other) => isSame(other, op, referenced)));
      const own = partitions.map((each) => takeStored(each, 'SHARE ROW EXCLUSIVE', SOURCE.alterTable, done.includes(each) ? FREE : cost));
      const open = partitions.some((each) => each.partitionBy === undefined && !done.includes(each));
      // That the referenced table may not be there at all comes first.
      const violated =
        validated && referenced.origin !== 'assumed' && !op.columns.some((column) => isBornEmpty(column, context))
          ? mayBreak(partitions, '23503', `some row of table "${table.name}" has no match in table "${referenced.name}"`)
          : null;
      return effects([...own, ...onReferenced(referenced, done.length > 0, open ? cost : FREE, context)], violated);
    }),
  );
const FREE: Cost = { work: 'none', because: '' };

/** A partition's key of its own is merged into the parent's: its triggers on the referenced table are dropped, which blocks reads as well. */
const onReferenced = (referenced: Table, merged: boolean, cost: Cost, { before }: Context): Effect[] =>
  partitionTree(referenced, before).map((each) =>
    takeStored(each, merged ? 'ACCESS EXCLUSIVE' : 'SHARE ROW EXCLUSIVE', SOURCE.foreignKeys, cost),
  );

/** The same columns pointing at the same key. */
export const isSame = (constraint: Constraint, key: Pick<AddForeignKey, 'columns' | 'referencedColumns'>, referenced: Table): boolean =>
  constraint.references?.table === referenced.id &&
  sameColumns(constraint.columns, key.columns) &&
  (key.referencedColumns.length === 0 || sameColumns(constraint.references.columns, key.referencedColumns));

/**
 * No row can have a value yet: the table is made by the same statement, or the column is, without a default.
 * Source: a column that is added without a default is NULL in every row.
 */
function isNewborn(op: AddForeignKey, { siblings }: Context): boolean {
  if (siblings.some((each) => each.kind === 'create-table' && each.table.name === op.table.name)) return true;
  if (!op.inline) return false;
  const given = (each: (typeof siblings)[number]): boolean =>
    (each.kind === 'add-column' &&
      ((each.definition.default !== undefined && each.definition.default.form !== 'null') ||
        each.definition.generated !== undefined ||
        each.definition.type.serial)) ||
    (each.kind === 'add-foreign-key' && !each.inline);
  return !siblings.some(given);
}

/** What the schema alone forbids. */
function impossible(op: AddForeignKey, table: Table, referenced: Table, context: Context): Failure | null {
  const { before, version } = context;
  if (op.name !== undefined && constraintNamed(table, op.name) !== undefined)
    return failure('42710', `constraint "${op.name}" for relation "${table.name}" already exists`);
  if (table.partitionBy !== undefined) {
    if (version < 11) return failure('42809', 'foreign key constraints are not supported on partitioned tables');
    if (op.only)
      return failure(
        '42809',
        `cannot use ONLY for foreign key on partitioned table "${table.name}" referencing relation "${referenced.name}"`,
      );
    if (!op.valid && version < 18)
      return failure(
        '42809',
        `cannot add NOT VALID foreign key on partitioned table "${table.name}" referencing relation "${referenced.name}"`,
      );
  }
  if (referenced.partitionBy !== undefined && version < 12)
    return failure('42809', `cannot reference partitioned table "${referenced.name}"`);
  const persistence = persistenceClash(table, referenced);
  if (persistence !== undefined) return failure('42P16', persistence);
  const absent =
    op.columns.find((column) => !mayHaveColumn(table, column)) ?? op.referencedColumns.find((column) => !mayHaveColumn(referenced, column));
  if (absent !== undefined) return failure('42703', `column "${absent}" referenced in foreign key constraint does not exist`);
  const primary = referenced.constraints.find((each) => each.kind === 'primary-key')?.columns;
  if (op.referencedColumns.length === 0 && primary === undefined && referenced.complete)
    return failure('42704', `there is no primary key for referenced table "${referenced.name}"`);
  const key = op.referencedColumns.length > 0 ? op.referencedColumns : (primary ?? []);
  if (key.length === 0) return null;
  if (key.length !== op.columns.length) return failure('42830', 'number of referencing and referenced columns for foreign key disagree');
  if (referenced.complete && !op.period && !isKey(referenced, key, before))
    return failure('42830', `there is no unique constraint matching given keys for referenced table "${referenced.name}"`);
  const deferred = referenced.constraints.find(
    (each) => (each.kind === 'unique' || each.kind === 'primary-key') && each.deferrable && sameColumns(each.columns, key),
  );
  if (deferred !== undefined && !keyedOtherwise(referenced, deferred, before))
    return failure('55000', `cannot use a deferrable unique constraint for referenced table "${referenced.name}"`);
  const wrong = op.columns.findIndex(
    (column, index) => !comparable(columnOf(table, column)?.type, columnOf(referenced, key[index] ?? '')?.type, before),
  );
  return wrong === -1
    ? null
    : failure('42804', `foreign key constraint "${op.name ?? `${table.name}_${op.columns.join('_')}_fkey`}" cannot be implemented`);
}

function persistenceClash(table: Table, referenced: Table): string | undefined {
  if (table.persistence === 'permanent' && referenced.persistence !== 'permanent')
    return 'constraints on permanent tables may reference only permanent tables';
  if (table.persistence === 'unlogged' && referenced.persistence === 'temporary')
    return 'constraints on unlogged tables may reference only permanent or unlogged tables';
  return table.persistence === 'temporary' && referenced.persistence !== 'temporary'
    ? 'constraints on temporary tables may reference only temporary tables'
    : undefined;
}

/** A unique constraint or a plain unique index over exactly these columns, in any order. */
function isKey(table: Table, columns: readonly string[], catalog: Catalog): boolean {
  if (table.constraints.some((each) => (each.kind === 'primary-key' || each.kind === 'unique') && sameColumns(each.columns, columns)))
    return true;
  return catalog.indexesOf(table.id).some(
    (index) =>
      index.unique &&
      index.where === undefined &&
      sameColumns(
        index.keys.map((key) => key.column ?? ''),
        columns,
      ),
  );
}

/** Another unique index over the same columns. */
const keyedOtherwise = (table: Table, { columns, index: own }: Constraint, catalog: Catalog): boolean =>
  catalog.indexesOf(table.id).some(
    (index) =>
      index.id !== own &&
      index.unique &&
      index.where === undefined &&
      sameColumns(
        index.keys.map((each) => each.column ?? ''),
        columns,
      ),
  );

/** Types that compare with one another without a cast, by the families of the B-tree operator classes. */
const FAMILIES = [
  ['int2', 'int4', 'int8'],
  ['float4', 'float8'],
  ['date', 'timestamp', 'timestamptz'],
  ['text', 'varchar', 'name'],
  ['inet', 'cidr'],
] as const;

/** The referencing column's values can be looked up in the key: an equality operator is there, or a cast that needs no writing. */
export function comparable(referencing: TypeName | undefined, key: TypeName | undefined, catalog: Catalog): boolean {
  if (referencing === undefined || key === undefined) return true;
  const from = baseOf(referencing, catalog).type;
  const to = baseOf(key, catalog).type;
  if (sameType(from, to) || FAMILIES.some((family: readonly string[]) => family.includes(from.name) && family.includes(to.name)))
    return true;
  const context = castContext(from, to, catalog);
  return context === undefined || context === 'implicit';
}
