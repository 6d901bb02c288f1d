import { quoteIdentifier } from '../../model/name.ts';
import type { Problem } from '../../model/problem.ts';
import type { ConnectionTarget } from './driver.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const problem = (text: string, hint: string): Problem => ({ code: 'connection-target', text, hint });
const FORMS = 'postgres://user@host:5432/database, or "host=/run/postgresql dbname=app".';

/**
 * What is to be connected to: the flag, then `SQLSAFE_DATABASE_URL` and `DATABASE_URL`, then PostgreSQL's own variables. A text of keywords (`host=… dbname=…`) becomes
 * a URL, which is what the driver takes.
 */
export function connectionTarget(flag: string | undefined, environment: Environment): ConnectionTarget | Problem {
  const given = flag ?? (environment['SQLSAFE_DATABASE_URL'] || environment['DATABASE_URL'] || undefined);
  const secrets = [environment['PGPASSWORD'] ?? ''];
  if (given === undefined) {
    return environment['PGHOST'] || environment['PGDATABASE'] || environment['PGUSER']
      ? { url: undefined, secrets: secrets.filter(isSecret) }
      : problem('No database is named.', `--url ${FORMS} Or DATABASE_URL, or PGHOST and PGDATABASE.`);
  }
  const text = given.trim();
  if (text.startsWith('/')) return { url: text, secrets: [] };
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && !/^(?:postgres|postgresql|socket)$/.test(scheme)) {
    return problem(`The scheme ${scheme}: is none of PostgreSQL's.`, FORMS);
  }
  const url = scheme === undefined ? fromKeywords(text) : text;
  if (url === undefined) return problem('The connection string is not understood.', FORMS);
  const parsed = parse(url);
  if (parsed === undefined) {
    return problem(
      'The connection string is not understood.',
      `${FORMS} Characters such as @ / : # in a password are written as %40 %2F %3A %23.`,
    );
  }
  const passwords = [parsed.password, parsed.searchParams.get('password') ?? ''];
  return {
    url: withLibpqModes(url, parsed),
    secrets: [...secrets, ...passwords.flatMap((each) => [each, decoded(each)])].filter(isSecret),
  };
}

/** A second @ is most likely part of a password: what follows the first would be taken for a host, and be shown. */
function parse(url: string): URL | undefined {
  try {
    const parsed = new URL(withHost(url));
    return /@/.test(parsed.pathname) ? undefined : parsed;
  } catch {
    return undefined;
  }
}

const isSecret = (text: string): boolean => text !== '';

/** `postgres:///app` and `postgres://user@/app` have no host, which only the driver allows. */
const withHost = (url: string): string => url.replace(/^(\w+:\/\/(?:[^/?#]*@)?)(?=[/?#]|$)/, '$1localhost');

/** sslmode means what it means to psql: `require` encrypts, `verify-full` also looks at the certificate. */
const withLibpqModes = (url: string, parsed: URL): string =>
  parsed.searchParams.has('sslmode') && !parsed.searchParams.has('uselibpqcompat') ? `${url}&uselibpqcompat=true` : url;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `host=/run/postgresql dbname='my app'` → a URL. undefined where it is none of that. */
function fromKeywords(text: string): string | undefined {
  const pairs = new Map<string, string>();
  const rest = text.replaceAll(
    /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/g,
    (_all, key: string, quoted?: string, plain?: string) => {
      pairs.set(key.toLowerCase(), (quoted ?? plain ?? '').replaceAll(/\\(.)/g, '$1'));
      return '';
    },
  );
  if (pairs.size === 0 || rest.trim() !== '') return undefined;
  const database = pairs.get('dbname') ?? '';
  pairs.delete('dbname');
  const query = Array.from(pairs, ([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  return `postgres:///${encodeURIComponent(database)}${query === '' ? '' : `?${query}`}`;
}

/** The same server, another database; `given` is a URL or keywords, undefined: what the environment says. */
export function withDatabase(given: string | undefined, database: string): string {
  const text = (given ?? '').trim();
  const path = encodeURIComponent(database);
  if (text === '') return `postgres:///${path}`;
  if (text.startsWith('/')) return `postgres:///${path}?host=${encodeURIComponent(text.split(' ')[0] ?? '')}`;
  const found = /^(\w+:\/\/[^/?#]*)(?:\/[^?#]*)?(.*)$/.exec(text);
  if (found !== null) return `${found[1] ?? ''}/${path}${found[2] ?? ''}`;
  // Of two the later holds.
  return `${text} dbname='${database.replaceAll(/['\\]/g, '\\$&')}'`;
}

/**
 * Sessions that look for names without a schema in these ones: as an option of the start, so that a RESET in a file leads back to it.
 * What the URL, or else `PGOPTIONS`, says beside it stays.
 */
export function withSearchPath(target: ConnectionTarget, schemas: readonly string[], environment: Environment): ConnectionTarget {
  const path = schemas
    .map(quoteIdentifier)
    .join(',')
    .replaceAll(/[\s\\]/g, '\\$&');
  const url =
    target.url === undefined || target.url.startsWith('/') ? withDatabase(target.url, target.url?.split(' ')[1] ?? '') : target.url;
  const there = /[?&]options=([^&#]*)/.exec(url);
  const before = there === null ? environment['PGOPTIONS'] : decoded(there[1] ?? '');
  const options = encodeURIComponent([before, `-c search_path=${path}`].filter(Boolean).join(' '));
  if (there !== null) return { ...target, url: url.replace(/([?&]options=)[^&#]*/, `$1${options}`) };
  return { ...target, url: `${url}${url.includes('?') ? '&' : '?'}options=${options}` };
}
