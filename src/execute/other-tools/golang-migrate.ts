import { crc32 } from './checksums.ts';
import { baseOf, keyed, wholeNumber } from './their-files.ts';
import type { OtherTool, TheirRow, Writing } from './tool.ts';

/** Of its lock keys: https://github.com/golang-migrate/migrate, database/util.go */
const SALT = 1486364155;

/** A migration that comes behind a later one leaves that as the latest. */
async function raise(writing: Writing, key: string, dirty: boolean): Promise<void> {
  const [row] = await writing.connection.query(`SELECT greatest(version, $1::bigint)::text AS version FROM ${writing.table.sql}`, [key]);
  await put(writing, typeof row?.['version'] === 'string' ? row['version'] : key, dirty);
}

const put = async ({ connection, table }: Writing, version: string | undefined, dirty: boolean): Promise<void> => {
  await connection.query(`DELETE FROM ${table.sql}`);
  if (version !== undefined)
    await connection.query(`INSERT INTO ${table.sql} (version, dirty) VALUES ($1::bigint, $2::boolean)`, [version, dirty]);
};

/** One row: the latest version, and whether it is only half there. All before it are applied. */
export const golangMigrate: OtherTool = {
  name: 'golang-migrate',
  title: 'golang-migrate',
  layouts: ['golang-migrate'],
  table: { name: 'schema_migrations', has: ['version', 'dirty'] },
  prefixOnly: true,
  settle: 'migrate force VERSION, after a look at what is there',
  files: keyed('golang-migrate', ({ local }) => {
    const digits = /^(\d+)_/.exec(baseOf(local))?.[1];
    return digits === undefined ? undefined : wholeNumber(digits);
  }),
  async read(connection, table, files) {
    const [row] = await connection.query(`SELECT version::text AS version, dirty FROM ${table.sql} LIMIT 1`);
    if (row === undefined) return { rows: [], notes: [] };
    const version = String(row['version']);
    const isOlder = (key: string): boolean => key.length < version.length || (key.length === version.length && key <= version);
    const rows = files
      .filter(({ key }) => isOlder(key))
      .map((file): TheirRow => {
        const dirty = file.key === version && row['dirty'] === true;
        return {
          key: file.key,
          file,
          state: dirty ? 'begun' : 'applied',
          checksum: 'none',
          ...(file.key === version ? {} : { implied: true as const }),
          ...(dirty ? { evidence: `version ${version} is marked dirty: it failed or was interrupted` } : {}),
        };
      });
    if (!rows.some(({ key }) => key === version)) rows.push({ key: version, file: undefined, state: 'applied', checksum: 'none' });
    return { rows, notes: [] };
  },
  create: ({ sql }) => [`CREATE TABLE ${sql} (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)`],
  lock: ({ schema, name }, database) => ({
    key: String(Math.imul(crc32(`${schema}\0${name}\0${database}`), SALT) >>> 0),
    blocks: true,
  }),
  begin: (writing, { key }) => raise(writing, key, true),
  record: (writing, { file: { key } }) => raise(writing, key, false),
  async remove(writing, { key }) {
    const before = writing.files[writing.files.findIndex((file) => file.key === key) - 1];
    await put(writing, before?.key, false);
  },
};
