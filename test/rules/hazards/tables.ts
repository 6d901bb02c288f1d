import type { HazardRow } from './hazard.ts';

const indexes: readonly HazardRow[] = [
  { hazard: 'An index is built while writes wait', sql: 'CREATE INDEX n ON t (b);', by: { rule: 'create-index-blocking/build' } },
  { hazard: 'An index is dropped, and readers queue behind it', sql: 'DROP INDEX i;', by: { rule: 'drop-index-blocking/table' } },
  { hazard: 'Indexes are rebuilt while the table waits', sql: 'REINDEX TABLE t;', by: { rule: 'reindex-blocking/named' } },
  {
    hazard: 'A failed build is taken for a finished one',
    sql: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS n ON t (b);',
    by: { rule: 'create-index-lingering/if-not-exists' },
  },
  {
    hazard: 'A timeout leaves a concurrent build half done',
    sql: "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY n ON t (b);",
    transaction: 'statement',
    by: { rule: 'create-index-lingering/lock-timeout' },
  },
  {
    hazard: 'An index of a partitioned table, and so of every partition',
    sql: 'CREATE INDEX n ON partitioned (a);',
    by: { rule: 'create-index-blocking/partitioned' },
  },
  {
    hazard: 'CONCURRENTLY on a partitioned table',
    sql: 'CREATE INDEX CONCURRENTLY n ON partitioned (a);',
    by: { rule: 'create-index-failing/partitioned-concurrently' },
  },
  {
    hazard: 'Forms that DROP INDEX CONCURRENTLY does not have',
    sql: 'DROP INDEX CONCURRENTLY i, j;',
    by: { rule: 'drop-index-failing/several' },
  },
  { hazard: 'The index behind a constraint is dropped', sql: 'DROP INDEX t_pkey;', by: { rule: 'drop-index-failing/constraint' } },
  { hazard: 'An index whose name the server makes up', sql: 'CREATE INDEX CONCURRENTLY ON t (b);', by: { rule: 'index-style/unnamed' } },
  { hazard: 'An index over many columns', sql: 'CREATE INDEX CONCURRENTLY n ON t (a, b, kind, at);', by: { rule: 'index-style/wide' } },
  { hazard: 'A hash index', sql: 'CREATE INDEX CONCURRENTLY n ON t USING hash (b);', by: { rule: 'index-style/hash' } },
  {
    hazard: 'An index goes before the one that replaces it',
    sql: 'DROP INDEX CONCURRENTLY i; CREATE INDEX CONCURRENTLY i ON t (a, b);',
    transaction: 'statement',
    by: { rule: 'drop-index-scanning/replaced' },
  },
  {
    hazard: 'One column twice in an index',
    sql: 'CREATE INDEX CONCURRENTLY n ON t (a, b, a);',
    by: { rule: 'index-style/duplicate-column' },
  },
  { hazard: 'An index moves to another disk', sql: 'ALTER INDEX i SET TABLESPACE s;', by: { rule: 'alter-relation-rewriting/index' } },
  {
    hazard: 'An index of a materialized view is built',
    sql: 'CREATE INDEX n ON matview (a);',
    by: { none: 'nobody writes to a materialized view but REFRESH, and reads go on.' },
  },
];

