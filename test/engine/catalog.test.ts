import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../src/model/catalog.ts';
import { columns, constraints, history, indexes, presence, relations, tableOf } from './history.ts';

const isNew = (catalog: Catalog, name: string): boolean => {
  const found = catalog.find({ schema: undefined, name }) ?? tableOf(catalog, name);
  return catalog.isNew(found);
};

describe('names', () => {
  test.each<[string, string, string, string]>([
    ['unquoted ones are folded', 'CREATE TABLE Foo ()', 'foo', 'created'],
    ['quoted ones are not', 'CREATE TABLE "User" ()', 'user', 'unknown'],
    ['an unqualified name is in public', 'CREATE TABLE a ()', 'public.a', 'created'],
    ['and not in another schema', 'CREATE TABLE app.a ()', 'public.a', 'unknown'],
    ['nor found there', 'CREATE TABLE app.a ()', 'a', 'unknown'],
    ['the path says where to', 'SET search_path = app; CREATE TABLE a ()', 'app.a', 'created'],
    ['and not in public then', 'SET search_path = app; CREATE TABLE a ()', 'public.a', 'unknown'],
    ['the first of the path', 'SET search_path = app, public; CREATE TABLE a ()', 'app.a', 'created'],
    ['all of the path is searched', 'CREATE TABLE a (); SET search_path = app, public', 'a', 'created'],
    ['set_config', "SELECT set_config('search_path', 'app', false); CREATE TABLE a ()", 'app.a', 'created'],
    ['an empty path finds nothing', "CREATE TABLE a (); SELECT pg_catalog.set_config('search_path', '', false)", 'a', 'unknown'],
    ['the path comes back', 'SET search_path = app; RESET search_path; CREATE TABLE a ()', 'public.a', 'created'],
    ['longer than the server keeps', `CREATE TABLE ${'x'.repeat(70)} ()`, 'x'.repeat(63), 'created'],
    ['looked up by a longer one', `CREATE TABLE ${'x'.repeat(63)} ()`, 'x'.repeat(70), 'created'],
    ['escaped ones are decoded', 'CREATE TABLE U&"d\\0061ta" ()', 'data', 'created'],
    ['elements of CREATE SCHEMA', 'CREATE SCHEMA app CREATE TABLE a (id int)', 'app.a', 'created'],
    ['dropped', 'CREATE TABLE a (); DROP TABLE a', 'a', 'absent'],
    ['dropped and qualified', 'CREATE TABLE a (); DROP TABLE a', 'public.a', 'absent'],
    ['moved away', 'CREATE TABLE a (); ALTER TABLE a SET SCHEMA app', 'a', 'absent'],
    ['dropped by ROLLBACK', 'BEGIN; CREATE TABLE a (); ROLLBACK', 'a', 'unknown'],
    ['indexes share them', 'CREATE TABLE a (x int); CREATE INDEX i ON a (x)', 'i', 'created'],
  ])('%s', (_title, sql, name, expected) => {
    expect(presence(history(sql).catalog, name)).toBe(expected);
  });

  test('a temporary relation comes first, and ends with its session', () => {
    const during = history('CREATE TABLE a (x int); CREATE TEMP TABLE a (y int)');
    expect(columns(during.catalog, 'a')).toEqual(['y int4']);
    during.endSection();
    expect(columns(during.catalog, 'a')).toEqual(['x int4']);
    expect(relations(during.catalog)).toEqual(['table public.a']);
  });

  test('a path lasts to the end of its file', () => {
    expect(relations(history(['SET search_path = app', 'CREATE TABLE a ()']).catalog)).toEqual(['table public.a']);
  });
});

test('a relation whose DROP was undone stands where it stood', () => {
  const { catalog } = history('CREATE TABLE a (); CREATE TABLE b (); BEGIN; DROP TABLE a; ROLLBACK; CREATE TABLE c ()');
  const names = catalog.relations().map(({ name }) => name);
  expect(names).toEqual(['a', 'b', 'c']);
  expect(catalog.relations().map(({ name }) => name)).toEqual(names);
});

