import type { Connection } from '../drivers/driver.ts';
import { tableOf, type JournalPlace } from '../journal/schema.ts';

/** A seed as it ran last. */
export interface SeedRecord {
  /** Below the folder of seeds: `010_countries.sql`, `test/010_users.sql`. */
  readonly path: string;
  /** For which it ran. */
  readonly environment: string;
  /** Of its text: line ends and blank lines around it don't count; hexadecimal. */
  readonly sha256: string;
  readonly statements: number;
  readonly runs: number;
  readonly appliedAt: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Who ran it: user and host. */
  readonly by: string;
}

/** What the database knows of seeds. */
export interface SeedJournal {
  /** The environment that it is, as it was told; null: nobody has said. */
  readonly environment: string | null;
  readonly records: readonly SeedRecord[];
}

/** Reads what there is, of any format; that needs no right to write. */
export async function readSeeds(connection: Connection, place: JournalPlace): Promise<SeedJournal> {
  const [there] = await connection.query('SELECT to_regclass($1)::text AS meta, to_regclass($2)::text AS seed', [
    tableOf(place, 'meta'),
    tableOf(place, 'seed'),
  ]);
  if (typeof there?.['meta'] !== 'string') return { environment: null, records: [] };
  const [said] = await connection.query(`SELECT value FROM ${tableOf(place, 'meta')} WHERE key = 'environment'`);
  const environment = typeof said?.['value'] === 'string' ? said['value'] : null;
  if (typeof there['seed'] !== 'string') return { environment, records: [] };
  const rows = await connection.query(
    `SELECT s.path, s.environment, s.sha256, s.statements, s.runs, s.duration_ms::int4 AS duration_ms,
       to_char(s.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS applied_at,
       concat_ws('@', coalesce(r.actor, r.database_user), r.host) AS by
     FROM ${tableOf(place, 'seed')} AS s JOIN ${tableOf(place, 'run')} AS r USING (run_id) WHERE s.stream = $1 ORDER BY s.path`,
    [place.stream],
  );
  return {
    environment,
    records: rows.map((row) => ({
      path: String(row['path']),
      environment: String(row['environment']),
      sha256: String(row['sha256']),
      statements: Number(row['statements']),
      runs: Number(row['runs']),
      appliedAt: String(row['applied_at']),
      duration: Number(row['duration_ms']),
      by: String(row['by']),
    })),
  };
}

/** A seed that ran, in the transaction of its rows. */
export async function writeSeed(
  connection: Connection,
  place: JournalPlace,
  seed: Pick<SeedRecord, 'path' | 'environment' | 'sha256' | 'statements' | 'duration'>,
  runId: string,
): Promise<void> {
  await connection.query(
    `INSERT INTO ${tableOf(place, 'seed')} AS s (stream, path, environment, sha256, statements, duration_ms, run_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (stream, path) DO UPDATE SET environment = excluded.environment, sha256 = excluded.sha256, statements = excluded.statements,
       runs = s.runs + 1, applied_at = clock_timestamp(), duration_ms = excluded.duration_ms, run_id = excluded.run_id`,
    [place.stream, seed.path, seed.environment, seed.sha256, seed.statements, Math.round(seed.duration), runId],
  );
}

/** From now on the database is known to be that environment. */
export async function writeEnvironment(connection: Connection, place: JournalPlace, environment: string): Promise<void> {
  await connection.query(
    `INSERT INTO ${tableOf(place, 'meta')} VALUES ('environment', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [environment],
  );
}

/** The same, where nobody has said it yet. */
export async function keepEnvironment(connection: Connection, place: JournalPlace, environment: string): Promise<void> {
  await connection.query(`INSERT INTO ${tableOf(place, 'meta')} VALUES ('environment', $1) ON CONFLICT (key) DO NOTHING`, [environment]);
}
