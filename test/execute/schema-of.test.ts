import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { differences, schemaOf } from '../../src/execute/schema-of.ts';
import { database, STARTING } from './other-tools/place.ts';

let db: Awaited<ReturnType<typeof database>>;
beforeAll(async () => {
  db = await database();
}, STARTING);
afterAll(() => db.close());
beforeEach(async () => {
  await db.rows('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS app CASCADE');
});

const FUNCTION = (body: string): string => `CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$${body}$$`;

/** What a schema is called different by, after all of `given` and then `change` has run. */
async function changedBy(given: string, change: string): Promise<readonly string[]> {
  if (given !== '') await db.rows(given);
  const before = await schemaOf(db.connection, 'sqlsafe');
  await db.rows(change);
  return differences(before, await schemaOf(db.connection, 'sqlsafe'));
}

describe('what behaves the same is the same', () => {
  test.each([
    [
      'a column that comes back stands at the end',
      'CREATE TABLE a (x int, y int)',
      'ALTER TABLE a DROP COLUMN x; ALTER TABLE a ADD COLUMN x int',
    ],
    [
      'its comment goes by its name, not its number',
      "CREATE TABLE a (x int, y int); COMMENT ON COLUMN a.x IS 'c'",
      "ALTER TABLE a DROP COLUMN x; ALTER TABLE a ADD COLUMN x int; COMMENT ON COLUMN a.x IS 'c'",
    ],
    ['rights that were given and taken', 'CREATE TABLE a (x int)', 'GRANT SELECT ON a TO PUBLIC; REVOKE SELECT ON a FROM PUBLIC'],
    ['the same of a function', FUNCTION('BEGIN RETURN new; END'), 'GRANT EXECUTE ON FUNCTION f TO PUBLIC'],
    [
      'the order in which rights were given',
      'CREATE TABLE a (x int); GRANT SELECT, INSERT ON a TO PUBLIC',
      'REVOKE SELECT ON a FROM PUBLIC; GRANT SELECT ON a TO PUBLIC',
    ],
    [
      'how the source of a function is laid out, and its comments',
      FUNCTION("\n  -- who\n  BEGIN\n    new.x := '  a -- b';\n  RETURN new;\nEND\n"),
      FUNCTION("BEGIN new.x := '  a -- b'; /* what */ RETURN new; END"),
    ],
    [
      'how a condition is nested',
      'CREATE TABLE a (x int CONSTRAINT c CHECK (x > 1 AND (x > 2 AND x > 3)))',
      'ALTER TABLE a DROP CONSTRAINT c; ALTER TABLE a ADD CONSTRAINT c CHECK ((x > 1 AND x > 2) AND x > 3)',
    ],
    ['numbers of objects', 'CREATE TABLE a (x serial PRIMARY KEY)', 'DROP TABLE a; CREATE TABLE a (x serial PRIMARY KEY)'],
    [
      'NOT NULL, whatever its constraint is called',
      'CREATE TABLE a (x int NOT NULL)',
      'ALTER TABLE a RENAME COLUMN x TO y; ALTER TABLE a DROP COLUMN y; ALTER TABLE a ADD COLUMN x int CONSTRAINT mine NOT NULL',
    ],
    ['the journal', '', 'CREATE SCHEMA sqlsafe; CREATE TABLE sqlsafe.run (x int); DROP SCHEMA IF EXISTS nothing'],
  ])('%s', async (_, given, change) => {
    expect(await changedBy(given, change)).toEqual([]);
    await db.rows('DROP SCHEMA IF EXISTS sqlsafe CASCADE');
  });
});

