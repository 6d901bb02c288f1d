import { describe, expect, test } from 'vitest';
import { type PlpgsqlStep, readPlpgsql, readPlpgsqlBody } from '../../../src/dialects/postgresql/plpgsql.ts';
import { locateBody } from '../../../src/dialects/postgresql/plpgsql-locate.ts';
import { parser } from './support.ts';

/** Steps of a DO block with this body, which begins at a place in the file that shows up in wrong offsets. */
function stepsOf(body: string): readonly PlpgsqlStep[] {
  const result = readPlpgsql(parser, `DO $do$${body}$do$`, { text: body, at: AT });
  if (!result.ok) throw new Error(result.error.message);
  // A dynamic step's span shows its expression, and static SQL begins where its span does.
  const dynamic = result.steps.filter((step) => step.kind === 'dynamic');
  expect(dynamic.map(({ span }) => span && body.slice(span.start - AT, span.end - AT))).toEqual(dynamic.map(({ detail }) => detail));
  const fixed = result.steps.filter((step) => step.kind === 'sql' && step.source === 'static');
  expect(fixed.map(({ span }) => span?.start)).toEqual(fixed.map((step) => step.kind === 'sql' && step.at));
  return result.steps;
}
const AT = 1000;

/** `text` of each step, and in brackets how it runs: l(oop), c(ommits), b(ranch), and what is caught. */
function outline(body: string): string[] {
  return stepsOf(body).map((step) => {
    const { loop, commits, conditional, guarded } = step.context;
    const how = [...(loop ? ['l'] : []), ...(commits ? ['c'] : []), ...(conditional ? ['b'] : []), ...guarded].join(' ');
    const what = step.kind === 'sql' ? step.text : step.kind === 'dynamic' ? `? ${step.detail}` : step.kind.toUpperCase();
    return how === '' ? what : `${what} [${how}]`;
  });
}

