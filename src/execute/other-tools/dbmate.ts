import { appliedRows, baseOf, keyed } from './their-files.ts';
import type { OtherTool } from './tool.ts';

/** https://github.com/amacneil/dbmate, pkg/driver/postgres: a row is the digits that a file's name begins with, zeros kept. */
export const dbmate: OtherTool = {
  name: 'dbmate',
  title: 'dbmate',
  layouts: ['dbmate'],
  // golang-migrate and Rails call theirs so too.
  table: { name: 'schema_migrations', has: ['version'], lacks: ['dirty', 'statements', 'name'] },
  prefixOnly: false,
  settle: undefined,
  files: keyed('dbmate', ({ local }) => /^\d+/.exec(baseOf(local))?.[0]),
  async read(connection, table, files) {
    const found = await connection.query(`SELECT version::text AS version FROM ${table.sql} ORDER BY 1`);
    return {
      rows: appliedRows(
        found.map(({ version }) => String(version)),
        files,
      ),
      notes: [],
    };
  },
  create: ({ sql }) => [`CREATE TABLE ${sql} (version varchar PRIMARY KEY)`],
  async record({ connection, table }, { file: { key } }) {
    await connection.query(`INSERT INTO ${table.sql} (version) VALUES ($1)`, [key]);
  },
  async remove({ connection, table }, { key }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE version = $1`, [key]);
  },
};
