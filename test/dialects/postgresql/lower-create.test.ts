import { expect, test } from 'vitest';
import { brief } from './operations.ts';

/** Each statement with its operations, in the order in which they take effect. */
const STATEMENTS: readonly (readonly [sql: string, operations: readonly string[]])[] = [
  [
    'CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL)',
    [
      'create-table table=t persistence=permanent columns=[{type=bigint name=id}, {type=text name=a notNull}]',
      'add-primary-key table=t inline columns=[id]',
    ],
  ],
  [
    'CREATE TABLE IF NOT EXISTS app.t (a int, CONSTRAINT c CHECK (a > 0), UNIQUE (a), PRIMARY KEY (a))',
    [
      'create-table table=app.t ifNotExists persistence=permanent columns=[{type=integer name=a}]',
      'add-primary-key table=app.t inline columns=[a]',
      'add-check table=app.t inline name=c expression=«a > 0» valid enforced',
      'add-unique table=app.t inline columns=[a]',
    ],
  ],
  [
    'CREATE TABLE t (a int REFERENCES u, b int, FOREIGN KEY (b) REFERENCES t (a), CHECK (b > 1) NOT VALID)',
    [
      'create-table table=t persistence=permanent columns=[{type=integer name=a}, {type=integer name=b}]',
      'add-check table=t inline expression=«b > 1» valid enforced',
      'add-foreign-key table=t inline columns=[a] references=u valid enforced onDelete=no-action',
      'add-foreign-key table=t inline columns=[b] references=t referencedColumns=[a] valid enforced onDelete=no-action',
    ],
  ],
  [
    'CREATE TABLE t (a int, CONSTRAINT n NOT NULL a)',
    ['create-table table=t persistence=permanent columns=[{type=integer name=a}]', 'add-not-null table=t inline name=n column=a valid'],
  ],
  [
    'CREATE UNLOGGED TABLE t (a smallserial, b bigserial, c "char", d char(3), e char, f double precision, g timestamp(3) with time zone, h interval(3), i bit varying(4), j app.mood[])',
    [
      'create-table table=t persistence=unlogged columns=[{type=smallserial name=a}, {type=bigserial name=b}, {type=char name=c}, {type=char(3) name=d}, {type=char(1) name=e}, {type=double precision name=f}, {type=timestamptz(3) name=g}, {type=interval name=h}, {type=bit varying(4) name=i}, {type=app.mood[] name=j}]',
    ],
  ],
  [
    "CREATE TEMP TABLE t (a int DEFAULT (0), b date DEFAULT CURRENT_DATE, c timestamptz DEFAULT (now() AT TIME ZONE 'utc'), d uuid DEFAULT gen_random_uuid() /* random */ NOT NULL)",
    [
      "create-table table=t persistence=temporary columns=[{type=integer name=a default=«(0)»}, {type=date name=b default=«CURRENT_DATE»}, {type=timestamptz name=c default=«(now() AT TIME ZONE 'utc')»}, {type=uuid name=d notNull default=«gen_random_uuid()»}]",
    ],
  ],
  [
    'CREATE TABLE t (LIKE s.u, a int, LIKE v INCLUDING DEFAULTS INCLUDING INDEXES, LIKE w INCLUDING ALL)',
    [
      'create-table table=t persistence=permanent columns=[{type=integer name=a}] like=[{table=s.u}, {table=v including=[defaults, indexes]}, {table=w including=[all]}]',
    ],
  ],
  [
    'CREATE TABLE t (a int) INHERITS (p, app.q)',
    ['create-table table=t persistence=permanent columns=[{type=integer name=a}] inherits=[p, app.q]'],
  ],
  [
    'CREATE TABLE t OF app.kind (PRIMARY KEY (id))',
    ['create-table table=t persistence=permanent ofType=app.kind', 'add-primary-key table=t inline columns=[id]'],
  ],
  [
    'CREATE TABLE t (a int, b text) PARTITION BY RANGE (a, lower(b))',
    [
      'create-table table=t persistence=permanent columns=[{type=integer name=a}, {type=text name=b}] partitionBy={strategy=range columns=[a, -] computedWith=[b]}',
    ],
  ],
  [
    'CREATE TABLE t (a int) PARTITION BY HASH (a)',
    ['create-table table=t persistence=permanent columns=[{type=integer name=a}] partitionBy={strategy=hash columns=[a]}'],
  ],
  [
    "CREATE TABLE q PARTITION OF p (CHECK (a > 0)) FOR VALUES FROM (MINVALUE) TO (date '2024-01-01')",
    [
      'create-table table=q persistence=permanent partitionOf={parent=p bound={kind=range from=[MINVALUE] to=[2024-01-01]}}',
      'add-check table=q inline expression=«a > 0» valid enforced',
    ],
  ],
  [
    'CREATE TABLE q PARTITION OF p FOR VALUES IN (1, 2) PARTITION BY LIST (b)',
    [
      'create-table table=q persistence=permanent partitionBy={strategy=list columns=[b]} partitionOf={parent=p bound={kind=list from=[1, 2]}}',
    ],
  ],
  ['CREATE TABLE q PARTITION OF p DEFAULT', ['create-table table=q persistence=permanent partitionOf={parent=p bound={kind=default}}']],
  [
    "CREATE FOREIGN TABLE f (a int) SERVER s OPTIONS (x 'y')",
    ['create-table table=f persistence=permanent columns=[{type=integer name=a}] foreignServer=s'],
  ],
  [
    'CREATE TABLE t AS SELECT a, b::text AS c, count(*) FROM u GROUP BY 1, 2',
    [
      'create-table table=t as={query={reads=[{relation=u columns=[a, b] lock=ACCESS SHARE}] calls=[{name=count arguments=0}] output=[{name=a column=a}, {type=text name=c}, {name=count}] unfiltered} withData} persistence=permanent',
    ],
  ],
  [
    'CREATE TABLE t (x, y) AS SELECT a, b FROM u WITH NO DATA',
    [
      'create-table table=t as={query={reads=[{relation=u columns=[a, b] lock=ACCESS SHARE}] output=[{name=x column=a}, {name=y column=b}] unfiltered} !withData} persistence=permanent',
    ],
  ],
  ['CREATE TABLE IF NOT EXISTS t AS EXECUTE plan', ['create-table table=t as={query={} withData} ifNotExists persistence=permanent']],
  [
    'SELECT a INTO TEMP t FROM u',
    [
      'create-table table=t as={query={reads=[{relation=u columns=[a] lock=ACCESS SHARE}] output=[{name=a column=a}] unfiltered} withData} persistence=temporary',
    ],
  ],
  ['SELECT 1 AS a INTO t UNION SELECT 2', ['create-table table=t as={query={unfiltered} withData} persistence=permanent']],
  [
    'CREATE TABLE t (a int DEFAULT 1 CHECK (a > 0) NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED UNIQUE, EXCLUDE (a WITH =))',
    [
      'create-table table=t persistence=permanent columns=[{type=integer name=a notNull default=«1»}, {type=integer name=b generated={stored expression=«a * 2»}}]',
      'add-check table=t inline expression=«a > 0» valid enforced',
      'add-unique table=t inline columns=[b]',
      'add-exclude table=t inline keys=[{column=a}] method=btree',
    ],
  ],
  [
    'CREATE TABLE t (a int, EXCLUDE USING gist (tstzrange(b, c) WITH &&) WHERE (a > 0))',
    [
      'create-table table=t persistence=permanent columns=[{type=integer name=a}]',
      'add-exclude table=t inline keys=[{expression=«tstzrange(b, c)»}] method=gist',
    ],
  ],
  ['CREATE INDEX i ON t (a)', ['create-index table=t name=i method=btree keys=[{column=a}]']],
  [
    `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON app.t USING gin (lower(a) gin_trgm_ops, (a || b) DESC, c COLLATE "C" NULLS FIRST) INCLUDE (d) WHERE d IS NOT NULL AND c > 'x'`,
    [
      "create-index table=app.t name=i unique concurrently ifNotExists method=gin keys=[{expression=«lower(a)» operatorClass=gin_trgm_ops}, {expression=«a || b» order=desc}, {column=c collation=C order=nulls-first}] include=[d] where=«d IS NOT NULL AND c > 'x'»",
    ],
  ],
  [
    'CREATE INDEX ON ONLY t (coalesce(a, b), (b), (((a + 1) * (2))), cast(a AS text))',
    [
      'create-index table=t only method=btree keys=[{expression=«coalesce(a, b)»}, {expression=«b»}, {expression=«(a + 1) * (2)»}, {expression=«cast(a AS text)»}]',
    ],
  ],
  [
    'CREATE INDEX i ON t (a) WITH (fillfactor = 70) TABLESPACE fast WHERE (a > 1) -- the rest',
    ['create-index table=t name=i method=btree keys=[{column=a}] options=[fillfactor] where=«(a > 1)»'],
  ],
  ['CREATE VIEW v AS SELECT 1', ['create-view view=v query={output=[{}] unfiltered} readOnly']],
  [
    'CREATE OR REPLACE TEMP VIEW app.v (x, y) AS SELECT a, b FROM t',
    [
      'create-view view=app.v replace temporary columns=[x, y] query={reads=[{relation=t columns=[a, b] lock=ACCESS SHARE}] output=[{name=a column=a}, {name=b column=b}] unfiltered}',
    ],
  ],
  [
    'CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v WHERE n < 9',
    ['create-view view=v columns=[n] query={output=[{name=n column=n}] unfiltered} readOnly'],
  ],
  [
    'CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT t.a, u.* FROM t JOIN u ON t.id = u.id WITH NO DATA',
    [
      'create-matview view=m ifNotExists !withData query={reads=[{relation=t columns=[id, a] lock=ACCESS SHARE}, {relation=u columns=[id, *] lock=ACCESS SHARE}] star unfiltered}',
    ],
  ],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY m', ['refresh-matview view=m concurrently withData']],
  ['REFRESH MATERIALIZED VIEW m WITH NO DATA', ['refresh-matview view=m !withData']],
  [
    'CREATE SEQUENCE IF NOT EXISTS s AS smallint OWNED BY app.t.a',
    ['create-sequence sequence=s type=smallint ifNotExists ownedBy={table=app.t column=a}'],
  ],
  ['CREATE TEMP SEQUENCE s', ['create-sequence sequence=s temporary']],
  ['ALTER SEQUENCE s OWNED BY NONE', ['alter-sequence sequence=s onlyOwnedBy ownedBy=none']],
  ['ALTER SEQUENCE IF EXISTS s RESTART WITH 5 OWNED BY t.a', ['alter-sequence sequence=s ifExists ownedBy={table=t column=a}']],
  ['ALTER SEQUENCE s AS bigint', ['alter-sequence sequence=s type=bigint']],
  ['CREATE SCHEMA IF NOT EXISTS app', ['create-schema schema=app ifNotExists']],
  ['CREATE SCHEMA AUTHORIZATION bob', ['create-schema schema=bob']],
  [
    'CREATE SCHEMA app CREATE VIEW v AS SELECT * FROM a JOIN old.b USING (id) CREATE INDEX i ON a (id) CREATE TABLE a (id bigint REFERENCES u)',
    [
      'create-schema schema=app',
      'create-table table=app.a persistence=permanent columns=[{type=bigint name=id}]',
      'add-foreign-key table=app.a inline columns=[id] references=u valid enforced onDelete=no-action',
      'create-view view=app.v query={reads=[{relation=app.a columns=[id, *] lock=ACCESS SHARE}, {relation=old.b columns=[id, *] lock=ACCESS SHARE}] star unfiltered} readOnly',
      'create-index table=app.a name=i method=btree keys=[{column=id}]',
    ],
  ],
  ['CREATE INDEX i ON U&"d\\0061t\\+000061"(a)', ['create-index table=data name=i method=btree keys=[{column=a}]']],
  ['CREATE TABLE "User" (a int)', ['create-table table=User persistence=permanent columns=[{type=integer name=a}]']],
  ['CREATE TABLE Foo (Bar int)', ['create-table table=foo persistence=permanent columns=[{type=integer name=bar}]']],
];

test.each(STATEMENTS)('%s', (sql, operations) => {
  expect(brief(sql)).toEqual(operations);
});
