import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Shape } from './shapes.ts';

/** A database and a folder of migrations, for one scenario. */
export interface Place {
  readonly url: string;
  readonly folder: string;
  /** Of `apply` there. */
  readonly options: readonly string[];
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Looks, from a session of its own. */
  readonly rows: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** A session of its own, to be ended by whoever asked for it. */
  readonly open: () => Promise<Client>;
  /** A session that holds a snapshot: concurrent builds wait for it. */
  readonly holdSnapshot: () => Promise<() => Promise<void>>;
  readonly remove: () => Promise<void>;
}

/** Makes places on a server, each with a database of its own. */
export async function placesOn(
  port: number,
): Promise<{ readonly make: (shape: Shape) => Promise<Place>; readonly end: () => Promise<void> }> {
  const open = async (database: string): Promise<Client> => {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database, application_name: 'onlooker' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const admin = sessionThatComesBack(() => open('postgres'));
  const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-crash-'));
  let count = 0;
  return {
    async make(shape) {
      const name = `crash_${(count += 1)}`;
      await admin.query(`CREATE DATABASE ${name}`);
      const folder = join(stage, name);
      mkdirSync(join(folder, 'db'), { recursive: true });
      mkdirSync(join(folder, '.git'));
      const own = sessionThatComesBack(() => open(name));
      const write = (files: Readonly<Record<string, string>>): void => {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, 'db', path)), { recursive: true });
          writeFileSync(join(folder, 'db', path), text);
        }
      };
      write(shape.files);
      return {
        url: `postgres://postgres@127.0.0.1:${port}/${name}`,
        folder,
        options: shape.options ?? [],
        write,
        rows: (sql) => own.query(sql),
        open: () => open(name),
        async holdSnapshot() {
          const holder = await open(name);
          await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class');
          return () => holder.end();
        },
        async remove() {
          await own.end();
          await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
          rmSync(folder, { recursive: true });
        },
      };
    },
    async end() {
      await admin.end();
      rmSync(stage, { recursive: true, force: true });
    },
  };
}

/** How long a server may take to start again, in milliseconds. */
const RESTART = 20_000;
const PAUSE = 50;

/** A session that is opened again where the server has ended it, as it does with all of them when one of its processes is killed. */
function sessionThatComesBack(open: () => Promise<Client>): {
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly end: () => Promise<void>;
} {
  let client: Client | undefined;
  return {
    async query(sql) {
      for (const started = Date.now(); ; await sleep(PAUSE)) {
        try {
          client ??= await open();
          return (await client.query<Readonly<Record<string, unknown>>>(sql)).rows;
        } catch (error) {
          // 57P01 to 57P03: it is shut down, crashed, or starting; without a code the connection itself is gone.
          const code = error instanceof Error && 'code' in error ? String(error.code) : '';
          if (!/^(?:57P0[123]|ECONN\w+|)$/.test(code) || Date.now() - started > RESTART) throw error;
          await client?.end().catch(() => undefined);
          client = undefined;
        }
      }
    },
    async end() {
      await client?.end().catch(() => undefined);
    },
  };
}