const newColumns: readonly HazardRow[] = [
  {
    hazard: 'A default that differs from row to row',
    sql: 'ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();',
    by: { rule: 'add-column-rewriting/volatile-default' },
  },
  {
    hazard: 'A default of which nobody knows whether it is volatile',
    sql: 'ALTER TABLE t ADD COLUMN c int DEFAULT unknown_function();',
    by: { rule: 'add-column-rewriting/unknown-default' },
  },
  {
    hazard: 'A default, before PostgreSQL 11',
    sql: 'ALTER TABLE t ADD COLUMN c int DEFAULT 1;',
    version: 10,
    by: { rule: 'add-column-rewriting/default-before-11' },
  },
  { hazard: 'A serial column', sql: 'ALTER TABLE t ADD COLUMN c bigserial;', by: { rule: 'add-column-rewriting/serial' } },
  {
    hazard: 'An identity column',
    sql: 'ALTER TABLE t ADD COLUMN c bigint GENERATED ALWAYS AS IDENTITY;',
    by: { rule: 'add-column-rewriting/identity' },
  },
  {
    hazard: 'A stored generated column',
    sql: 'ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a * 2) STORED;',
    by: { rule: 'add-column-rewriting/stored-generated' },
  },
  {
    hazard: 'A required column without a value for the rows that are there',
    sql: 'ALTER TABLE t ADD COLUMN c int NOT NULL;',
    by: { rule: 'add-column-failing/not-null' },
  },
  {
    hazard: 'A column of a domain with constraints',
    sql: 'ALTER TABLE t ADD COLUMN c percent;',
    by: { rule: 'add-column-rewriting/constrained-domain' },
  },
  {
    hazard: 'A new column with a CHECK, which reads all rows',
    sql: 'ALTER TABLE t ADD COLUMN c int CHECK (c > 0);',
    by: { rule: 'add-check-scanning/inline' },
  },
  { hazard: 'A new column that is unique', sql: 'ALTER TABLE t ADD COLUMN c int UNIQUE;', by: { rule: 'add-unique-blocking/inline' } },
  {
    hazard: 'A new column that is the key',
    sql: 'ALTER TABLE keyless ADD COLUMN c bigserial PRIMARY KEY;',
    by: { rule: 'add-primary-key-blocking/inline' },
  },
  {
    hazard: 'A new column with a default that is looked up elsewhere',
    sql: 'ALTER TABLE t ADD COLUMN c int DEFAULT 1 REFERENCES u (id);',
    by: { rule: 'add-foreign-key-scanning/inline-default' },
  },
  {
    hazard: 'A new column and its foreign key apart, in one statement',
    sql: 'ALTER TABLE t ADD COLUMN c int, ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES u (id);',
    by: { rule: 'add-foreign-key-scanning/stronger' },
  },
  {
    hazard: 'A column that is there gets its constraints once more, before PostgreSQL 13',
    sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a int UNIQUE;',
    version: 12,
    by: { rule: 'add-unique-blocking/if-not-exists' },
  },
  {
    hazard: 'The same with a CHECK: all rows are read for it',
    sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a int CHECK (a > 0);',
    version: 12,
    by: { rule: 'add-check-scanning/if-not-exists' },
  },
  { hazard: 'A column of type json', sql: 'ALTER TABLE t ADD COLUMN c json;', by: { rule: 'json-style/json' } },
  {
    hazard: 'A prepared SELECT * that returns one column more',
    sql: 'ALTER TABLE t ADD COLUMN c int;',
    by: { rule: 'add-column-breaking/cached-plans' },
  },
];

