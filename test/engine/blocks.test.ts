import { describe, expect, test } from 'vitest';
import { check } from '../../src/index.ts';

// What PL/pgSQL does where it runs: in DO blocks, in procedures and functions that are called.

const TABLES = 'CREATE TABLE t (id bigint PRIMARY KEY, a int);\nCREATE TABLE u (id bigint PRIMARY KEY, a int);\n';

/** `rule/message severity` of what is said of the second file, session-blocking left out. */
async function said(given: string, text: string, transaction?: 'file' | 'statement' | 'string'): Promise<readonly string[]> {
  const { findings } = await check({
    files: [
      { path: '1.sql', text: TABLES + given },
      { path: '2.sql', text },
    ],
    layout: 'plain',
    skip: ['session-blocking'],
    ...(transaction === undefined ? {} : { transaction }),
  });
  return findings.flatMap(({ file, rule, message, severity, relation }) =>
    file === '2.sql' ? [`${rule}/${message} ${severity} ${relation ?? '-'}`] : [],
  );
}

const procedure = (name: string, body: string): string => `CREATE PROCEDURE ${name} LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;\n`;
const fn = (name: string, returns: string, body: string): string =>
  `CREATE FUNCTION ${name} RETURNS ${returns} LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;\n`;
const INDEX = ['create-index-blocking/build error public.t'];

