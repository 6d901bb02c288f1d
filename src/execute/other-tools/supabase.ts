import { appliedRows, baseOf, keyed } from './their-files.ts';
import type { OtherTool, Ran } from './tool.ts';

const NAME = /^([0-9]+)_(.*)\.sql$/;

/** https://github.com/supabase/cli, pkg/migration/history.go: the version, the statements that it is made of, and the rest of the name. */
export const supabase: OtherTool = {
  name: 'supabase',
  title: 'the Supabase CLI',
  layouts: ['supabase'],
  table: { schema: 'supabase_migrations', name: 'schema_migrations', has: ['version'], lacks: ['dirty'] },
  prefixOnly: false,
  settle: undefined,
  files: keyed('the Supabase CLI', ({ local }) => NAME.exec(baseOf(local))?.[1]),
  async read(connection, table, files) {
    const found = await connection.query(`SELECT version FROM ${table.sql} ORDER BY version`);
    return {
      rows: appliedRows(
        found.map(({ version }) => String(version)),
        files,
      ),
      notes: [],
    };
  },
  create: ({ schema, sql }) => [
    `CREATE SCHEMA IF NOT EXISTS "${schema.replaceAll('"', '""')}"`,
    `CREATE TABLE ${sql} (version text NOT NULL PRIMARY KEY, statements text[], name text)`,
  ],
  async record({ connection, table: { sql, columns } }, ran) {
    const { file } = ran;
    // Its older versions keep less.
    for (const column of ['statements text[]', 'name text'])
      if (columns.size > 0 && !columns.has(column.split(' ')[0] ?? ''))
        await connection.query(`ALTER TABLE ${sql} ADD COLUMN IF NOT EXISTS ${column}`);
    await connection.query(
      `INSERT INTO ${sql} (version, statements, name)
       SELECT $1, coalesce(array_agg(value ORDER BY ordinality), '{}'), $3 FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY`,
      [file.key, JSON.stringify(withComments(ran)), NAME.exec(baseOf(file.local))?.[2] ?? ''],
    );
  },
  async remove({ connection, table }, { key }) {
    await connection.query(`DELETE FROM ${table.sql} WHERE version = $1`, [key]);
  },
};

/** Statements with the comments before each, as the CLI keeps them, so that it can write the file anew. */
function withComments({ file: { text }, statements }: Pick<Ran, 'file' | 'statements'>): readonly string[] {
  let at = 0;
  const cut: string[] = [];
  for (const sql of statements) {
    const found = text.indexOf(sql, at);
    // Filled in, it is not in the file as such.
    cut.push(found === -1 ? sql : text.slice(at, found + sql.length).replace(/^[\s;\uFEFF]+/, ''));
    if (found !== -1) at = found + sql.length;
  }
  return cut;
}
