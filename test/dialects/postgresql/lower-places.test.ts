import { expect, test } from 'vitest';
import type { Expression } from '../../../src/model/expression.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { operations } from './operations.ts';
import { texts } from './texts.ts';

// The parser tells where few things begin and where nothing ends: that the text we cut out is what was read is seen by reading it again.

/** The project's own SQL, and what is awkward to cut. */
const all = [
  ...texts,
  {
    name: 'awkward',
    text: `
      CREATE TABLE "t(" (a int DEFAULT (1) /* ) */ + 2 NOT NULL, b text DEFAULT ')' COLLATE "C" CHECK (b <> ',' AND (b) < E'\\')'), -- , (
        c int GENERATED ALWAYS AS (("a") * f(2, 3)) STORED, d int[] DEFAULT ARRAY[1, 2] UNIQUE, CHECK ((a) > 0 OR (d)[1] = 2), EXCLUDE USING gist (g(a, b) WITH &&));
      CREATE INDEX ON t USING gin ((a || ','), f(b, (c)) ops (x = 1) DESC NULLS LAST, (((d)))) INCLUDE (e) WITH (fillfactor = 70) WHERE (a) = ANY (ARRAY[1, 2]);
      ALTER TABLE a . "b" ALTER c TYPE numeric(10, 2) USING (c)::numeric(10, 2), ALTER d SET DEFAULT CASE WHEN x THEN 'a,b' END, ADD CHECK (x IN (1, 2)) NOT VALID;
      UPDATE t SET a = (SELECT 1 WHERE true), b = 'where' FROM u WHERE (t.x = u.x) AND NOT ("where") RETURNING a, b;
      WITH d AS (DELETE FROM t WHERE a IN (SELECT 1) RETURNING *) DELETE FROM u USING d WHERE u.a = d.a;
      CREATE DOMAIN d AS text DEFAULT 'a' || 'b' CHECK (VALUE ~ '^(') NOT NULL;
      ALTER DOMAIN d SET DEFAULT lower('X'); ALTER DOMAIN d ADD CONSTRAINT "check" CHECK (f(VALUE));
      CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT (a + 1) * 2; $$;
      CREATE FUNCTION g(a int) RETURNS int RETURN (a + 1) * 2;
      CREATE PUBLICATION p FOR TABLE t (a) WHERE ((a) > 1), u WHERE (b);
      DO $$ BEGIN UPDATE t SET a = 1 WHERE b = 'é'; EXECUTE 'ALTER TABLE t ALTER a SET DEFAULT 1 + 2'; END $$;`,
  },
];

function* expressionsIn(value: unknown): Generator<Expression> {
  if (typeof value !== 'object' || value === null) return;
  if ('text' in value && 'form' in value) yield value as Expression;
  else for (const each of Object.values(value)) yield* expressionsIn(each);
}

test("an expression's text is that expression", () => {
  const wrong: string[] = [];
  let read = 0;
  for (const { name, text } of all) {
    for (const expression of operations(text).flatMap((op) => [...expressionsIn(op)])) {
      const [again, ...more] = operations(`ALTER TABLE t ALTER a SET DEFAULT ${expression.text}`);
      read++;
      if (again?.kind !== 'set-default' || more.length > 0) wrong.push(`${name}: ${expression.text}`);
      else expect(again.default, name).toEqual(expression);
    }
  }
  expect(wrong).toEqual([]);
  expect(read).toBeGreaterThan(200);
});

const withoutPlace = ({ span: _span, ...op }: Operation): object => op;

test("a clause's text is that clause", () => {
  let read = 0;
  for (const { name, text } of all) {
    for (const op of operations(text)) {
      if (!('only' in op && 'as' in op && 'ifExists' in op) || ('inline' in op && op.inline) || op.as === 'type') continue;
      const clause = text.slice(op.span.start, op.span.end);
      // Renaming is a statement of its own, which has no clauses.
      if (/^alter\s+\w+\s/i.test(clause) && op.kind.startsWith('rename')) continue;
      read++;
      const [again] = operations(`ALTER TABLE t ${clause}`);
      expect(again === undefined ? undefined : withoutPlace(again), `${name}: ${clause}`).toEqual({
        ...withoutPlace(op),
        table: { schema: undefined, name: 't' },
        only: false,
        ifExists: false,
        as: 'table',
      });
    }
  }
  expect(read).toBeGreaterThan(200);
});
