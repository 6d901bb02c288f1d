import { randomUUID } from 'node:crypto';
import { sha256 } from '../checksum.ts';
import { lineEndVariants } from './checksums.ts';
import { keyed } from './their-files.ts';
import type { OtherTool, TheirRow } from './tool.ts';

/** PostgreSQL's own row for what it runs: https://github.com/prisma/prisma-engines, sql_migration_persistence.rs */
export const prisma: OtherTool = {
  name: 'prisma',
  title: 'Prisma Migrate',
  layouts: ['prisma'],
  table: { name: '_prisma_migrations', has: ['checksum', 'migration_name', 'rolled_back_at', 'finished_at'] },
  prefixOnly: false,
  settle: 'prisma migrate resolve --applied NAME, or --rolled-back NAME',
  files: keyed('Prisma Migrate', ({ local }) => /^([^/]+)\/migration\.sql$/.exec(local)?.[1]),
  async read(connection, table, files) {
    const found = await connection.query(
      `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, coalesce(logs, '') AS logs
       FROM ${table.sql} WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
    );
    const byKey = new Map(files.map((file) => [file.key, file]));
    const rows = new Map<string, TheirRow>();
    for (const each of found) {
      const key = String(each['migration_name']);
      const file = byKey.get(key);
      const finished = each['finished'] === true;
      // Of several rows one that ended is what counts.
      if (rows.get(key)?.state === 'applied') continue;
      const same = file !== undefined && lineEndVariants(file.text).includes(String(each['checksum']));
      rows.set(key, {
        key,
        file,
        state: finished ? 'applied' : 'begun',
        checksum: same ? 'same' : 'other',
        ...(finished ? {} : { evidence: firstLine(String(each['logs'])) || 'it was started, and did not end' }),
      });
    }
    return { rows: [...rows.values()], notes: [] };
  },
  create: ({ sql }) => [
    `CREATE TABLE ${sql} (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
       migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
       applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
  ],
  lock: () => ({ key: '72707369', blocks: true }),
  async begin({ connection, table }, { key, text }) {
    await connection.query(
      `INSERT INTO ${table.sql} (id, checksum, migration_name, started_at, applied_steps_count)
       SELECT $1, $2, $3::text, clock_timestamp(), 0
       WHERE NOT EXISTS (SELECT 1 FROM ${table.sql} WHERE migration_name = $3 AND rolled_back_at IS NULL)`,
      [randomUUID(), sha256(text), key],
    );
  },
  async record({ connection, table }, { file: { key, text }, duration }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`, [key]);
    await connection.query(
      `INSERT INTO ${table.sql} (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, NULL, clock_timestamp() - $4::float8 * interval '1 ms', 1)`,
      [randomUUID(), sha256(text), key, Math.round(duration)],
    );
  },
  // It has no ways back of its own; so it knows that it is to be run again.
  async remove({ connection, table }, { key }) {
    await connection.query(
      `UPDATE ${table.sql} SET rolled_back_at = clock_timestamp() WHERE migration_name = $1 AND rolled_back_at IS NULL`,
      [key],
    );
  },
};

const LONGEST = 300;
const firstLine = (text: string): string => (/\S[^\n]*/.exec(text)?.[0] ?? '').trim().slice(0, LONGEST);
