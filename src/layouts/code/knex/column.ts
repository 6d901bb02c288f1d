import type { Text } from '../../../code/text.ts';
import { made, plainOf } from '../../../code/text.ts';
import { entryOf, given, type Call, type Value } from '../../../code/value.ts';
import { dotted, jsonOf, literal, quoted } from '../quote.ts';
import type { Reader } from '../reader.ts';

/** A column as `table.string('x').notNullable()` describes it. */
export interface Column {
  /** All of the chain, so far as it was called. */
  at: Value['at'];
  /** As knex calls it, in lower case. */
  readonly type: string;
  readonly call: Call;
  nullable?: boolean;
  default?: { readonly value: Value | undefined; readonly call: Call };
  comment?: string | undefined;
  readonly checks: string[];
  /** `.alter()`: change the column instead of adding it. */
  alter?: { readonly nullable: boolean; readonly type: boolean };
}

/** A statement that a column asks for beside its own: a type to be made before, a comment. */
export interface Compiled {
  readonly sql: Text;
  readonly before: readonly Text[];
  readonly after: readonly Text[];
}

/** knex's names of types that are other words in PostgreSQL. Source: knex 3, lib/dialects/postgres/schema/pg-columncompiler.js */
const TYPES: { readonly [type: string]: string } = {
  biginteger: 'bigint',
  binary: 'bytea',
  bool: 'boolean',
  double: 'double precision',
  floating: 'real',
  smallint: 'smallint',
  tinyint: 'smallint',
  integer: 'integer',
  mediumint: 'integer',
  text: 'text',
  json: 'json',
  jsonb: 'jsonb',
  date: 'date',
  time: 'time',
  geometry: 'geometry',
  geography: 'geography',
  point: 'point',
};
const ALIASES: { readonly [type: string]: string } = {
  float: 'floating',
  enum: 'enu',
  boolean: 'bool',
  string: 'varchar',
  bigint: 'biginteger',
};

/** Every method of a table that adds a column. */
export const COLUMN_TYPES: ReadonlySet<string> = new Set(
  (
    'tinyint smallint mediumint integer bigint biginteger bigInteger decimal float double boolean bool bit date datetime dateTime ' +
    'timestamp time geometry geography point text string binary json jsonb uuid enum enu increments bigincrements bigIncrements specificType'
  ).split(' '),
);
export const typeOf = (method: string): string => (ALIASES[method] ?? method).toLowerCase();

const isSerial = ({ type }: Column): boolean => type === 'increments' || type === 'bigincrements';

export function nameOf({ call, ...column }: Column, reader: Reader): string {
  const [name] = call.args;
  return given(name) === undefined && isSerial({ call, ...column }) ? 'id' : reader.string(name, call);
}

/** The column's type, and what must be made before it is used. `hasKey`: the table names its primary key itself. */
export function typeSql(
  column: Column,
  schema: string | undefined,
  hasKey: boolean,
  reader: Reader,
): { readonly sql: string; readonly before: readonly string[] } {
  const { type, call } = column;
  const [, first, second] = call.args;
  const simple = (sql: string): { sql: string; before: readonly string[] } => ({ sql, before: [] });
  const keyed = (sql: string, byDefault: boolean): { sql: string; before: readonly string[] } => {
    const wanted = reader.boolean(reader.options(first, call).get('primaryKey'), call) ?? (given(first) === undefined && byDefault);
    return simple(wanted && !hasKey ? `${sql} primary key` : sql);
  };
  switch (type) {
    case 'varchar':
      return simple(`varchar(${reader.number(first, call) ?? 255})`);
    case 'decimal':
      if (first?.kind === 'plain' && first.value === null) return simple('decimal');
      return simple(`decimal(${reader.number(first, call) ?? 8}, ${reader.number(second, call) ?? 2})`);
    // It wants an object with a length; of a number knex makes what the server refuses.
    case 'bit':
      return simple(
        first?.kind === 'plain' && first.value === false ? 'bit' : `bit(${reader.optional(entryOf(first, 'length'), call) ?? 'undefined'})`,
      );
    case 'datetime':
    case 'timestamp':
      return simple(timestamp(first, second, call, reader));
    case 'increments':
      return keyed('serial', true);
    case 'bigincrements':
      return keyed('bigserial', true);
    case 'uuid':
      return keyed('uuid', false);
    case 'specifictype':
      return simple(fragmentOr(first, call, reader));
    case 'enu':
      return enumeration(column, schema, reader);
    default:
      return simple(TYPES[type] ?? type);
  }
}

const fragmentOr = (value: Value | undefined, call: Call, reader: Reader): string =>
  value?.kind === 'handle' && value.sql !== undefined ? plainOf(value.sql) : reader.string(value, call);

function timestamp(first: Value | undefined, second: Value | undefined, call: Call, reader: Reader): string {
  const options = first?.kind === 'record' ? reader.options(first, call) : undefined;
  const isZoned = options === undefined ? reader.boolean(first, call) !== true : (reader.boolean(options.get('useTz'), call) ?? true);
  const precision = reader.number(options === undefined ? second : options.get('precision'), call);
  return `${isZoned ? 'timestamptz' : 'timestamp'}${precision === undefined ? '' : `(${precision})`}`;
}

