import type { HazardRow } from './hazard.ts';

const T = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text);';
const TU = `${T} CREATE TABLE u (id bigint PRIMARY KEY, a int, t_id bigint REFERENCES t (id));`;

/** Of transactions, sessions, data, triggers and privileges. */
export const runs: readonly HazardRow[] = [
  // transactions
  {
    hazard: 'CONCURRENTLY stands in a transaction',
    given: T,
    sql: 'BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;',
    by: { rule: 'transaction-failing/concurrently-in-transaction' },
  },
  {
    hazard: 'CONCURRENTLY is sent in one string with something else',
    given: T,
    transaction: 'string',
    sql: "SET application_name = 'x'; CREATE INDEX CONCURRENTLY i ON t (a);",
    by: { rule: 'transaction-failing/in-string' },
  },
  {
    hazard: 'VACUUM and others stand in a transaction',
    given: T,
    sql: 'BEGIN; VACUUM t; COMMIT;',
    by: { rule: 'transaction-failing/statement-in-transaction' },
  },
  {
    hazard: 'A COMMIT ends the transaction of the tool',
    sql: 'CREATE TABLE n (id bigint); COMMIT;',
    by: { rule: 'transaction-lingering/commit-of-runner' },
  },
  {
    hazard: 'A BEGIN stands in a transaction',
    sql: 'BEGIN; CREATE TABLE n (id bigint); BEGIN; COMMIT;',
    by: { rule: 'transaction-lingering/nested' },
  },
  { hazard: 'A BEGIN has no COMMIT', sql: 'BEGIN; CREATE TABLE n (id bigint);', by: { rule: 'transaction-lingering/unclosed' } },
  {
    hazard: 'Long work follows a strong lock in one transaction',
    given: TU,
    sql: 'BEGIN; ALTER TABLE t ADD COLUMN c int; CREATE INDEX i ON u (a); COMMIT;',
    by: { rule: 'transaction-blocking/work' },
  },
  {
    hazard: 'Several tables are closed by one transaction',
    given: `${T} CREATE TABLE v (id bigint PRIMARY KEY);`,
    sql: 'BEGIN; ALTER TABLE t ADD COLUMN c int; ALTER TABLE v ADD COLUMN c int; COMMIT;',
    by: { rule: 'transaction-blocking/several-tables' },
  },
  {
    hazard: 'Two ALTER TABLE do what one could',
    given: T,
    sql: 'ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD COLUMN d int;',
    by: { rule: 'alter-table-style/combine' },
  },
  {
    hazard: 'A column is added and filled in one transaction',
    given: T,
    sql: 'BEGIN; ALTER TABLE t ADD COLUMN c int; UPDATE t SET c = 1 WHERE c IS NULL; COMMIT;',
    by: { rule: 'transaction-blocking/data' },
  },
  {
    hazard: 'LOCK TABLE closes a table on purpose',
    given: T,
    sql: 'LOCK TABLE t IN SHARE MODE;',
    by: { rule: 'lock-table-blocking/held' },
  },
  {
    hazard: 'Savepoints by the thousand slow down everybody',
    sql: 'SAVEPOINT a;',
    by: { none: 'it takes more than 64 in one transaction, on a busy server; a loop that catches errors is judged for what it does.' },
  },
  {
    hazard: 'A file without a transaction stops half-way',
    transaction: 'statement',
    sql: 'CREATE TABLE n (id bigint); CREATE TABLE m (id bigint);',
    by: { rule: 'migration-lingering/half-done' },
  },
  {
    hazard: 'IF NOT EXISTS hides that a table has another shape',
    given: T,
    sql: 'CREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY, c int);',
    by: { rule: 'create-table-drifting/columns' },
  },

  // timeouts and settings
  {
    hazard: 'Nothing limits the wait for a lock',
    given: T,
    sql: 'ALTER TABLE t ADD COLUMN c int;',
    by: { rule: 'session-blocking/missing' },
  },
  {
    hazard: 'Nothing limits how long a statement runs',
    given: T,
    sql: 'VACUUM t;',
    by: { rule: 'session-lingering/no-statement-timeout' },
  },
  {
    hazard: 'SET LOCAL stands outside of a transaction',
    given: T,
    transaction: 'statement',
    sql: "SET LOCAL lock_timeout = '2s'; ALTER TABLE t ADD COLUMN c int;",
    by: { rule: 'session-blocking/local-outside-transaction' },
  },
  {
    hazard: 'A timeout of 0 is none',
    given: T,
    sql: 'SET lock_timeout = 0; ALTER TABLE t ADD COLUMN c int;',
    by: { rule: 'session-blocking/zero' },
  },
  {
    hazard: 'A timeout is set too late',
    given: T,
    sql: "ALTER TABLE t ADD COLUMN c int; SET lock_timeout = '2s';",
    by: { rule: 'session-blocking/too-late' },
  },
  {
    hazard: 'A timeout was reset, or ended with its transaction',
    given: T,
    sql: "SET lock_timeout = '2s'; RESET lock_timeout; ALTER TABLE t ADD COLUMN c int;",
    by: { rule: 'session-blocking/reset' },
  },
  {
    hazard: 'A timeout is so long that it helps nobody',
    given: T,
    sql: "SET lock_timeout = '10min'; ALTER TABLE t ADD COLUMN c int;",
    by: { rule: 'session-blocking/too-long' },
  },
  {
    hazard: 'An interrupted migration leaves its transaction open',
    given: T,
    sql: "BEGIN; ALTER TABLE t ADD COLUMN c int; COMMENT ON TABLE t IS 'x'; COMMIT;",
    by: { rule: 'session-lingering/no-idle-timeout' },
  },
  {
    hazard: 'The connection does not say who it is',
    sql: "SET application_name = 'migrations';",
    by: { none: 'the tool that connects knows its name, a migration does not; nothing breaks without.' },
  },
  { hazard: 'A setting outlives its file', sql: 'SET search_path = app;', by: { rule: 'session-drifting/setting' } },

  // data
  {
    hazard: 'UPDATE changes all rows in one go',
    given: T,
    sql: 'UPDATE t SET a = 1 WHERE true;',
    by: { rule: 'update-blocking/all-rows' },
  },
  {
    hazard: 'MERGE changes all rows in one go',
    given: TU,
    sql: 'MERGE INTO t USING u ON u.id = t.id WHEN MATCHED THEN UPDATE SET a = u.a;',
    by: { rule: 'merge-blocking/unbatched' },
  },
  {
    hazard: 'DELETE removes all rows in one go',
    given: T,
    sql: 'WITH d AS (DELETE FROM t RETURNING 1) SELECT count(*) FROM d;',
    by: { rule: 'delete-blocking/all-rows' },
  },
  {
    hazard: 'A backfill is one transaction',
    given: T,
    sql: 'UPDATE t SET a = 1 WHERE a IS NULL;',
    by: { rule: 'update-blocking/unbatched' },
  },
  {
    hazard: 'A table is copied in one transaction',
    given: TU,
    sql: 'INSERT INTO u (id) SELECT id FROM t;',
    by: { rule: 'insert-lingering/unbatched' },
  },
  {
    hazard: 'Data and schema change in one file',
    sql: "ALTER TABLE t ADD COLUMN c int; INSERT INTO plans (name) VALUES ('free');",
    by: { none: 'a few rows beside a change of the schema hurt nobody; what takes long while a lock is held is transaction-blocking.' },
  },
  {
    hazard: 'INSERT relies on the order of columns',
    given: T,
    sql: "INSERT INTO t VALUES (1, 2, 'x');",
    by: { rule: 'insert-style/no-columns' },
  },
  { hazard: 'Statistics are old after a large change', given: T, sql: 'UPDATE t SET a = 1;', by: { rule: 'analyze-style/missing' } },
  {
    hazard: 'A sequence does not learn of numbers that rows bring along',
    given: 'CREATE TABLE t (id serial PRIMARY KEY, a int);',
    sql: 'INSERT INTO t (id, a) VALUES (1, 2);',
    by: { rule: 'insert-breaking/sequence-behind' },
  },
  {
    hazard: 'A query compares with NULL, selects * or sorts by position',
    sql: 'SELECT * FROM t WHERE a = NULL ORDER BY 1;',
    by: { none: 'it is how a query is written, not what a migration does to others; sqlfluff looks at that.' },
  },
  {
    hazard: 'A column is given twice',
    given: T,
    sql: 'UPDATE t SET a = 1, a = 2 WHERE id = 5;',
    by: { rule: 'migration-failing/refused' },
  },

  // triggers, functions, privileges, replication
  {
    hazard: 'A new trigger locks its table against writes',
    given: `${T} CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;`,
    sql: 'CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();',
    by: { rule: 'session-blocking/missing' },
  },
  {
    hazard: 'Triggers are turned off and stay so, foreign keys with them',
    given: T,
    sql: 'ALTER TABLE t DISABLE TRIGGER ALL;',
    by: { rule: 'alter-relation-drifting/all-triggers' },
  },
  {
    hazard: 'No trigger fires in the whole session',
    sql: 'SET session_replication_role = replica;',
    by: { rule: 'session-drifting/no-triggers' },
  },
  {
    hazard: 'Row level security without a policy hides every row',
    given: T,
    sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY;',
    by: { rule: 'create-policy-lingering/without-policy' },
  },
  {
    hazard: 'A table with row level security loses its last policy',
    given: `${T} ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a > 0);`,
    sql: 'DROP POLICY p ON t;',
    by: { rule: 'drop-attached-drifting/last-policy' },
  },
  {
    hazard: 'A policy is true for every row',
    given: `${T} ALTER TABLE t ENABLE ROW LEVEL SECURITY;`,
    sql: 'CREATE POLICY p ON t USING (true);',
    by: { rule: 'create-policy-drifting/open' },
  },
  {
    hazard: 'A function of its owner is led astray by the search path of its caller',
    sql: "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
    by: { rule: 'create-function-drifting/search-path' },
  },
  {
    hazard: 'A view, materialized view or extension is open to the web',
    sql: 'CREATE EXTENSION pg_trgm SCHEMA public;',
    by: { none: 'which schemas an API serves stands outside the SQL; splinter asks the live database of such a service.' },
  },
  { hazard: 'Everybody gets a privilege', given: T, sql: 'GRANT SELECT ON t TO PUBLIC;', by: { rule: 'grant-drifting/public' } },
  {
    hazard: 'The settings of the whole server change',
    sql: "ALTER SYSTEM SET work_mem = '64MB';",
    by: { rule: 'server-command-drifting/alter-system' },
  },
  {
    hazard: 'A role becomes superuser',
    sql: 'ALTER ROLE app SUPERUSER;',
    by: { none: 'roles belong to the server and not to a schema; what they may do touches no table and blocks nobody.' },
  },
  { hazard: 'An extension comes in whatever version is there', sql: 'CREATE EXTENSION pg_trgm;', by: { rule: 'extension-style/unpinned' } },
  {
    hazard: 'CREATE without OR REPLACE cannot run again',
    sql: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    by: { rule: 'or-replace-style/missing' },
  },
  {
    hazard: 'A table without a key is published, and refuses every UPDATE',
    given: 'CREATE TABLE t (a int);',
    sql: 'CREATE PUBLICATION feed FOR TABLE t;',
    by: { rule: 'alter-publication-breaking/table' },
  },
];
