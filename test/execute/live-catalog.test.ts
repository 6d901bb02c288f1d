import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/execute/drivers/driver.ts';
import { liveCatalog } from '../../src/execute/live-catalog.ts';
import { check, type Finding } from '../../src/index.ts';

const RICH = `
CREATE SCHEMA app; CREATE SCHEMA journal; CREATE TABLE journal.own (id int);
CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok');
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);
CREATE TYPE app.pair AS (a int, "B c" text);
CREATE TYPE app.span AS RANGE (SUBTYPE = date);
CREATE SEQUENCE app.loose AS int;
CREATE FUNCTION app.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT $1 * 2; $$;
CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(50) NOT NULL COLLATE "C" UNIQUE, mood app.mood DEFAULT 'sad',
  n serial, age app.positive, twice int GENERATED ALWAYS AS (2 * 3) STORED, "Odd name" text, nick varchar(10));
CREATE TABLE app.orders (id int, user_id bigint, placed date NOT NULL, PRIMARY KEY (id, placed)) PARTITION BY RANGE (placed);
CREATE TABLE app.orders_2026 PARTITION OF app.orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX orders_user ON app.orders (user_id);
ALTER TABLE app.orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users;
CREATE TABLE people (a int); CREATE TABLE staff (b int) INHERITS (people);
ALTER TABLE users ADD CONSTRAINT young CHECK (age < 200) NOT VALID;
CREATE UNIQUE INDEX users_lower ON users (lower(email)) WHERE mood = 'sad';
CREATE VIEW app.sad AS SELECT id, email FROM users WHERE mood = 'sad';
CREATE MATERIALIZED VIEW app.counts AS SELECT mood, count(*) AS n FROM users GROUP BY mood; CREATE UNIQUE INDEX counts_mood ON app.counts (mood);
CREATE TRIGGER noted BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION app.note();
ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON users FOR SELECT USING (id > 0);
CREATE STATISTICS app.both ON email, mood FROM users;
CREATE PUBLICATION changes FOR TABLE users;
ALTER TABLE people REPLICA IDENTITY FULL;
`;

let database: PGlite;
let held = '';
beforeAll(async () => {
  database = await PGlite.create();
  await database.exec(RICH);
  const connection: Connection = {
    query: async (sql, values) =>
      values === undefined
        ? ((await database.exec(sql)).at(-1)?.rows ?? [])
        : (await database.query<Record<string, unknown>>(sql, [...values])).rows,
    end: () => Promise.resolve(),
  };
  held = await liveCatalog(connection, 'journal');
}, 60_000);
afterAll(() => database.close());

const judged = async (pending: string): Promise<readonly Finding[]> =>
  (
    await check({
      files: [
        { path: 'held.sql', text: held },
        { path: 'pending.sql', text: pending },
      ],
      target: { dialect: 'postgresql', version: '17' },
      layout: 'plain',
    })
  ).findings;

test('what a database holds is said in statements that are understood, and that would make it', async () => {
  const other = await PGlite.create();
  try {
    await other.exec(held);
    const { rows } = await other.query<{ relname: string }>(
      "SELECT relname FROM pg_class AS c JOIN pg_namespace AS s ON s.oid = relnamespace WHERE nspname IN ('app', 'public') ORDER BY 1",
    );
    const { rows: own } = await database.query<{ relname: string }>(
      "SELECT relname FROM pg_class AS c JOIN pg_namespace AS s ON s.oid = relnamespace WHERE nspname IN ('app', 'public') ORDER BY 1",
    );
    expect(rows).toEqual(own);
  } finally {
    await other.close();
  }
  const about = (await judged('SELECT 1;')).filter(({ file, severity }) => file === 'held.sql' && severity === 'error');
  expect(about.map(({ rule, text }) => `${rule}: ${text}`)).toEqual([]);
  expect(held).not.toContain('journal');
});

describe('pending statements are judged on it', () => {
  test.each([
    ['ALTER TABLE users ADD COLUMN mood text;', 'column "mood" of relation "users" already exists'],
    ['CREATE TABLE people (a int);', 'relation "people" already exists'],
    ["ALTER TYPE app.mood ADD VALUE 'sad';", 'enum label "sad" already exists'],
    ['CREATE INDEX counts_mood ON app.counts (n);', undefined],
    ['ALTER TABLE app.orders DROP CONSTRAINT orders_usr_fk;', 'constraint "orders_usr_fk" of relation "orders" does not exist'],
    ['ALTER TABLE users DROP COLUMN nothing;', 'column "nothing" of relation "users" does not exist'],
    ['ALTER TABLE people ADD CONSTRAINT a_set CHECK (b > 0);', 'column "b" does not exist'],
  ])('%s', async (sql, said) => {
    const texts = (await judged(sql)).filter(({ file }) => file === 'pending.sql').map(({ text }) => text);
    if (said === undefined) expect(texts.join('\n')).not.toContain('does not exist');
    else expect(texts.join('\n')).toContain(said);
  });

  test('a type that grows is no rewrite, one that shrinks is; NOT VALID stays so', async () => {
    expect(
      (await judged("SET lock_timeout = '1s'; ALTER TABLE users ALTER COLUMN nick TYPE varchar(80);")).filter(
        ({ file, severity }) => file === 'pending.sql' && severity === 'error',
      ),
    ).toEqual([]);
    const rules = (await judged('ALTER TABLE users ALTER COLUMN id TYPE int;')).map(({ rule }) => rule);
    expect(rules.some((rule) => rule.startsWith('alter-column-type'))).toBe(true);
  });
});

test('a database that holds nothing but the journal has nothing to say', async () => {
  const empty = await PGlite.create();
  try {
    await empty.exec('CREATE SCHEMA journal; CREATE TABLE journal.own (id int)');
    const connection: Connection = {
      query: async (sql, values) =>
        values === undefined
          ? ((await empty.exec(sql)).at(-1)?.rows ?? [])
          : (await empty.query<Record<string, unknown>>(sql, [...values])).rows,
      end: () => Promise.resolve(),
    };
    expect(await liveCatalog(connection, 'journal')).toBe('');
  } finally {
    await empty.close();
  }
});
