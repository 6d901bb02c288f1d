import type { Row } from '../../../src/execute/drivers/driver.ts';
import type { OtherToolName } from '../../../src/model/other-tool.ts';

/** SQL of the n-th migration. */
const T = (n: number): string => `CREATE TABLE t${n} (id integer PRIMARY KEY, note text);\n`;
/** Of T(1) and T(2), by sha256sum and sha384sum; Flyway's checksums below by Java's own CRC32 over its own lines. */
const SHA256 = [
  'c0f90409eddbe00af73d52df420892bd8ec6b760eb79cbc66ecd4b2ec5919650',
  '7bee61f213e3f333f46eadc9768993c48bc85c7999e0a6e5cc7efaee7f16adfb',
];
const SHA384 = [
  '7fa1ab48d2256b3a5f25a79ec71df5ba1b170576cdbcd081ccf077d304828f27dc4a11ad1218fd1bd2be702f377a9145',
  '9bb7f6082500419419072f305a39ff4743275ee1e1ce48ac1ec6b84ab2a85da23542cdf3e8d33507ac28496621224947',
];

/** Two migrations as a tool has them, and the rows that stand for them; those of tools from npm are what `npm run try:adopt` finds the real tool to write. */
export interface Case {
  readonly tool: OtherToolName;
  readonly what?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly others?: Readonly<Record<string, string>>;
  readonly columns: string;
  readonly expected: readonly Row[];
  readonly hasChecksums: boolean;
  readonly begins: boolean;
}

export const CASES: readonly Case[] = [
  {
    tool: 'prisma',
    files: { '20240101000001_t1/migration.sql': T(1), '20240101000002_t2/migration.sql': T(2) },
    columns: 'migration_name, checksum, logs, rolled_back_at, applied_steps_count, finished_at >= started_at AS ended',
    expected: [1, 2].map((n) => ({
      migration_name: `2024010100000${n}_t${n}`,
      checksum: SHA256[n - 1],
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
      ended: true,
    })),
    hasChecksums: true,
    begins: true,
  },
  {
    tool: 'drizzle',
    what: 'first generation',
    files: { '0000_t1.sql': T(1), '0001_t2.sql': T(2) },
    others: { 'meta/_journal.json': '{"entries":[{"tag":"0000_t1","when":1700000000001},{"tag":"0001_t2","when":1700000000002}]}' },
    columns: '*',
    expected: [1, 2].map((n) => ({ id: n, hash: SHA256[n - 1], created_at: 1_700_000_000_000 + n })),
    hasChecksums: true,
    begins: false,
  },
  {
    tool: 'drizzle',
    what: 'second generation',
    files: { '20240101000001_t1/migration.sql': T(1), '20240101000002_t2/migration.sql': T(2) },
    columns: 'id, hash, created_at, name, applied_at IS NOT NULL AS dated',
    expected: [1, 2].map((n) => ({
      id: n,
      hash: SHA256[n - 1],
      created_at: 1_704_067_200_000 + n * 1000,
      name: `2024010100000${n}_t${n}`,
      dated: true,
    })),
    hasChecksums: true,
    begins: false,
  },
  {
    tool: 'dbmate',
    files: { '0001_t1.sql': T(1), '0002t2.sql': T(2) },
    columns: '*',
    expected: [{ version: '0001' }, { version: '0002' }],
    hasChecksums: false,
    begins: false,
  },
  {
    tool: 'goose',
    files: { '00001_t1.sql': T(1), '00002_t2.sql': T(2) },
    columns: 'id, version_id, is_applied',
    expected: [0, 1, 2].map((n) => ({ id: n + 1, version_id: n, is_applied: true })),
    hasChecksums: false,
    begins: false,
  },
  {
    tool: 'golang-migrate',
    files: { '0001_t1.up.sql': T(1), '0002_t2.up.sql': T(2) },
    columns: '*',
    expected: [{ version: 2, dirty: false }],
    hasChecksums: false,
    begins: true,
  },
  {
    tool: 'flyway',
    files: { 'V1_02__add_t1.sql': T(1), 'later/R__all_views.sql': T(2) },
    columns: 'installed_rank, version, description, type, script, checksum, installed_by, success',
    expected: [
      ['1.02', 'add t1', 'V1_02__add_t1.sql', -114084936],
      [null, 'all views', 'later/R__all_views.sql', -1260702753],
    ].map(([version, description, script, checksum], at) => ({
      installed_rank: at + 1,
      version,
      description,
      type: 'SQL',
      script,
      checksum,
      installed_by: 'postgres',
      success: true,
    })),
    hasChecksums: true,
    begins: true,
  },
  {
    tool: 'node-pg-migrate',
    files: { '1700000000001_t1.sql': T(1), '1700000000002_t2.sql': T(2) },
    columns: 'id, name, run_on IS NOT NULL AS dated',
    expected: [1, 2].map((n) => ({ id: n, name: `170000000000${n}_t${n}`, dated: true })),
    hasChecksums: false,
    begins: false,
  },
  {
    tool: 'knex',
    files: { '20240101000001_t1.sql': T(1), '20240101000002_t2.sql': T(2) },
    columns: 'id, name, batch, migration_time IS NOT NULL AS dated',
    expected: [1, 2].map((n) => ({ id: n, name: `2024010100000${n}_t${n}.sql`, batch: 7, dated: true })),
    hasChecksums: false,
    begins: false,
  },
  {
    tool: 'kysely',
    files: { '20240101000001_t1.sql': T(1), '20240101000002_t2.sql': T(2) },
    columns: String.raw`name, "timestamp" ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$' AS iso`,
    expected: [1, 2].map((n) => ({ name: `2024010100000${n}_t${n}`, iso: true })),
    hasChecksums: false,
    begins: false,
  },
  {
    tool: 'supabase',
    files: { '20240101000001_t1.sql': `-- first\n${T(1)}`, '20240101000002_t2.sql': T(2) },
    columns: '*',
    expected: [
      { version: '20240101000001', statements: ['-- first\nCREATE TABLE t1 (id integer PRIMARY KEY, note text)'], name: 't1' },
      { version: '20240101000002', statements: ['CREATE TABLE t2 (id integer PRIMARY KEY, note text)'], name: 't2' },
    ],
    hasChecksums: false,
    begins: false,
  },
  {
    tool: 'sqlx',
    files: { '20240101000001_add_t1.up.sql': T(1), '20240101000002_t2.sql': T(2) },
    columns: "version, description, success, encode(checksum, 'hex') AS checksum, execution_time",
    expected: [
      { version: 20240101000001, description: 'add t1', success: true, checksum: SHA384[0], execution_time: 12_500_000 },
      { version: 20240101000002, description: 't2', success: true, checksum: SHA384[1], execution_time: 12_500_000 },
    ],
    hasChecksums: true,
    begins: true,
  },
];
