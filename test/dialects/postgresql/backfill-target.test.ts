import { describe, expect, test } from 'vitest';
import { batchTarget } from '../../../src/dialects/postgresql/backfill-target.ts';

/** The statement of a batch, its condition as `…`; or why there is none. */
function batchOf(sql: string, changed: readonly string[] = []): string {
  const target = batchTarget(sql, changed);
  return 'refused' in target ? target.refused : `${target.before}…${target.after}`.replaceAll(/\s+/g, ' ').trim();
}

describe('the condition goes where it belongs', () => {
  test.each([
    ['UPDATE t SET a = 1', 'UPDATE t SET a = 1 WHERE …'],
    ['UPDATE t SET a = 1 -- all', 'UPDATE t SET a = 1 -- all WHERE …'],
    ['UPDATE t SET a = 1 WHERE b OR c', 'UPDATE t SET a = 1 WHERE ( b OR c ) AND …'],
    ['UPDATE t SET a = 1 WHERE b -- or c', 'UPDATE t SET a = 1 WHERE ( b -- or c ) AND …'],
    ['UPDATE t SET a = b WHERE a IS DISTINCT FROM b', 'UPDATE t SET a = b WHERE ( a IS DISTINCT FROM b ) AND …'],
    ['UPDATE t SET a = b WHERE a IS NOT DISTINCT FROM c', 'UPDATE t SET a = b WHERE ( a IS NOT DISTINCT FROM c ) AND …'],
    ['UPDATE t SET a = now()::timestamp with time zone', 'UPDATE t SET a = now()::timestamp with time zone WHERE …'],
    ["UPDATE t SET a = ' where ' /* where */ WHERE b", "UPDATE t SET a = ' where ' /* where */ WHERE ( b ) AND …"],
    [
      'UPDATE t SET a = (SELECT x FROM u WHERE u.id = t.id LIMIT 1)',
      'UPDATE t SET a = (SELECT x FROM u WHERE u.id = t.id LIMIT 1) WHERE …',
    ],
    ['UPDATE t SET a = u.x FROM u WHERE u.id = t.id', 'UPDATE t SET a = u.x FROM u WHERE ( u.id = t.id ) AND …'],
    ['UPDATE t SET a = u.x FROM u', 'UPDATE t SET a = u.x FROM u WHERE …'],
    ['DELETE FROM t', 'DELETE FROM t WHERE …'],
    ['DELETE FROM t USING u WHERE u.id = t.id', 'DELETE FROM t USING u WHERE ( u.id = t.id ) AND …'],
    ['INSERT INTO b SELECT a FROM t', 'INSERT INTO b SELECT a FROM t WHERE …'],
    ['INSERT INTO b (x) SELECT a FROM t WHERE a > 1', 'INSERT INTO b (x) SELECT a FROM t WHERE ( a > 1 ) AND …'],
    ['INSERT INTO b SELECT a IS DISTINCT FROM c FROM t', 'INSERT INTO b SELECT a IS DISTINCT FROM c FROM t WHERE …'],
    ['INSERT INTO b SELECT a AS limit, t.offset FROM t', 'INSERT INTO b SELECT a AS limit, t.offset FROM t WHERE …'],
    ['INSERT INTO b SELECT a FROM t ON CONFLICT DO NOTHING', 'INSERT INTO b SELECT a FROM t WHERE … ON CONFLICT DO NOTHING'],
    [
      'INSERT INTO b SELECT a FROM t WHERE a > 1 ON CONFLICT (x) DO UPDATE SET y = 1 WHERE b.y = 2',
      'INSERT INTO b SELECT a FROM t WHERE ( a > 1 ) AND … ON CONFLICT (x) DO UPDATE SET y = 1 WHERE b.y = 2',
    ],
    ['INSERT INTO b SELECT t.a FROM t LEFT JOIN u ON u.id = t.id', 'INSERT INTO b SELECT t.a FROM t LEFT JOIN u ON u.id = t.id WHERE …'],
    [
      'INSERT INTO b SELECT (SELECT count(*) FROM u WHERE u.t = t.id) FROM t',
      'INSERT INTO b SELECT (SELECT count(*) FROM u WHERE u.t = t.id) FROM t WHERE …',
    ],
    ['INSERT INTO b SELECT t.count, "sum" FROM t', 'INSERT INTO b SELECT t.count, "sum" FROM t WHERE …'],
    ['INSERT INTO b SELECT extract(year FROM a) FROM t', 'INSERT INTO b SELECT extract(year FROM a) FROM t WHERE …'],
    ['INSERT INTO b SELECT $$ where $$ FROM t', 'INSERT INTO b SELECT $$ where $$ FROM t WHERE …'],
  ])('%s', (sql, batch) => {
    expect(batchOf(sql)).toBe(batch);
  });
});

describe('the table, and what the statement calls it', () => {
  test.each([
    ['UPDATE t SET a = 1', undefined, 't', 't'],
    ['UPDATE T SET a = 1', undefined, 't', 't'],
    ['UPDATE "T" SET a = 1', undefined, 'T', '"T"'],
    ['UPDATE "a""b" SET a = 1', undefined, 'a"b', '"a""b"'],
    ['UPDATE app.t SET a = 1', 'app', 't', 't'],
    ['UPDATE app . "T" AS "Q" SET a = 1', 'app', 'T', '"Q"'],
    ['UPDATE ONLY t SET a = 1', undefined, 't', 't'],
    ['UPDATE t * SET a = 1', undefined, 't', 't'],
    ['UPDATE t x SET a = 1', undefined, 't', 'x'],
    ['UPDATE t AS x SET a = 1 FROM u', undefined, 't', 'x'],
    ['DELETE FROM ONLY app.t AS x USING u', 'app', 't', 'x'],
    ['INSERT INTO b SELECT 1 FROM t x JOIN u ON true', undefined, 't', 'x'],
    ['INSERT INTO b SELECT 1 FROM t JOIN u ON true', undefined, 't', 't'],
    ['INSERT INTO b SELECT 1 FROM t, u', undefined, 't', 't'],
    ['INSERT INTO b SELECT 1 FROM t TABLESAMPLE system (1)', undefined, 't', 't'],
  ])('%s', (sql, schema, name, reference) => {
    expect(batchTarget(sql, [])).toMatchObject({ table: { schema, name }, reference });
  });
});

