import type { Connection, Row } from '../drivers/driver.ts';
import type { Direction } from '../plan/plan.ts';
import { journalFormat, tableOf, type JournalPlace } from './schema.ts';

export type MigrationState = 'running' | 'applied' | 'failed' | 'unknown' | 'reverted' | 'baselined';

/** A migration as the journal has it. */
export interface MigrationRecord {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly kind: 'versioned' | 'repeatable' | 'baseline';
  /** Of what ran last. */
  readonly direction: Direction;
  readonly state: MigrationState;
  readonly mode: 'file' | 'statement';
  readonly sha256: string;
  readonly normalised: string;
  readonly down: string | null;
  readonly stepsTotal: number;
  readonly stepsDone: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly error: { readonly code: string | null; readonly text: string } | null;
  /** Who ran it: user and host. */
  readonly by: string;
}

export interface StepRecord {
  readonly seq: number;
  readonly state: 'pending' | 'running' | 'done' | 'failed';
  readonly alone: boolean;
  readonly sha256: string;
  readonly prefixSha256: string;
  /** What was there before a statement that stands alone, as its probe saw it. */
  readonly before: unknown;
  readonly attempts: number;
  readonly error: string | null;
}

const UTC = `AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;

/** Everything that the journal has of a stream, in the order of the files; empty where there is no journal. */
export const readJournal = async (connection: Connection, place: JournalPlace): Promise<readonly MigrationRecord[]> =>
  (await journalFormat(connection, place)) === 0 ? [] : readRecords(connection, place);

/** The same where it is known that there is a journal. */
export async function readRecords(connection: Connection, place: JournalPlace): Promise<readonly MigrationRecord[]> {
  const rows = await connection.query(
    `SELECT m.id, m.name, m.position::int4 AS position, m.kind, m.direction, m.state, m.mode, m.sha256, m.sha256_normalised, m.sha256_down,
       m.steps_total, m.steps_done, to_char(m.started_at ${UTC}) AS started_at, to_char(m.finished_at ${UTC}) AS finished_at,
       m.duration_ms::int4 AS duration_ms, m.error_code, m.error_text, concat_ws('@', coalesce(r.actor, r.database_user), r.host) AS by
     FROM ${tableOf(place, 'migration')} AS m JOIN ${tableOf(place, 'run')} AS r USING (run_id)
     WHERE m.stream = $1 ORDER BY m.position, m.id`,
    [place.stream],
  );
  return rows.map(recordOf);
}

/** The steps of a migration in one direction, in order. */
export async function readSteps(
  connection: Connection,
  place: JournalPlace,
  id: string,
  direction: Direction,
): Promise<readonly StepRecord[]> {
  const rows = await connection.query(
    `SELECT seq, state, alone, sha256, sha256_prefix, before::text AS before, attempts, error_text
     FROM ${tableOf(place, 'step')} WHERE stream = $1 AND id = $2 AND direction = $3 ORDER BY seq`,
    [place.stream, id, direction],
  );
  return rows.map((row) => ({
    seq: Number(row['seq']),
    state: row['state'] as StepRecord['state'],
    alone: row['alone'] === true,
    sha256: text(row['sha256']),
    prefixSha256: text(row['sha256_prefix']),
    before: typeof row['before'] === 'string' ? (JSON.parse(row['before']) as unknown) : undefined,
    attempts: Number(row['attempts']),
    error: orNull(row['error_text']),
  }));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const orNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const recordOf = (row: Row): MigrationRecord => ({
  id: text(row['id']),
  name: text(row['name']),
  position: Number(row['position']),
  kind: row['kind'] as MigrationRecord['kind'],
  direction: row['direction'] as Direction,
  state: row['state'] as MigrationState,
  mode: row['mode'] as MigrationRecord['mode'],
  sha256: text(row['sha256']),
  normalised: text(row['sha256_normalised']),
  down: orNull(row['sha256_down']),
  stepsTotal: Number(row['steps_total']),
  stepsDone: Number(row['steps_done']),
  startedAt: text(row['started_at']),
  finishedAt: orNull(row['finished_at']),
  duration: row['duration_ms'] === null || row['duration_ms'] === undefined ? null : Number(row['duration_ms']),
  error: typeof row['error_text'] === 'string' ? { code: orNull(row['error_code']), text: row['error_text'] } : null,
  by: text(row['by']),
});
