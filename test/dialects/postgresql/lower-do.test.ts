import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/model/operation.ts';
import { bodySteps, lineOf, steps } from './operations.ts';

/** Each step with the circumstances that are not the usual ones. */
function told(found: readonly Step[]): string[] {
  return found.map(({ operations, context }) => {
    const { within, guarded = [], ...flags } = context ?? {};
    const circumstances = Object.entries(flags).flatMap(([flag, set]) => (set ? [flag] : []));
    return [`${within ?? 'top'}:`, ...circumstances, ...guarded.map((each) => `unless ${each}`), operations.map(lineOf).join('; ')].join(
      ' ',
    );
  });
}
const block = (body: string): string => `DO $$\nBEGIN\n${body}\nEND $$;`;

describe('a DO block is a step for each statement in it', () => {
  test.each([
    ['ALTER TABLE t ALTER a TYPE bigint;', ['do: alter-column-type table=t type=bigint column=a']],
    [
      'IF NOT EXISTS (SELECT 1 FROM pg_constraint) THEN ALTER TABLE t ADD CHECK (a > 0), DROP b; END IF;',
      ['do: conditional drop-column table=t column=b; add-check table=t expression=«a > 0» valid enforced'],
    ],
    [
      "CREATE TYPE m AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL;",
      ['do: unless duplicate_object create-type type=m form=enum labels=[a]'],
    ],
    [
      'LOOP UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t WHERE a IS NULL LIMIT 9); EXIT WHEN NOT FOUND; COMMIT; END LOOP;',
      [
        'do: loop commits update table=t query={reads=[{relation=t lock=ACCESS SHARE}]} columns=[a] where=«id IN (SELECT id FROM t WHERE a IS NULL LIMIT 9)» limited',
        'do: loop commits conditional transaction action=commit',
      ],
    ],
    [
      "EXECUTE 'CREATE INDEX CONCURRENTLY i ON t (a)';",
      ['do: dynamic create-index table=t name=i concurrently method=btree keys=[{column=a}]'],
    ],
    ["EXECUTE format('DROP TABLE %I.%I', 'app', 'x y');", ['do: dynamic drop-table tables=[app.x y]']],
    ["EXECUTE 'DROP TABLE a; DROP TABLE b';", ['do: dynamic drop-table tables=[a]; drop-table tables=[b]']],
    ["EXECUTE 'DROP TABLE ' || quote_ident(current_user);", ["do: dynamic dynamic detail='DROP TABLE ' || quote_ident(current_user)"]],
    [
      'PERFORM pg_sleep(1);',
      ['do: select query={calls=[{name=pg_sleep arguments=1 literals=[-]}] output=[{name=pg_sleep}] unfiltered} how=select'],
    ],
    ['SELEC 1;', ['top: opaque reason=syntax detail=syntax error at or near "SELEC"']],
    [
      'DELETE FROM ${schema}.t;',
      [
        'top: opaque reason=syntax detail=syntax error at or near "$" hint=Give the placeholder ${schema} a value: "placeholders" in the configuration.',
      ],
    ],
    ['NULL;', ['top: inert what=DO']],
  ])('%s', (body, expected) => {
    expect(told(steps(block(body)))).toEqual(expected);
  });

  test('in another language it is not known', () => {
    expect(told(steps("DO LANGUAGE plpython3u 'x'"))).toEqual(['top: opaque reason=unmodelled detail=a block in plpython3u']);
  });

  test('what is no PL/pgSQL is not known', () => {
    expect(told(steps('DO $$ BEGIN IF THEN $$'))).toEqual(['top: opaque reason=syntax detail=missing expression at or near "THEN"']);
  });
});

test('a block in a block, and SQL that only runs', () => {
  expect(told(steps(block("EXECUTE 'DO $x$ BEGIN TRUNCATE t; END $x$';")))).toEqual(['do: dynamic truncate tables=[t]']);
  expect(told(steps(block("EXECUTE 'SELEC 1';")))).toEqual(['do: dynamic opaque reason=syntax detail=syntax error at or near "SELEC"']);
});

describe('an operation in a block points at its own text', () => {
  const places = (sql: string): string[] =>
    steps(sql).flatMap(({ operations }) => operations.map(({ span }) => sql.slice(span.start, span.end)));

  test('where it stands there as it is', () => {
    expect(
      places(
        "SELECT 'é';\nDO $$\nBEGIN\n  -- 'é'\n  ALTER TABLE t ADD a int CHECK (a > 0),\n    DROP b;\n  EXECUTE 'DROP TABLE x';\nEND $$;",
      ),
    ).toEqual(["SELECT 'é'", 'DROP b', 'ADD a int CHECK (a > 0)', 'CHECK (a > 0)', 'DROP TABLE x']);
  });

  test('at the word that is wrong', () => {
    expect(places('DO $$ BEGIN PERFORM 1; DROP TABEL x; END $$')).toEqual(['TABEL']);
  });

  test('at the whole block where it is quoted', () => {
    const sql = "DO 'BEGIN DELETE FROM t WHERE a = ''x''; END'";
    expect(places(sql)).toEqual([sql]);
    expect(told(steps(sql))).toEqual(["do: delete table=t query={} where=«a = 'x'»"]);
  });
});

test('in a block a bare name may be a variable', () => {
  const [step] = steps(block('DELETE FROM t WHERE a = (SELECT b FROM u WHERE c = v);'));
  expect(told(step === undefined ? [] : [step])).toEqual([
    'do: delete table=t query={reads=[{relation=u lock=ACCESS SHARE}]} where=«a = (SELECT b FROM u WHERE c = v)»',
  ]);
  const [other] = steps(block('INSERT INTO t SELECT b FROM u WHERE c = v;'));
  expect(other?.operations.map(lineOf)).toEqual(['insert table=t query={reads=[{relation=u lock=ACCESS SHARE}]} source=select rows=0']);
});

test("a procedure's body", () => {
  expect(told(bodySteps(' BEGIN TRUNCATE t; COMMIT; END '))).toEqual(['call: truncate tables=[t]', 'call: transaction action=commit']);
});
