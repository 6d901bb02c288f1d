import { expect, test } from 'vitest';
import type { PlannedMigration, PlannedStatement, Unit } from '../../../src/execute/plan/plan.ts';
import { RUN_DEFAULTS } from '../../../src/execute/run/context.ts';
import { unleasable } from '../../../src/execute/session/unleasable.ts';

const LEASED = { options: { ...RUN_DEFAULTS, lease: 30_000 }, mirror: undefined };
const statement = (sql: string, session = false): PlannedStatement => ({
  seq: 0,
  sql,
  file: 'db/1.sql',
  line: 1,
  sha256: '',
  prefixSha256: '',
  patience: 'brief',
  locks: [],
  session,
});
const migration = (unit: Unit): PlannedMigration => ({
  id: '1',
  name: 'db/1.sql',
  position: 0,
  kind: 'versioned',
  direction: 'up',
  mode: 'file',
  checksums: { sha256: '', normalised: '', down: null },
  leavesSession: false,
  units: [unit],
});
const inTransaction = (sql: string, session = false): PlannedMigration =>
  migration({ kind: 'transaction', begin: 'BEGIN', statements: [statement(sql, session)] });

test.each([
  ['SET search_path = app', true],
  ['CREATE TEMP TABLE t (id int)', false],
  ['SELECT pg_advisory_lock(1)', false],
  ["SELECT set_config('a.b', 'c', false)", false],
])('%s: the session is changed', (sql, session) => {
  expect(unleasable([inTransaction(sql, session)], LEASED)).toMatchObject({ code: 'lease-statement', file: 'db/1.sql', line: 1 });
  expect(unleasable([inTransaction(sql, session)], { options: RUN_DEFAULTS, mirror: undefined })).toBeUndefined();
});

test('what runs alone is refused, a transaction is not', () => {
  const alone = migration({ kind: 'alone', statement: statement('VACUUM a'), probe: { kind: 'again' } });
  expect(unleasable([inTransaction('CREATE TABLE a (id int)')], LEASED)).toBeUndefined();
  expect(unleasable([inTransaction('CREATE TABLE a (id int)'), alone], LEASED)?.text).toContain('VACUUM a can not run in a transaction');
});