describe('what all of its rows together decide is refused', () => {
  test.each([
    ['INSERT INTO b SELECT a FROM t GROUP BY a', 'GROUP is about'],
    ['INSERT INTO b SELECT DISTINCT a FROM t', 'DISTINCT is about'],
    ['INSERT INTO b SELECT DISTINCT ON (a) a FROM t', 'DISTINCT is about'],
    ['INSERT INTO b SELECT a FROM t ORDER BY a', 'ORDER is about'],
    ['INSERT INTO b SELECT a FROM t LIMIT 5', 'LIMIT is about'],
    ['INSERT INTO b SELECT a FROM t OFFSET 5', 'OFFSET is about'],
    ['INSERT INTO b SELECT a FROM t FETCH FIRST ROW ONLY', 'FETCH is about'],
    ['INSERT INTO b SELECT a FROM t UNION SELECT a FROM u', 'UNION is about'],
    ['INSERT INTO b SELECT a FROM t EXCEPT SELECT a FROM u', 'EXCEPT is about'],
    ['INSERT INTO b SELECT a FROM t FOR UPDATE', 'FOR is about'],
    ['INSERT INTO b SELECT a FROM t HAVING true', 'HAVING is about'],
    ['WITH x AS (SELECT 1) UPDATE t SET a = 1', 'WITH is about'],
    ['UPDATE t SET a = 1 RETURNING a', 'RETURNING is about'],
    ['INSERT INTO b SELECT count(*) FROM t', 'an aggregate or window'],
    ['INSERT INTO b SELECT coalesce(sum(a), 0) FROM t', 'an aggregate or window'],
    ['INSERT INTO b SELECT row_number() OVER (ORDER BY a) FROM t', 'an aggregate or window'],
    ['INSERT INTO b SELECT a FROM t RIGHT JOIN u ON true', 'RIGHT JOIN yields rows'],
    ['INSERT INTO b SELECT a FROM t FULL JOIN u ON true', 'FULL JOIN yields rows'],
    ['INSERT INTO b VALUES (1)', 'only UPDATE, DELETE and INSERT'],
    ['INSERT INTO b TABLE t', 'only UPDATE, DELETE and INSERT'],
    ['INSERT INTO b SELECT 1', 'only UPDATE, DELETE and INSERT'],
    ['MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE', 'only UPDATE, DELETE and INSERT'],
    ['TRUNCATE t', 'only UPDATE, DELETE and INSERT'],
    ['ALTER TABLE t ADD COLUMN a int', 'only UPDATE, DELETE and INSERT'],
    ['INSERT INTO b SELECT a FROM (SELECT * FROM t) AS t', 'its table is not named'],
    ['INSERT INTO b SELECT a FROM generate_series(1, 9) AS a', undefined],
    ['DELETE FROM t WHERE CURRENT OF c', 'WHERE CURRENT OF is about one row'],
  ])('%s', (sql, why) => {
    if (why === undefined) expect(batchTarget(sql, [])).toMatchObject({ table: { name: 'generate_series' } });
    else expect(batchOf(sql)).toContain(why);
  });
});

describe('so is what would see what the batches before it did', () => {
  test.each([
    ['UPDATE t SET a = (SELECT max(a) FROM t)', 'it reads a of other rows'],
    ['UPDATE t SET a = o.a FROM t AS o WHERE o.id = t.parent', 'it reads a of other rows'],
    ['UPDATE t SET a = 1 WHERE EXISTS (SELECT 1 FROM app.x JOIN public.t AS o ON o.a = x.a)', 'it reads a of other rows'],
    ['DELETE FROM t WHERE EXISTS (SELECT 1 FROM t AS o WHERE o.a = t.a AND o.id < t.id)', 'it reads t a second time'],
    ['DELETE FROM t USING t AS o WHERE o.a = t.a', 'it reads t a second time'],
    ['INSERT INTO t SELECT a FROM t', 'it reads t, into which it writes'],
    ['INSERT INTO b SELECT a FROM t JOIN b ON b.id = t.id', 'it reads b, into which it writes'],
    ['INSERT INTO b SELECT a FROM t WHERE a > ALL (SELECT x FROM b)', 'it reads b, into which it writes'],
  ])('%s', (sql, why) => {
    expect(batchOf(sql, ['a'])).toContain(why);
  });
  test.each([
    'UPDATE t SET a = (SELECT o.b FROM t AS o WHERE o.id = t.parent)',
    'UPDATE t SET a = other.a FROM other WHERE other.id = t.id',
    'UPDATE t SET a = t.a + 1',
    'UPDATE t SET a = (SELECT max(a) FROM other.t)',
    'DELETE FROM t WHERE id IN (SELECT id FROM u)',
    'INSERT INTO archive.t SELECT a FROM public.t',
    'INSERT INTO b SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.id = t.id)',
    'INSERT INTO b SELECT a FROM t WHERE id NOT IN (SELECT id FROM b)',
  ])('not: %s', (sql) => {
    expect(batchOf(sql, ['a'])).toContain('…');
  });
});