describe('what runs, and how', () => {
  test.each<[string, string, string[]]>([
    ['plain statements', 'BEGIN CREATE TABLE a (b int); DROP TABLE c; END', ['CREATE TABLE a (b int)', 'DROP TABLE c']],
    ['PERFORM and CALL', 'BEGIN PERFORM f(1), g FROM t; CALL p(2); END', ['SELECT f(1), g FROM t', 'CALL p(2)']],
    [
      'branches',
      'BEGIN IF EXISTS (SELECT 1 FROM t) THEN DROP TABLE a; ELSIF x = 1 THEN DROP TABLE b; ELSE DROP TABLE c; END IF; DROP TABLE d; END',
      ['DROP TABLE a [b]', 'DROP TABLE b [b]', 'DROP TABLE c [b]', 'DROP TABLE d'],
    ],
    [
      'CASE, with and without an operand',
      'BEGIN CASE x WHEN 1, f(2) THEN DROP TABLE a; ELSE NULL; END CASE; CASE WHEN f(3) THEN DROP TABLE b; END CASE; END',
      ['DROP TABLE a [b]', 'SELECT f(3) [b]', 'DROP TABLE b [b]'],
    ],
    [
      'loops',
      'DECLARE i int; r record; BEGIN FOR i IN 1..f(9) LOOP DELETE FROM a; END LOOP; FOR r IN SELECT * FROM b LOOP DELETE FROM c; END LOOP;' +
        ' WHILE g() LOOP DELETE FROM d; END LOOP; LOOP DELETE FROM e; END LOOP; FOREACH i IN ARRAY ARRAY[1] LOOP DELETE FROM f; END LOOP;' +
        " FOR r IN EXECUTE 'SELECT 2' LOOP DELETE FROM g; END LOOP; END",
      [
        'SELECT f(9)',
        'DELETE FROM a [l]',
        'SELECT * FROM b',
        'DELETE FROM c [l]',
        'SELECT g()',
        'DELETE FROM d [l]',
        'DELETE FROM e [l]',
        'DELETE FROM f [l]',
        'SELECT 2',
        'DELETE FROM g [l]',
      ],
    ],
    [
      'a loop that commits, and one within',
      'BEGIN LOOP DELETE FROM a; COMMIT; LOOP DELETE FROM b; END LOOP; END LOOP; LOOP ROLLBACK; END LOOP; DELETE FROM c; END',
      ['DELETE FROM a [l c]', 'COMMIT [l c]', 'DELETE FROM b [l c]', 'ROLLBACK [l]', 'DELETE FROM c'],
    ],
    [
      'exceptions',
      "BEGIN BEGIN ALTER TABLE a ADD b int; EXCEPTION WHEN duplicate_column OR SQLSTATE '42P07' THEN DROP TABLE c; WHEN others THEN NULL; END; DROP TABLE d; END",
      ['ALTER TABLE a ADD b int [duplicate_column 42P07 others]', 'DROP TABLE c [b]', 'DROP TABLE d'],
    ],
    [
      'behind a branch that returns or leaves the loop',
      'BEGIN LOOP EXIT WHEN x; DELETE FROM a; END LOOP; DELETE FROM b; IF y THEN RETURN; END IF; DELETE FROM c; END',
      ['DELETE FROM a [l b]', 'DELETE FROM b', 'DELETE FROM c [b]'],
    ],
    [
      'expressions matter where they call something',
      "DECLARE a int := f(1); b int := 2 * (3 + 1); BEGIN a := 1; a := lower('X') || (2); b = coalesce(a, (1)); ASSERT h(1); RAISE NOTICE '%', i(1); END",
      ['SELECT f(1)', "SELECT lower('X') || (2)", 'SELECT h(1)', 'SELECT i(1)'],
    ],
    [
      'cursors',
      'DECLARE c CURSOR FOR SELECT * FROM t FOR UPDATE; d refcursor; r record; BEGIN FOR r IN c LOOP DELETE FROM t WHERE CURRENT OF c; END LOOP; OPEN d FOR SELECT 1; END',
      ['SELECT * FROM t FOR UPDATE', 'DELETE FROM t WHERE CURRENT OF c [l]', 'SELECT 1'],
    ],
    ['nothing', 'BEGIN NULL; END', []],
  ])('%s', (_, body, expected) => {
    expect(outline(body)).toEqual(expected);
  });
});

