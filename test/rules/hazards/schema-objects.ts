import type { HazardRow } from './hazard.ts';

const T = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text);';
const TU = `${T} CREATE TABLE u (id bigint PRIMARY KEY, a int, t_id bigint REFERENCES t (id));`;
const MATVIEW = `${T} CREATE MATERIALIZED VIEW m AS SELECT id FROM t;`;
const PARTS = 'CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);';
const WITH_DEFAULT = `${PARTS} CREATE TABLE rest PARTITION OF p DEFAULT;`;
const INDEXED_PARTS = `${PARTS} CREATE INDEX p_id ON ONLY p (id); CREATE INDEX p1_id ON p1 (id);`;
const ENUM = "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (id bigint PRIMARY KEY, m mood);";
const DOMAIN = 'CREATE DOMAIN cents AS int; CREATE TABLE t (id bigint PRIMARY KEY, a cents);';
const TRIGGER =
  'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();';

/** Of maintenance, partitions, types, and what else a schema holds. */
export const schemaObjects: readonly HazardRow[] = [
  // rewrites and maintenance
  { hazard: 'VACUUM FULL copies a table that is in use', given: T, sql: 'VACUUM (FULL) t;', by: { rule: 'vacuum-rewriting/tables' } },
  { hazard: 'CLUSTER copies a table that is in use', given: T, sql: 'CLUSTER t USING t_pkey;', by: { rule: 'cluster-rewriting/table' } },
  {
    hazard: 'SET LOGGED or UNLOGGED copies a table',
    given: T,
    sql: 'ALTER TABLE t SET UNLOGGED;',
    by: { rule: 'alter-relation-rewriting/unlogged' },
  },
  {
    hazard: 'Another access method has every row stored anew',
    given: T,
    sql: 'ALTER TABLE t SET ACCESS METHOD columnar;',
    by: { rule: 'alter-relation-rewriting/access-method' },
  },
  {
    hazard: 'Another tablespace has the files copied under a lock',
    given: T,
    sql: 'ALTER TABLE t SET TABLESPACE archive;',
    by: { rule: 'alter-relation-rewriting/tablespace' },
  },
  {
    hazard: 'Everything in a tablespace is moved at once',
    given: T,
    sql: 'ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE archive;',
    by: { rule: 'alter-relation-rewriting/all-in-tablespace' },
  },
  {
    hazard: 'A stored generated column gets another expression',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED);',
    sql: 'ALTER TABLE t ALTER COLUMN g SET EXPRESSION AS (a * 3);',
    by: { rule: 'set-expression-rewriting/rewrite' },
  },
  {
    hazard: 'A refresh closes a materialized view to its readers',
    given: MATVIEW,
    sql: 'REFRESH MATERIALIZED VIEW m;',
    by: { rule: 'refresh-matview-blocking/refresh' },
  },
  {
    hazard: 'A concurrent refresh finds no unique index that it could use',
    given: MATVIEW,
    sql: 'REFRESH MATERIALIZED VIEW CONCURRENTLY m;',
    by: { rule: 'migration-failing/refused' },
  },
  {
    hazard: 'A materialized view is filled within the migration',
    given: T,
    sql: 'CREATE MATERIALIZED VIEW m AS SELECT id FROM t;',
    by: { rule: 'create-matview-scanning/with-data' },
  },
  {
    hazard: 'Autovacuum is turned off and stays so',
    given: T,
    sql: 'ALTER TABLE t SET (autovacuum_enabled = false);',
    by: { rule: 'alter-relation-lingering/autovacuum-off' },
  },
  {
    hazard: 'A crash empties a table that is UNLOGGED',
    sql: 'CREATE UNLOGGED TABLE t (id bigint PRIMARY KEY);',
    by: { rule: 'create-table-destroying/unlogged' },
  },
  {
    hazard: 'PostgreSQL 19 has a gentler way than VACUUM FULL and CLUSTER',
    sql: 'REPACK (CONCURRENTLY) t;',
    by: { none: 'the versions judged end with 18, where pg_repack does it; both statements are reported all the same.' },
  },
  {
    hazard: 'A column is compressed in the slower of two ways',
    sql: 'ALTER TABLE t ALTER COLUMN b SET COMPRESSION pglz;',
    by: { none: 'it is a matter of disk space and processor time, and hurts nobody while it is deployed.' },
  },

  // partitions and inheritance
  {
    hazard: 'Detaching a partition closes the whole table',
    given: PARTS,
    sql: 'ALTER TABLE p DETACH PARTITION p1;',
    by: { rule: 'detach-partition-blocking/detach' },
  },
  {
    hazard: 'A DEFAULT partition forbids detaching CONCURRENTLY',
    given: WITH_DEFAULT,
    sql: 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;',
    by: { rule: 'migration-failing/refused' },
  },
  {
    hazard: 'A table that is attached is searched for rows that do not fit',
    given: `${PARTS} CREATE TABLE q (id int, CHECK (id >= 10 AND id < 20));`,
    sql: 'ALTER TABLE p ATTACH PARTITION q FOR VALUES FROM (10) TO (20);',
    by: { rule: 'attach-partition-scanning/partition' },
  },
  {
    hazard: 'The DEFAULT partition is searched for rows of a new one',
    given: WITH_DEFAULT,
    sql: 'CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);',
    by: { rule: 'create-table-blocking/default-scanned' },
  },
  {
    hazard: 'A new partition closes the whole table',
    given: PARTS,
    sql: 'CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);',
    by: { rule: 'create-table-blocking/partition-of' },
  },
  {
    hazard: 'Dropping a partition closes the whole table',
    given: PARTS,
    sql: 'DROP TABLE p1;',
    by: { rule: 'drop-table-breaking/partition' },
  },
  {
    hazard: 'Attaching an index does no work, and yet queues behind the queries of the partition',
    given: INDEXED_PARTS,
    sql: 'ALTER INDEX p_id ATTACH PARTITION p1_id;',
    by: { rule: 'session-blocking/missing' },
  },
  {
    hazard: 'A change of a partitioned table locks all its partitions',
    given: PARTS,
    sql: 'ALTER TABLE p ADD COLUMN a int;',
    by: { rule: 'session-blocking/missing' },
  },
  {
    hazard: 'ONLY leaves the partitions out, which is refused',
    given: PARTS,
    sql: 'ALTER TABLE ONLY p ADD COLUMN a int;',
    by: { rule: 'add-column-failing/refused' },
  },
  {
    hazard: 'A DEFAULT partition makes every later one dear',
    given: PARTS,
    sql: 'CREATE TABLE rest PARTITION OF p DEFAULT;',
    by: { rule: 'create-table-scanning/default-partition' },
  },
  {
    hazard: 'A table inherits columns, but no key and no index',
    given: T,
    sql: 'CREATE TABLE c (x int) INHERITS (t);',
    by: { rule: 'inheritance-style/inherits' },
  },
  {
    hazard: 'Tables that an extension manages are changed behind its back',
    sql: 'ALTER TABLE hypertable ADD COLUMN a int;',
    by: {
      none: 'which tables an extension manages stands in its own catalog, not in the SQL; what the statement locks is judged as ever.',
    },
  },

  // enums, domains, composite types
  {
    hazard: 'A value cannot be added to an enum in a transaction, up to PostgreSQL 11',
    given: ENUM,
    version: 11,
    sql: "BEGIN; ALTER TYPE mood ADD VALUE 'happy'; COMMIT;",
    by: { rule: 'transaction-failing/statement-in-transaction' },
  },
  {
    hazard: 'A value of an enum is used in the transaction that adds it',
    given: ENUM,
    sql: "BEGIN; ALTER TYPE mood ADD VALUE 'happy'; ALTER TABLE t ALTER COLUMN m SET DEFAULT 'happy'; COMMIT;",
    by: { rule: 'add-enum-value-failing/used-at-once' },
  },
  {
    hazard: 'A value of an enum ends up last in every order',
    given: ENUM,
    sql: "ALTER TYPE mood ADD VALUE 'happy';",
    by: { rule: 'enum-style/last' },
  },
  {
    hazard: 'No value of an enum can ever be removed',
    sql: "CREATE TYPE mood AS ENUM ('sad');",
    by: { rule: 'enum-style/created' },
  },
  {
    hazard: 'Running code knows a value of an enum by its old name',
    given: ENUM,
    sql: "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';",
    by: { rule: 'rename-object-breaking/enum-value' },
  },
  {
    hazard: 'Dropping a type takes the columns of it along',
    given: ENUM,
    sql: 'DROP TYPE mood CASCADE;',
    by: { rule: 'drop-destroying/columns' },
  },
  {
    hazard: 'Running code casts to a type that is dropped',
    given: "CREATE TYPE mood AS ENUM ('sad');",
    sql: 'DROP TYPE mood;',
    by: { rule: 'drop-object-breaking/type' },
  },
  {
    hazard: 'A CHECK of a domain is checked in every table of it',
    given: DOMAIN,
    sql: 'ALTER DOMAIN cents ADD CONSTRAINT c CHECK (VALUE > 0);',
    by: { rule: 'alter-domain-scanning/check' },
  },
  {
    hazard: 'Validating the constraint of a domain stops writes, unlike that of a table',
    given: `${DOMAIN} ALTER DOMAIN cents ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;`,
    sql: 'ALTER DOMAIN cents VALIDATE CONSTRAINT c;',
    by: { rule: 'alter-domain-scanning/validate' },
  },
  {
    hazard: 'A domain becomes NOT NULL, for which there is no NOT VALID',
    given: DOMAIN,
    sql: 'ALTER DOMAIN cents SET NOT NULL;',
    by: { rule: 'alter-domain-scanning/not-null' },
  },
  {
    hazard: 'The constraint of a domain is hard to change later',
    sql: 'CREATE DOMAIN cents AS int CHECK (VALUE > 0);',
    by: { rule: 'domain-style/constrained' },
  },
  {
    hazard: 'An attribute of a type that is stored goes with its data',
    given: 'CREATE TYPE pair AS (x int, y int); CREATE TABLE t (id bigint PRIMARY KEY, p pair);',
    sql: 'ALTER TYPE pair DROP ATTRIBUTE x;',
    by: { rule: 'alter-composite-type-breaking/dropped' },
  },
  {
    hazard: 'Typed tables are written anew when their type changes',
    given: 'CREATE TYPE pair AS (x int, y int); CREATE TABLE t OF pair;',
    sql: 'ALTER TYPE pair ALTER ATTRIBUTE y TYPE bigint CASCADE;',
    by: { net: 'every table of that type is closed while it is written anew.' },
  },

  // what destroys and what breaks running code
  { hazard: 'A table goes with its rows', given: T, sql: 'DROP TABLE t;', by: { rule: 'drop-table-breaking/table' } },
  { hazard: 'CASCADE drops what nobody named', given: TU, sql: 'DROP TABLE t CASCADE;', by: { rule: 'drop-destroying/known' } },
  {
    hazard: 'A column goes that running code reads',
    given: T,
    sql: 'ALTER TABLE t DROP COLUMN a;',
    by: { rule: 'drop-column-breaking/column' },
  },
  {
    hazard: 'Constraints and indexes go with a column, without a word',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int, UNIQUE (a, b));',
    sql: 'ALTER TABLE t DROP COLUMN a;',
    by: { rule: 'drop-column-breaking/and-more' },
  },
  {
    hazard: 'A view still reads the column that is dropped',
    given: `${T} CREATE VIEW v AS SELECT a FROM t;`,
    sql: 'ALTER TABLE t DROP COLUMN a;',
    by: { rule: 'migration-failing/refused' },
  },
  {
    hazard: 'A schema goes with all that is in it',
    given: 'CREATE SCHEMA app; CREATE TABLE app.t (id bigint);',
    sql: 'DROP SCHEMA app CASCADE;',
    by: { rule: 'drop-destroying/schema' },
  },
  { hazard: 'A database goes', sql: 'DROP DATABASE app;', by: { rule: 'drop-destroying/server' } },
  { hazard: 'All that a role owns goes', sql: 'DROP OWNED BY app;', by: { rule: 'drop-destroying/owned' } },
  { hazard: 'All rows go', given: T, sql: 'TRUNCATE t;', by: { rule: 'truncate-destroying/truncate' } },
  { hazard: 'All rows go, and those of other tables', given: TU, sql: 'TRUNCATE t CASCADE;', by: { rule: 'truncate-destroying/cascade' } },
  {
    hazard: 'Running code knows a column by its old name',
    given: T,
    sql: 'ALTER TABLE t RENAME COLUMN a TO c;',
    by: { rule: 'rename-column-breaking/column' },
  },
  {
    hazard: 'Running code knows a table by its old name',
    given: T,
    sql: 'ALTER TABLE t RENAME TO v;',
    by: { rule: 'rename-table-breaking/table' },
  },
  {
    hazard: 'Running code knows a schema, function or type by its old name',
    given: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    sql: 'ALTER FUNCTION f() RENAME TO g;',
    by: { rule: 'rename-object-breaking/function' },
  },
  {
    hazard: 'Running code looks for a table in its old schema',
    given: `CREATE SCHEMA app; ${T}`,
    sql: 'ALTER TABLE t SET SCHEMA app;',
    by: { rule: 'set-schema-breaking/moved' },
  },
  {
    hazard: 'A view, sequence or foreign table goes that running code uses',
    given: `${T} CREATE VIEW v AS SELECT a FROM t;`,
    sql: 'DROP VIEW v;',
    by: { rule: 'drop-relation-breaking/view' },
  },
  {
    hazard: 'A function goes that running code calls',
    given: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    sql: 'DROP FUNCTION f();',
    by: { rule: 'drop-function-breaking/function' },
  },
  {
    hazard: 'A trigger goes, and what it kept up',
    given: `${T} ${TRIGGER}`,
    sql: 'DROP TRIGGER x ON t;',
    by: { rule: 'drop-attached-drifting/trigger' },
  },
  {
    hazard: 'A table is dropped and made anew, empty',
    given: T,
    sql: 'DROP TABLE t; CREATE TABLE t (id bigint PRIMARY KEY);',
    by: { rule: 'drop-table-breaking/table' },
  },
  {
    hazard: 'A rule rewrites the queries of a table',
    given: T,
    sql: 'CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;',
    by: { rule: 'rule-style/created' },
  },
  {
    hazard: 'A published table loses what its rows are named by',
    given: `${T} CREATE PUBLICATION feed FOR TABLE t;`,
    sql: 'ALTER TABLE t REPLICA IDENTITY NOTHING;',
    by: { rule: 'alter-relation-breaking/published' },
  },
  {
    hazard: 'REPLICA IDENTITY FULL logs every old row',
    given: T,
    sql: 'ALTER TABLE t REPLICA IDENTITY FULL;',
    by: { rule: 'alter-relation-lingering/full-identity' },
  },
];
