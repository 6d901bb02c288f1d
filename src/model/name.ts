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
/** An identifier as it must be written in SQL: quoted where folding or characters demand it (reserved words are the caller's). */
export const quoteIdentifier = (identifier: string): string => (PLAIN.test(identifier) ? identifier : `"${identifier.replaceAll('"', '""')}"`);
export const quoteName = (name: Name): string =>
  name.schema === undefined ? quoteIdentifier(name.name) : `${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`;
