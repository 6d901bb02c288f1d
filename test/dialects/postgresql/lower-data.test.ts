import { expect, test } from 'vitest';
import { brief } from './operations.ts';

/** Each statement with its operations, in the order in which they take effect. */
const STATEMENTS: readonly (readonly [sql: string, operations: readonly string[]])[] = [
  [
    "INSERT INTO t VALUES (1, 'x'), (2, 'x'), (3, 'y')",
    ['insert table=t query={unfiltered} source=values rows=3 width=2 strings=[{column=1 value=x}, {column=1 value=y}]'],
  ],
  [
    "INSERT INTO app.t (a, b) VALUES ('x'::mood, now()), (DEFAULT, nextval('s')) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
    [
      'insert table=app.t query={calls=[{name=now arguments=0}, {name=nextval arguments=1 literals=[s]}] unfiltered labels=[{type=mood value=x}]} columns=[a, b] source=values rows=2 onConflict=update width=2 conflictKey conflictColumns=[a] fresh=[b] strings=[{column=a value=x}]',
    ],
  ],
  ['INSERT INTO t DEFAULT VALUES', ['insert table=t query={unfiltered} source=default rows=0']],
  [
    "INSERT INTO t (a, b) SELECT 'x', b FROM u WHERE c > 1 ON CONFLICT DO NOTHING",
    [
      'insert table=t query={reads=[{relation=u columns=[b, c] lock=ACCESS SHARE}]} columns=[a, b] source=select rows=0 onConflict=nothing strings=[{column=a value=x}]',
    ],
  ],
  ['UPDATE t SET a = 1', ['update table=t query={unfiltered} columns=[a]']],
  [
    "UPDATE ONLY app.t AS x SET a = 'v', b = NULL WHERE x.c IS NULL AND d = 5 RETURNING x.a",
    ['update table=app.t only query={} columns=[a, b] where=«x.c IS NULL AND d = 5» strings=[{column=a value=v}]'],
  ],
  [
    "UPDATE t SET (a, b) = ('v', 2) WHERE 1 = 1",
    ['update table=t query={unfiltered} columns=[a, b] where=«1 = 1» strings=[{column=a value=v}]'],
  ],
  [
    'UPDATE t SET (a, b) = (SELECT f(x), y FROM u WHERE u.id = t.id) WHERE true',
    [
      'update table=t query={reads=[{relation=u columns=[id] lock=ACCESS SHARE}] calls=[{name=f arguments=1 literals=[-]}] unfiltered} columns=[a, b] where=«true»',
    ],
  ],
  [
    'UPDATE t SET a = u.a FROM u JOIN v USING (k) WHERE u.id = t.id',
    [
      'update table=t query={reads=[{relation=u columns=[k, a, id] lock=ACCESS SHARE}, {relation=v columns=[k] lock=ACCESS SHARE}]} columns=[a] where=«u.id = t.id»',
    ],
  ],
  [
    'UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t WHERE a IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED)',
    [
      'update table=t query={reads=[{relation=t lock=ROW SHARE}]} columns=[a] where=«id IN (SELECT id FROM t WHERE a IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED)» limited',
    ],
  ],
  [
    'UPDATE t SET a = 1 WHERE id IN (SELECT id FROM u)',
    ['update table=t query={reads=[{relation=u lock=ACCESS SHARE}]} columns=[a] where=«id IN (SELECT id FROM u)»'],
  ],
  [
    'UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t LIMIT ALL)',
    ['update table=t query={reads=[{relation=t lock=ACCESS SHARE}]} columns=[a] where=«id IN (SELECT id FROM t LIMIT ALL)»'],
  ],
  ['UPDATE t SET a = 1 WHERE id BETWEEN 1 AND 1000', ['update table=t query={} columns=[a] where=«id BETWEEN 1 AND 1000»']],
  [
    "UPDATE t SET a = 1 WHERE ctid >= '(0,0)' AND ctid < '(1000,0)'",
    ["update table=t query={} columns=[a] where=«ctid >= '(0,0)' AND ctid < '(1000,0)'» limited"],
  ],
  [
    'UPDATE t SET a = 1 FROM (SELECT id FROM t LIMIT 10) b WHERE b.id = t.id',
    ['update table=t query={reads=[{relation=t columns=[id] lock=ACCESS SHARE}]} columns=[a] where=«b.id = t.id» limited'],
  ],
  [
    'WITH b AS (SELECT id FROM t LIMIT 10) UPDATE t SET a = 1 FROM b WHERE b.id = t.id',
    ['update table=t query={reads=[{relation=t columns=[id] lock=ACCESS SHARE}]} columns=[a] where=«b.id = t.id» limited'],
  ],
  [
    'WITH b AS (SELECT id FROM t LIMIT 10) UPDATE t SET a = 1 WHERE id IN (SELECT id FROM b)',
    ['update table=t query={reads=[{relation=t columns=[id] lock=ACCESS SHARE}]} columns=[a] where=«id IN (SELECT id FROM b)» limited'],
  ],
  ['UPDATE t SET a = 1 WHERE CURRENT OF c', ['update table=t query={} columns=[a] where=«CURRENT OF c» limited']],
  ['DELETE FROM t', ['delete table=t query={unfiltered}']],
  [
    'DELETE FROM t USING u WHERE t.id = u.id AND u.x NOT IN (1, 2)',
    ['delete table=t query={reads=[{relation=u columns=[id, x] lock=ACCESS SHARE}]} where=«t.id = u.id AND u.x NOT IN (1, 2)»'],
  ],
  [
    'DELETE FROM t WHERE ctid = ANY (ARRAY(SELECT ctid FROM t WHERE x LIMIT 100))',
    [
      'delete table=t query={reads=[{relation=t lock=ACCESS SHARE}]} where=«ctid = ANY (ARRAY(SELECT ctid FROM t WHERE x LIMIT 100))» limited',
    ],
  ],
  [
    'WITH d AS (DELETE FROM t RETURNING 1) SELECT count(*) FROM d',
    ['delete table=t query={unfiltered}', 'select query={calls=[{name=count arguments=0}] output=[{name=count}] unfiltered} how=select'],
  ],
  [
    'WITH d AS (DELETE FROM t WHERE a = 1 RETURNING *), i AS (INSERT INTO u SELECT * FROM d RETURNING id) UPDATE v SET a = 1 FROM i WHERE v.id = i.id',
    [
      'delete table=t query={} where=«a = 1»',
      'insert table=u query={unfiltered} source=select rows=0',
      'update table=v query={} columns=[a] where=«v.id = i.id»',
    ],
  ],
  [
    'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT VALUES (s.id)',
    ['merge table=t query={reads=[{relation=s columns=[id, a] lock=ACCESS SHARE}]}'],
  ],
  ['SELECT 1', ['select query={output=[{}] unfiltered} how=select']],
  [
    'SELECT a, t.b, c AS d FROM app.t WHERE e = 1 ORDER BY d, f',
    [
      'select query={reads=[{relation=app.t columns=[a, b, c, e, f] lock=ACCESS SHARE}] output=[{name=a column=a}, {name=b column=b}, {name=d column=c}] compared=[{column=e operator== values=[1]}]} how=select',
    ],
  ],
  ['SELECT * FROM t', ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}] star unfiltered} how=select']],
  [
    'SELECT t FROM t',
    ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}] output=[{name=t column=t}] unfiltered} how=select'],
  ],
  [
    'SELECT x.a, y.* FROM t x LEFT JOIN u y ON x.id = y.id, lateral (SELECT z.q FROM z WHERE z.id = x.id) s',
    [
      'select query={reads=[{relation=t columns=[id, a] lock=ACCESS SHARE}, {relation=u columns=[id, *] lock=ACCESS SHARE}, {relation=z columns=[q, id] lock=ACCESS SHARE}] star unfiltered} how=select',
    ],
  ],
  [
    'SELECT a FROM t UNION SELECT b FROM u',
    ['select query={reads=[{relation=t columns=[a] lock=ACCESS SHARE}, {relation=u columns=[b] lock=ACCESS SHARE}] unfiltered} how=select'],
  ],
  [
    'WITH RECURSIVE r AS (SELECT id FROM t UNION ALL SELECT t.id FROM t JOIN r ON t.parent = r.id) SELECT * FROM r',
    ['select query={reads=[{relation=t columns=[id, parent] lock=ACCESS SHARE}] star unfiltered} how=select'],
  ],
  [
    'WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b, app.a',
    ['select query={reads=[{relation=app.a columns=[*] lock=ACCESS SHARE}] star unfiltered} how=select'],
  ],
  [
    'SELECT a FROM t FOR NO KEY UPDATE OF t',
    ['select query={reads=[{relation=t columns=[a] lock=ROW SHARE}] output=[{name=a column=a}] unfiltered} how=select'],
  ],
  [
    'SELECT x.a FROM t x, u y FOR SHARE OF y',
    [
      'select query={reads=[{relation=t columns=[a] lock=ACCESS SHARE}, {relation=u lock=ROW SHARE}] output=[{name=a column=a}] unfiltered} how=select',
    ],
  ],
  [
    'SELECT count(*) FROM t WHERE a IN (SELECT b FROM u WHERE c = 1)',
    [
      'select query={reads=[{relation=t columns=[a] lock=ACCESS SHARE}, {relation=u lock=ACCESS SHARE}] calls=[{name=count arguments=0}] output=[{name=count}]} how=select',
    ],
  ],
  [
    "SELECT set_config('lock_timeout', '2s', false), set_config('search_path', '', true), set_config(a, 'x', true) FROM t",
    [
      'select query={reads=[{relation=t columns=[a] lock=ACCESS SHARE}] calls=[{name=set_config arguments=3 literals=[lock_timeout, 2s, -]}, {name=set_config arguments=3 literals=[search_path, , -]}, {name=set_config arguments=3 literals=[-, x, -]}] output=[{name=set_config}, {name=set_config}, {name=set_config}] unfiltered} how=select',
      'set-setting name=lock_timeout values=[2s]',
      'set-setting name=search_path values=[] local',
    ],
  ],
  [
    "SELECT setval('app.s', max(id)) FROM t",
    [
      'select query={reads=[{relation=t columns=[id] lock=ACCESS SHARE}] calls=[{name=setval arguments=2 literals=[app.s, -]}, {name=max arguments=1 literals=[-]}] output=[{name=setval}] unfiltered} how=select',
    ],
  ],
  [
    'SELECT a::mood, f(b)::text, coalesce(c, 1), CASE WHEN d THEN e END FROM t',
    [
      'select query={reads=[{relation=t columns=[a, b, c, d, e] lock=ACCESS SHARE}] calls=[{name=f arguments=1 literals=[-]}] output=[{type=mood name=a}, {type=text name=f}, {name=coalesce}, {name=case}] unfiltered} how=select',
    ],
  ],
  ['VALUES (1, f())', ['select query={calls=[{name=f arguments=0}] unfiltered} how=select']],
  ['TABLE t', ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}] star unfiltered} how=select']],
  ['EXPLAIN SELECT * FROM t', ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}] star unfiltered} how=explain']],
  [
    'EXPLAIN ANALYZE SELECT * FROM t',
    ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}] star unfiltered} how=explain-analyze'],
  ],
  ['EXPLAIN (ANALYZE false) DELETE FROM t', ['select query={reads=[{relation=t lock=ROW EXCLUSIVE}] unfiltered} how=explain']],
  ['EXPLAIN (ANALYZE) DELETE FROM t', ['delete table=t query={unfiltered}']],
  ['EXPLAIN CREATE TABLE x AS SELECT * FROM t', ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}]} how=explain']],
  ['PREPARE p AS UPDATE t SET a = $1', ['select query={reads=[{relation=t lock=ROW EXCLUSIVE}] unfiltered} how=prepare']],
  [
    'DECLARE c CURSOR FOR SELECT a FROM t',
    ['select query={reads=[{relation=t columns=[a] lock=ACCESS SHARE}] output=[{name=a column=a}] unfiltered} how=cursor'],
  ],
  ['EXECUTE p', ['dynamic detail=the prepared statement p']],
  ["COPY t (a) FROM '/x' WITH (FREEZE)", ['copy table=t from freeze']],
  [
    'COPY (SELECT a FROM t) TO STDOUT',
    ['copy !from query={reads=[{relation=t columns=[a] lock=ACCESS SHARE}] output=[{name=a column=a}] unfiltered}'],
  ],
  ["COPY t FROM PROGRAM 'x'", ['copy table=t from program']],
  [
    'CALL app.p(1, f(2))',
    ['select query={calls=[{name=f arguments=1 literals=[-]}] unfiltered} how=select', 'call procedure=app.p arguments=2'],
  ],
  ['CALL p()', ['call procedure=p arguments=0']],
  ['TRUNCATE t', ['truncate tables=[t]']],
  ['TRUNCATE ONLY a, app.b RESTART IDENTITY CASCADE', ['truncate only tables=[a, app.b] cascade restartIdentity']],
  ['LOCK t', ['lock-table tables=[t] mode=ACCESS EXCLUSIVE']],
  ['LOCK TABLE ONLY a, b IN SHARE ROW EXCLUSIVE MODE NOWAIT', ['lock-table only tables=[a, b] mode=SHARE ROW EXCLUSIVE nowait']],
  ['VACUUM', ['vacuum']],
  ['VACUUM (FULL, ANALYZE, SKIP_LOCKED) a, app.b', ['vacuum full analyze tables=[a, app.b] skipLocked']],
  ['VACUUM (FULL false) t', ['vacuum tables=[t]']],
  ['VACUUM FULL t', ['vacuum full tables=[t]']],
  ['ANALYZE', ['analyze']],
  ['ANALYZE (SKIP_LOCKED) t (a)', ['analyze tables=[t] skipLocked columns=[{table=t columns=[a]}]']],
  ['CLUSTER', ['cluster']],
  ['CLUSTER t USING i', ['cluster table=t index=i']],
  ['REINDEX INDEX i', ['reindex scope=index target=i']],
  ['REINDEX (CONCURRENTLY) TABLE app.t', ['reindex scope=table target=app.t concurrently']],
  ['REINDEX (CONCURRENTLY false) INDEX i', ['reindex scope=index target=i']],
  ['REINDEX SCHEMA CONCURRENTLY app', ['reindex scope=schema target=app concurrently']],
  ['REINDEX DATABASE d', ['reindex scope=database target=d']],
  ['REINDEX SYSTEM', ['reindex scope=system']],
  ['BEGIN ISOLATION LEVEL SERIALIZABLE', ['transaction action=begin']],
  ['START TRANSACTION', ['transaction action=begin']],
  ['COMMIT AND CHAIN', ['transaction action=commit chain']],
  ['END', ['transaction action=commit']],
  ['ROLLBACK', ['transaction action=rollback']],
  ['ABORT', ['transaction action=rollback']],
  ['SAVEPOINT a', ['transaction name=a action=savepoint']],
  ['RELEASE a', ['transaction name=a action=release']],
  ['ROLLBACK TO SAVEPOINT a', ['transaction name=a action=rollback-to']],
  ["PREPARE TRANSACTION 'x'", ['transaction name=x action=prepare']],
  ["COMMIT PREPARED 'x'", ['server-command command=COMMIT PREPARED !transactional']],
  ["SET lock_timeout = '2s'", ['set-setting name=lock_timeout values=[2s]']],
  ['SET LOCAL statement_timeout TO 500', ['set-setting name=statement_timeout values=[500] local']],
  ['SET search_path TO app, "Other", public', ['set-setting name=search_path values=[app, Other, public]']],
  ["SET TIME ZONE 'UTC'", ['set-setting name=timezone values=[UTC]']],
  ["SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE", ['set-setting name=timezone values=[-08:00]']],
  ['SET x TO DEFAULT', ['set-setting name=x']],
  ['SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', ['inert what=SET SESSION CHARACTERISTICS']],
  ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', ['inert what=SET TRANSACTION']],
  ['SET ROLE bob', ['set-setting name=role values=[bob]']],
  ['SET standard_conforming_strings = on', ['set-setting name=standard_conforming_strings values=[on]']],
  ['RESET lock_timeout', ['set-setting name=lock_timeout']],
  ['RESET ALL', ['set-setting name=all']],
  ['SHOW lock_timeout', ['inert what=SHOW']],
  ['DISCARD ALL', ['server-command command=DISCARD ALL !transactional', 'set-setting name=all']],
  ['DISCARD TEMP', ['inert what=DISCARD']],
  ['SET CONSTRAINTS ALL DEFERRED', ['inert what=SET CONSTRAINTS DEFERRED']],
  ['CREATE DATABASE d', ['server-command command=CREATE DATABASE !transactional']],
  ['DROP DATABASE IF EXISTS d', ['server-command command=DROP DATABASE !transactional destroys']],
  ["CREATE TABLESPACE s LOCATION '/x'", ['server-command command=CREATE TABLESPACE !transactional']],
  ['DROP TABLESPACE s', ['server-command command=DROP TABLESPACE !transactional']],
  ['ALTER SYSTEM SET x = 1', ['server-command command=ALTER SYSTEM !transactional']],
  ['ALTER DATABASE d SET TABLESPACE s', ['server-command command=ALTER DATABASE !transactional']],
  ['ALTER DATABASE d CONNECTION LIMIT 1', ['server-command command=ALTER DATABASE transactional']],
  ["CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", ['server-command command=CREATE SUBSCRIPTION !transactional']],
  [
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)",
    ['server-command command=CREATE SUBSCRIPTION transactional'],
  ],
  ['ALTER SUBSCRIPTION s REFRESH PUBLICATION', ['server-command command=ALTER SUBSCRIPTION !transactional']],
  ['ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)', ['server-command command=ALTER SUBSCRIPTION transactional']],
  ['ALTER SUBSCRIPTION s ENABLE', ['server-command command=ALTER SUBSCRIPTION transactional']],
  ['DROP SUBSCRIPTION s', ['server-command command=DROP SUBSCRIPTION !transactional']],
  ['CHECKPOINT', ['inert what=CHECKPOINT']],
  ['LISTEN x', ['inert what=LISTEN']],
  ['NOTIFY x', ['inert what=NOTIFY']],
  [
    'CREATE VIEW v AS SELECT s.a FROM (SELECT a FROM t WHERE b = 1) s WHERE EXISTS (SELECT 1 FROM u WHERE u.x = s.a AND y = 2)',
    [
      'create-view view=v query={reads=[{relation=t columns=[a, b] lock=ACCESS SHARE}, {relation=u columns=[x] lock=ACCESS SHARE}] output=[{name=a column=a}]} readOnly',
    ],
  ],
  [
    'SELECT * FROM t, unnest(t.a) x(b), generate_series(1, 9)',
    [
      'select query={reads=[{relation=t columns=[a, *] lock=ACCESS SHARE}] calls=[{name=unnest arguments=1 literals=[-]}, {name=generate_series arguments=2 literals=[-, -]}] star unfiltered} how=select',
    ],
  ],
  [
    'SELECT (t.c).f, t.d[1], row_to_json(x.*) FROM t, u x',
    [
      'select query={reads=[{relation=t columns=[c, d] lock=ACCESS SHARE}, {relation=u columns=[*] lock=ACCESS SHARE}] calls=[{name=row_to_json arguments=1 literals=[-]}] output=[{}, {}, {name=row_to_json}] unfiltered} how=select',
    ],
  ],
  [
    "SELECT rank() OVER (PARTITION BY a ORDER BY b), sum(c) FILTER (WHERE d), string_agg(e, ',' ORDER BY f) FROM t GROUP BY g HAVING max(h) > 1",
    [
      'select query={reads=[{relation=t columns=[a, b, c, d, e, f, h, g] lock=ACCESS SHARE}] calls=[{name=rank arguments=0}, {name=sum arguments=1 literals=[-]}, {name=string_agg arguments=2 literals=[-, ,]}, {name=max arguments=1 literals=[-]}] output=[{name=rank}, {name=sum}, {name=string_agg}] unfiltered} how=select',
    ],
  ],
  [
    'SELECT public.t.a FROM public.t',
    ['select query={reads=[{relation=public.t columns=[a] lock=ACCESS SHARE}] output=[{name=a column=a}] unfiltered} how=select'],
  ],
  [
    'SELECT DISTINCT ON (a) b FROM t ORDER BY a, c LIMIT d',
    ['select query={reads=[{relation=t columns=[b, a, c, d] lock=ACCESS SHARE}] output=[{name=b column=b}] unfiltered} how=select'],
  ],
  [
    'SELECT * FROM ROWS FROM (f(1), g(2)) r',
    ['select query={calls=[{name=f arguments=1 literals=[-]}, {name=g arguments=1 literals=[-]}] star unfiltered} how=select'],
  ],
  [
    'SELECT * FROM t TABLESAMPLE bernoulli (10)',
    ['select query={reads=[{relation=t columns=[*] lock=ACCESS SHARE}] star unfiltered} how=select'],
  ],
];

test.each(STATEMENTS)('%s', (sql, operations) => {
  expect(brief(sql)).toEqual(operations);
});
