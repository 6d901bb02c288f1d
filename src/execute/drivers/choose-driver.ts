import type { Problem } from '../../model/problem.ts';
import { connectionTarget, withSearchPath } from './connection-target.ts';
import type { Connection, Driver } from './driver.ts';
import { connectWithPg } from './postgresql.ts';
import { EMBEDDED_FOLDER, embeddedDriver } from './pglite.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Wanted {
  /** `--url`. */
  readonly url: string | undefined;
  /** `--embedded`: no server, and that is meant. */
  readonly embedded: boolean;
  /** Schemas that its sessions look for names in; the server's default where absent. */
  readonly searchPath?: readonly string[];
}

/** A driver, and whether it was nobody's choice. */
export interface Chosen {
  readonly driver: Driver;
  /** No database was named, so that the embedded one is used: to be said loudly. */
  readonly byDefault: boolean;
}

const NAMES = ['SQLSAFE_DATABASE_URL', 'DATABASE_URL', 'PGHOST', 'PGDATABASE', 'PGUSER'];

/** Which database: the flag, the environment, or else the embedded one; under CI only where that is asked for. */
export function chooseDriver({ url, embedded, searchPath }: Wanted, environment: Environment, cwd: string): Chosen | Problem {
  const given = (url ?? (environment['SQLSAFE_DATABASE_URL'] || environment['DATABASE_URL'] || '')).trim();
  if (given.startsWith('pglite:')) {
    const folder = given.slice('pglite:'.length).replace(/^\/\/(?=[^/]|$)/, '') || EMBEDDED_FOLDER;
    return { driver: embeddedDriver(folder, cwd, searchPath), byDefault: false };
  }
  if (embedded && url === undefined) return { driver: embeddedDriver(EMBEDDED_FOLDER, cwd, searchPath), byDefault: false };
  if (embedded)
    return {
      code: 'connection-target',
      text: '--embedded and --url name two databases.',
      hint: 'Give one of them, or --url pglite:FOLDER.',
    };
  if (url === undefined && !NAMES.some((name) => (environment[name] ?? '') !== '')) {
    return inCi(environment)
      ? {
          code: 'connection-target',
          text: 'No database is named, and this is CI.',
          hint: '--url postgres://user@host:5432/database or DATABASE_URL; --embedded for the embedded PostgreSQL.',
        }
      : { driver: embeddedDriver(EMBEDDED_FOLDER, cwd, searchPath), byDefault: true };
  }
  const target = connectionTarget(url, environment);
  if ('code' in target) return target;
  const started = searchPath === undefined ? target : withSearchPath(target, searchPath, environment);
  const driver = serverDriver(nameOf(target.url, environment), () => connectWithPg(started));
  return { driver: searchPath === undefined ? driver : { ...driver, searchPath }, byDefault: false };
}

function serverDriver(name: string, open: Driver['open']): Driver {
  let parked: Connection | undefined;
  const take = (): Connection | undefined => {
    const taken = parked;
    parked = undefined;
    return taken?.isGone?.() === true ? undefined : taken;
  };
  return {
    kind: 'server',
    name,
    manySessions: true,
    open: async () => take() ?? open(),
    park(connection) {
      void take()
        ?.end()
        .catch(() => undefined);
      parked = connection;
    },
    close: async () =>
      take()
        ?.end()
        .catch(() => undefined),
  };
}

const inCi = (environment: Environment): boolean => /^(?!0$|false$).+/.test(environment['CI'] ?? '');

/** `app on db.example:5433`: database and host, and nothing of user or password. */
function nameOf(url: string | undefined, environment: Environment): string {
  const own = { database: environment['PGDATABASE'] ?? '', host: environment['PGHOST'] || 'localhost', port: environment['PGPORT'] ?? '' };
  if (url === undefined) return named(own.database, own.host, own.port);
  if (url.startsWith('/')) return named(own.database, url, '');
  const parsed = new URL(url.replace(/^(\w+:\/\/(?:[^/?#]*@)?)(?=[/?#]|$)/, '$1localhost'));
  const host = parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname);
  return named(decodeURIComponent(parsed.pathname.slice(1)), host, parsed.port || (parsed.searchParams.get('port') ?? ''));
}

const named = (database: string, host: string, port: string): string =>
  `${database || 'the default database'} on ${host}${port === '' ? '' : `:${port}`}`;
