import type { Column, Table } from '../../model/catalog.ts';
import type { Failure } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import type { Name, TypeName } from '../../model/name.ts';
import type { ColumnDefinition } from '../../model/operation.ts';
import { baseOf } from './cast.ts';
import { type Context, failure } from './context.ts';
import { defaultFailure } from './literal.ts';
import { misplaced } from './misplaced.ts';
import { missingType } from './missing-type.ts';
import { SYSTEM_COLUMNS } from './users.ts';
import { missingFunction, notImmutable, unknownFunction } from './volatility.ts';

// What a column's definition by itself can't be. Source: https://www.postgresql.org/docs/current/sql-createtable.html

/** Every table has these. */
export const systemColumnClash = (column: string): Failure | null =>
  SYSTEM_COLUMNS.has(column) ? failure('42701', `column name "${column}" conflicts with a system column name`) : null;

/** Types that a collation means something for. */
const FLAT = new Set(
  'bool int2 int4 int8 float4 float8 numeric date time timetz timestamp timestamptz interval uuid json jsonb bytea inet cidr oid money xml point'.split(
    ' ',
  ),
);
export function collationFailure(collation: Name | undefined, type: TypeName | undefined, { before }: Context): Failure | null {
  if (collation === undefined || type === undefined) return null;
  const { name } = baseOf(type, before).type;
  return FLAT.has(name) ? failure('42804', `collations are not supported by type ${name}`) : null;
}

const INTEGERS = new Set(['int2', 'int4', 'int8']);
export const identityTypeFailure = (type: TypeName, { before }: Context): Failure | null =>
  INTEGERS.has(baseOf(type, before).type.name) && type.dimensions === 0
    ? null
    : failure('22023', 'identity column type must be smallint, integer, or bigint');

/** `columns`: all of the table, the new one among them or not. `evaluated`: its default is computed at once. */
export function definitionFailure(
  definition: ColumnDefinition,
  columns: readonly (Column | ColumnDefinition)[] | undefined,
  context: Context,
  evaluated: boolean,
): Failure | null {
  const { name, type, default: value, identity, generated, collation } = definition;
  if (definition.null === true && (definition.notNull || type.serial || identity !== undefined))
    return failure('42601', `conflicting NULL/NOT NULL declarations for column "${name}"`);
  if (value !== undefined && (generated !== undefined || identity !== undefined))
    return failure(
      '42601',
      `both default and ${identity === undefined ? 'generation expression' : 'identity'} specified for column "${name}"`,
    );
  if (identity !== undefined && generated !== undefined)
    return failure('42601', `both identity and generation expression specified for column "${name}"`);
  const untyped = missingType(type, context);
  const refused =
    (identity === undefined || untyped !== null ? null : identityTypeFailure(type, context)) ??
    collationFailure(collation, type, context) ??
    (generated === undefined || columns === undefined ? null : generatedFailure(generated.expression, columns, context)) ??
    (value === undefined ? null : functionsFailure(value, context));
  if (refused !== null) return refused;
  return (value === undefined ? null : defaultFailure(value, type, context, evaluated)) ?? untyped;
}

/** A function that this server does not have, or that nobody has shown us. */
export function functionsFailure(expression: Expression, context: Context): Failure | null {
  const { before, version } = context;
  const missing = missingFunction(expression, before, version);
  if (missing !== undefined) return failure('42883', `function ${missing.name}() does not exist`, missing.certain);
  const unknown = unknownFunction(expression, before);
  return unknown === undefined ? null : failure('42883', `function ${unknown}() does not exist`, false);
}

/** What a generated column can't be computed with. */
export function generatedFailure(
  expression: Expression,
  columns: readonly (Column | ColumnDefinition)[],
  context: Context,
): Failure | null {
  const wrong = misplaced(expression, 'column generation expressions');
  if (wrong !== null) return wrong;
  for (const name of expression.columns) {
    const column = columns.find((each) => each.name === name);
    if (column === undefined && name !== '*' && !SYSTEM_COLUMNS.has(name)) return failure('42703', `column "${name}" does not exist`);
    if (column?.generated !== undefined) return failure('42P17', `cannot use generated column "${name}" in column generation expression`);
  }
  const unknown = functionsFailure(expression, context);
  if (unknown !== null) return unknown;
  const typed = (name: string): TypeName | undefined => columns.find((each) => each.name === name)?.type;
  return notImmutable(expression, context.before, typed) === undefined ? null : failure('42P17', 'generation expression is not immutable');
}

/** All columns of a table; undefined where they are not all known. */
export const allColumns = (table: Table): readonly Column[] | undefined => (table.complete ? table.columns : undefined);