function enumeration(
  { call }: Column,
  schema: string | undefined,
  reader: Reader,
): { readonly sql: string; readonly before: readonly string[] } {
  const [name, allowed, given] = call.args;
  const options = reader.options(given, call);
  const isNative = reader.boolean(options.get('useNative'), call) === true;
  const isThere = reader.boolean(options.get('existingType'), call) === true;
  const values = isNative && isThere ? '' : reader.strings(allowed, call).join("', '");
  if (!isNative) return { sql: `text check (${dotted(reader.string(name, call))} in ('${values}'))`, before: [] };
  const inSchema = reader.optional(options.get('schemaName'), call) ?? schema;
  const type = `${inSchema === undefined ? '' : `"${inSchema}".`}"${reader.string(options.get('enumName'), call)}"`;
  return { sql: type, before: isThere ? [] : [`create type ${type} as enum ('${values}')`] };
}

/** What follows `default`. Source: knex 3, lib/formatter/formatterUtils.js */
export function defaultSql({ value, call }: NonNullable<Column['default']>, type: string, reader: Reader): string {
  if (value === undefined) return '';
  if (value.kind === 'plain' && value.value === null) return 'null';
  if (value.kind === 'handle' && value.sql !== undefined) return plainOf(value.sql);
  if (type === 'bool' && (value.kind === 'plain' || value.kind === 'text')) {
    const isFalse = value.kind === 'text' ? ['', 'false'].includes(plainOf(value.text)) : !value.value;
    return isFalse ? "'0'" : "'1'";
  }
  if ((type === 'json' || type === 'jsonb') && (value.kind === 'record' || value.kind === 'list')) {
    const json = jsonOf(value);
    if (json !== undefined) return `'${JSON.stringify(json)}'`;
  }
  return quoted(reader.string(value, call));
}

/** The column's definition, with what goes before and after the statement that it is part of. */
export function compileColumn(
  column: Column,
  table: { readonly sql: string; readonly schema: string | undefined; readonly hasKey: boolean },
  reader: Reader,
): Compiled {
  const { at } = column;
  const name = nameOf(column, reader);
  const { sql: type, before } = typeSql(column, table.schema, table.hasKey, reader);
  const parts = [dotted(name), type];
  if (!isSerial(column)) {
    if (column.nullable !== undefined) parts.push(column.nullable ? 'null' : 'not null');
    if (column.default !== undefined) parts.push(`default ${defaultSql(column.default, column.type, reader)}`);
    if (column.alter === undefined) parts.push(...column.checks);
  }
  const comment =
    'comment' in column
      ? [`comment on column ${table.sql}.${dotted(name)} is ${column.comment === undefined ? 'NULL' : quotedOnce(column.comment)}`]
      : [];
  return { sql: made(parts.join(' '), at), before: before.map((each) => made(each, at)), after: comment.map((each) => made(each, at)) };
}

/** Quotes that are doubled already stay as they are. */
const quotedOnce = (comment: string): string => `'${comment.replaceAll(/(?<!')'(?!')/g, "''")}'`;

/** A check on one column, as `.checkPositive()` and its like write it; undefined: no such check. */
export function checkSql(column: Column, method: string, call: Call, reader: Reader): string | undefined {
  const name = dotted(nameOf(column, reader));
  const [first, second, third] = call.args;
  const values = (value: Value | undefined): string =>
    (value?.kind === 'list' ? value.items : []).map((item) => literalOr(item, call, reader)).join(',');
  const named = (predicate: string, label: Value | undefined): string => {
    const constraint = reader.optional(label, call);
    return `${constraint === undefined ? '' : `constraint ${constraint} `}check (${predicate})`;
  };
  switch (method) {
    case 'checkPositive':
      return named(`${name} > 0`, first);
    case 'checkNegative':
      return named(`${name} < 0`, first);
    case 'checkIn':
      return named(`${name} in (${values(first)})`, second);
    case 'checkNotIn':
      return named(`${name} not in (${values(first)})`, second);
    case 'checkBetween': {
      const pairs = first?.kind === 'list' && first.items[0]?.kind === 'list' ? first.items : first === undefined ? [] : [first];
      const between = pairs.map((pair) => (pair.kind === 'list' ? pair.items.map((item) => literalOr(item, call, reader)) : []));
      return named(between.map(([low, high]) => `${name} between ${low} and ${high}`).join(' or '), second);
    }
    case 'checkLength':
      return named(`length(${name}) ${reader.string(first, call)} ${reader.string(second, call)}`, third);
    case 'checkRegex':
      return named(`${name} ~ ${first === undefined ? '' : literalOr(first, call, reader)}`, second);
    case 'check':
      return named(fragmentOr(first, call, reader), third);
    default:
      return undefined;
  }
}

function literalOr(value: Value, call: Call, reader: Reader): string {
  const known = literal(value);
  if (known === undefined) reader.string(value, call);
  return known ?? '';
}
