import { describe, expect, test } from 'vitest';
import { infer } from './infer.ts';

const GIVEN = `CREATE TABLE t (id bigint PRIMARY KEY, a int, b text);
  CREATE TABLE p (id bigint, k int NOT NULL) PARTITION BY RANGE (k);
  CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
  CREATE TABLE h (id int) PARTITION BY HASH (id);
  CREATE TABLE parent (id bigint, a int);
  CREATE TABLE child () INHERITS (parent);
  CREATE VIEW w AS SELECT id, a FROM t;
  CREATE TYPE mood AS ENUM ('ok');
  CREATE DOMAIN d AS int CHECK (VALUE > 0);
  CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER tr AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf();
  CREATE PUBLICATION pub FOR TABLE t;`;

/** What the first operation that fails ends in; `?` where it only may. */
const failure = (sql: string, version = 17): string | undefined => {
  const fails = infer(GIVEN, sql, version, 'file').find((each) => each.fails !== null)?.fails;
  return fails === undefined || fails === null ? undefined : `${fails.code}${fails.certain ? '' : '?'}`;
};

describe('what can not be, whatever the rows are', () => {
  test.each([
    ['ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (random()) STORED', '42P17'],
    ['ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (zz) STORED', '42703'],
    ['ALTER TABLE t ADD COLUMN c text GENERATED ALWAYS AS IDENTITY', '22023'],
    ['ALTER TABLE t ADD COLUMN c int NULL NOT NULL', '42601'],
    ['ALTER TABLE t ADD COLUMN c int DEFAULT count(*)', '42803'],
    ['ALTER TABLE t ADD COLUMN c boolean DEFAULT 1', '42804'],
    ['ALTER TABLE t ADD COLUMN c smallint DEFAULT 100000', '22003'],
    ["ALTER TABLE t ADD COLUMN c varchar(2) DEFAULT 'abc'", '22001'],
    ["ALTER TABLE t ADD COLUMN c date DEFAULT '2024-13-45'", '22008'],
    ['ALTER TABLE t ADD COLUMN xmin int', '42701'],
    ['ALTER TABLE t ADD COLUMN c int DEFAULT unheard_of()', '42883?'],
    ['ALTER TABLE t DROP COLUMN ctid', '0A000'],
    ['ALTER TABLE t ADD CHECK (a)', '42804'],
    ["ALTER TABLE t ADD CHECK (a = 'x')", '22P02'],
    ['ALTER TABLE t ADD UNIQUE (a, a)', '42701'],
    ['ALTER TABLE t ADD CONSTRAINT w UNIQUE (a)', '42P07'],
    ['CREATE INDEX ON t USING gin (a)', '42704'],
    ['CREATE INDEX ON t USING hash (a, b)', '0A000'],
    ['CREATE INDEX ON t ((b::date))', '42P17'],
    ['CREATE TABLE n PARTITION OF p FOR VALUES FROM (300) TO (200)', '42P17'],
    ['CREATE TABLE n PARTITION OF p FOR VALUES IN (300)', '42P16'],
    ['CREATE TABLE n PARTITION OF h DEFAULT', '42P16'],
    ['CREATE TABLE n () INHERITS (p1)', '42809'],
    ['ALTER TABLE parent INHERIT child', '42P07'],
    ['DROP TRIGGER tr ON p1', '2BP01'],
    ['ALTER TABLE w ENABLE ROW LEVEL SECURITY', '42809'],
    ["COMMENT ON TABLE w IS 'x'", '42809'],
    ["CREATE TYPE t AS ENUM ('x')", '42710'],
    ["ALTER TYPE mood ADD VALUE 'x' BEFORE 'nope'", '22023'],
    ['ALTER PUBLICATION pub ADD TABLE t', '42710'],
    ['INSERT INTO t (id, id) VALUES (1, 2)', '42701'],
    ['ROLLBACK TO SAVEPOINT nope', '3B001'],
    ['DECLARE c CURSOR FOR SELECT * FROM t; ALTER TABLE t ADD COLUMN c int', '55006'],
  ])('%s', (sql, code) => {
    expect(failure(sql)).toBe(code);
  });

  test.each([
    ['ALTER TABLE t ADD COLUMN c timestamptz DEFAULT now()'],
    ['ALTER TABLE t ADD COLUMN c int DEFAULT 5 CHECK (c > 0)'],
    ['ALTER TABLE t ADD UNIQUE (id, a)'],
    ["CREATE INDEX ON t USING gin (to_tsvector('simple', b))"],
    ['CREATE INDEX ON t ((a::bigint))'],
    ['CREATE TABLE n PARTITION OF p FOR VALUES FROM (100) TO (MAXVALUE)'],
    ['DECLARE c CURSOR FOR SELECT * FROM t; CLOSE c; ALTER TABLE t ADD COLUMN c int'],
    ['SAVEPOINT s; ROLLBACK TO SAVEPOINT s'],
    ["UPDATE t SET b = 'x' WHERE EXISTS (SELECT 1 FROM generate_series(1, 2) AS n WHERE n = 1)"],
  ])('%s goes through', (sql) => {
    expect(failure(sql)).toBeUndefined();
  });

  test('versions differ', () => {
    expect(failure('ALTER TABLE ONLY p ALTER COLUMN k DROP NOT NULL', 10)).toBe('42P16');
    expect(failure('CREATE UNLOGGED SEQUENCE s', 14)).toBe('0A000');
    expect(failure('CREATE UNLOGGED SEQUENCE s', 15)).toBeUndefined();
    expect(failure('ALTER TABLE t ALTER b SET STORAGE DEFAULT', 15)).toBe('42601');
    expect(failure('ALTER TABLE t ALTER b SET STORAGE DEFAULT', 16)).toBeUndefined();
  });
});
