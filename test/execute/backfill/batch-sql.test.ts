import { expect, test } from 'vitest';
import { batchSql, boundSql, lastSql } from '../../../src/execute/backfill/batch-sql.ts';
import type { Backfill } from '../../../src/model/backfill.ts';

const backfill = (given: Partial<Backfill> = {}): Backfill => ({
  table: { schema: undefined, name: 'users' },
  key: ['id'],
  reference: 'users',
  batch: 1000,
  pause: 0,
  maxLag: 0,
  maxActive: 0,
  before: 'UPDATE users SET n = 1\nWHERE ',
  after: '',
  ...given,
});
const flat = (sql: string): string => sql.replaceAll(/\s+/g, ' ');

test('the first batch begins at the beginning, the next behind the cursor', () => {
  expect(flat(batchSql(backfill(), false))).toBe(
    'WITH batch AS (UPDATE users SET n = 1 WHERE (users.id <= $1) RETURNING 1) SELECT count(*)::text AS changed FROM batch',
  );
  expect(flat(batchSql(backfill(), true))).toContain('WHERE (users.id <= $1 AND users.id > $2) RETURNING 1');
});
test('a key of several columns is compared as a row, by the name that the statement has for the table', () => {
  const pair = backfill({ table: { schema: 'app', name: 'Order' }, key: ['tenant', 'Id'], reference: 'o' });
  expect(flat(batchSql(pair, true))).toContain('((o.tenant, o."Id") <= ($1, $2) AND (o.tenant, o."Id") > ($3, $4))');
  expect(flat(boundSql(pair, true, 500))).toBe(
    'SELECT jsonb_build_array(o.tenant::text, o."Id"::text)::text AS bound FROM app."Order" AS o WHERE (o.tenant, o."Id") <= ($1, $2) AND (o.tenant, o."Id") > ($3, $4) ORDER BY o.tenant, o."Id" OFFSET 499 LIMIT 1',
  );
  expect(flat(lastSql(pair))).toContain('ORDER BY o.tenant DESC, o."Id" DESC LIMIT 1');
});
test('what stands behind the condition stays there', () => {
  expect(flat(batchSql(backfill({ after: '\nON CONFLICT DO NOTHING' }), false))).toContain(
    '(users.id <= $1) ON CONFLICT DO NOTHING RETURNING 1',
  );
});
