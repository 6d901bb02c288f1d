import type { Catalog, Table } from '../../model/catalog.ts';
import type { Failure } from '../../model/effect.ts';
import type { Expression } from '../../model/expression.ts';
import type { TypeName } from '../../model/name.ts';
import { baseOf, castContext } from './cast.ts';
import { type Context, failure } from './context.ts';
import { misplaced } from './misplaced.ts';
import { missingSequence } from './sequence-use.ts';
import { typeText } from './type-change.ts';

const NUMERIC = /^\s*[+-]?(?:[\d.]|nan|inf)/i;

/** What a string literal must look like to be a value; types whose input is more forgiving are left out. */
const SHAPE: { readonly [type: string]: RegExp } = {
  int2: /^\s*[+-]?[\d_]+\s*$|^\s*[+-]?0[xob][\da-f_]+\s*$/i,
  int4: /^\s*[+-]?[\d_]+\s*$|^\s*[+-]?0[xob][\da-f_]+\s*$/i,
  int8: /^\s*[+-]?[\d_]+\s*$|^\s*[+-]?0[xob][\da-f_]+\s*$/i,
  bool: /^\s*(?:t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)\s*$/i,
  uuid: /^\{?(?:[\da-f]{4}-?){8}\}?$/i,
  numeric: NUMERIC,
  float4: NUMERIC,
  float8: NUMERIC,
  json: /^\s*(?:[[{"\d-]|true|false|null)/,
  jsonb: /^\s*(?:[[{"\d-]|true|false|null)/,
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

/** What can't stand in a default at all, or is no value of the column's type. `evaluated`: it is computed at once, as ADD COLUMN does. */
export function defaultFailure(expression: Expression, type: TypeName, context: Context, evaluated = false): Failure | null {
  const [column] = expression.columns;
  if (column !== undefined) return failure('0A000', `cannot use column reference in DEFAULT expression: "${column}"`);
  const wrong = misplaced(expression, 'DEFAULT expressions');
  if (wrong !== null) return wrong;
  const target = baseOf(type, context.before).type;
  const own = typeOf(expression);
  if (own !== undefined && own !== 'string' && castContext(baseOf(own, context.before).type, target, context.before) === 'explicit')
    return failure('42804', `the column is of type ${typeText(type)} but default expression is of type ${typeText(own)}`);
  return (
    missingSequence(expression.calls, context) ??
    literalFailure(expression, type, context) ??
    (evaluated ? tooLarge(expression, target) : null)
  );
}

/** A constant that its type has no room for, which shows once it is stored. */
function tooLarge({ form, literal, casts, strings }: Expression, type: TypeName): Failure | null {
  if (form !== 'literal' || literal === undefined || casts.length > 0 || type.dimensions > 0) return null;
  const [size, scale = 0] = type.modifiers;
  if (strings.length > 0) return tooLong(literal, type);
  const number = Number(literal);
  if (Number.isNaN(number)) return null;
  const limit = INTEGER_BITS[type.name];
  if (limit !== undefined && (number >= 2 ** limit || number < -(2 ** limit))) return failure('22003', `${typeText(type)} out of range`);
  return type.name === 'numeric' && size !== undefined && Math.abs(number) >= 10 ** (size - scale)
    ? failure('22003', 'numeric field overflow')
    : null;
}
const INTEGER_BITS: { readonly [type: string]: number } = { int2: 15, int4: 31, int8: 63 };

/** Blanks at the end are cut without a word. */
function tooLong(value: string, type: TypeName): Failure | null {
  const [size] = type.modifiers;
  return size !== undefined &&
    type.dimensions === 0 &&
    (type.name === 'varchar' || type.name === 'bpchar') &&
    Array.from(value.trimEnd()).length > size
    ? failure('22001', `value too long for type ${typeText(type)}`)
    : null;
}

const type = (name: string): TypeName => ({ schema: undefined, name, modifiers: [], dimensions: 0, serial: false });
const RESULTS: { readonly [call: string]: string } = {
  now: 'timestamptz',
  clock_timestamp: 'timestamptz',
  statement_timestamp: 'timestamptz',
  transaction_timestamp: 'timestamptz',
  current_timestamp: 'timestamptz',
  localtimestamp: 'timestamp',
  current_date: 'date',
  random: 'float8',
  gen_random_uuid: 'uuid',
  uuidv4: 'uuid',
  uuidv7: 'uuid',
  uuid_generate_v4: 'uuid',
  nextval: 'int8',
  md5: 'text',
  version: 'text',
  pg_backend_pid: 'int4',
};
const ONE_CALL = /^\(*(\w+)(?:\s*\([^()]*\))?\)*$/;

/** The type of a simple expression before it is fitted to the column: a cast, a constant, one well-known call. */
function typeOf({ text, form, literal, casts, strings, calls }: Expression): TypeName | 'string' | undefined {
  if (casts[0] !== undefined) return casts[0];
  if (form === 'literal' && literal !== undefined) {
    if (strings.length > 0) return 'string';
    if (/^(?:true|false)$/i.test(literal)) return type('bool');
    if (/^-?\d+$/.test(literal))
      return type(Math.abs(Number(literal)) < 2 ** 31 ? 'int4' : Math.abs(Number(literal)) < 2 ** 63 ? 'int8' : 'numeric');
    return /^-?[\d.]+$/.test(literal) ? type('numeric') : undefined;
  }
  const called = calls.length > 1 ? undefined : ONE_CALL.exec(text)?.[1]?.toLowerCase();
  const result = called === undefined ? undefined : RESULTS[called];
  return result === undefined ? undefined : type(result);
}

/**
 * A condition that is none, or that compares a column with what is no value of its type: a new enum label that is not committed yet.
 * "May" where the column may be cast before.
 */
export function comparedFailure(expression: Expression, table: Table, context: Context): Failure | null {
  const typeOfColumn = (name: string | undefined): TypeName | undefined => table.columns.find((column) => column.name === name)?.type;
  if (expression.form === 'column') {
    const own = typeOfColumn(expression.columns[0]);
    if (own !== undefined && NEVER_TRUE.has(baseOf(own, context.before).type.name) && own.dimensions === 0)
      return failure('42804', `argument must be type boolean, not type ${typeText(own)}`);
  }
  const apart = notComparable(expression.text, typeOfColumn, context);
  if (apart !== null) return apart;
  const loose = expression.strings.filter((each) => each.type === undefined);
  if (loose.length === 0) return castFailure(expression, context);
  for (const { column, values } of expression.partial) {
    const own = typeOfColumn(column);
    if (own === undefined) continue;
    for (const value of values) {
      if (!loose.some((each) => each.value === value)) continue;
      const fails = stringFailure(value, baseOf(own, context.before).type, context);
      if (fails !== null && fails.code !== '22001') return fails;
    }
  }
  for (const name of expression.columns) {
    const own = typeOfColumn(name);
    const fails =
      own === undefined ? undefined : loose.map((each) => labelFailure(each.value, own, context)).find((each) => each?.code === '55P04');
    if (fails !== undefined && fails !== null) return { ...fails, certain: false };
  }
  return castFailure(expression, context);
}
const NEVER_TRUE = new Set(
  'int2 int4 int8 numeric float4 float8 text varchar bpchar uuid date timestamp timestamptz jsonb json bytea'.split(' '),
);

/** `a > b`, `a + b > 0` of a number and a text: there is no such operator. */
function notComparable(text: string, typeOfColumn: (name: string) => TypeName | undefined, { before }: Context): Failure | null {
  const [, left = '', operator = '', right = ''] = TWO_COLUMNS.exec(text) ?? [];
  const a = typeOfColumn(left);
  const b = typeOfColumn(right);
  if (a === undefined || b === undefined) return null;
  const families = [a, b].map((each) => FAMILY[baseOf(each, before).type.name]);
  return families[0] !== undefined && families[1] !== undefined && families[0] !== families[1] && a.dimensions === 0 && b.dimensions === 0
    ? failure('42883', `operator does not exist: ${typeText(a)} ${operator} ${typeText(b)}`)
    : null;
}
const TWO_COLUMNS = /^\(*([a-z_]\w*)\s*([<>=+*/-]+|<>|!=)\s*([a-z_]\w*)\b(?!\s*[(.:])/;
const FAMILY: { readonly [type: string]: string } = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  float4: 'number',
  float8: 'number',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  uuid: 'uuid',
  bool: 'bool',
};

/** Strings that an expression itself casts. */
function castFailure(expression: Expression, context: Context): Failure | null {
  for (const each of expression.strings) {
    const fails = each.type === undefined ? null : labelFailure(each.value, each.type, context);
    if (fails !== null) return fails;
  }
  return null;
}

/** A string constant stored in a column of the type. */
export function stringFailure(value: string, type: TypeName, context: Context): Failure | null {
  if (type.dimensions > 0) return /^\s*[{[]/.test(value) ? null : failure('22P02', `malformed array literal: "${value}"`);
  const shape = type.schema === undefined ? SHAPE[type.name] : undefined;
  if (shape !== undefined && !shape.test(value)) return failure('22P02', `invalid input syntax for type ${typeText(type)}: "${value}"`);
  if (type.schema === undefined && MOMENTS.has(type.name)) return momentFailure(value, type);
  return labelFailure(value, type, context);
}

const MOMENTS = new Set(['date', 'timestamp', 'timestamptz']);
const NAMED_MOMENT = /now|today|tomorrow|yesterday|epoch|infinity|allballs|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;
function momentFailure(value: string, type: TypeName): Failure | null {
  const [, month, day] = /^\s*\d{4}-(\d\d?)-(\d\d?)/.exec(value) ?? [];
  if (Number(month) > 12 || Number(day) > 31) return failure('22008', `date/time field value out of range: "${value}"`);
  return /\d/.test(value) || NAMED_MOMENT.test(value)
    ? null
    : failure('22007', `invalid input syntax for type ${typeText(type)}: "${value}"`);
}

export function labelFailure(value: string, type: TypeName, context: Context): Failure | null {
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
