import { RESERVED } from './reserved.ts';

/** A name as written, unquoted and decoded; `schema` undefined where the statement leaves it to the search path. */
export interface Name {
  readonly schema: string | undefined;
  readonly name: string;
}

/** A type as written: `varchar(50)[]` is `{ name: 'varchar', modifiers: [50], dimensions: 1 }`. */
export interface TypeName {
  /** `pg_catalog` is left out; a user's schema is kept. */
  readonly schema: string | undefined;
  /** The catalog's own spelling: `int4`, `int8`, `bpchar`, `timestamptz`, `varchar`, …; user types as named. */
  readonly name: string;
  /** Length, precision and scale as written; for `interval` the field mask as the grammar numbers it, then the precision. */
  readonly modifiers: readonly number[];
  readonly dimensions: number;
  /** `serial`, `bigserial`, `smallserial` and their synonyms: an integer `name`, with a sequence. */
  readonly serial: boolean;
}

export const nameText = (name: Name): string => (name.schema === undefined ? name.name : `${name.schema}.${name.name}`);

const PLAIN = /^[a-z_][a-z0-9_$]*$/;
/** An identifier as it must be written in SQL: quoted where folding, characters or a reserved word demand it. */
export const quoteIdentifier = (identifier: string): string =>
  PLAIN.test(identifier) && !RESERVED.has(identifier) ? identifier : `"${identifier.replaceAll('"', '""')}"`;
export const quoteName = (name: Name): string =>
  name.schema === undefined ? quoteIdentifier(name.name) : `${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`;

const SPELLED: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
  varbit: 'bit varying',
};
const SERIAL: Readonly<Record<string, string>> = { int2: 'smallserial', int4: 'serial', int8: 'bigserial' };
/** A type as people write it in SQL: `varchar(50)[]`, `double precision`, `app.mood`. */
export function typeText(type: TypeName): string {
  const dimensions = '[]'.repeat(type.dimensions);
  if (type.serial) return (SERIAL[type.name] ?? quoteIdentifier(type.name)) + dimensions;
  // interval's modifiers are the grammar's numbers, which no one writes
  const modifiers = type.modifiers.length === 0 || type.name === 'interval' ? '' : `(${type.modifiers.join(', ')})`;
  const name =
    type.schema === undefined ? (SPELLED[type.name] ?? quoteIdentifier(type.name)) : quoteName({ schema: type.schema, name: type.name });
  return name + modifiers + dimensions;
}
