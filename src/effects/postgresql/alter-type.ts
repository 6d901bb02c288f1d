import type { Catalog, Column, Constraint, Index, Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import type { Name, TypeName } from '../../model/name.ts';
import type { AlterColumnType } from '../../model/operation.ts';
import { baseOf, castContext } from './cast.ts';
import { collationFailure, identityTypeFailure } from './column-definition.ts';
import { type Context, effects, failing, failure, isTable, onTable, type Row, take, takeAll } from './context.ts';
import { familyOf, hasStorage, isInKey, partitionTree, rewriteTable, takeStored } from './family.ts';
import { comparable } from './foreign-keys.ts';
import { missingType } from './missing-type.ts';
import { columnOf } from './proof.ts';
import { SOURCE } from './source.ts';
import { type TypeChange, typeChange, typeText } from './type-change.ts';
import { constraintUses, SYSTEM_COLUMNS, usersOfColumn, usesColumn } from './users.ts';

/** Source: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES */
export const alterColumnType: Row<'alter-column-type'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    const column = columnOf(table, op.column);
    if (SYSTEM_COLUMNS.has(op.column)) return failing('0A000', `cannot alter system column "${op.column}"`);
    if (column === undefined && table.complete) return failing('42703', `column "${op.column}" of relation "${table.name}" does not exist`);
    const family = op.only ? [table] : familyOf(table, context.before);
    if (column?.type === undefined) {
      // The old type decides, and it is not known.
      const cost = { because: 'whether the old type is stored differently is not known', certain: false };
      return effects(family.flatMap((each) => rewriteTable(each, context, SOURCE.addColumn, cost)));
    }
    const change = typeChange({
      column: op.column,
      from: column.type,
      to: op.type,
      using: op.using,
      catalog: context.before,
      version: context.version,
      timeZone: context.session.setting('timezone'),
    });
    const fails = impossible(op, table, column, change, context);
    if (fails !== null) return effects([], fails);
    const risk =
      missingType(op.type, context) ??
      // What this deployment itself put into the column it knows.
      (change.risk !== undefined && column.added !== context.before.deployment && family.some((each) => each.rows !== 'none')
        ? failure(change.risk, riskText(change.risk, op.type, context), false)
        : null);
    return effects(
      family.flatMap((each) => changed(each, op, column.type ?? op.type, change, context)),
      risk,
    );
  });

const riskText = (code: string, type: TypeName, { before }: Context): string =>
  ({
    '22001': `value too long for type ${typeText(type)}`,
    '22003': `a value is out of range for type ${typeText(type)}`,
    '22P02':
      before.type(type)?.form === 'enum'
        ? `invalid input value for enum ${typeText(type)}`
        : `invalid input syntax for type ${type.name === 'jsonb' ? 'json' : typeText(type)}`,
    '23502': `domain ${type.name} does not allow null values`,
    '23514': `value for domain ${type.name} violates its check constraint`,
  })[code] ?? `a value does not fit type ${typeText(type)}`;

/** What the schema alone forbids. */
function impossible(op: AlterColumnType, table: Table, column: Column, change: TypeChange, context: Context): Failure | null {
  const { version, before } = context;
  const { column: name } = op;
  if (table.ofType !== undefined) return failure('42809', 'cannot alter column type of typed table');
  if (column.inherited) return failure('42P16', `cannot alter inherited column "${name}"`);
  if (isInKey(table, name))
    return failure('42P16', `cannot alter column "${name}" because it is part of the partition key of relation "${table.name}"`);
  if (column.identity !== undefined) {
    const wrong = identityTypeFailure(op.type, context);
    if (wrong !== null) return wrong;
  }
  const uncollated = collationFailure(op.collation, op.type, context);
  if (uncollated !== null) return uncollated;
  if (op.only && familyOf(table, before).length > 1)
    return failure('42P16', `type of inherited column "${name}" must be changed in child tables too`);
  if (column.generated !== undefined && op.using !== undefined)
    return failure('42611', 'cannot specify USING when altering type of generated column');
  if (change.refused) return failure('42804', `column "${name}" cannot be cast automatically to type ${typeText(op.type)}`);
  const apart = noLongerComparable(op, table, before);
  if (apart !== undefined) return failure('42804', `foreign key constraint "${apart}" cannot be implemented`);
  const stays = column.default === undefined || column.generated !== undefined ? null : defaultStays(op, column, column.default, before);
  if (stays !== null) return stays;
  const users = usersOfColumn(table, name, before);
  const [view] = users.views;
  if (view !== undefined) return failure('0A000', 'cannot alter type of a column used by a view or rule');
  if (users.policies.length > 0) return failure('0A000', 'cannot alter type of a column used in a policy definition');
  if (users.triggers.length > 0) return failure('0A000', 'cannot alter type of a column used in a trigger definition');
  if (users.generated.length > 0)
    return failure(version < 15 ? '42601' : '0A000', 'cannot alter type of a column used by a generated column');
  if (users.publicationFilters.length > 0) return failure('0A000', 'cannot alter type of a column used by a publication WHERE clause');
  return null;
}