describe('EXECUTE', () => {
  test.each([
    ["'DROP TABLE a'", 'DROP TABLE a'],
    ["E'DROP TABLE \\'\\\\n' || $q$a;$q$", "DROP TABLE '\\na;"],
    ["'DROP ' || 'TABLE ' || quote_ident('A b') || ';'", 'DROP TABLE "A b";'],
    ["concat('DROP TABLE ', 'a', NULL, 1)", 'DROP TABLE a1'],
    [
      "format('ALTER TABLE %I ADD %I %s DEFAULT %L, %%', 'User', 'order', 'int', 'it''s')",
      `ALTER TABLE "User" ADD "order" int DEFAULT 'it''s', %`,
    ],
    ["format('%2$s %1$I %s, %L %s', 'a', 'b', NULL)", undefined],
    ["format('%2$s %1$I %s, %L', 'a', 'b', NULL)", 'b a b, NULL'],
    ["pg_catalog.format('%s %s', 1, 2.50)::text", '1 2.50'],
    ["quote_literal('a\\b') || quote_nullable(NULL)", " E'a\\\\b'NULL"],
    ["format('%s')", undefined],
    ["format('%I', NULL)", undefined],
    ["format('%10s', 'a')", undefined],
    ["'DROP TABLE ' || x", undefined],
    ["format('DROP TABLE %I', x)", undefined],
    ["'a' || NULL", undefined],
    ['(SELECT 1)', undefined],
    ["upper('drop table a')", undefined],
  ])('%s', (expression, text) => {
    const [step] = stepsOf(`BEGIN EXECUTE ${expression} USING 1; END`);
    expect(step).toMatchObject(text === undefined ? { kind: 'dynamic', detail: expression } : { kind: 'sql', source: 'execute', text });
  });

  test.each<[string, string, string[]]>([
    [
      'constants, and variables that keep what they began with',
      "DECLARE a CONSTANT text := 'x'; b text := a || 'y'; c int DEFAULT 7; BEGIN EXECUTE format('DROP TABLE %I.%s_%s', a, b, c); END",
      ['DROP TABLE x.xy_7'],
    ],
    [
      'not those that are given something else',
      "DECLARE a text := 'x'; b text := 'y'; c text := 'z'; d int := 1; BEGIN a := 'u'; SELECT 'v' INTO b; GET DIAGNOSTICS d = ROW_COUNT;" +
        " FOR c IN SELECT relname FROM pg_class LOOP NULL; END LOOP; EXECUTE 'DROP TABLE ' || a; EXECUTE 'DROP TABLE ' || b; EXECUTE 'DROP TABLE t' || c;" +
        " EXECUTE 'DROP TABLE t' || d; END",
      [
        "SELECT 'v'",
        'SELECT relname FROM pg_class',
        "? 'DROP TABLE ' || a",
        "? 'DROP TABLE ' || b",
        "? 'DROP TABLE t' || c",
        "? 'DROP TABLE t' || d",
      ],
    ],
    [
      'nor one of two of the same name',
      "DECLARE a text := 'x'; BEGIN DECLARE a text := 'y'; BEGIN EXECUTE 'DROP TABLE ' || a; END; END",
      ["? 'DROP TABLE ' || a"],
    ],
    [
      'FOREACH over an array that is written out',
      "DECLARE s text[] := ARRAY['a', 'b']; t text; BEGIN FOREACH t IN ARRAY s LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;" +
        " FOREACH t IN ARRAY '{c, d}'::text[] LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; EXECUTE t; END",
      ['DROP TABLE a [l]', 'DROP TABLE b [l]', 'DROP TABLE c [l]', 'DROP TABLE d [l]', '? t'],
    ],
    [
      'FOR over VALUES and unnest',
      "DECLARE r record; t text; BEGIN FOR r IN SELECT * FROM (VALUES ('a', 'x'), ('b', 'y')) AS v (t, c) LOOP EXECUTE format('ALTER TABLE %I DROP %I', r.t, r.c); END LOOP;" +
        " FOR t IN VALUES ('c') LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; FOR t IN SELECT u FROM unnest(ARRAY['d']) AS u LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;" +
        " FOR r IN SELECT unnest(ARRAY['e']) AS n LOOP EXECUTE 'DROP TABLE ' || r.n; EXECUTE 'DROP TABLE ' || r.m; END LOOP; END",
      [
        "SELECT * FROM (VALUES ('a', 'x'), ('b', 'y')) AS v (t, c)",
        'ALTER TABLE a DROP x [l]',
        'ALTER TABLE b DROP y [l]',
        "VALUES ('c')",
        'DROP TABLE c [l]',
        "SELECT u FROM unnest(ARRAY['d']) AS u",
        'DROP TABLE d [l]',
        "SELECT unnest(ARRAY['e']) AS n",
        'DROP TABLE e [l]',
        "? 'DROP TABLE ' || r.m [l]",
      ],
    ],
    [
      'what leaves rows out is not known',
      "DECLARE t text; BEGIN FOR t IN SELECT u FROM unnest(ARRAY['d']) AS u WHERE f(u) LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END",
      ["SELECT u FROM unnest(ARRAY['d']) AS u WHERE f(u)", "? 'DROP TABLE ' || t [l]"],
    ],
    [
      'numbers, loops in loops, and too many of them',
      "BEGIN FOR i IN 1..2 LOOP FOR j IN REVERSE 6..4 BY 2 LOOP EXECUTE format('DROP TABLE t%s%s', i, j); END LOOP; END LOOP;" +
        " FOR i IN 1..1000000 LOOP EXECUTE 'DROP TABLE t' || i; END LOOP; FOR i IN 1..f LOOP EXECUTE 'DROP TABLE t' || i; END LOOP; END",
      [
        'DROP TABLE t16 [l]',
        'DROP TABLE t14 [l]',
        'DROP TABLE t26 [l]',
        'DROP TABLE t24 [l]',
        "? 'DROP TABLE t' || i [l]",
        "? 'DROP TABLE t' || i [l]",
      ],
    ],
  ])('values that stand in the block: %s', (_, body, expected) => {
    const named = body.replace('1..f', '1..(SELECT 1)');
    expect(outline(named).map((each) => each.replaceAll(/ +/g, ' '))).toEqual(expected);
  });

  test('a constant without anything to decode has places', () => {
    for (const quote of ["'", '$x$']) {
      const body = `BEGIN  EXECUTE ${quote}DROP TABLE a${quote}; END`;
      expect(stepsOf(body)).toMatchObject([{ at: AT + body.indexOf('DROP') }]);
    }
    expect(stepsOf("BEGIN EXECUTE 'DROP TABLE ''a'; END")).toMatchObject([{ at: undefined, text: "DROP TABLE 'a" }]);
    expect(stepsOf("BEGIN EXECUTE 'DROP' || ' TABLE a'; END")).toMatchObject([{ at: undefined, text: 'DROP TABLE a' }]);
  });

  test('thousands of terms', () => {
    const terms = Array.from({ length: 3_000 }, () => "'a'").join('||');
    expect(stepsOf(`BEGIN EXECUTE ${terms}; END`)).toMatchObject([{ kind: 'dynamic' }]);
  });
});

