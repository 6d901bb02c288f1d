import { crc32, sha384 } from './checksums.ts';
import { baseOf, keyed, wholeNumber } from './their-files.ts';
import type { OtherTool, TheirRow } from './tool.ts';

/** Of its lock keys: https://github.com/launchbadge/sqlx, sqlx-postgres/src/migrate.rs */
const FACTOR = 0x3d32ad9en;

/** `20240101_add_crates.up.sql` → `add crates` */
const descriptionOf = (local: string): string =>
  baseOf(local)
    .replace(/^\d+_/, '')
    .replace(/(?:\.up)?\.sql$/, '')
    .replaceAll('_', ' ');

/** Versions with SHA-384 of the file's bytes, to the byte; `success` false while it runs outside a transaction, and for ever where it failed. */
export const sqlx: OtherTool = {
  name: 'sqlx',
  title: 'sqlx',
  layouts: ['sqlx'],
  table: { name: '_sqlx_migrations', has: ['version', 'success', 'checksum'] },
  prefixOnly: false,
  settle: 'a look at what is there, and then success = true in its row, or the row deleted',
  files: keyed('sqlx', ({ local }) => {
    const digits = /^(\d+)_.*\.sql$/.exec(baseOf(local))?.[1];
    return digits === undefined ? undefined : wholeNumber(digits);
  }),
  async read(connection, table, files) {
    const found = await connection.query(
      `SELECT version::text AS key, success, encode(checksum, 'hex') AS checksum FROM ${table.sql} ORDER BY version`,
    );
    const byKey = new Map(files.map((file) => [file.key, file]));
    const rows = found.map((each): TheirRow => {
      const key = String(each['key']);
      const file = byKey.get(key);
      const done = each['success'] === true;
      return {
        key,
        file,
        state: done ? 'applied' : 'begun',
        checksum: file !== undefined && sha384(file.text) === each['checksum'] ? 'same' : 'other',
        ...(done ? {} : { evidence: 'its row says success = false: it failed or was interrupted' }),
      };
    });
    return { rows, notes: [] };
  },
  create: ({ sql }) => [
    `CREATE TABLE ${sql} (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
       success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)`,
  ],
  lock: (_, database) => ({ key: String(FACTOR * BigInt(crc32(database))), blocks: true }),
  async begin({ connection, table }, { key, local, text }) {
    await connection.query(
      `INSERT INTO ${table.sql} (version, description, success, checksum, execution_time)
       VALUES ($1::bigint, $2, false, decode($3, 'hex'), -1) ON CONFLICT (version) DO NOTHING`,
      [key, descriptionOf(local), sha384(text)],
    );
  },
  async record({ connection, table }, { file: { key, local, text }, duration }) {
    await connection.query(
      `INSERT INTO ${table.sql} (version, description, success, checksum, execution_time) VALUES ($1::bigint, $2, true, decode($3, 'hex'), $4::bigint)
       ON CONFLICT (version) DO UPDATE SET (success, checksum, execution_time) = (true, excluded.checksum, excluded.execution_time)`,
      // Nanoseconds.
      [key, descriptionOf(local), sha384(text), String(Math.round(duration * 1e6))],
    );
  },
  async remove({ connection, table }, { key }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE version = $1::bigint`, [key]);
  },
};
