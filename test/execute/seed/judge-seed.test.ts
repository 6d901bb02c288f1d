import { describe, expect, test } from 'vitest';
import { judged } from './judged.ts';

const reasons = async (text: string): Promise<readonly string[]> =>
  (await judged(text)).refusals.map(({ line, reason }) => `${line}: ${reason}`);

describe('runs again with the same rows', () => {
  test.each([
    ['ON CONFLICT', 'INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING;'],
    ['DO UPDATE', 'INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b;'],
    ['NOT EXISTS', 'INSERT INTO t (a) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE a = 1);'],
    ['EXCEPT', 'INSERT INTO t (a) SELECT a FROM u EXCEPT SELECT a FROM t;'],
    ['emptied before', 'TRUNCATE t RESTART IDENTITY;\nINSERT INTO t (a) VALUES (1);\nINSERT INTO public.t (a) VALUES (2);'],
    ['several emptied', 'TRUNCATE t, u;\nINSERT INTO u (a) VALUES (1);'],
    ['all deleted before', 'DELETE FROM t;\nINSERT INTO t (a) VALUES (1);\nUPDATE t SET a = a + 1;'],
    ['COPY into an emptied table', "TRUNCATE t;\nCOPY t FROM '/data/t.csv' CSV;"],
    ['a block that looks', 'DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM t) THEN INSERT INTO t VALUES (1); END IF; END $$;'],
    ['a block that updates or inserts', 'DO $$ BEGIN UPDATE t SET a = 1; IF NOT FOUND THEN INSERT INTO t VALUES (1); END IF; END $$;'],
    ['a block that catches', 'DO $$ BEGIN INSERT INTO t VALUES (1); EXCEPTION WHEN unique_violation THEN NULL; END $$;'],
    ['MERGE', 'MERGE INTO t USING u ON t.a = u.a WHEN NOT MATCHED THEN INSERT VALUES (u.a);'],
    ['an UPDATE to a value', "UPDATE t SET a = 1, b = lower(b), at = now() WHERE c = 'x';"],
    ['a DELETE', 'DELETE FROM t WHERE a = 1;'],
    ['a sequence set', "SELECT setval('s', (SELECT max(id) FROM t));\nALTER SEQUENCE s RESTART WITH 100;"],
    [
      'the session',
      "SET search_path = app;\nSET CONSTRAINTS ALL DEFERRED;\nLOCK TABLE t;\nANALYZE t;\nSELECT set_config('a.b', 'c', true);",
    ],
    [
      'a temporary table',
      'CREATE TEMP TABLE n (a int) ON COMMIT DROP;\nINSERT INTO n VALUES (1);\nCREATE INDEX ON n (a);\nINSERT INTO t SELECT a FROM n ON CONFLICT DO NOTHING;\nDROP TABLE n;',
    ],
    ['answered for', '-- sqlsafe: idempotent a trigger keeps doubles out\nINSERT INTO t (a) VALUES (1);'],
  ])('%s', async (_name, text) => {
    expect(await reasons(text)).toEqual([]);
  });
});

