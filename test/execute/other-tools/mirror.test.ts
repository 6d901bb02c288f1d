import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection, Row } from '../../../src/execute/drivers/driver.ts';
import type { MigrationRecord, MigrationState } from '../../../src/execute/journal/read.ts';
import { gap, openMirror, type Mirror, type Mirroring } from '../../../src/execute/other-tools/mirror.ts';
import { toolNamed } from '../../../src/execute/other-tools/tools.ts';
import type { PlannedMigration } from '../../../src/execute/plan/plan.ts';
import type { OtherToolName } from '../../../src/model/other-tool.ts';
import { STARTING, context, database, projectOf } from './place.ts';

let connection: Connection;
let rows: (sql: string) => Promise<readonly Row[]>;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ connection, rows, close } = await database());
}, STARTING);
afterAll(() => close());
beforeEach(async () => {
  await connection.query('SELECT pg_advisory_unlock_all(); DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});

const FILES = { '1_a.sql': 'SELECT 1', '2_b.sql': 'SELECT 2', '3_c.sql': 'SELECT 3' };

function mirroring(name: OtherToolName, table?: string): Mirroring {
  const tool = toolNamed(name);
  const files = tool.files(projectOf('plain', FILES));
  if ('code' in files) throw new Error(files.text);
  return { tool, files, table };
}
const record = (id: string, state: MigrationState = 'applied'): MigrationRecord =>
  ({ id, state, duration: 3 }) as unknown as MigrationRecord;
const migration = (id: string, direction: 'up' | 'down' = 'up'): PlannedMigration =>
  ({ id, direction, units: [] }) as unknown as PlannedMigration;

async function opened(name: OtherToolName, records: readonly MigrationRecord[], table?: string): Promise<Mirror> {
  const mirror = await openMirror(connection, mirroring(name, table), records, context);
  if ('kind' in mirror) throw new Error(JSON.stringify(mirror));
  return mirror;
}

test('makes their table, writes what is applied already, then each migration as it is done or taken back', async () => {
  const mirror = await opened('dbmate', [record('1_a.sql'), record('2_b.sql', 'failed')]);
  expect(await rows('SELECT * FROM schema_migrations')).toEqual([{ version: '1' }]);
  await mirror.done(migration('2_b.sql'), 5);
  expect(await rows('SELECT * FROM schema_migrations ORDER BY 1')).toEqual([{ version: '1' }, { version: '2' }]);
  await mirror.done(migration('2_b.sql', 'down'), 5);
  expect(await rows('SELECT * FROM schema_migrations')).toEqual([{ version: '1' }]);
});

test('a table elsewhere, found by its columns or named', async () => {
  await connection.query('CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean); CREATE SCHEMA other');
  await connection.query('CREATE TABLE other.schema_migrations (version varchar PRIMARY KEY)');
  await opened('dbmate', [record('1_a.sql')]);
  expect(await rows('SELECT * FROM other.schema_migrations')).toEqual([{ version: '1' }]);
  await connection.query('DROP SCHEMA other CASCADE');
  await opened('dbmate', [record('1_a.sql')], 'public.ours');
  expect(await rows('SELECT * FROM ours')).toEqual([{ version: '1' }]);
  expect(await rows('SELECT * FROM schema_migrations')).toEqual([]);
});

describe('disagreement', () => {
  test('they have run what the journal does not have', async () => {
    await connection.query(
      "CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations VALUES ('1'), ('9')",
    );
    expect(await openMirror(connection, mirroring('dbmate'), [], context)).toMatchObject({
      kind: 'disagrees',
      adopt: 'dbmate',
      problem: { code: 'tool-ahead', text: 'dbmate has run what the journal does not have: db/1_a.sql. Nothing was run.' },
    });
  });
  test('they have begun what we know nothing of; what we have begun is ours', async () => {
    await connection.query(
      'CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean); INSERT INTO schema_migrations VALUES (1, true)',
    );
    expect(await openMirror(connection, mirroring('golang-migrate'), [], context)).toMatchObject({
      kind: 'disagrees',
      problem: { code: 'tool-in-doubt', hint: expect.stringContaining('migrate force') as string },
    });
    const mirror = await opened('golang-migrate', [record('1_a.sql', 'running')]);
    await mirror.done(migration('1_a.sql'), 1);
    expect(await rows('SELECT version::int4 AS version, dirty FROM schema_migrations')).toEqual([{ version: 1, dirty: false }]);
  });
});

describe('what they can not express', () => {
  const after =
    (...ids: readonly string[]) =>
    (id: string): boolean =>
      ids.includes(id);
  test.each(['golang-migrate', 'kysely', 'node-pg-migrate'] as const)('%s knows no gap', (name) => {
    expect(gap(mirroring(name), after('1_a.sql', '2_b.sql'))).toBeUndefined();
    expect(gap(mirroring(name), after('1_a.sql', '3_c.sql'))).toMatchObject({
      code: 'mirror-gap',
      text: expect.stringContaining('db/2_b.sql') as string,
    });
    expect(gap(mirroring(name), after())).toBeUndefined();
  });
  test.each(['dbmate', 'goose', 'knex', 'sqlx'] as const)('%s does', (name) => {
    expect(gap(mirroring(name), after('3_c.sql'))).toBeUndefined();
  });
  test('Drizzle: its first generation knows none, its second does', () => {
    const { tool } = mirroring('knex');
    const drizzle = toolNamed('drizzle');
    const journal = { 'meta/_journal.json': '{"entries":[{"tag":"1_a","when":1},{"tag":"2_b","when":2},{"tag":"3_c","when":3}]}' };
    const first = drizzle.files(projectOf('drizzle', FILES, journal));
    const second = drizzle.files(projectOf('drizzle', { '20240101000001_a/migration.sql': '', '20240101000002_b/migration.sql': '' }));
    if ('code' in first || 'code' in second) throw new Error(tool.title);
    expect(gap({ tool: drizzle, files: first, table: undefined }, after('3_c.sql'))).toMatchObject({ code: 'mirror-gap' });
    expect(gap({ tool: drizzle, files: second, table: undefined }, after('20240101000002_b/migration.sql'))).toBeUndefined();
  });
});

describe("knex's flag", () => {
  test('is held for the time of a transaction, and a flag of theirs ends it', async () => {
    const mirror = await opened('knex', []);
    await connection.query(mirror.begin('BEGIN'));
    await mirror.done(migration('1_a.sql'), 1);
    await connection.query('COMMIT');
    expect(await rows('SELECT name, batch FROM knex_migrations')).toEqual([{ name: '1_a.sql', batch: 1 }]);
    expect(await rows('SELECT is_locked FROM knex_migrations_lock')).toEqual([{ is_locked: 0 }]);
    await connection.query('UPDATE knex_migrations_lock SET is_locked = 1');
    await expect(connection.query(mirror.begin('BEGIN'))).rejects.toMatchObject({
      code: '55P03',
      message: expect.stringContaining('migrate:unlock') as string,
    });
    await connection.query('ROLLBACK');
  });
});

test('their advisory lock is held, and let go around what runs alone only where they would wait for it', async () => {
  const held = async (): Promise<number> =>
    Number((await rows("SELECT count(*)::int4 AS n FROM pg_locks WHERE locktype = 'advisory'"))[0]?.['n']);
  const kysely = await opened('kysely', []);
  expect(await held()).toBe(1);
  await kysely.letGo();
  expect(await held()).toBe(0);
  await kysely.takeAgain();
  expect(await held()).toBe(1);
  await kysely.letGo();
  const own = await opened('node-pg-migrate', []);
  await own.letGo();
  expect(await held()).toBe(1);
});

test('keys of locks that depend on the place, as the tools compute them', () => {
  const table = (name: string): Parameters<NonNullable<ReturnType<typeof toolNamed>['lock']>>[0] => ({
    schema: 'public',
    name,
    sql: '',
    columns: new Set(),
  });
  // Measured with Java's own hash, and with sqlx's own formula.
  expect(toolNamed('flyway').lock?.(table('flyway_schema_history'), 'app')?.key).toBe('77433833903597');
  expect(toolNamed('sqlx').lock?.(table('_sqlx_migrations'), 'zone')?.key).toBe('2771974297191923538');
  expect(toolNamed('prisma').lock?.(table('_prisma_migrations'), 'app')).toEqual({ key: '72707369', blocks: true });
});
