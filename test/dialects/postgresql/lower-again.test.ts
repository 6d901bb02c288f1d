import { describe, expect, test } from 'vitest';
import { brief } from './operations.ts';

/** What the last operation says of a second run of it. */
const again = (sql: string): string =>
  [...(brief(sql).at(-1) ?? '').matchAll(/\b(?:onlyMissing|countsOn=\w+|fresh=\[[^\]]*\]|conflictColumns=\[[^\]]*\])/g)]
    .map(([word]) => word)
    .join(' ');

describe('a query that leaves out what is there', () => {
  test.each([
    'SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.a = u.a)',
    'SELECT 1 WHERE NOT EXISTS (SELECT FROM public.t)',
    'SELECT a FROM u WHERE a > 1 AND a NOT IN (SELECT a FROM t)',
    'SELECT a FROM u WHERE a <> ALL (SELECT a FROM t)',
    'SELECT a FROM u EXCEPT SELECT a FROM t',
    'SELECT u.a FROM u LEFT JOIN t AS x ON x.a = u.a WHERE x.a IS NULL',
    'SELECT u.a FROM u LEFT JOIN t ON t.a = u.a JOIN v ON v.a = u.a WHERE t.a IS NULL',
    'SELECT a FROM (SELECT a FROM u EXCEPT SELECT a FROM t) AS x',
    'SELECT a FROM (VALUES (1)) AS v (a) WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.a = v.a)',
    'SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM t) UNION ALL SELECT a FROM v WHERE NOT EXISTS (SELECT 1 FROM t)',
    'WITH m AS (SELECT a FROM u EXCEPT SELECT a FROM t) SELECT a FROM m',
    'WITH there AS (SELECT a FROM t) SELECT a FROM u WHERE a NOT IN (SELECT a FROM there)',
  ])('INSERT INTO t (a) %s', (query) => {
    expect(again(`INSERT INTO t (a) ${query}`)).toBe('onlyMissing');
  });
  test('what another INSERT has added is missing here as well', () => {
    const added = (conflict: string): string =>
      again(`WITH n AS (INSERT INTO u (a) VALUES (1) ${conflict} RETURNING a) INSERT INTO t (a) SELECT a FROM n`);
    expect(added('ON CONFLICT DO NOTHING')).toBe('onlyMissing');
    expect(added('ON CONFLICT (a) DO UPDATE SET b = 1')).toBe('');
    expect(added('')).toBe('');
  });
  test.each([
    'SELECT a FROM u',
    'SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM v WHERE v.a = u.a)',
    'SELECT a FROM u WHERE EXISTS (SELECT 1 FROM t WHERE t.a = u.a)',
    'SELECT a FROM u WHERE a IN (SELECT a FROM t)',
    'SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM t) OR a = 1',
    'SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM app.t)',
    'SELECT a FROM u UNION SELECT a FROM t',
    'SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM t) UNION ALL SELECT 1',
    'SELECT u.a FROM u LEFT JOIN t ON t.a = u.a',
    'SELECT u.a FROM u LEFT JOIN t ON t.a = u.a WHERE u.a IS NULL',
    'WITH RECURSIVE m AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM m WHERE a < 3) SELECT a FROM m',
  ])('not so: %s', (query) => {
    expect(again(`INSERT INTO t (a) ${query}`)).toBe('');
  });
});

test.each([
  ['UPDATE t SET n = n + 1', 'countsOn=n'],
  ["UPDATE t AS x SET a = 1, b = x.b || '!'", 'countsOn=b'],
  ['UPDATE t SET n = (SELECT max(t.n) FROM u)', 'countsOn=n'],
  ['UPDATE t SET n = (SELECT n FROM u WHERE u.id = t.id)', ''],
  ['UPDATE t SET n = (SELECT n + 1)', 'countsOn=n'],
  ['UPDATE t SET n = u.n FROM u WHERE u.id = t.id', ''],
  ['UPDATE t SET n = n, email = lower(trim(email)), c = coalesce(c, 1), d = greatest(d, 5)', ''],
  ['UPDATE t SET n = coalesce(n, 1) + 1', 'countsOn=n'],
  ['UPDATE t SET n = m + 1', ''],
  ['INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET n = t.n + 1', 'conflictColumns=[a] countsOn=n'],
  ['INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET n = excluded.n + 1', 'conflictColumns=[a]'],
  ['INSERT INTO t (a) VALUES (1) ON CONFLICT (lower(a)) DO NOTHING', ''],
  ['INSERT INTO t (a) VALUES (1) ON CONFLICT ON CONSTRAINT k DO NOTHING', ''],
  ['INSERT INTO t (id, a) VALUES (gen_random_uuid(), 1)', 'fresh=[id]'],
  ['INSERT INTO t VALUES (DEFAULT, 1, md5(random()::text))', 'fresh=[0, 2]'],
  ["INSERT INTO t (id, a) SELECT nextval('s'), a FROM u", 'fresh=[id]'],
  ['MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET n = t.n + 1', 'countsOn=n'],
  ['MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET n = u.n WHEN NOT MATCHED THEN INSERT VALUES (1)', ''],
])('%s: %s', (sql, expected) => {
  expect(again(sql)).toBe(expected);
});