/** The default too must become the new type without being asked; what counts is its own type, before it was fitted to the column. */
function defaultStays({ column: name, type }: AlterColumnType, column: Column, value: Expression, catalog: Catalog): Failure | null {
  if (value.form === 'null' || column.type === undefined) return null;
  const [cast] = value.casts;
  const isString = value.strings.length > 0;
  // A bare number or truth value has a type of its own, which is not the column's; a bare string is read as the column's.
  if (cast === undefined && value.form === 'literal' && !isString) return null;
  const context = castContext(baseOf(cast ?? column.type, catalog).type, baseOf(type, catalog).type, catalog);
  return context === 'explicit'
    ? failure(
        '42804',
        `default for column "${name}" cannot be cast automatically to type ${typeText(type)}`,
        cast !== undefined || value.form === 'literal',
      )
    : null;
}

/** A foreign key whose two sides have no equality any more. */
function noLongerComparable(op: AlterColumnType, table: Table, catalog: Catalog): string | undefined {
  for (const { name, columns, references } of table.constraints) {
    const other = references === undefined ? undefined : catalog.get(references.table);
    const key = references?.columns[columns.indexOf(op.column)];
    if (
      isTable(other) &&
      other.id !== table.id &&
      key !== undefined &&
      columns.includes(op.column) &&
      !comparable(op.type, columnOf(other, key)?.type, catalog)
    )
      return name;
  }
  for (const { table: other, constraint } of catalog.foreignKeysTo(table.id)) {
    const column = constraint.columns[constraint.references?.columns.indexOf(op.column) ?? -1];
    if (other.id !== table.id && column !== undefined && !comparable(columnOf(other, column)?.type, op.type, catalog))
      return constraint.name;
  }
  return undefined;
}

/** One table of the family: its rows, its indexes, and what hangs on the column. */
function changed(table: Table, op: AlterColumnType, from: TypeName, change: TypeChange, context: Context): Effect[] {
  const { before } = context;
  const virtual = columnOf(table, op.column)?.generated?.stored === false;
  const rewrite = change.rewrite && !virtual;
  const found = rewrite ? rewriteTable(table, context, SOURCE.addColumn, change) : [take(table, 'ACCESS EXCLUSIVE', SOURCE.addColumn)];
  // A partitioned table's own index has no data, but is made anew all the same.
  if (rewrite && !hasStorage(table))
    found.push(
      ...takeAll(
        before.indexesOf(table.id).filter((index) => usesColumn(index, op.column)),
        'ACCESS EXCLUSIVE',
        SOURCE.addColumn,
      ),
    );
  if (!rewrite) {
    for (const index of before.indexesOf(table.id))
      if (usesColumn(index, op.column)) found.push(...indexKept(index, table, op, baseOf(from, before).type, baseOf(op.type, before).type));
    const checked = table.constraints.find(
      (each) => each.kind === 'check' && each.valid && each.enforced && constraintUses(each, op.column),
    );
    if (checked !== undefined)
      found.push(
        takeStored(table, 'ACCESS EXCLUSIVE', SOURCE.addColumn, {
          work: 'scan',
          because: `the check "${checked.name}" is made anew and verified for every row`,
        }),
      );
  }
  found.push(...foreignKeysOf(table, op.column, rewrite, context));
  if (columnOf(table, op.column)?.identity !== undefined) {
    found.push(
      ...before
        .sequencesOf(table.id)
        .filter((each) => each.ownedBy?.column === op.column)
        .map((each) => take(each, 'SHARE ROW EXCLUSIVE', SOURCE.addColumn)),
    );
  }
  return found;
}

