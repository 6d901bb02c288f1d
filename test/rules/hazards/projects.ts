import type { HazardRow } from './hazard.ts';

/** Of what several files show together, style, coverage. */
export const projects: readonly HazardRow[] = [
  // -------------------------------------------------------------------------------------- the history as a whole
  {
    hazard: 'A constraint that is NOT VALID for good',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int);',
    sql: 'ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;',
    later: 'CREATE TABLE u (id bigint PRIMARY KEY);',
    by: { rule: 'validate-constraint-lingering/never' },
  },
  {
    hazard: 'Row level security on a table in use, and no policy',
    given: 'CREATE TABLE notes (id bigint PRIMARY KEY, owner text);',
    sql: 'ALTER TABLE notes ENABLE ROW LEVEL SECURITY;',
    by: { rule: 'create-policy-lingering/without-policy' },
  },
  {
    hazard: 'Row level security on a new table, and no policy',
    sql: 'CREATE TABLE notes (id bigint PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;',
    by: { rule: 'create-policy-lingering/new-without-policy' },
  },
  {
    hazard: 'A policy, and row level security never switched on',
    sql: 'CREATE TABLE notes (id bigint PRIMARY KEY, owner text); CREATE POLICY own ON notes USING (owner = current_user);',
    by: { rule: 'create-policy-lingering/never-enabled' },
  },
  {
    hazard: 'A foreign key whose columns no index begins with',
    given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
    sql: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));',
    by: { rule: 'add-foreign-key-lingering/without-index' },
  },
  {
    hazard: 'A foreign key with ON DELETE CASCADE whose columns no index begins with',
    given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
    sql: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id) ON DELETE CASCADE);',
    by: { rule: 'add-foreign-key-lingering/cascading' },
  },
  {
    hazard: 'Two indexes that are alike',
    sql: 'CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE); CREATE INDEX users_email ON users (email);',
    by: { rule: 'drop-index-lingering/duplicate' },
  },
  {
    hazard: 'An index that is the beginning of another one',
    sql: 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int); CREATE INDEX t_a ON t (a); CREATE INDEX t_a_b ON t (a, b);',
    by: { rule: 'drop-index-lingering/covered' },
  },
  {
    hazard: 'A table without a primary key',
    sql: 'CREATE TABLE visits (page text, at timestamptz);',
    by: { rule: 'create-table-lingering/no-primary-key' },
  },
  {
    hazard: 'UNIQUE and NOT NULL where a primary key would do',
    sql: 'CREATE TABLE countries (code text NOT NULL UNIQUE);',
    by: { rule: 'create-table-lingering/unique-instead' },
  },
  {
    hazard: 'A table that only a later file creates',
    given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
    sql: 'ALTER TABLE invoices ADD COLUMN note text;',
    later: 'CREATE TABLE invoices (id bigint PRIMARY KEY);',
    by: { rule: 'migration-order/created-later' },
  },
  {
    hazard: 'Work that a later statement throws away',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);',
    sql: 'CREATE INDEX t_b ON t (b); ALTER TABLE t ALTER a TYPE bigint;',
    by: { rule: 'migration-order/built-in-vain' },
  },
  {
    hazard: 'One table locked again and again in a deployment',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int, c int);',
    sql: 'ALTER TABLE t ALTER a SET DEFAULT 1; ALTER TABLE t ALTER b SET DEFAULT 1; ALTER TABLE t ALTER c SET DEFAULT 1;',
    transaction: 'statement',
    by: { rule: 'alter-relation-blocking/again' },
  },
  {
    hazard: 'A new file that sorts before one that was applied',
    sql: 'CREATE TABLE late (id bigint PRIMARY KEY);',
    by: { elsewhere: '[migration-order](migration-order.md), which holds the files against each other before any is read.' },
  },
  {
    hazard: 'A name that no file ever mentioned',
    given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
    sql: 'ALTER TABLE usres ADD COLUMN note text;',
    by: { none: 'it may have been made before the first file, or by hand. It is taken as a table in use, full of rows.' },
  },
  {
    hazard: 'A name that an earlier file dropped',
    given: 'CREATE TABLE users (id bigint PRIMARY KEY); DROP TABLE users;',
    sql: 'ALTER TABLE users ADD COLUMN note text;',
    by: { rule: 'add-column-failing/refused' },
  },
  {
    hazard: 'Data removed, and no way back written down',
    layout: 'sections',
    given: '-- UP\nCREATE TABLE users (id bigint PRIMARY KEY, nickname text);\n-- DOWN\nDROP TABLE users;',
    sql: 'ALTER TABLE users DROP COLUMN nickname;',
    by: { rule: 'migration-irreversible/no-way-back' },
  },
  {
    hazard: 'Columns, comments and names that a team wants everywhere',
    sql: 'CREATE TABLE t (id bigint PRIMARY KEY);',
    by: { none: 'a house rule hurts nobody who does not have it.' },
  },

  // -------------------------------------------------------------------------------------- style
  { hazard: 'varchar with a limit', sql: 'CREATE TABLE t (a varchar(50));', by: { rule: 'column-type-style/varchar-length' } },
  { hazard: 'char, which is padded', sql: 'CREATE TABLE t (a char(10));', by: { rule: 'column-type-style/char' } },
  { hazard: 'An integer that counts rows', sql: 'CREATE TABLE t (id int PRIMARY KEY);', by: { rule: 'primary-key-style/integer' } },
  {
    hazard: 'An integer that counts nothing',
    sql: 'CREATE TABLE t (id bigint PRIMARY KEY, age int);',
    by: { none: 'most integers stay small, and nobody can tell from the file which do not.' },
  },
  { hazard: 'A sequence of integers', sql: 'CREATE SEQUENCE s AS int;', by: { rule: 'primary-key-style/sequence' } },
  { hazard: 'serial', sql: 'CREATE TABLE t (id bigserial PRIMARY KEY);', by: { rule: 'column-type-style/serial' } },
  {
    hazard: 'GENERATED BY DEFAULT AS IDENTITY',
    sql: 'CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);',
    by: { none: 'it is what a table needs whose rows come from elsewhere with their numbers.' },
  },
  { hazard: 'timestamp without a zone', sql: 'CREATE TABLE t (at timestamp);', by: { rule: 'column-type-style/timestamp-without-zone' } },
  { hazard: 'Times rounded to seconds', sql: 'CREATE TABLE t (at timestamptz(0));', by: { rule: 'column-type-style/timestamp-rounding' } },
  { hazard: 'timetz', sql: 'CREATE TABLE t (at timetz);', by: { rule: 'column-type-style/timetz' } },
  { hazard: 'money', sql: 'CREATE TABLE t (a money);', by: { rule: 'column-type-style/money' } },
  { hazard: 'Floating-point numbers', sql: 'CREATE TABLE t (a real);', by: { rule: 'column-type-style/floating-point' } },
  { hazard: 'xml and hstore', sql: 'CREATE TABLE t (a hstore);', by: { rule: 'column-type-style/xml-or-hstore' } },
  { hazard: 'A boolean that may be NULL', sql: 'CREATE TABLE t (a boolean);', by: { rule: 'column-type-style/nullable-boolean' } },
  {
    hazard: 'numeric with a precision',
    sql: 'CREATE TABLE t (price numeric(10, 2));',
    by: { none: 'to refuse what has more digits is often just what is wanted. Narrowing it is `alter-column-type-destroying`.' },
  },
  {
    hazard: 'A name of more than 63 bytes',
    sql: 'CREATE TABLE t (number_of_subscriptions_cancelled_within_thirty_days_of_registration int);',
    by: { rule: 'migration-drifting/name-cut' },
  },
  { hazard: 'Capitals in a name', sql: 'CREATE TABLE "Users" (id bigint);', by: { rule: 'name-style/mixed-case' } },
  { hazard: 'A reserved word as a name', sql: 'CREATE TABLE "user" (id bigint);', by: { rule: 'name-style/reserved' } },
  { hazard: 'Blanks and signs in a name', sql: 'CREATE TABLE "my users" (id bigint);', by: { rule: 'name-style/special-characters' } },
  { hazard: 'A name that looks like a system table', sql: 'CREATE TABLE pg_users (id bigint);', by: { rule: 'name-style/system-prefix' } },
  { hazard: 'No schema where something is made', sql: 'CREATE TABLE users (id bigint);', by: { rule: 'name-style/unqualified' } },
  {
    hazard: 'Short names, and endings such as _at for times',
    sql: 'CREATE TABLE t (x timestamptz);',
    by: { none: 'a naming scheme is for a team to choose, and there are many.' },
  },
  {
    hazard: 'Columns in an order that leaves gaps between them',
    sql: 'CREATE TABLE t (a boolean, b bigint, c boolean);',
    by: { none: 'a few bytes a row break nothing, and the order in which people read the columns is worth something too.' },
  },
  {
    hazard: 'Operator classes and settings of GIN, PostGIS and pgvector indexes',
    sql: 'CREATE INDEX t_doc ON t USING gin (doc);',
    by: { none: 'which one serves depends on the queries, and those are not in the files.' },
  },

  // -------------------------------------------------------------------------------------- PL/pgSQL, coverage, comments
  {
    hazard: 'A statement inside a DO block',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int);',
    sql: 'DO $$ BEGIN IF true THEN ALTER TABLE t ALTER a TYPE bigint; END IF; END $$;',
    by: { rule: 'alter-column-type-rewriting' },
  },
  {
    hazard: 'EXECUTE of a literal, or of format() with literals',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int);',
    sql: "DO $$ BEGIN EXECUTE format('ALTER TABLE %I ALTER a TYPE bigint', 't'); END $$;",
    by: { rule: 'alter-column-type-rewriting' },
  },
  {
    hazard: 'EXECUTE of what is known only when it runs',
    sql: "DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('app.table'); END $$;",
    by: { rule: 'migration-not-understood/dynamic' },
  },
  {
    hazard: 'CONCURRENTLY or VACUUM inside a DO block',
    given: 'CREATE TABLE t (id bigint PRIMARY KEY, a int);',
    sql: "DO $$ BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY i ON t (a)'; END $$;",
    by: { rule: 'transaction-failing/in-do-block' },
  },
  {
    hazard: 'COMMIT inside a DO block inside a transaction',
    sql: 'BEGIN; DO $$ BEGIN COMMIT; END $$; COMMIT;',
    by: { rule: 'transaction-failing/commit-in-do-block' },
  },
  {
    hazard: 'A procedure that the history defines, and CALL of it',
    given:
      'CREATE TABLE t (id bigint PRIMARY KEY, a int); CREATE PROCEDURE grow() LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE t ALTER a TYPE bigint; END $$;',
    sql: 'CALL grow();',
    by: { rule: 'alter-column-type-rewriting' },
  },
  {
    hazard: 'Statements in the body of a function',
    sql: 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE t; END $$;',
    by: { none: 'they do not run when it is made.' },
  },
  { hazard: 'What can not be read', sql: 'SELEC 1; SELECT 2;', by: { rule: 'migration-not-understood/syntax' } },
  {
    hazard: 'An ignore comment that ignores nothing',
    sql: '/* sqlsafe-ignore drop-table-breaking: not used */ SELECT 1;',
    by: { rule: 'suppression-unused/unused' },
  },
  {
    hazard: 'An ignore comment without a reason',
    sql: '/* sqlsafe-ignore drop-table-breaking */ DROP TABLE t;',
    by: { rule: 'suppression-without-reason/no-reason' },
  },
  {
    hazard: 'An ignore comment for a rule that is not there',
    sql: '/* sqlsafe-ignore no-such-rule: so it is */ SELECT 1;',
    by: { rule: 'suppression-unknown/unknown-rule' },
  },
  {
    hazard: 'An ignore comment that has run out',
    sql: '/* sqlsafe-ignore drop-table-breaking: soon gone until 2020-01-31 */ DROP TABLE t;',
    by: { rule: 'suppression-expired/expired' },
  },
  {
    hazard: 'A down part that blocks or destroys',
    sql: 'DROP TABLE t;',
    by: { none: 'it runs in an emergency. What fails in it, or can not be read, is said, one severity lower.' },
  },
  {
    hazard: 'Large or busy tables, lag of replicas, full disks',
    sql: 'CREATE INDEX CONCURRENTLY i ON t (a);',
    by: { none: 'the files do not show them, and every table that was there before is taken as large and busy.' },
  },
];
