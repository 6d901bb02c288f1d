import { type Data, type Datum, isData, stringIn, stringsIn } from '../data.ts';
import { hex, sha1 } from '../../hash.ts';

// What TypeORM calls things that nobody names, and how it writes names. Source: TypeORM 1, naming-strategy/DefaultNamingStrategy.js

/** `new Table({ name, schema })`, or a name. */
export const tableParts = (table: Datum): { readonly schema: string | undefined; readonly name: string } => {
  const full = stringIn(isData(table) ? table['name'] : table) ?? '';
  const [first = '', second] = full.split('.');
  const own = isData(table) ? stringIn(table['schema']) : undefined;
  return { schema: own ?? (second === undefined ? undefined : first), name: second ?? first };
};

export const tableSql = (table: Datum): string => {
  const { schema, name } = tableParts(table);
  return `${schema === undefined || schema === 'public' ? '' : `"${schema}".`}"${name}"`;
};

export const columnsSql = (columns: Datum): string =>
  stringsIn(columns)
    .map((column) => `"${column}"`)
    .join(', ');

const hashed = (prefix: string, table: Datum, what: string, length: number): string =>
  `${prefix}_${hex(sha1(`${tableParts(table).name}_${what}`)).slice(0, length)}`;
const sorted = (columns: Datum): string => stringsIn(columns).toSorted().join('_');

export const primaryKeyName = (table: Datum, columns: Datum): string => hashed('PK', table, sorted(columns), 27);
export const uniqueName = (table: Datum, columns: Datum): string => hashed('UQ', table, sorted(columns), 27);
export const foreignKeyName = (table: Datum, columns: Datum): string => hashed('FK', table, sorted(columns), 27);
export const checkName = (table: Datum, expression: Datum): string => hashed('CHK', table, stringIn(expression) ?? '', 26);
export const exclusionName = (table: Datum, expression: Datum): string => hashed('XCL', table, stringIn(expression) ?? '', 26);
export const indexName = (table: Datum, { columnNames, where }: Data): string => {
  const condition = stringIn(where);
  return hashed('IDX', table, sorted(columnNames) + (condition === undefined || condition === '' ? '' : `_${condition}`), 26);
};

export const enumName = (table: Datum, column: Data): string => {
  const { schema, name } = tableParts(table);
  const own = stringIn(column['enumName']) ?? `${name}_${(stringIn(column['name']) ?? '').toLowerCase()}_enum`;
  return `${schema ?? 'public'}.${own}`
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
};