describe('refused', () => {
  test.each([
    ['INSERT INTO app.t (a) VALUES (1);', 'This INSERT adds its rows to app.t again each time it runs.'],
    ['INSERT INTO t SELECT a FROM u;', 'This INSERT adds its rows to t again each time it runs.'],
    ['INSERT INTO t SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM v);', 'This INSERT adds its rows to t again each time it runs.'],
    [
      'INSERT INTO t (a) VALUES (1) ON CONFLICT (id) DO NOTHING;',
      'Nothing ever conflicts on id of t: this INSERT leaves it to be made anew each time.',
    ],
    [
      'INSERT INTO t (id, a) VALUES (gen_random_uuid(), 1) ON CONFLICT (id) DO NOTHING;',
      'Nothing ever conflicts on id of t: this INSERT leaves it to be made anew each time.',
    ],
    [
      'INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET n = t.n + 1;',
      'This computes n of t from what it is, and so again each time.',
    ],
    ['UPDATE t SET n = n + 1;', 'This computes n of t from what it is, and so again each time.'],
    ['UPDATE t SET token = gen_random_uuid();', 'This UPDATE gives t other values each time it runs.'],
    [
      'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET n = t.n + 1;',
      'This computes n of t from what it is, and so again each time.',
    ],
    ["COPY t FROM '/data/t.csv' CSV;", 'This COPY adds its rows to t again each time it runs.'],
    ['COPY t FROM stdin;\n1\n\\.\n', 'This COPY adds its rows to t again each time it runs.'],
    ['COPY t TO stdout;', 'This COPY writes rows to whoever runs it, and nobody reads them.'],
    ["COPY t FROM PROGRAM 'curl x';", 'Nobody can tell from the file what this does.'],
    ["COPY t TO '/data/t.csv';", 'Nobody can tell from the file what this does.'],
    ['DO $$ BEGIN INSERT INTO t VALUES (1); END $$;', 'This INSERT adds its rows to t again each time it runs.'],
    [
      "DO $$ BEGIN IF current_database() = 'x' THEN INSERT INTO t VALUES (1); END IF; END $$;",
      'This INSERT adds its rows to t again each time it runs.',
    ],
    [
      'DO $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO t VALUES (i); END LOOP; END $$;',
      'This INSERT adds its rows to t again each time it runs.',
    ],
    ["DO $$ BEGIN EXECUTE format('DROP TABLE %I', current_user); END $$;", 'Nobody can tell from the file what this does.'],
    ['CALL fill();', 'What fill does each time it is called is not known.'],
    ['EXECUTE fill(1);', 'Nobody can tell from the file what this does.'],
    ["SELECT nextval('s');", 'This moves a sequence on each time it runs.'],
    ['TRUNCATE t CASCADE;', 'TRUNCATE … CASCADE also empties every table that refers to this one, whoever filled it.'],
    ['CREATE TABLE t (a int);', 'This changes the schema.'],
    ['CREATE TABLE IF NOT EXISTS t (a int);', 'This changes the schema.'],
    ['ALTER TABLE t DISABLE TRIGGER ALL;', 'This changes the schema.'],
    ['DROP TABLE t;', 'This changes the schema.'],
    ['CREATE ROLE r;', 'This changes the schema.'],
    ['GRANT SELECT ON t TO r;', 'This changes the schema.'],
    ['ALTER SEQUENCE s INCREMENT BY 2;', 'This changes the schema.'],
    ['COMMIT;', 'This opens or ends a transaction, and the file is one already, with its row in the journal.'],
    ['DO $$ BEGIN COMMIT; END $$;', 'This opens or ends a transaction, and the file is one already, with its row in the journal.'],
    ['VACUUM t;', "This can't run within a transaction, and a seed is one."],
    ['CREATE INDEX CONCURRENTLY i ON t (a);', "This can't run within a transaction, and a seed is one."],
    ['INSRT INTO t VALUES (1);', 'This is not understood: syntax error at or near "INSRT".'],
    ['\\i other.sql\nSELECT 1;', '\\i is a command of psql, and it is not psql that runs this.'],
    ['DELETE FROM t WHERE ${which};', '${which} has no value.'],
  ])('%s', async (text, reason) => {
    expect(await reasons(text)).toEqual([`1: ${reason}`]);
  });
  test('a table is empty only where that is sure, and from there on', async () => {
    expect(await reasons('INSERT INTO t VALUES (1);\nTRUNCATE t;')).toHaveLength(1);
    expect(await reasons('DELETE FROM t WHERE a > 1;\nINSERT INTO t VALUES (1);')).toHaveLength(1);
    expect(await reasons('TRUNCATE u;\nINSERT INTO t VALUES (1);')).toHaveLength(1);
    expect(await reasons('TRUNCATE app.t;\nINSERT INTO t VALUES (1);')).toHaveLength(1);
    expect(await reasons('DO $$ BEGIN IF now() > now() THEN TRUNCATE t; END IF; END $$;\nINSERT INTO t VALUES (1);')).toHaveLength(1);
  });
  test('each place by its line, in their order', async () => {
    const text = '\\i x.sql\n\nINSERT INTO t VALUES (1);\nSELECT 1;\n\nINSERT INTO t\nVALUES (2);\n';
    expect((await reasons(text)).map((each) => each.slice(0, 2))).toEqual(['1:', '3:', '6:']);
  });
  test('only what could run can be answered for, and only with a reason', async () => {
    expect(await reasons('-- sqlsafe: idempotent\nINSERT INTO t VALUES (1);')).toHaveLength(1);
    expect(await reasons('-- sqlsafe: idempotent it is\nVACUUM t;')).toHaveLength(1);
    const { refusals } = await judged('INSERT INTO t VALUES (1);\nBEGIN;\nVACUUM t;\nINSRT 1;');
    expect(refusals.map(({ allowable }) => allowable)).toEqual([true, false, false, true]);
  });
  test('a value for a placeholder', async () => {
    expect((await judged('DELETE FROM t WHERE ${which};', { which: 'a = 1' })).refusals).toEqual([]);
  });
});

test('what is left for the database to answer', async () => {
  const { questions } = await judged(
    'INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING;\nINSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING;\nSELECT fill(1);\nDELETE FROM t;\n-- sqlsafe: idempotent it only reads\nSELECT fill(2);',
  );
  expect(questions.map(({ line, about }) => `${line} ${about}`)).toEqual(['1 key', '3 function', '4 referrers']);
});