const constraints: readonly HazardRow[] = [
  {
    hazard: 'NOT NULL that nothing proves',
    sql: 'ALTER TABLE u ALTER COLUMN a SET NOT NULL;',
    by: { rule: 'set-not-null-scanning/unproven' },
  },
  {
    hazard: 'NOT NULL, and the CHECK that proves it dropped with it',
    sql: 'ALTER TABLE t ALTER COLUMN b SET NOT NULL, DROP CONSTRAINT b_not_null;',
    by: { rule: 'set-not-null-scanning/proof-dropped' },
  },
  {
    hazard: 'A CHECK is added, and all rows are read',
    sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);',
    by: { rule: 'add-check-scanning/scan' },
  },
  {
    hazard: 'A validation beside something that locks more',
    sql: 'ALTER TABLE t VALIDATE CONSTRAINT pending, ALTER COLUMN a SET DEFAULT 3;',
    by: { rule: 'validate-constraint-blocking/with-stronger' },
  },
  {
    hazard: 'A foreign key is added, and all rows are looked up',
    sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id);',
    by: { rule: 'add-foreign-key-scanning/scan' },
  },
  {
    hazard: 'NOT VALID on a partitioned table, up to PostgreSQL 17',
    sql: 'ALTER TABLE partitioned ADD CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id) NOT VALID;',
    by: { rule: 'add-foreign-key-failing/not-valid-partitioned' },
  },
  {
    hazard: 'A foreign key locks the table that it refers to',
    sql: 'CREATE TABLE n (id bigint PRIMARY KEY, u_id bigint REFERENCES u (id));',
    by: { rule: 'add-foreign-key-blocking/referenced' },
  },
  {
    hazard: 'A unique constraint builds its index',
    sql: 'ALTER TABLE t ADD CONSTRAINT c UNIQUE (a);',
    by: { rule: 'add-unique-blocking/build' },
  },
  {
    hazard: 'A primary key builds its index',
    sql: 'ALTER TABLE keyless ADD PRIMARY KEY (a);',
    by: { rule: 'add-primary-key-blocking/build' },
  },
  {
    hazard: 'A primary key over columns that may be NULL',
    sql: 'ALTER TABLE keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY USING INDEX keyless_a;',
    by: { rule: 'add-primary-key-blocking/using-index-nullable' },
  },
  {
    hazard: 'An exclusion constraint builds its index',
    sql: 'ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING gist (r WITH &&);',
    by: { rule: 'add-exclude-blocking/build' },
  },
  {
    hazard: 'Added NOT VALID and validated in one transaction',
    sql: 'BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; COMMIT;',
    by: { rule: 'validate-constraint-blocking/same-transaction' },
  },
  {
    hazard: 'Added NOT VALID and never validated',
    sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;',
    later: 'CREATE TABLE n (id bigint PRIMARY KEY);',
    by: { rule: 'validate-constraint-lingering/never' },
  },
  {
    hazard: 'A constraint on an index that it cannot use',
    sql: 'ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX partial;',
    by: { rule: 'add-unique-failing/unusable-index' },
  },
  {
    hazard: 'NOT VALID on a constraint that has an index',
    sql: 'ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) NOT VALID;',
    by: { rule: 'migration-not-understood/syntax' },
  },
  { hazard: 'A constraint goes', sql: 'ALTER TABLE t DROP CONSTRAINT small;', by: { rule: 'drop-constraint-drifting/check' } },
  {
    hazard: 'A foreign key goes, and both tables are locked',
    sql: 'ALTER TABLE t DROP CONSTRAINT t_u_fkey;',
    by: { rule: 'drop-constraint-drifting/foreign-key' },
  },
  {
    hazard: 'A table with foreign keys goes, and the other tables are locked',
    sql: 'DROP TABLE t;',
    by: { rule: 'drop-table-breaking/referenced' },
  },
  { hazard: 'A primary key goes', sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey;', by: { rule: 'drop-constraint-drifting/primary-key' } },
  {
    hazard: 'A column may be NULL from now on',
    sql: 'ALTER TABLE t ALTER COLUMN kind DROP NOT NULL;',
    by: { rule: 'drop-not-null-breaking/nullable' },
  },
  {
    hazard: 'A CHECK in place of NOT NULL … NOT VALID, from PostgreSQL 18 on',
    sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;',
    version: 18,
    by: { rule: 'not-null-style/check' },
  },
  {
    hazard: 'A NOT VALID NOT NULL, set instead of validated',
    sql: 'ALTER TABLE t ALTER COLUMN a SET NOT NULL;',
    given: 'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID;',
    version: 18,
    by: { rule: 'set-not-null-scanning/not-null-not-valid' },
  },
  {
    hazard: 'A CHECK that is not enforced',
    sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;',
    version: 18,
    by: { rule: 'add-check-drifting/not-enforced' },
  },
  {
    hazard: 'A foreign key that is not enforced',
    sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id) NOT ENFORCED;',
    version: 18,
    by: { rule: 'add-foreign-key-drifting/not-enforced' },
  },
  {
    hazard: 'A CHECK that depends on the clock',
    sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (at > now()) NOT VALID;',
    by: { rule: 'add-check-drifting/changing' },
  },
  {
    hazard: 'A CHECK that looks into other tables',
    sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a < most()) NOT VALID;',
    by: { rule: 'add-check-drifting/other-tables' },
  },
  {
    hazard: 'A foreign key between two types',
    sql: 'CREATE TABLE n (id bigint PRIMARY KEY, u_id integer REFERENCES u (id));',
    by: { rule: 'add-foreign-key-drifting/types' },
  },
  {
    hazard: 'A foreign key to columns that are not unique',
    sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (a) NOT VALID;',
    by: { rule: 'add-foreign-key-failing/target-not-unique' },
  },
  {
    hazard: 'Several foreign keys in one transaction',
    sql: 'CREATE TABLE n (u_id bigint REFERENCES u (id)); CREATE TABLE m (v_id int REFERENCES v (id));',
    by: { rule: 'add-foreign-key-blocking/several' },
  },
  {
    hazard: 'A foreign key that says nothing about deletion',
    sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id) NOT VALID;',
    by: { rule: 'foreign-key-style/no-action' },
  },
  {
    hazard: 'One DELETE that deletes without end',
    sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (u_id) REFERENCES u (id) ON DELETE CASCADE NOT VALID;',
    by: { rule: 'foreign-key-style/cascade' },
  },
  {
    hazard: 'A constraint whose name the server makes up',
    sql: 'ALTER TABLE t ADD CHECK (a > 0) NOT VALID;',
    by: { rule: 'constraint-style/unnamed' },
  },
  {
    hazard: 'A unique constraint of a partitioned table without its key',
    sql: 'ALTER TABLE partitioned ADD UNIQUE (a);',
    by: { rule: 'add-unique-failing/partition-key-missing' },
  },
  {
    hazard: 'A foreign key between two collations',
    sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (name) REFERENCES u (folded_name) NOT VALID;',
    by: { rule: 'add-foreign-key-drifting/collations' },
  },
];

