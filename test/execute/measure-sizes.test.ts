import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStats } from '../../src/config/read-stats.ts';
import type { Connection } from '../../src/execute/drivers/driver.ts';
import { measureSizes } from '../../src/execute/measure-sizes.ts';
import type { Stats } from '../../src/model/stats.ts';

// PGlite is PostgreSQL 18 in this process: catalogs and sizes are those of a server.

let server: PGlite;
let stats: Stats;
const asked: string[] = [];
const connection: Connection = {
  async query(sql) {
    asked.push(sql);
    return (await server.query<Readonly<Record<string, unknown>>>(sql)).rows;
  },
  end: () => server.close(),
};

beforeAll(async () => {
  server = new PGlite();
  await server.exec(`
    CREATE SCHEMA app;
    CREATE TABLE app.users (id bigint PRIMARY KEY, name varchar(40), mail text);
    CREATE INDEX users_lower ON app.users (lower(name), id);
    INSERT INTO app.users SELECT i, 'Rumpelstilz', repeat('x', 200) FROM generate_series(1, 5000) i;
    CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
    CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    INSERT INTO events SELECT i, '2026-05-05' FROM generate_series(1, 100) i;
    CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM app.users;
    CREATE TABLE never_counted (id int);
    CREATE TEMPORARY TABLE mine (id int);
    CREATE VIEW seen AS SELECT 1 AS one;
    ANALYZE app.users; ANALYZE events_2026;`);
  stats = await measureSizes(connection, { name: 'sqlsafe', version: '0.1.0' });
}, 60_000);
afterAll(() => server.close());

const tableOf = (name: string) => stats.tables.find((table) => table.name === name);

describe('stats of a database', () => {
  test('are what check reads', () => {
    expect(readStats('s.json', JSON.stringify(stats)).problems).toEqual([]);
    expect(stats.server).toEqual({ dialect: 'postgresql', version: expect.stringMatching(/^18\.\d+$/) as string });
  });

  test('tables, partitions and materialized views, by name, and nothing else', () => {
    expect(stats.tables.map(({ schema, name, kind }) => `${schema}.${name} ${kind}`)).toEqual([
      'app.users table',
      'public.events partitioned-table',
      'public.events_2026 table',
      'public.never_counted table',
      'public.totals materialized-view',
    ]);
  });

  test('rows, bytes, indexes', () => {
    expect(tableOf('users')).toMatchObject({
      rows: 5000,
      indexes: [
        { name: 'users_lower', method: 'btree', keys: ['text', 'int8'] },
        { name: 'users_pkey', method: 'btree', keys: ['int8'] },
      ],
    });
    const { heapBytes = 0, indexes = [] } = tableOf('users') ?? {};
    expect(heapBytes).toBeGreaterThan(1_000_000);
    expect(heapBytes % 8192).toBe(0);
    expect(indexes.every(({ bytes }) => bytes >= 8192)).toBe(true);
  });

  test('a partition names its parent, which has nothing of its own', () => {
    expect(tableOf('events')).toMatchObject({ rows: null, heapBytes: 0, indexes: [], writesPerSecond: null });
    expect(tableOf('events_2026')).toMatchObject({ rows: 100, partitionOf: { schema: 'public', name: 'events' } });
  });

  test('an empty table has no rows', () => {
    expect(tableOf('never_counted')).toMatchObject({ rows: 0, heapBytes: 0 });
  });

  test('no data, no user, no host', () => {
    expect(JSON.stringify(stats)).not.toMatch(/Rumpelstilz|xxxx|postgres"|localhost/);
  });

  test('within one transaction that can write nothing, with limits', () => {
    expect(asked[0]).toBe('BEGIN TRANSACTION READ ONLY');
    expect(asked.at(-1)).toBe('ROLLBACK');
    expect(asked.filter((sql) => sql.startsWith('SET LOCAL'))).toHaveLength(2);
  });
});

test('a server that refuses is left in order', async () => {
  const said: string[] = [];
  const refusing: Connection = {
    async query(sql) {
      said.push(sql);
      if (sql.startsWith('SELECT')) throw new Error('canceling statement due to lock timeout');
      return [];
    },
    end: async () => undefined,
  };
  await expect(measureSizes(refusing, { name: 'sqlsafe', version: '0.1.0' })).rejects.toThrow('lock timeout');
  expect(said.at(-1)).toBe('ROLLBACK');
});
