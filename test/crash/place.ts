import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Shape } from './shapes.ts';

/** A database and a folder of migrations, for one scenario. */
export interface Place {
  readonly url: string;
  readonly folder: string;
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
  const admin = await open('postgres');
  const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-crash-'));
  let count = 0;
  return {
    async make(shape) {
      const name = `crash_${(count += 1)}`;
      await admin.query(`CREATE DATABASE ${name}`);
      const folder = join(stage, name);
      mkdirSync(join(folder, 'db'), { recursive: true });
      mkdirSync(join(folder, '.git'));
      const client = await open(name);
      const write = (files: Readonly<Record<string, string>>): void => {
        for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, 'db', path), text);
      };
      write(shape.files);
      return {
        url: `postgres://postgres@127.0.0.1:${port}/${name}`,
        folder,
        write,
        rows: async (sql) => (await client.query<Readonly<Record<string, unknown>>>(sql)).rows,
        open: () => open(name),
        async holdSnapshot() {
          const holder = await open(name);
          await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class');
          return () => holder.end();
        },
        async remove() {
          await client.end();
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