describe('what does not is said', () => {
  const TABLE = 'CREATE TABLE a (x int, y text)';
  test.each([
    [TABLE, 'ALTER TABLE a ALTER x SET NOT NULL', ['- column public.a.x integer', '+ column public.a.x integer not null']],
    [TABLE, 'ALTER TABLE a ALTER y TYPE varchar(9)', ['- column public.a.y text', '+ column public.a.y character varying(9)']],
    [TABLE, 'ALTER TABLE a ALTER y TYPE text COLLATE "C"', ['- column public.a.y text', '+ column public.a.y text collate "C"']],
    [TABLE, "COMMENT ON TABLE a IS 'c'", ['+ comment on table public.a: c']],
    [FUNCTION('BEGIN END'), "COMMENT ON FUNCTION f IS 'c'", ['+ comment on function public.f(): c']],
    [TABLE, 'CREATE INDEX i ON a (x)', ['+ index CREATE INDEX i ON public.a USING btree (x)']],
    [TABLE, 'ALTER TABLE a ADD CHECK (x > 0) NOT VALID', ['+ constraint a_x_check on public.a: CHECK ((x > 0)) NOT VALID']],
    [TABLE, 'ALTER TABLE a SET UNLOGGED', ['- table public.a', '+ unlogged table public.a']],
    [TABLE, 'ALTER TABLE a ENABLE ROW LEVEL SECURITY', ['- table public.a', '+ table public.a with row level security']],
    [TABLE, 'ALTER TABLE a SET (fillfactor = 50)', ['- table public.a', '+ table public.a options fillfactor=50']],
    [TABLE, 'GRANT SELECT (x) ON a TO PUBLIC', ['- column public.a.x integer', '+ column public.a.x integer rights =r/postgres']],
    [
      'CREATE SEQUENCE s AS int',
      'ALTER SEQUENCE s INCREMENT 2',
      [
        '- sequence public.s as integer start 1 by 1 from 1 to 2147483647 cache 1',
        '+ sequence public.s as integer start 1 by 2 from 1 to 2147483647 cache 1',
      ],
    ],
    [
      `${TABLE}; ${FUNCTION('BEGIN RETURN new; END')}; CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()`,
      'ALTER TABLE a DISABLE TRIGGER t',
      [
        '- trigger CREATE TRIGGER t BEFORE INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION public.f()',
        '+ trigger CREATE TRIGGER t BEFORE INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION public.f() disabled',
      ],
    ],
    [TABLE, 'CREATE POLICY p ON a AS RESTRICTIVE USING (x = 1)', ['+ policy p on public.a restrictive for all to public using (x = 1)']],
    [
      TABLE,
      'CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING',
      ['+ rule CREATE RULE r AS\n    ON DELETE TO public.a DO INSTEAD NOTHING;'],
    ],
    [TABLE, 'CREATE STATISTICS s ON x, y FROM a', ['+ CREATE STATISTICS public.s ON x, y FROM public.a']],
    ["CREATE TYPE e AS ENUM ('b')", "ALTER TYPE e ADD VALUE 'a' BEFORE 'b'", ["- enum public.e 'b'", "+ enum public.e 'a', 'b'"]],
    ['CREATE DOMAIN d AS int', 'ALTER DOMAIN d SET NOT NULL', ['- domain public.d integer', '+ domain public.d integer not null']],
    ['', 'CREATE TYPE r AS RANGE (subtype = int)', expect.arrayContaining(['+ range public.r of integer']) as string[]],
    ['', 'CREATE SCHEMA app', ['+ schema app']],
    ['', 'CREATE COLLATION c FROM "C"', ['+ collation public.c']],
    ['', 'CREATE AGGREGATE g (int) (SFUNC = int4pl, STYPE = int)', ['+ aggregate public.g(integer)']],
    [
      'CREATE TABLE p (x int) PARTITION BY LIST (x)',
      'CREATE TABLE q PARTITION OF p FOR VALUES IN (1)',
      ['+ column public.q.x integer', '+ table public.q FOR VALUES IN (1) of public.p'],
    ],
    [
      '',
      'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC',
      expect.arrayContaining([expect.stringContaining('+ default rights of')]) as string[],
    ],
  ])('%s; %s', async (given, change, lines) => {
    expect(await changedBy(given, change)).toEqual(lines);
  });
});
