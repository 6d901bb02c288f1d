import { quoteIdentifier } from '../../model/name.ts';
import type { TheirTable } from './find-table.ts';
import { appliedRows, baseOf, keyed, withoutExtension } from './their-files.ts';
import type { OtherTool } from './tool.ts';

const lockTable = ({ schema, name }: TheirTable): string => `${quoteIdentifier(schema)}.${quoteIdentifier(`${name}_lock`)}`;

/** https://github.com/knex/knex, lib/migrations/migrate: names with their extension, and the batch that they ran in. */
export const knex: OtherTool = {
  name: 'knex',
  title: 'Knex',
  layouts: ['knex'],
  table: { name: 'knex_migrations', has: ['name', 'batch', 'migration_time'] },
  prefixOnly: false,
  settle: undefined,
  files: keyed('Knex', ({ local }) => baseOf(local)),
  async read(connection, table, files) {
    const found = await connection.query(`SELECT name FROM ${table.sql} ORDER BY id`);
    // Written anew as SQL it is still the same migration.
    const byStem = new Map(files.map(({ key }) => [withoutExtension(key), key]));
    const known = new Set(files.map(({ key }) => key));
    const names = found.map(({ name }) => String(name));
    return {
      rows: appliedRows(
        names.map((name) => (known.has(name) ? name : (byStem.get(withoutExtension(name)) ?? name))),
        files,
      ),
      notes: [],
    };
  },
  create: (table) => [
    `CREATE TABLE ${table.sql} (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz)`,
    `CREATE TABLE ${lockTable(table)} (index serial PRIMARY KEY, is_locked integer)`,
    `INSERT INTO ${lockTable(table)} (is_locked) VALUES (0)`,
  ],
  /** Its lock is a flag in a row, which outlives a killed run: the row is held instead, as long as the transaction lasts. A flag of theirs ends ours. */
  holdOff: (table) => `DO $$ BEGIN
    IF (SELECT is_locked FROM ${lockTable(table)} ORDER BY index LIMIT 1 FOR UPDATE) = 1 THEN
      RAISE EXCEPTION 'knex holds its lock: it runs, or was killed (knex migrate:unlock)' USING ERRCODE = 'lock_not_available';
    END IF; END $$`,
  async batch(connection, table) {
    const [row] = await connection.query(`SELECT coalesce(max(batch), 0) + 1 AS batch FROM ${table.sql}`);
    return Number(row?.['batch']);
  },
  async record({ connection, table, batch }, { file: { key } }) {
    await connection.query(`INSERT INTO ${table.sql} (name, batch, migration_time) VALUES ($1, $2::int4, clock_timestamp())`, [key, batch]);
  },
  async remove({ connection, table }, { key }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE name = $1`, [key]);
  },
};
