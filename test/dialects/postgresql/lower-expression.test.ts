import { describe, expect, test } from 'vitest';
import type { Expression } from '../../../src/model/expression.ts';
import { nameText, typeText } from '../../../src/model/name.ts';
import { operations } from './operations.ts';

function read(text: string): Expression {
  const [op] = operations(`ALTER TABLE t ALTER a SET DEFAULT ${text}`);
  if (op?.kind !== 'set-default') throw new Error(`${text} is no default`);
  return op.default;
}

describe('what an expression is', () => {
  test.each([
    ['1', 'literal', '1', []],
    ['-1', 'literal', '-1', []],
    ['(0)', 'literal', '0', []],
    ['- (2)', 'literal', '-2', []],
    ['1.5e3', 'literal', '1.5e3', []],
    ['true', 'literal', 'true', []],
    ["'{}'::jsonb", 'literal', '{}', ['jsonb']],
    ["'a'::text::varchar(5)", 'literal', 'a', ['varchar(5)', 'text']],
    ["CAST('x' AS app.mood)", 'literal', 'x', ['app.mood']],
    ["date '2024-01-01'", 'literal', '2024-01-01', ['date']],
    ["interval '1 day'", 'literal', '1 day', ['interval']],
    ["E'it\\'s; DROP'", 'literal', "it's; DROP", []],
    ['NULL', 'null', undefined, []],
    ['NULL::text', 'null', undefined, ['text']],
    ['b', 'column', undefined, []],
    ['(t.b)', 'column', undefined, []],
    ['b::text', 'other', undefined, ['text']],
    ['1 + 1', 'other', undefined, []],
    ['ARRAY[]::text[]', 'other', undefined, ['text[]']],
    ['now()', 'other', undefined, []],
  ] as const)('%s', (text, form, literal, casts) => {
    const expression = read(text);
    expect([expression.text, expression.form, expression.literal, expression.casts.map(typeText)]).toEqual([text, form, literal, casts]);
  });
});

describe('functions that an expression calls', () => {
  test.each([
    ['CURRENT_DATE', []],
    ['LOCALTIMESTAMP(3)', []],
    ['current_user', []],
    ['coalesce(a, greatest(b, 1), nullif(c, 2))', []],
    ['a || b::text', []],
    ["now() AT TIME ZONE 'utc'", ['pg_catalog.timezone/2 utc', 'now/0']],
    ["nextval('app.s'::regclass)", ['nextval/1 app.s']],
    ["CASE WHEN f(a) THEN app.g('x', 1) END", ['f/1', 'app.g/2 x']],
    ['extract(epoch FROM clock_timestamp())', ['pg_catalog.extract/2 epoch', 'clock_timestamp/0']],
    ['(SELECT max(id) FROM u)', ['max/1']],
  ])('%s', (text, calls) => {
    const found = read(text).calls.map(({ name, arguments: count, literals }) =>
      [`${nameText(name)}/${count}`, ...literals.flatMap((each) => each ?? [])].join(' '),
    );
    expect(found).toEqual(calls);
  });
});

test('columns, relations, and constants with their types', () => {
  const { columns, relations, strings } = read(
    "CASE WHEN a = 'x'::mood THEN t.b || (SELECT c FROM app.u) || ARRAY['y']::mood[] ELSE 'z' END",
  );
  expect(columns).toEqual(['a', 'b', 'c']);
  expect(relations.map(nameText)).toEqual(['app.u']);
  expect(strings.map(({ value, type }) => [value, type?.name])).toEqual([
    ['x', 'mood'],
    ['y', 'mood'],
    ['z', undefined],
  ]);
});

describe('conditions', () => {
  const shown = (conditions: Expression['partial']): string =>
    conditions.map(({ column, operator, values }) => [column, operator, ...values].join(' ')).join(', ');

  test.each([
    ['a IS NOT NULL', 'a is-not-null'],
    ['NOT (a IS NULL)', 'a is-not-null'],
    ['NOT a IS NOT NULL', 'a is-null'],
    ['(a >= 100) AND (a < 200)', 'a >= 100, a < 200'],
    ["a BETWEEN 1 AND 9 AND 5 >= b AND c != 'x'", 'a >= 1, a <= 9, b <= 5, c <> x'],
    ["a IN (1, 2) AND b = ANY (ARRAY['x', 'y']::text[])", 'a in 1 2, b in x y'],
    ["a >= '2024-01-01'::date AND a < DATE '2025-01-01'", 'a >= 2024-01-01, a < 2025-01-01'],
    ['t.a = -1', 'a = -1'],
  ])('%s is a conjunction', (text, expected) => {
    const { conjunction, partial } = read(text);
    expect([shown(conjunction), shown(partial)]).toEqual([expected, expected]);
  });

  test.each([
    ['a IS NOT NULL AND (b = 1 OR c = 2)', 'a is-not-null'],
    ['a > b AND c > 0', 'c > 0'],
    ['a IS DISTINCT FROM 1', ''],
    ['a = NULL', ''],
    ["a LIKE 'x%'", ''],
    ['f(a) = 1', ''],
    ['a IS NOT NULL OR b IS NOT NULL', ''],
  ])('%s is none', (text, expected) => {
    const { conjunction, partial } = read(text);
    expect([shown(conjunction), shown(partial)]).toEqual(['', expected]);
  });
});
