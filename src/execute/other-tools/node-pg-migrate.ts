import { appliedRows, baseOf, keyed, withoutExtension } from './their-files.ts';
import type { OtherTool } from './tool.ts';

/** https://github.com/salsita/node-pg-migrate, src/runner.ts: names without extension, in the order in which they ran. */
export const nodePgMigrate: OtherTool = {
  name: 'node-pg-migrate',
  title: 'node-pg-migrate',
  layouts: ['node-pg-migrate'],
  table: { name: 'pgmigrations', has: ['name', 'run_on'] },
  // Its check of the order refuses what stands before something that was run.
  prefixOnly: true,
  settle: undefined,
  files: keyed('node-pg-migrate', ({ local }) => withoutExtension(baseOf(local))),
  async read(connection, table, files) {
    const found = await connection.query(`SELECT name FROM ${table.sql} ORDER BY run_on, id`);
    return {
      rows: appliedRows(
        found.map(({ name }) => String(name)),
        files,
      ),
      notes: [],
    };
  },
  create: ({ sql }) => [`CREATE TABLE ${sql} (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)`],
  lock: () => ({ key: '7241865325823964', blocks: false }),
  async record({ connection, table }, { file: { key } }) {
    await connection.query(`INSERT INTO ${table.sql} (name, run_on) VALUES ($1, clock_timestamp())`, [key]);
  },
  async remove({ connection, table }, { key }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE name = $1`, [key]);
  },
};
