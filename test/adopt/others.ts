import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Packages } from './install.ts';
import { filesOf, stampOf, tableSql, type RealTool } from './tool.ts';

export const OTHERS = ['dbmate@2.36.0', 'knex@3.3.0', 'kysely@0.28.19', 'node-pg-migrate@9.0.0', 'pg@8.23.1'];

const command = promisify(execFile);

export const dbmate = (packages: Packages): RealTool => ({
  name: 'dbmate',
  title: `dbmate ${packages.version('dbmate')}`,
  table: 'schema_migrations',
  volatile: [],
  hasChecksums: false,
  files: (count) =>
    filesOf(count, (n) => [`${stampOf(n)}_t${n}.sql`, `-- migrate:up\n${tableSql(n)}\n-- migrate:down\nDROP TABLE t${n};\n`]),
  async run(url, folder) {
    const { stdout } = await command(join(packages.folder, 'node_modules/.bin/dbmate'), [
      '--url',
      `${url}?sslmode=disable`,
      '-d',
      folder,
      '--no-dump-schema',
      'up',
    ]);
    return [...stdout.matchAll(/^Applying: /gm)].length;
  },
});

const SQL_NAME = /\.sql$/;

export const knex = (packages: Packages): RealTool => ({
  name: 'knex',
  title: `knex ${packages.version('knex')}`,
  table: 'knex_migrations',
  // A batch is a run, and the two run in different pieces.
  volatile: ['id', 'batch', 'migration_time'],
  hasChecksums: false,
  files: (count) => filesOf(count, (n) => [`${stampOf(n)}_t${n}.sql`, tableSql(n)]),
  async run(url, folder) {
    const { default: make } = (await packages.load('knex')) as { readonly default: (config: object) => KnexLike };
    // Of a project that keeps SQL, as its own guide has it.
    const migrationSource = {
      getMigrations: () =>
        Promise.resolve(
          readdirSync(folder)
            .filter((name) => SQL_NAME.test(name))
            .toSorted(),
        ),
      getMigrationName: (name: string) => name,
      getMigration: (name: string) =>
        Promise.resolve({ up: (db: KnexLike) => db.raw(readFileSync(join(folder, name), 'utf8')), down: () => Promise.resolve() }),
    };
    const db = make({ client: 'pg', connection: url, migrations: { migrationSource } });
    try {
      const [, ran] = await db.migrate.latest();
      return ran.length;
    } finally {
      await db.destroy();
    }
  },
});

interface KnexLike {
  raw(sql: string): Promise<unknown>;
  destroy(): Promise<void>;
  readonly migrate: { latest(): Promise<[number, readonly string[]]> };
}

export const kysely = (packages: Packages): RealTool => ({
  name: 'kysely',
  title: `kysely ${packages.version('kysely')}`,
  table: 'kysely_migration',
  volatile: ['timestamp'],
  hasChecksums: false,
  files: (count) => filesOf(count, (n) => [`${stampOf(n)}_t${n}.sql`, tableSql(n)]),
  async run(url, folder) {
    const { Kysely, PostgresDialect, Migrator, sql } = (await packages.load('kysely')) as KyselyLike;
    const { default: pg } = (await packages.load('pg')) as { readonly default: { readonly Pool: new (config: object) => object } };
    const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) });
    const migrations = Object.fromEntries(
      readdirSync(folder)
        .filter((name) => SQL_NAME.test(name))
        .map((name) => [name.slice(0, -4), { up: (on: object) => sql.raw(readFileSync(join(folder, name), 'utf8')).execute(on) }]),
    );
    try {
      const { error, results } = await new Migrator({
        db,
        provider: { getMigrations: () => Promise.resolve(migrations) },
      }).migrateToLatest();
      if (error !== undefined) throw error as Error;
      return results?.length ?? 0;
    } finally {
      await db.destroy();
    }
  },
});

interface KyselyLike {
  readonly Kysely: new (config: object) => { destroy(): Promise<void> };
  readonly PostgresDialect: new (config: object) => object;
  readonly Migrator: new (config: object) => {
    migrateToLatest(): Promise<{ readonly error?: unknown; readonly results?: readonly unknown[] }>;
  };
  readonly sql: { raw(text: string): { execute(db: object): Promise<unknown> } };
}

export const nodePgMigrate = (packages: Packages): RealTool => ({
  name: 'node-pg-migrate',
  title: `node-pg-migrate ${packages.version('node-pg-migrate')}`,
  table: 'pgmigrations',
  volatile: ['id', 'run_on'],
  hasChecksums: false,
  files: (count) =>
    filesOf(count, (n) => [`170000000000${n}_t${n}.sql`, `-- Up Migration\n${tableSql(n)}\n-- Down Migration\nDROP TABLE t${n};\n`]),
  async run(url, folder) {
    const { runner } = (await packages.load('node-pg-migrate')) as { readonly runner: (options: object) => Promise<readonly unknown[]> };
    const ran = await runner({ databaseUrl: url, dir: folder, migrationsTable: 'pgmigrations', direction: 'up', log: () => undefined });
    return ran.length;
  },
});

/** Rows of a table as JSON, without some of its columns, in the order of the others. */
export async function rowsOf(url: string, table: string, without: readonly string[]): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly row: string }>(
      `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${table} AS t ORDER BY 1`,
      [without],
    );
    return rows.map(({ row }) => row);
  } finally {
    await client.end();
  }
}

/** How a table is defined: columns, types, defaults and constraints. */
export async function definitionOf(url: string, table: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly line: string }>(
      `SELECT format('%s %s %s %s %s', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, pg_get_expr(d.adbin, d.adrelid)) AS line
         FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = $1::regclass AND a.attnum > 0
       UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::regclass AND contype <> 'n'
       UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = $1::regclass ORDER BY 1`,
      [table],
    );
    return rows.map(({ line }) => line).join('\n');
  } finally {
    await client.end();
  }
}