describe('deployments', () => {
  test('what an earlier file made exists, and may have been filled', () => {
    const { catalog } = history(['CREATE TABLE a (x int); CREATE TABLE b (x int); INSERT INTO b VALUES (1)', 'CREATE TABLE c (x int)']);
    expect(['a', 'b', 'c'].map((name) => [presence(catalog, name), tableOf(catalog, name).rows, isNew(catalog, name)])).toEqual([
      ['existing', 'unknown', false],
      ['existing', 'some', false],
      ['created', 'none', true],
    ]);
  });

  test('what an earlier file emptied is not known to be empty', () => {
    const { catalog } = history(['CREATE TABLE a (x int)', 'TRUNCATE a', 'SELECT 1']);
    expect(tableOf(catalog, 'a').rows).toBe('unknown');
  });

  test('types grow old too', () => {
    const { catalog } = history(["CREATE TYPE m AS ENUM ('a')", "CREATE TYPE n AS ENUM ('a')"]);
    expect(['m', 'n'].map((name) => catalog.type({ schema: undefined, name })?.origin)).toEqual(['existing', 'created']);
  });

  test('a constraint knows the transaction and the deployment that added it', () => {
    const { catalog } = history(
      ['CREATE TABLE a (x int); ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0)', 'ALTER TABLE a ADD CONSTRAINT d CHECK (x > 1) NOT VALID'],
      { mode: 'file' },
    );
    expect(
      tableOf(catalog, 'a').constraints.map((each) => [
        each.name,
        each.transaction === catalog.transaction,
        each.deployment === catalog.deployment,
      ]),
    ).toEqual([
      ['c', false, false],
      ['d', true, true],
    ]);
  });

  test.each<[string, boolean]>([
    ['CREATE TABLE a (x int)', true],
    ['SELECT 1', false],
  ])('history: %s', (sql, expected) => {
    expect(history(sql).catalog.hasHistory).toBe(expected);
  });
});

describe('what is new', () => {
  const BIG = 'CREATE TABLE big (x int); INSERT INTO big VALUES (1)';
  test.each<[string, readonly string[], string, boolean]>([
    ['a table of this file', ['CREATE TABLE a (x int)'], 'a', true],
    ['a table of an earlier one', ['CREATE TABLE a (x int)', 'SELECT 1'], 'a', false],
    ['with rows of VALUES', ['CREATE TABLE a (x int); INSERT INTO a VALUES (1)'], 'a', true],
    ['from a big table', [BIG, 'CREATE TABLE a AS SELECT * FROM big'], 'a', true],
    ['SELECT INTO', [BIG, 'SELECT * INTO a FROM big'], 'a', true],
    ['filled from a big table', [BIG, 'CREATE TABLE a (x int); INSERT INTO a SELECT * FROM big'], 'a', true],
    ['renamed', ['CREATE TABLE a (x int); ALTER TABLE a RENAME TO b'], 'b', true],
    ['an old one renamed', ['CREATE TABLE a (x int)', 'ALTER TABLE a RENAME TO b'], 'b', false],
    [
      'filled, and in the place of an old one',
      [BIG, 'CREATE TABLE a AS SELECT * FROM big; DROP TABLE big; ALTER TABLE a RENAME TO big'],
      'big',
      false,
    ],
    ['made anew', ['CREATE TABLE a (x int)', 'DROP TABLE a; CREATE TABLE a (x int)'], 'a', true],
    ['IF NOT EXISTS, where there is none', ['CREATE TABLE IF NOT EXISTS a (x int)'], 'a', true],
    ['IF NOT EXISTS, where there is one', ['CREATE TABLE a (x int)', 'CREATE TABLE IF NOT EXISTS a (x int)'], 'a', false],
    ['temporary', ['CREATE TEMP TABLE a (x int)'], 'a', true],
    ['an index of a new table', ['CREATE TABLE a (x int); CREATE INDEX i ON a (x)'], 'i', true],
    ['an index of an old one', ['CREATE TABLE a (x int)', 'CREATE INDEX i ON a (x)'], 'i', false],
    ['a table that no file made', ['ALTER TABLE a ADD COLUMN x int'], 'a', false],
    ['a new view of an old table', ['CREATE TABLE a (x int)', 'CREATE VIEW v AS SELECT x FROM a'], 'v', true],
    ['a sequence', ['CREATE SEQUENCE s'], 's', true],
  ])('%s', (_title, files, name, expected) => {
    expect(isNew(history(files).catalog, name)).toBe(expected);
  });

  test.each<[string, readonly string[], boolean]>([
    ['empty', ['CREATE TABLE a (x int)', 'SELECT 1'], true],
    ['with rows of VALUES', ['CREATE TABLE a (x int); INSERT INTO a VALUES (1)', 'SELECT 1'], true],
    [
      'filled by the file before',
      ['CREATE TABLE big (x int)', 'ALTER TABLE other ADD y int; CREATE TABLE a (x int); INSERT INTO a SELECT y FROM other', 'SELECT 1'],
      false,
    ],
    ['filled and emptied', ['CREATE TABLE a (x int); INSERT INTO a SELECT y FROM other', 'TRUNCATE a'], true],
  ])('in a deployment of several files: %s', (_title, files, expected) => {
    expect(isNew(history(files, { together: true }).catalog, 'a')).toBe(expected);
  });

  test('an index that the open transaction makes on an old table is nobody else\u2019s', () => {
    const { catalog } = history(['CREATE TABLE a (x int)', 'CREATE INDEX i ON a (x)'], { mode: 'file' });
    expect(isNew(catalog, 'i')).toBe(true);
  });
});