/** The table is not rewritten: the index is taken over as it is, or built anew where what it sorts by changes. */
function indexKept(index: Index, table: Table, op: AlterColumnType, from: TypeName, to: TypeName): Effect[] {
  const because = rebuildReason(index, table, op, from, to);
  if (because === undefined || !hasStorage(table)) return [take(index, 'ACCESS EXCLUSIVE', SOURCE.addColumn)];
  return [
    take(index, 'ACCESS EXCLUSIVE', SOURCE.addColumn, { work: 'rewrite', because }),
    take(table, 'ACCESS EXCLUSIVE', SOURCE.addColumn, { work: 'build', because }),
  ];
}

function rebuildReason(index: Index, table: Table, op: AlterColumnType, from: TypeName, to: TypeName): string | undefined {
  if (index.where !== undefined || index.keys.some((key) => key.expression !== undefined))
    return `the index "${index.name}" has an expression or a condition, and is built anew`;
  if (index.parent !== undefined) return `the index "${index.name}" belongs to one of the parent, and is built anew`;
  const key = index.keys.find((each) => each.column === op.column);
  if (key === undefined) return undefined;
  if (key.operatorClass === undefined && operatorFamily(from) !== operatorFamily(to))
    return `the index "${index.name}" sorts by another operator class, and is built anew`;
  const old = columnOf(table, op.column)?.collation;
  const own = key.collation !== undefined && !sameName(key.collation, old);
  return own || sameName(old, op.collation) ? undefined : `the index "${index.name}" sorts by another collation, and is built anew`;
}

/** Types that share their default operator class. */
const OPERATOR_CLASS: { readonly [type: string]: string } = {
  varchar: 'text',
  cidr: 'inet',
  varbit: 'varbit',
  regclass: 'oid',
  regproc: 'oid',
  regtype: 'oid',
};
const operatorFamily = (type: TypeName): string => `${OPERATOR_CLASS[type.name] ?? type.name}${type.dimensions > 0 ? '[]' : ''}`;
const sameName = (a: Name | undefined, b: Name | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.name === b.name) || (isDefault(a) && isDefault(b));
const isDefault = (collation: Name | undefined): boolean => collation === undefined || collation.name === 'default';

/** Foreign keys on either side of the column are made anew: both tables are locked, and checked where the values were rewritten. */
function foreignKeysOf(table: Table, column: string, rewrite: boolean, { before, version }: Context): Effect[] {
  const found: Effect[] = [];
  const remade = (referencing: Table, constraint: Constraint, referenced: Table): void => {
    const check = rewrite && constraint.valid && constraint.enforced;
    const cost = {
      work: check ? 'scan' : 'none',
      because: check ? `the foreign key "${constraint.name}" is checked again for every row` : '',
    } as const;
    found.push(
      takeStored(referencing, 'ACCESS EXCLUSIVE', SOURCE.addColumn, cost),
      // Up to 14 a partitioned table itself is held less firmly than its partitions.
      ...partitionTree(referenced, before).map((each) =>
        takeStored(
          each,
          each.partitionBy !== undefined && version < 15 ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE',
          SOURCE.addColumn,
          cost,
        ),
      ),
    );
  };
  for (const constraint of table.constraints) {
    if (constraint.references === undefined || !constraint.columns.includes(column)) continue;
    const referenced = before.get(constraint.references.table);
    if (referenced?.kind === 'table') remade(table, constraint, referenced);
  }
  for (const { table: referencing, constraint } of before.foreignKeysTo(table.id)) {
    if (constraint.references?.columns.includes(column) === true) remade(referencing, constraint, table);
  }
  return found;
}
