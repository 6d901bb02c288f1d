import { plainOf } from '../../code/text.ts';
import type { Call, Value } from '../../code/value.ts';
import type { Reader } from './reader.ts';

/** SQL in the midst of data: `pgm.func('now()')`, `Sequelize.literal('…')`. */
export interface Sql {
  readonly sql: string;
}
export interface Data {
  readonly [name: string]: Datum;
}
export type Datum = string | number | boolean | null | undefined | Sql | readonly Datum[] | Data;

const SQL = Symbol('sql');
const sqlDatum = (sql: string): Sql => ({ sql, [SQL]: true }) as Sql;
export const isSqlDatum = (value: Datum): value is Sql => typeof value === 'object' && value !== null && SQL in value;
export const isList = (value: Datum): value is readonly Datum[] => Array.isArray(value);
export const isData = (value: Datum): value is Data => typeof value === 'object' && value !== null && !isList(value) && !isSqlDatum(value);

/** What is written out, as data. What is not is remembered by the reader. */
export function dataOf(value: Value | undefined, call: Call, reader: Reader): Datum {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case 'text':
      return plainOf(value.text);
    case 'plain':
      return typeof value.value === 'bigint' ? String(value.value) : value.value;
    case 'list':
      return value.items.map((item) => dataOf(item, call, reader));
    case 'record': {
      reader.options(value, call);
      return Object.fromEntries(Array.from(value.entries, ([name, entry]) => [name, dataOf(entry, call, reader)]));
    }
    default:
      if (value.kind === 'handle' && value.sql !== undefined) return sqlDatum(plainOf(value.sql));
      // What is a tool's object without being SQL is nothing to be written.
      reader.string(value.kind === 'unknown' ? value : undefined, call);
      return undefined;
  }
}

/** Members of data; none of what is no such thing. */
export const members = (value: Datum): Data => (isData(value) ? value : {});
export const stringIn = (value: Datum): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : isSqlDatum(value) ? value.sql : undefined;
export const listIn = (value: Datum): readonly Datum[] => (value === undefined || value === null ? [] : isList(value) ? value : [value]);
export const stringsIn = (value: Datum): readonly string[] => listIn(value).flatMap((each) => stringIn(each) ?? []);