describe('bodies', () => {
  test('are not judged where they are defined', async () => {
    expect(await said('', procedure('p()', 'CREATE INDEX ON t (a);') + fn('f()', 'int', 'CREATE INDEX ON t (a); RETURN 1;'))).toEqual([]);
  });

  test.each([
    ['a procedure', procedure('p()', 'CREATE INDEX ON t (a);'), 'CALL p();'],
    ['one in a schema', `CREATE SCHEMA app;\n${procedure('app.p()', 'CREATE INDEX ON public.t (a);')}`, 'CALL app.p();'],
    ['a procedure that calls another', procedure('p(x int)', 'CALL q();') + procedure('q()', 'CREATE INDEX ON t (a);'), 'CALL p(1);'],
    ['one that calls itself', procedure('p()', 'CREATE INDEX ON t (a); CALL p();'), 'CALL p();'],
    [
      'of two of a name the one with as many arguments',
      procedure('p()', 'TRUNCATE u;') + procedure('p(x int)', 'CREATE INDEX ON t (a);'),
      'CALL p(2);',
    ],
    ['a function', fn('f()', 'void', 'CREATE INDEX ON t (a);'), 'SELECT f();'],
    ['one that returns a value', fn('f(x int)', 'int', 'CREATE INDEX ON t (a); RETURN x;'), 'SELECT f(5);'],
    [
      'one that returns a set',
      fn('f()', 'SETOF int', 'CREATE INDEX ON t (a); RETURN NEXT 1; RETURN QUERY SELECT 2;'),
      'SELECT * FROM f();',
    ],
    ['a function in a block', fn('f()', 'void', 'CREATE INDEX ON t (a);'), 'DO $$ BEGIN PERFORM f(); END $$;'],
  ])('are followed: %s', async (_, given, text) => {
    expect(await said(given, text)).toEqual(INDEX);
  });

  test('run as what calls them does: perhaps, or again and again', async () => {
    const given = procedure('p()', 'ALTER TABLE t ADD COLUMN a int;') + fn('f(x int)', 'int', 'UPDATE u SET a = 1; RETURN 1;');
    expect(await said(given, 'DO $$ BEGIN IF now() > now() THEN CALL p(); END IF; END $$;')).toEqual([]);
    expect(await said(given, 'SELECT f(1);')).toEqual(['update-blocking/all-rows error public.u']);
    expect(await said(given, 'SELECT f(a) FROM t;')).toEqual([expect.stringMatching(/^update-blocking\//)]);
  });

  test.each([
    ['of two that may be meant', procedure('p(x int)', 'CREATE INDEX ON t (a);') + procedure('p(x text)', 'TRUNCATE u;'), "CALL p('1');"],
    ['a function that is only named', fn('f()', 'int', 'CREATE INDEX ON t (a); RETURN 1;'), 'ALTER TABLE u ALTER a SET DEFAULT f();'],
    ['one that nobody defined', '', 'SELECT f();'],
  ])('are not followed: %s', async (_, given, text) => {
    expect(await said(given, text)).toEqual([]);
  });
});

describe('the end of a transaction in a block', () => {
  const BATCH = 'DO $$ BEGIN UPDATE t SET a = 1 WHERE id = 1; COMMIT; END $$;';
  const CALLED = procedure('p()', 'UPDATE t SET a = 1 WHERE id = 1; COMMIT;');

  test('a plain file with one runs statement by statement', async () => {
    expect(await said('', BATCH)).toEqual([]);
    expect(await said(CALLED, 'CALL p();')).toEqual([]);
    expect(await said('', `${CALLED}CALL p();`)).toEqual([]);
  });

  test.each([
    ['the file', BATCH, 'file'],
    ['one string of several statements', `${BATCH}\nSELECT 1;`, 'string'],
    ['BEGIN', `BEGIN;\n${BATCH}\nCOMMIT;`, undefined],
    ['BEGIN, around a procedure', 'BEGIN;\nCALL p();\nCOMMIT;', undefined],
  ] as const)('is refused where one is open: by %s', async (_, text, mode) => {
    expect(await said(CALLED, text, mode)).toEqual(['transaction-failing/commit-in-do-block error -']);
  });

  test('gives back the locks that were taken before it', async () => {
    const builds = (between: string): string => `DO $$ BEGIN CREATE INDEX ON t (a); ${between} CREATE INDEX ON u (a); END $$;`;
    const both = [...INDEX, 'create-index-blocking/build error public.u'];
    expect(await said('', builds(''))).toEqual([...both, 'transaction-blocking/work error public.u']);
    expect(await said('', builds('COMMIT;'))).toEqual(both);
    expect(await said(procedure('p()', 'CREATE INDEX ON t (a); COMMIT; CREATE INDEX ON u (a);'), 'CALL p();')).toEqual(both);
  });

  test('is refused under an EXCEPTION clause, unless that catches the refusal', async () => {
    const block = (condition: string): string =>
      `DO $$ BEGIN BEGIN UPDATE t SET a = 1 WHERE id = 1; COMMIT; EXCEPTION WHEN ${condition} THEN NULL; END; END $$;`;
    expect(await said('', block('unique_violation'))).toEqual(['transaction-failing/commit-under-exception error -']);
    expect(await said('', block('others'))).toEqual(['transaction-failing/commit-under-exception warning -']);
  });
});

describe('guards', () => {
  test('what stands behind one is judged as if it ran, but never said to fail for what is or is not there', async () => {
    const guarded = (statement: string): string =>
      `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'x') THEN ${statement} END IF; END $$;`;
    expect(await said('', guarded('ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0);'))).toEqual(['add-check-scanning/scan error public.t']);
    expect(await said('', guarded('ALTER TABLE t ADD COLUMN a int;'))).toEqual([]);
    expect(await said('', guarded('DROP INDEX nowhere;'))).not.toContainEqual(expect.stringContaining('failing'));
    const caught = 'DO $$ BEGIN ALTER TABLE t ADD COLUMN a int; EXCEPTION WHEN duplicate_column THEN NULL; END $$;';
    expect(await said('', caught)).toEqual([]);
  });

  test('what one may have made is there afterwards, and is made only once', async () => {
    const text = `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('a'); END IF; END $$;
      ALTER TABLE t ADD COLUMN m mood;`;
    expect(await said('', text)).toEqual([]);
  });
});

describe('what is put together at run time', () => {
  const LOOP = `DO $$ DECLARE n text; BEGIN FOR n IN SELECT tablename FROM pg_tables LOOP
    EXECUTE 'ALTER TABLE ' || n || ' ADD x int'; EXECUTE 'DROP TABLE ' || n; END LOOP; END $$;`;

  test('is said once for a block, with all that was not read', async () => {
    expect(await said('', `${LOOP}\n${LOOP}`)).toEqual([
      'migration-not-understood/dynamic info -',
      'migration-not-understood/dynamic info -',
    ]);
    const { findings } = await check({ files: [{ path: '1.sql', text: LOOP }] });
    expect(findings.map(({ text }) => text)).toEqual([
      "This SQL is put together only when it runs, and was not judged: 'ALTER TABLE ' || n || ' ADD x int'; 'DROP TABLE ' || n.",
    ]);
  });

  test('is judged where all that it is made of stands in the block', async () => {
    const loop = `DO $$ DECLARE n text; BEGIN FOREACH n IN ARRAY ARRAY['t', 'u'] LOOP EXECUTE format('CREATE INDEX ON %I (a)', n); END LOOP; END $$;`;
    expect(await said('', loop)).toEqual([
      ...INDEX,
      'create-index-blocking/build error public.u',
      'transaction-blocking/work error public.u',
    ]);
  });

  test('in another language it is not known at all', async () => {
    expect(await said('', 'DO LANGUAGE plpython3u $$ pass $$;')).toEqual(['migration-not-understood/unmodelled error -']);
  });
});