describe('places', () => {
  const shown = (body: string): (string | undefined)[] =>
    stepsOf(body).map(({ span }) => span && body.slice(span.start - AT, span.end - AT));

  test('comments and strings are not taken for code', () => {
    const body =
      "\nBEGIN -- DROP TABLE a\n /* DROP TABLE a */ RAISE 'DROP TABLE a'; drop table é; DROP TABLE a; DROP TABLE a; commit;\nEND";
    const starts = stepsOf(body).map(({ span }) => (span?.start ?? 0) - AT);
    expect(shown(body)).toEqual(['drop table é', 'DROP TABLE a', 'DROP TABLE a', 'commit']);
    expect(starts).toEqual([
      body.indexOf('drop'),
      body.indexOf('DROP TABLE a; DROP'),
      body.lastIndexOf('DROP'),
      body.lastIndexOf('commit'),
    ]);
  });

  test('INTO leaves a hole', () => {
    const body = 'DECLARE x int; y int; BEGIN SELECT a, b INTO STRICT x, y FROM t; DELETE FROM u RETURNING c INTO x; DROP TABLE v; END';
    expect(shown(body)).toEqual(['SELECT a, b INTO STRICT x, y FROM t', 'DELETE FROM u RETURNING c', 'DROP TABLE v']);
    expect(stepsOf(body).map((step) => (step.kind === 'sql' ? step.at : 0))).toEqual(
      ['SELECT', 'DELETE', 'DROP'].map((word) => AT + body.indexOf(word)),
    );
  });

  test('PERFORM and expressions map behind the word that is put in', () => {
    const body = 'BEGIN PERFORM\n  f(1); IF g(2) THEN NULL; END IF; END';
    for (const step of stepsOf(body)) {
      if (step.kind !== 'sql') throw new Error(step.kind);
      const call = step.text.search(/[fg]\(/);
      expect(body.slice((step.at ?? 0) + call - AT)).toMatch(/^[fg]\(\d\)/);
    }
  });

  test('a body that had to be decoded has none', () => {
    const result = readPlpgsql(parser, "DO 'BEGIN PERFORM ''a'', f(1); EXECUTE ''DROP TABLE a''; COMMIT; END'", {
      text: "BEGIN PERFORM 'a', f(1); EXECUTE 'DROP TABLE a'; COMMIT; END",
      at: undefined,
    });
    expect(result.ok && result.steps.map((step) => [step.kind, step.span, step.kind === 'sql' ? step.at : undefined])).toEqual([
      ['sql', undefined, undefined],
      ['sql', undefined, undefined],
      ['commit', undefined, undefined],
    ]);
  });

  test.each([
    ['x; DO $$ body $$', ' body ', 8],
    ["x; DO LANGUAGE 'plpgsql' ' body'", ' body', 26],
    ["x; CREATE FUNCTION f() AS $tag$ 'a' $tag$", " 'a' ", 31],
    ["x; DO E'bo\\ndy'", 'bo\ndy', undefined],
    ["x; DO 'it''s'", "it's", undefined],
  ])('the body of %s', (text, body, at) => {
    expect(locateBody(text, { start: 3, end: text.length }, body)).toBe(at);
  });
});

describe('what can not be read', () => {
  test.each([
    ['BEGIN DROP TABEL a; END', 'TABEL'],
    ['BEGIN /* x */ x := 1; END', 'x :='],
    ['BEGIN DROP TABEL a; DROP TABEL b; END', undefined],
    ['BEGIN NULL;', undefined],
    ['', undefined],
  ])('%j is an error, with its place where that can be told', (body, near) => {
    const result = readPlpgsql(parser, `DO $$${body}$$`, { text: body, at: AT });
    expect(result.ok || [result.error.kind, result.error.offset]).toEqual([
      'syntax',
      near === undefined ? undefined : AT + body.indexOf(near),
    ]);
  });

  test('blocks in blocks without end', () => {
    const body = `${'BEGIN '.repeat(2_000)}NULL;${'END;'.repeat(2_000)}`;
    const result = readPlpgsql(parser, `DO $$${body}$$`, { text: body, at: 0 });
    expect(result.ok || result.error.kind).toBe('too-deep');
  });

  test('other languages have no steps', () => {
    expect(readPlpgsql(parser, 'DO LANGUAGE plpython3u $$ pass $$', { text: ' pass ', at: 0 })).toEqual({ ok: true, steps: [] });
  });
});

describe('types that the parser does not know', () => {
  test('are no rows', () => {
    const body =
      'DECLARE a "mood"; b CONSTANT app.mood NOT NULL := f(\'x;\'); c mood[] DEFAULT NULL; d record; e t%ROWTYPE; g CURSOR (h int) FOR SELECT 1; i t.j%TYPE;' +
      ' BEGIN SELECT x, y INTO a, c FROM t; DECLARE k mood; BEGIN SELECT x, y INTO k, i FROM u; END; END';
    expect(outline(body).map((each) => each.replaceAll(/ +/g, ' '))).toEqual([
      "SELECT f('x;')",
      'SELECT 1',
      'SELECT x, y FROM t',
      'SELECT x, y FROM u',
    ]);
    expect(stepsOf(body).map(({ span }) => span?.start)).toEqual(
      ["f('x;')", 'SELECT 1', 'SELECT x', 'SELECT x, y INTO k'].map((each) => AT + body.indexOf(each)),
    );
  });
});

describe('a body alone', () => {
  const texts = (body: string): unknown => {
    const result = readPlpgsqlBody(parser, { text: body, at: 0 });
    return result.ok ? result.steps.map((step) => step.kind === 'sql' && step.text) : result.error.message;
  };

  test('parameters are made up', () => {
    expect(texts('BEGIN done := 1; SELECT 2 INTO "Count"; DELETE FROM t WHERE a = done; END')).toEqual([
      'SELECT 2',
      'DELETE FROM t WHERE a = done',
    ]);
  });

  test('dollar quotes in it, and where it ends, do no harm', () => {
    expect(texts('BEGIN EXECUTE $body$DROP TABLE a$body$; END -- $body')).toEqual(['DROP TABLE a']);
  });

  test('errors', () => {
    expect(texts('BEGIN a.b := 1; END')).toBe('"a.b" is not a known variable');
  });
});
