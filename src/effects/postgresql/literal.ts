import type { Catalog, Table } from '../../model/catalog.ts';
import type { Failure } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import type { TypeName } from '../../model/name.ts';
import { baseOf } from './cast.ts';
import { type Context, failure } from './context.ts';
import { missingSequence } from './sequence-use.ts';
import { typeText } from './type-change.ts';

/** What a string literal must look like to be a value; types whose input is more forgiving are left out. */
const SHAPE: { readonly [type: string]: RegExp } = {
  int2: /^\s*[+-]?[\d_]+\s*$|^\s*[+-]?0[xob][\da-f_]+\s*$/i,
  int4: /^\s*[+-]?[\d_]+\s*$|^\s*[+-]?0[xob][\da-f_]+\s*$/i,
  int8: /^\s*[+-]?[\d_]+\s*$|^\s*[+-]?0[xob][\da-f_]+\s*$/i,
  bool: /^\s*(?:t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)\s*$/i,
  uuid: /^\{?(?:[\da-f]{4}-?){8}\}?$/i,
};

/** A literal that is no value of the type that it is stored as; a new enum label that is not committed yet. */
function literalFailure(expression: Expression, type: TypeName, context: Context): Failure | null {
  const target = baseOf(type, context.before).type;
  const own =
    expression.form === 'literal' && expression.casts.length === 0 ? expression.strings.find((each) => each.type === undefined) : undefined;
  if (own !== undefined) {
    const fails = stringFailure(own.value, target, context);
    if (fails !== null) return fails;
  }
  return castFailure(expression, context);
}

/** What can't stand in a default at all, or is no value of the column's type. */
export function defaultFailure(expression: Expression, type: TypeName, context: Context): Failure | null {
  if (expression.relations.length > 0 || SUBQUERY.test(expression.text))
    return failure('0A000', 'cannot use subquery in DEFAULT expression');
  const [column] = expression.columns;
  if (column !== undefined) return failure('0A000', `cannot use column reference in DEFAULT expression: "${column}"`);
  return missingSequence(expression.calls, context) ?? literalFailure(expression, type, context);
}

const SUBQUERY = /^\(\s*select\b/i;

/** A new enum label that is not committed yet, compared with a column of the enum. "May": the column may be cast. */
export function comparedFailure(expression: Expression, table: Table, context: Context): Failure | null {
  const loose = expression.strings.filter((each) => each.type === undefined);
  for (const name of loose.length === 0 ? [] : expression.columns) {
    const type = table.columns.find((column) => column.name === name)?.type;
    const fails =
      type === undefined ? undefined : loose.map((each) => enumFailure(each.value, type, context)).find((each) => each?.code === '55P04');
    if (fails !== undefined && fails !== null) return { ...fails, certain: false };
  }
  return castFailure(expression, context);
}

/** Strings that an expression itself casts. */
function castFailure(expression: Expression, context: Context): Failure | null {
  for (const each of expression.strings) {
    const fails = each.type === undefined ? null : enumFailure(each.value, each.type, context);
    if (fails !== null) return fails;
  }
  return null;
}

/** A string constant stored in a column of the type. */
export function stringFailure(value: string, type: TypeName, context: Context): Failure | null {
  if (type.dimensions > 0) return null;
  const shape = type.schema === undefined ? SHAPE[type.name] : undefined;
  if (shape !== undefined && !shape.test(value)) return failure('22P02', `invalid input syntax for type ${typeText(type)}: "${value}"`);
  return enumFailure(value, type, context);
}

function enumFailure(value: string, type: TypeName, context: Context): Failure | null {
  if (type.dimensions > 0 || BUILT_IN.has(type.name)) return null;
  const { before } = context;
  const entry = before.type(baseOf(type, before).type);
  if (entry?.form !== 'enum') return null;
  const label = entry.labels.find((each) => each.value === value);
  if (label === undefined)
    return entry.origin === 'assumed' ? null : failure('22P02', `invalid input value for enum ${entry.name}: "${value}"`);
  return isUncommitted(label, entry, context) ? failure('55P04', `unsafe use of new value "${value}" of enum type ${entry.name}`) : null;
}
const BUILT_IN = new Set([
  'text',
  'varchar',
  'int4',
  'int8',
  'bool',
  'timestamptz',
  'jsonb',
  'uuid',
  'numeric',
  'date',
  'timestamp',
  'regclass',
]);

type Entry = NonNullable<ReturnType<Catalog['type']>>;
/**
 * ADD VALUE in the transaction that is still open. Where the type was made there too, 17 and later allow the use,
 * and so does 11, which allows ADD VALUE in a transaction in that case only.
 */
function isUncommitted(label: Entry['labels'][number], entry: Entry, { before, session, version }: Context): boolean {
  // Before 12 a value can't be added in a transaction, but to a type that is made in it, whose values can be used.
  if (version < 12 || session.transaction === undefined || label.transaction === 0 || label.transaction !== before.transaction)
    return false;
  return entry.transaction !== before.transaction || version <= 16;
}
