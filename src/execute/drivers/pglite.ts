import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { lockFile } from '../../io/lock-file.ts';
import { quoteIdentifier } from '../../model/name.ts';
import type { Problem } from '../../model/problem.ts';
import { ConnectionLost, ServerError, type Connection, type Driver, type Notice, type Value } from './driver.ts';
import { readingFrom } from '../plan/copy-rows.ts';
import { loadPackage } from './load-package.ts';
import { rowOf } from './row-of.ts';

/** Where the embedded database is when nobody says. */
export const EMBEDDED_FOLDER = '.sqlsafe/database';

/** PostgreSQL in this process, its data in a folder of the project. One process at a time. */
export function embeddedDriver(folder: string, cwd: string, searchPath?: readonly string[]): Driver {
  const path = resolve(cwd, folder);
  let opened: { readonly connection: Connection; readonly database: Database; readonly release: () => void } | undefined;
  return {
    kind: 'embedded',
    name: `the embedded PostgreSQL in ${relative(cwd, path) || '.'}`,
    manySessions: false,
    folder: path,
    ...(searchPath === undefined ? {} : { searchPath }),
    async open() {
      if (opened !== undefined) return opened.connection;
      const pglite = loadPackage('@electric-sql/pglite', cwd) as typeof import('@electric-sql/pglite') | undefined;
      if (pglite === undefined) {
        return {
          code: 'driver-missing',
          text: 'The package @electric-sql/pglite, which is the embedded PostgreSQL, is not installed.',
          hint: 'npm install --save-dev @electric-sql/pglite, or name a server: --url postgres://…',
        };
      }
      const problem = prepareFolder(path);
      if (problem !== undefined) return problem;
      const locked = lockFile(`${path}.lock`);
      if ('heldBy' in locked) {
        return {
          code: 'embedded-in-use',
          text: `The embedded database in ${folder} is in use by ${locked.heldBy}.`,
          hint: 'Wait until it is done; only one process at a time can open it.',
        };
      }
      try {
        const database = await pglite.PGlite.create({ dataDir: path, ...startedWith(pglite, searchPath) });
        opened = { connection: sessionOf(database), database, release: locked.release };
        return opened.connection;
      } catch (error) {
        locked.release();
        return { code: 'embedded-broken', text: `The embedded database in ${folder} could not be opened: ${messageOf(error)}.` };
      }
    },
    async close() {
      const last = opened;
      opened = undefined;
      if (last?.database.closed === false) await last.database.close();
      last?.release();
    },
  };
}

/** Our own default folder is not for git. */
function prepareFolder(path: string): Problem | undefined {
  try {
    const parent = dirname(path);
    mkdirSync(parent, { recursive: true });
    if (basename(parent) === '.sqlsafe' && !existsSync(join(parent, '.gitignore'))) writeFileSync(join(parent, '.gitignore'), '*\n');
    return undefined;
  } catch (error) {
    return { code: 'embedded-folder', text: `The folder for the embedded database could not be made: ${messageOf(error)}.` };
  }
}

/** A search path that RESET leads back to. */
const startedWith = (
  { PGlite }: typeof import('@electric-sql/pglite'),
  searchPath: readonly string[] | undefined,
): { startParams?: string[] } =>
  searchPath === undefined
    ? {}
    : { startParams: [...PGlite.defaultStartParams, '-c', `search_path=${searchPath.map(quoteIdentifier).join(',')}`] };

type Database = import('@electric-sql/pglite').PGlite;

function sessionOf(database: Database): Connection {
  const listeners: ((notice: Notice) => void)[] = [];
  const onNotice = ({ severity = 'NOTICE', message = '' }: { severity?: string | undefined; message?: string | undefined }): void => {
    for (const listener of listeners) listener({ severity, message });
  };
  const thrown = (error: unknown): ServerError => {
    const { code, detail } = error as { readonly code?: unknown; readonly detail?: unknown };
    return typeof code === 'string'
      ? new ServerError(`${messageOf(error)}${rowOf(error)}`, code, typeof detail === 'string' ? detail : undefined)
      : new ConnectionLost(messageOf(error), undefined);
  };
  return {
    async query(sql, values) {
      try {
        if (values !== undefined)
          return (await database.query<Readonly<Record<string, unknown>>>(sql, values as Value[], { onNotice })).rows;
        return (await database.exec(sql, { onNotice })).at(-1)?.rows ?? [];
      } catch (error) {
        throw thrown(error);
      }
    },
    async copyIn(sql, rows) {
      try {
        // https://pglite.dev/docs/api#dev-blob
        await database.query(readingFrom(sql, "'/dev/blob'"), [], { onNotice, blob: new Blob([rows]) });
      } catch (error) {
        throw thrown(error);
      }
    },
    onNotice: (listener) => void listeners.push(listener),
    // There is one session, which the driver closes.
    end: () => Promise.resolve(),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
