import type { Problem } from '../../model/problem.ts';
import { entryOf, FORM, problemAt, type Place, type RawEntry, type ReadTargets, type TargetEntry } from './entry.ts';

/** Keywords of libpq's connection strings, and ours. A line that begins with one of them has no name. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `host hostaddr port dbname user password passfile service options application_name connect_timeout client_encoding keepalives
   keepalives_idle keepalives_interval keepalives_count tcp_user_timeout sslmode sslcert sslkey sslrootcert sslcrl sslpassword
   sslnegotiation gssencmode krbsrvname channel_binding target_session_attrs load_balance_hosts require_auth database schema`.split(/\s+/),
);
const isKeyword = (text: string): boolean => KEYWORDS.has(text.toLowerCase());

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * One database a line: `name = where`, or `where` alone. `where` is a URL or keywords, with `schema=NAME` behind it; or only `schema=NAME`,
 * or `database=NAME`. Lines that begin with # are comments.
 */
export function readLines(file: string, text: string): ReadTargets {
  const read = text.split(/\r\n|\n|\r/).flatMap((line, at): readonly (TargetEntry | Problem)[] => {
    const trimmed = line.trim();
    return trimmed === '' || trimmed.startsWith('#') ? [] : [lineOf(trimmed, { file, line: at + 1 })];
  });
  return {
    entries: read.filter((each): each is TargetEntry => !('code' in each)),
    problems: read.filter((each): each is Problem => 'code' in each),
  };
}

function lineOf(text: string, at: Place): TargetEntry | Problem {
  const { name, where } = nameAndWhere(text);
  const parts = partsOf(where);
  return parts === undefined ? problemAt(at, 'The line is not understood.', FORM) : entryOf({ name, ...parts }, at);
}

function nameAndWhere(text: string): { readonly name: string | undefined; readonly where: string } {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at)).trim();
  const rest = text.slice(at + 1).trim();
  const isNamed =
    at > 0 && !SCHEME.test(text) && (SCHEME.test(rest) || (!isKeyword(name) && isKeyword(/^\w+(?=\s*=)/.exec(rest)?.[0] ?? '')));
  return isNamed ? { name, where: rest } : { name: undefined, where: text };
}

/** undefined: it is none of the forms. */
function partsOf(where: string): RawEntry | undefined {
  const [, place = '', schema] = /^(.*?)(?:(?:^|\s+)schema\s*=\s*(.*))?$/i.exec(where) ?? [];
  const own = schema?.split(',').map(unquoted).join(',');
  if (place === '') return { schema: own };
  const database = /^database\s*=\s*(.*)$/i.exec(place)?.[1];
  if (database !== undefined) return { database: unquoted(database), schema: own };
  const first = /^\w+(?=\s*=)/.exec(place)?.[0];
  const known = SCHEME.test(place) ? place.startsWith('pglite:') || !/\s/.test(place) : first !== undefined && isKeyword(first);
  return known ? { url: place, schema: own } : undefined;
}

const unquoted = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, '$2');
