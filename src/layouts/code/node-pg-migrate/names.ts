import { type Datum, isData, isList, isSqlDatum, listIn, members, stringIn } from '../data.ts';

// How node-pg-migrate writes names, values and types. Source: node-pg-migrate 8, src/utils

/** A name, or `{ schema, name }`. */
export function nameSql(value: Datum): string {
  const quote = (name: string | undefined): string => `"${name ?? ''}"`;
  if (!isData(value)) return quote(stringIn(value));
  const schema = stringIn(value['schema']);
  return `${schema === undefined ? '' : `${quote(schema)}.`}${quote(stringIn(value['name']))}`;
}

export const namesSql = (value: Datum): string => listIn(value).map(nameSql).join(', ');

/** A value: text in dollar quotes, lists as arrays. */
export function valueSql(value: Datum): string {
  if (value === null || value === undefined) return 'NULL';
  if (isSqlDatum(value)) return value.sql;
  if (isList(value)) return `ARRAY[${value.map(valueSql).join(',').replaceAll('ARRAY', '')}]`;
  if (typeof value !== 'string') return isData(value) ? '' : String(value);
  let tag = '$pga$';
  for (let i = 1; value.includes(tag); i++) tag = `$pg${letters(i)}$`;
  return `${tag}${value}${tag}`;
}

/** 0 → a, 25 → z, 26 → aa. */
const letters = (index: number): string => (index < 26 ? '' : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(97 + (index % 26));

const ADAPTED: { readonly [type: string]: string } = {
  int: 'integer',
  string: 'text',
  float: 'real',
  double: 'double precision',
  datetime: 'timestamp',
  bool: 'boolean',
};
export const adapted = (type: string): string => ADAPTED[type] ?? type;

export type Shorthands = ReadonlyMap<string, Datum>;

/** A column's options with its type's shorthands spelt out; the nearer to the column wins. */
export function typed(column: Datum, shorthands: Shorthands): { readonly [name: string]: Datum } {
  const optionsOf = (value: Datum): { readonly [name: string]: Datum } => (isData(value) ? value : { type: stringIn(value) });
  const own = optionsOf(column);
  const chain = [own];
  let type = stringIn(own['type']);
  const seen = new Set<string>();
  while (type !== undefined && shorthands.has(type) && !seen.has(type)) {
    seen.add(type);
    const further = optionsOf(shorthands.get(type));
    chain.push(further);
    type = stringIn(further['type']);
  }
  const merged = Object.assign({}, ...chain.toReversed()) as { [name: string]: Datum };
  return { ...merged, type: type === undefined ? own['type'] : adapted(type) };
}

/** What a type is called in SQL. */
export const typeSql = (type: Datum, shorthands: Shorthands): string => {
  const found = typed(type, shorthands)['type'];
  return isData(found) ? nameSql(found) : (stringIn(found) ?? '');
};

export const commentSql = (object: string, name: string, text: Datum): string => `COMMENT ON ${object} ${name} IS ${valueSql(text)}`;

/** ` IF EXISTS` and its like, where an option asks for it. */
export const when = (options: Datum, name: string, sql: string): string => (members(options)[name] === true ? ` ${sql}` : '');
