import { flywayChecksum, javaHash } from './checksums.ts';
import { baseOf, keyed } from './their-files.ts';
import type { OtherTool, TheirFile, TheirRow, Writing } from './tool.ts';

const NAME = /^(?:V(\d+(?:[._]\d+)*)|R)(?:__(.*))?\.sql$/;
const MAGIC = 0x466c79776179n;

/** Its rows: `1.02` and `add weight` for `V1_02__add_weight.sql`; no version for `R__…`. */
function namesOf(local: string): { readonly version: string | null; readonly description: string } | undefined {
  const found = NAME.exec(baseOf(local));
  if (found === null) return undefined;
  return { version: found[1]?.replaceAll('_', '.') ?? null, description: (found[2] ?? '').replaceAll('_', ' ') };
}

/** One text for equal versions: `1.02.0` and `1.2` are the same. Repeatable ones are known by their description. */
const keyFrom = (version: string | null, description: string): string =>
  version === null
    ? `R ${description}`
    : version
        .split('.')
        .map((part) => part.replace(/^0+(?=\d)/, ''))
        .join('.')
        .replace(/(?:\.0)+$/, '');

const compareVersions = (a: string, b: string): number => {
  const [x, y] = [a.split('.'), b.split('.')].map((parts) => parts.map(BigInt)) as [bigint[], bigint[]];
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const [p, q] = [x[at] ?? 0n, y[at] ?? 0n];
    if (p !== q) return p < q ? -1 : 1;
  }
  return 0;
};
const isRepeatable = (key: string): boolean => key.startsWith('R ');

/** https://github.com/flyway/flyway: JdbcTableSchemaHistory, PostgreSQLDatabase, ChecksumCalculator. */
export const flyway: OtherTool = {
  name: 'flyway',
  title: 'Flyway',
  layouts: ['flyway'],
  table: { name: 'flyway_schema_history', has: ['installed_rank', 'version', 'checksum', 'success'] },
  prefixOnly: false,
  settle: 'flyway repair, once what it left is cleared away',
  files: keyed('Flyway', ({ local }) => {
    const names = namesOf(local);
    return names === undefined ? undefined : keyFrom(names.version, names.description);
  }),
  async read(connection, table, files) {
    const found = await connection.query(
      `SELECT version, description, type, script, checksum, success FROM ${table.sql} WHERE installed_rank > 0 ORDER BY installed_rank`,
    );
    const byKey = new Map(files.map((file) => [file.key, file]));
    const rows = new Map<string, TheirRow>();
    for (const each of found) {
      const version = typeof each['version'] === 'string' ? each['version'] : null;
      const type = String(each['type']);
      if (type === 'SCHEMA') continue;
      const key = keyFrom(version, String(each['description']));
      if (type.endsWith('BASELINE')) {
        // It counts what comes up to there as applied.
        for (const file of files)
          if (!isRepeatable(file.key) && compareVersions(file.key, key) <= 0)
            rows.set(file.key, { key: file.key, file, state: 'applied', checksum: 'none' });
      } else if (type === 'DELETE' || type.startsWith('UNDO')) rows.delete(key);
      else rows.set(key, rowOf(key, byKey.get(key), each['checksum'], each['success'] === true));
    }
    return { rows: [...rows.values()], notes: [] };
  },
  create: ({ sql }) => [
    `CREATE TABLE ${sql} ("installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL, "type" VARCHAR(20) NOT NULL,
       "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
       "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL)`,
    `ALTER TABLE ${sql} ADD CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank")`,
    `CREATE INDEX "flyway_schema_history_s_idx" ON ${sql} ("success")`,
  ],
  lock: ({ schema, name }) => ({ key: String(MAGIC + BigInt(javaHash(`"${schema}"."${name}"`))), blocks: false }),
  async begin(writing, file) {
    await removeUnfinished(writing, file);
    await insert(writing, file, 0, false);
  },
  async record(writing, { file, duration }) {
    await removeUnfinished(writing, file);
    await insert(writing, file, duration, true);
  },
  async remove({ connection, table }, { local }) {
    const { version, description } = namesOf(local) ?? { version: null, description: '' };
    await connection.query(`DELETE FROM ${table.sql} WHERE version IS NOT DISTINCT FROM $1 AND description = $2`, [version, description]);
  },
};

function rowOf(key: string, file: TheirFile | undefined, checksum: unknown, success: boolean): TheirRow {
  const kept = checksum === null ? undefined : Number(checksum);
  const same = file !== undefined && flywayChecksum(file.text) === kept;
  return {
    key,
    file,
    state: success ? 'applied' : 'begun',
    checksum: kept === undefined ? 'none' : same ? 'same' : 'other',
    ...(success ? {} : { evidence: 'its row says success = false: it failed' }),
    ...(isRepeatable(key) ? { repeatable: true } : {}),
  };
}

async function removeUnfinished({ connection, table }: Writing, { local }: TheirFile): Promise<void> {
  const { version, description } = namesOf(local) ?? { version: null, description: '' };
  await connection.query(`DELETE FROM ${table.sql} WHERE NOT success AND version IS NOT DISTINCT FROM $1 AND description = $2`, [
    version,
    description,
  ]);
}

async function insert({ connection, table }: Writing, { local, text }: TheirFile, duration: number, success: boolean): Promise<void> {
  const { version, description } = namesOf(local) ?? { version: null, description: '' };
  await connection.query(
    `INSERT INTO ${table.sql} (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
     SELECT coalesce(max(installed_rank), 0) + 1, $1, $2, 'SQL', $3, $4::int4, session_user, $5::int4, $6::boolean FROM ${table.sql}`,
    [version, description, local, flywayChecksum(text), Math.round(duration), success],
  );
}
