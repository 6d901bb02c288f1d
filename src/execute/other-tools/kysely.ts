import { quoteIdentifier } from '../../model/name.ts';
import type { TheirTable } from './find-table.ts';
import { appliedRows, baseOf, keyed, withoutExtension } from './their-files.ts';
import type { OtherTool } from './tool.ts';

const lockTable = ({ schema, name }: TheirTable): string => `${quoteIdentifier(schema)}.${quoteIdentifier(`${name}_lock`)}`;

/** https://github.com/kysely-org/kysely, src/migration/migrator.ts: names without extension, times as ISO text. */
export const kysely: OtherTool = {
  name: 'kysely',
  title: 'Kysely',
  layouts: ['kysely'],
  table: { name: 'kysely_migration', has: ['name', 'timestamp'] },
  prefixOnly: true,
  settle: undefined,
  files: keyed('Kysely', ({ local }) => withoutExtension(baseOf(local))),
  async read(connection, table, files) {
    const found = await connection.query(`SELECT name FROM ${table.sql} ORDER BY timestamp, name`);
    return {
      rows: appliedRows(
        found.map(({ name }) => String(name)),
        files,
      ),
      notes: [],
    };
  },
  create: (table) => [
    `CREATE TABLE ${table.sql} (name varchar(255) NOT NULL PRIMARY KEY, timestamp varchar(255) NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${lockTable(table)} (id varchar(255) NOT NULL PRIMARY KEY, is_locked integer NOT NULL DEFAULT 0)`,
    `INSERT INTO ${lockTable(table)} (id, is_locked) VALUES ('migration_lock', 0) ON CONFLICT DO NOTHING`,
  ],
  lock: () => ({ key: '3853314791062309107', blocks: true }),
  async record({ connection, table }, { file: { key } }) {
    await connection.query(
      `INSERT INTO ${table.sql} (name, timestamp) VALUES ($1, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`,
      [key],
    );
  },
  async remove({ connection, table }, { key }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE name = $1`, [key]);
  },
};