describe('what is undone', () => {
  const sql =
    'CREATE TABLE a (x int PRIMARY KEY, y int); CREATE TABLE b (x int REFERENCES a); CREATE INDEX i ON a (y); CREATE VIEW v AS SELECT y FROM a;';
  const facts = (catalog: Catalog): readonly unknown[] => [
    relations(catalog),
    columns(catalog, 'a'),
    constraints(catalog, 'a'),
    constraints(catalog, 'b'),
    indexes(catalog, 'a'),
    catalog.foreignKeysTo(tableOf(catalog, 'a').id).map(({ table }) => table.name),
    catalog.viewsOf(tableOf(catalog, 'a').id).map(({ name }) => name),
    presence(catalog, 'c'),
    catalog.schemaKnown('s'),
    catalog.type({ schema: undefined, name: 'm' }),
    catalog.functions({ schema: undefined, name: 'f' }),
  ];
  test.each([
    'DROP TABLE a CASCADE',
    'ALTER TABLE a DROP y CASCADE',
    'ALTER TABLE a RENAME TO c',
    'ALTER TABLE a RENAME x TO z',
    'ALTER TABLE a SET SCHEMA s',
    'ALTER TABLE a DROP CONSTRAINT a_pkey CASCADE',
    'ALTER TABLE a ADD CHECK (x > 0), ADD UNIQUE (y), ALTER y SET NOT NULL, ADD z serial',
    "CREATE SCHEMA s; CREATE TYPE m AS ENUM ('x'); ALTER TYPE m ADD VALUE 'y'",
    'CREATE TABLE c (x int) PARTITION BY RANGE (x); CREATE TABLE d PARTITION OF c DEFAULT; CREATE INDEX ON c (x)',
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    'DROP SCHEMA public CASCADE',
    'TRUNCATE a CASCADE; CREATE MATERIALIZED VIEW c AS SELECT x FROM a; REFRESH MATERIALIZED VIEW c',
  ])('%s', (change) => {
    const before = facts(history(sql).catalog);
    expect(facts(history(`${sql} BEGIN; ${change}; ROLLBACK`).catalog)).toEqual(before);
    expect(facts(history(`${sql} BEGIN; SAVEPOINT s; ${change}; ROLLBACK TO s; COMMIT`).catalog)).toEqual(before);
  });

  test('up to a savepoint, and what came before it stays', () => {
    expect(
      relations(
        history('BEGIN; CREATE TABLE a (); SAVEPOINT s; CREATE TABLE b (); ROLLBACK TO s; CREATE TABLE c (); ROLLBACK TO s; COMMIT')
          .catalog,
      ),
    ).toEqual(['table public.a']);
  });

  test('what COMMIT kept stays', () => {
    expect(relations(history('BEGIN; CREATE TABLE a (); COMMIT; BEGIN; CREATE TABLE b (); ROLLBACK; ROLLBACK').catalog)).toEqual([
      'table public.a',
    ]);
  });

  test('identities are stable through renames and not used again', () => {
    const id = (sqlText: string, name: string): number => tableOf(history(sqlText).catalog, name).id;
    expect(id('CREATE TABLE a (); ALTER TABLE a RENAME TO b', 'b')).toBe(id('CREATE TABLE a ()', 'a'));
    expect(id('CREATE TABLE a (); DROP TABLE a; CREATE TABLE a ()', 'a')).not.toBe(id('CREATE TABLE a ()', 'a'));
  });
});