const types: readonly HazardRow[] = [
  {
    hazard: 'A type whose values are stored otherwise',
    sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint;',
    by: { rule: 'alter-column-type-rewriting/rewrite' },
  },
  {
    hazard: 'A type change whose indexes are built anew',
    sql: 'ALTER TABLE t ALTER COLUMN label TYPE citext;',
    by: { rule: 'alter-column-type-blocking/index-rebuild' },
  },
  {
    hazard: 'A type change for which the CHECKs read all rows again',
    sql: 'ALTER TABLE t ALTER COLUMN name TYPE varchar(100);',
    by: { rule: 'alter-column-type-scanning/check' },
  },
  {
    hazard: 'A narrower type, which some row may not fit',
    sql: 'ALTER TABLE t ALTER COLUMN name TYPE varchar(5);',
    by: { rule: 'alter-column-type-failing/narrowing' },
  },
  {
    hazard: 'A narrower type that cuts or rounds in silence',
    sql: 'ALTER TABLE t ALTER COLUMN name TYPE varchar(5) USING name::varchar(5);',
    by: { rule: 'alter-column-type-destroying/cuts' },
  },
  {
    hazard: 'A type change that depends on the time zone',
    sql: 'ALTER TABLE t ALTER COLUMN at TYPE timestamptz;',
    by: { rule: 'alter-column-type-rewriting/time-zone' },
  },
  {
    hazard: 'The type of a column that a view, trigger or policy uses',
    sql: 'ALTER TABLE w ALTER COLUMN kind TYPE text;',
    by: { rule: 'alter-column-type-failing/dependents' },
  },
  {
    hazard: 'The type of a column at one end of a foreign key',
    sql: 'ALTER TABLE v ALTER COLUMN id TYPE bigint;',
    by: { rule: 'alter-column-type-scanning/foreign-key' },
  },
  {
    hazard: 'Prepared statements that still return the old type',
    sql: 'ALTER TABLE t ALTER COLUMN name TYPE varchar(100);',
    by: { rule: 'alter-column-type-breaking/cached-plans' },
  },
  {
    hazard: 'Another collation, and indexes that are sorted by it',
    sql: 'ALTER TABLE t ALTER COLUMN label TYPE text COLLATE "C";',
    by: { rule: 'alter-column-type-blocking/collation' },
  },
  {
    hazard: 'A new default, which old rows and running code do not know',
    sql: 'ALTER TABLE t ALTER COLUMN a SET DEFAULT 2;',
    by: { rule: 'set-default-drifting/changed' },
  },
];

/** What is there before, where a row does not say otherwise. */
const given = `
  CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
  CREATE TABLE limits (most int);
  CREATE FUNCTION most() RETURNS int LANGUAGE sql AS 'SELECT most FROM limits LIMIT 1';
  CREATE TABLE u (id bigint PRIMARY KEY, a int, folded_name text COLLATE folded UNIQUE);
  CREATE TABLE v (id int PRIMARY KEY);
  CREATE TABLE t (
    id bigint CONSTRAINT t_pkey PRIMARY KEY, a int DEFAULT 1, b int, kind text NOT NULL, label text, name varchar(50), at timestamp, r tstzrange,
    u_id bigint CONSTRAINT t_u_fkey REFERENCES u (id), v_id int REFERENCES v (id),
    CONSTRAINT b_not_null CHECK (b IS NOT NULL), CONSTRAINT small CHECK (b < 9), CHECK (name <> '')
  );
  ALTER TABLE t ADD CONSTRAINT pending CHECK (a > 0) NOT VALID;
  CREATE INDEX i ON t (a);
  CREATE INDEX j ON t (u_id);
  CREATE INDEX t_label ON t (label);
  CREATE UNIQUE INDEX partial ON t (b) WHERE b > 0;
  CREATE TABLE keyless (a int);
  CREATE UNIQUE INDEX keyless_a ON keyless (a);
  CREATE TABLE w (kind varchar(9));
  CREATE VIEW seen AS SELECT kind FROM w;
  CREATE TABLE partitioned (k int NOT NULL, a int, u_id bigint) PARTITION BY RANGE (k);
  CREATE TABLE part PARTITION OF partitioned FOR VALUES FROM (0) TO (9);
  CREATE MATERIALIZED VIEW matview AS SELECT a FROM u;
`;

/** Of indexes, columns, constraints and types. */
export const tables: readonly HazardRow[] = [...indexes, ...newColumns, ...constraints, ...types].map((row) => ({ given, ...row }));
