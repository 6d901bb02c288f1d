import type { Problem } from '../../model/problem.ts';

/** A database of a list, as the list says it; nothing has been connected to. */
export interface TargetEntry {
  /** undefined: it is called by what it is. */
  readonly name: string | undefined;
  /** A URL, or keywords (`host=… dbname=…`); undefined: the database that `--url` names. */
  readonly url: string | undefined;
  /** Another database of that server. */
  readonly database: string | undefined;
  /** Schemas that names without one are looked for in; the first is the tenant's own. Empty: the server's default. */
  readonly schemas: readonly string[];
  readonly at: Place;
}

/** Where in a list: the file and its line, or the query and the row. Both from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A list that was read: what is right of it, and everything that is wrong with the rest. */
export interface ReadTargets {
  readonly entries: readonly TargetEntry[];
  readonly problems: readonly Problem[];
}

/** Texts of an entry that were found, whatever they are. */
export interface RawEntry {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
}

/** Of PostgreSQL's names, in bytes. */
const LONGEST_IDENTIFIER = 63;
/** What a screen can show. */
const LONGEST_NAME = 200;

export const problemAt = ({ file, line }: Place, text: string, hint?: string): Problem => ({
  code: 'targets-wrong',
  text,
  ...(hint === undefined ? {} : { hint }),
  file,
  line,
});

/** Texts → an entry, or what is wrong with them. Texts are never shown: whatever stands in the wrong place may be a password. */
export function entryOf({ name, url, database, schema }: RawEntry, at: Place): TargetEntry | Problem {
  const called = name?.trim() ?? '';
  const where = url?.trim() ?? '';
  // A password may have got into it.
  if (/@|:\/\//.test(called)) return problemAt(at, 'A name holds neither @ nor ://.', FORM);
  if (called.length > LONGEST_NAME) return problemAt(at, `A name has up to ${LONGEST_NAME} characters.`);
  const schemas = (schema ?? '').split(',').map((each) => each.trim());
  if (schema !== undefined && schemas.some((each) => !isIdentifier(each)))
    return problemAt(at, 'A schema has a name of 1 to 63 bytes.', 'Several are separated by commas, the own one first: schema=acme,public');
  if (database !== undefined && !isIdentifier(database)) return problemAt(at, 'A database has a name of 1 to 63 bytes.');
  if (where !== '' && database !== undefined)
    return problemAt(at, 'There is a URL, and a database of another server beside it.', 'The database stands in the URL.');
  if (where === '' && database === undefined && schema === undefined) return problemAt(at, 'No database is named.', FORM);
  return {
    name: called === '' ? undefined : called,
    url: where === '' ? undefined : where,
    database,
    schemas: schema === undefined ? [] : schemas,
    at,
  };
}

const isIdentifier = (text: string): boolean =>
  text !== '' && new TextEncoder().encode(text).length <= LONGEST_IDENTIFIER && !text.includes('\0');

export const FORM =
  'A line is: name = postgres://user@host/database; behind that, or instead of the URL, schema=NAME; or database=NAME, on the server of --url.';
