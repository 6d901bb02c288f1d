import type { Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import type { TypeName } from '../../model/name.ts';
import type { AddCheck, AddColumn, ColumnDefinition } from '../../model/operation.ts';
import { type BaseType, baseOf, sameType } from './cast.ts';
import { type Context, type Cost, effects, failing, failure, type Row, onTable, take } from './context.ts';
import { familyOf, rewriteTable, takeStored } from './family.ts';
import { allColumns, definitionFailure, systemColumnClash } from './column-definition.ts';
import { columnOf, isFalse } from './proof.ts';
import { sequencesIn } from './sequence-use.ts';
import { SOURCE } from './source.ts';
import { volatilityOf } from './volatility.ts';

/** Source: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES */
export const addColumn: Row<'add-column'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (table) => {
    if (table.ofType !== undefined) return failing('42809', 'cannot add column to typed table');
    if (table.partitionOf !== undefined) return failing('42809', 'cannot add column to a partition');
    if (columnOf(table, op.column) !== undefined) {
      return op.ifNotExists
        ? effects([take(table, 'ACCESS EXCLUSIVE')])
        : failing('42701', `column "${op.column}" of relation "${table.name}" already exists`);
    }
    const family = op.only ? [table] : familyOf(table, context.before);
    const added = addedColumn(op.definition, context);
    const fails = impossible(op, table, family, context) ?? rowsRefuse(op, added, family, context);
    const cost = costOf(added, context);
    const relations = family.flatMap((each) => touched(each, cost, context));
    if (cost?.work === 'rewrite' && added.default !== undefined) relations.push(...sequencesIn(added.default.calls, context));
    return effects(relations, fails);
  });

interface AddedColumn {
  readonly definition: ColumnDefinition;
  readonly base: BaseType;
  /** Its own default, else its domain's. */
  readonly default: Expression | undefined;
}

function addedColumn(definition: ColumnDefinition, { before }: Context): AddedColumn {
  const base = baseOf(definition.type, before);
  const own = definition.default ?? base.domain?.default;
  return { definition, base, default: own?.form === 'null' ? undefined : own };
}

function touched(table: Table, cost: Cost | undefined, context: Context): Effect[] {
  if (cost === undefined) return [take(table, 'ACCESS EXCLUSIVE', SOURCE.addColumn)];
  return cost.work === 'rewrite'
    ? rewriteTable(table, context, SOURCE.addColumn, cost)
    : [takeStored(table, 'ACCESS EXCLUSIVE', SOURCE.addColumn, cost)];
}

/** What is done to the rows that are there. */
function costOf({ definition, base, default: value }: AddedColumn, { before, version }: Context): Cost | undefined {
  const rewrite = (because: string, certain = true): Cost => ({ work: 'rewrite', because, certain });
  if (definition.generated?.stored === true) return rewrite('a stored generated column is computed for every row');
  if (definition.identity !== undefined) return rewrite('an identity column numbers every row');
  if (definition.type.serial) return rewrite('a serial column numbers every row');
  if (base.constrained) return rewrite('the domain has constraints, which every row must pass');
  if (definition.generated !== undefined)
    return definition.notNull ? { work: 'scan', because: 'NOT NULL of a computed column is checked for every row' } : undefined;
  if (value !== undefined) {
    if (version < 11) return rewrite('before version 11 a default is stored in every row');
    const volatility = volatilityOf(value, before, version);
    if (volatility.is === 'volatile')
      return rewrite(`the default calls ${volatility.function}(), which is volatile: every row gets a value of its own`);
    if (volatility.is === 'unknown') return rewrite(`the default calls ${volatility.function}(), which may be volatile`, false);
    return undefined;
  }
  return definition.notNull ? { work: 'scan', because: 'every row is checked for NULL' } : undefined;
}

/** What the schema alone forbids. */
function impossible(op: AddColumn, table: Table, family: readonly Table[], context: Context): Failure | null {
  const { definition } = op;
  const { before, version } = context;
  const clashing = systemColumnClash(op.column);
  if (clashing !== null) return clashing;
  const { name, schema } = definition.type;
  if (
    definition.type.dimensions === 0 &&
    name === table.name &&
    (schema ?? table.schema) === table.schema &&
    before.type(definition.type) === undefined
  )
    return failure('42P16', `composite type ${table.name} cannot be made a member of itself`);
  if (op.only && familyOf(table, before).length > 1) return failure('42P16', 'column must be added to child tables too');
  if (definition.identity !== undefined && family.length > 1 && (version < 17 || table.partitionBy === undefined)) {
    return failure('42P16', 'cannot recursively add identity column to table that has child tables');
  }
  const clash = family.slice(1).find((each) => {
    const type = columnOf(each, op.column)?.type;
    return type !== undefined && !sameType(type, definition.type);
  });
  if (clash !== undefined) return failure('42804', `child table "${clash.name}" has different type for column "${op.column}"`);
  return definitionFailure(definition, allColumns(table), context, true);
}

/** What the rows that are there may forbid. */
function rowsRefuse(op: AddColumn, added: AddedColumn, family: readonly Table[], context: Context): Failure | null {
  const { definition, base } = added;
  const rows = family.some((each) => each.rows === 'some') ? 'some' : family.some((each) => each.rows === 'unknown') ? 'unknown' : 'none';
  if (rows === 'none') return null;
  const own = context.siblings.filter((each) => 'inline' in each && each.inline);
  const [table] = family;
  // A second primary key is refused before any row is looked at.
  const keyed =
    own.some((each) => each.kind === 'add-primary-key' && each.columns.includes(op.column)) &&
    table?.constraints.every((each) => each.kind !== 'primary-key') === true;
  const given =
    added.default !== undefined || definition.generated !== undefined || definition.identity !== undefined || definition.type.serial;
  if ((definition.notNull || keyed || base.notNull) && !given) {
    return failure('23502', `column "${op.column}" of relation "${op.table.name}" contains null values`, rows === 'some');
  }
  if (added.default === undefined) return null;
  const value = added.default.form === 'literal' ? added.default.literal : undefined;
  const outside = value === undefined ? undefined : refusedByDomain(definition.type, value, context.before);
  if (outside !== undefined) return failure('23514', `value for domain ${outside} violates its check constraint`, rows === 'some');
  const refused = own.find(
    (each): each is AddCheck =>
      each.kind === 'add-check' &&
      each.enforced &&
      value !== undefined &&
      each.expression.partial.some((condition) => isFalse(condition, op.column, value)),
  );
  if (refused !== undefined)
    return failure(
      '23514',
      `check constraint "${refused.name ?? `${op.table.name}_${op.column}_check`}" of relation "${op.table.name}" is violated by some row`,
      rows === 'some',
    );
  const reference = own.find((each) => each.kind === 'add-foreign-key' && each.enforced && each.columns.includes(op.column));
  return reference?.kind === 'add-foreign-key'
    ? failure('23503', `the default must be a key that is present in table "${reference.references.name}"`, false)
    : null;
}

/** The first domain on the way to the base type that the value is no value of. */
function refusedByDomain(type: TypeName, value: string, before: Context['before']): string | undefined {
  const entry = before.type(type);
  if (entry?.form !== 'domain') return undefined;
  if (entry.checks.some((check) => check.valid && check.expression.partial.some((condition) => isFalse(condition, 'value', value))))
    return entry.name;
  return entry.base === undefined ? undefined : refusedByDomain(entry.base, value, before);
}
