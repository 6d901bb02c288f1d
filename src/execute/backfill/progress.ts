import type { Connection, Row } from '../drivers/driver.ts';
import { journalFormat, tableOf, type JournalPlace } from '../journal/schema.ts';

export type BackfillState = 'running' | 'paused' | 'cancelled' | 'done';

/** How far a backfill is, as the journal has it. */
export interface BackfillProgress {
  readonly id: string;
  readonly seq: number;
  readonly table: string;
  readonly state: BackfillState;
  /** What a person at another terminal wants of it. */
  readonly wanted: 'run' | 'pause' | 'cancel';
  /** Values of the key, as texts, up to which all rows are done; null: none yet. */
  readonly cursor: readonly string[] | null;
  /** The last row that there was when it began; null: the table was empty. */
  readonly upper: readonly string[] | null;
  /** Rows that the statement changed, and those that it went through. */
  readonly changed: number;
  readonly seen: number;
  /** Rows of the table, by the server's statistics; 0: not known. */
  readonly estimate: number;
  /** Rows of the next batch. */
  readonly batch: number;
  /** Of the statement that began it. */
  readonly sha256: string;
  /** Since it began, and since its last batch, in seconds. */
  readonly age: number;
  readonly idle: number;
}

const COLUMNS = `id, seq, relation, state, wanted, position::text AS position, upper::text AS upper, changed::text AS changed, seen::text AS seen,
  estimate::text AS estimate, batch, sha256, round(extract(epoch FROM clock_timestamp() - started_at))::int4 AS age,
  round(extract(epoch FROM clock_timestamp() - updated_at))::int4 AS idle`;

/** All backfills of a stream, oldest first; none where there is no journal, or one of a version that knew none. */
export async function readBackfills(connection: Connection, place: JournalPlace): Promise<readonly BackfillProgress[]> {
  if ((await journalFormat(connection, place)) === 0) return [];
  const [there] = await connection.query('SELECT to_regclass($1) IS NOT NULL AS there', [tableOf(place, 'backfill')]);
  if (there?.['there'] !== true) return [];
  const rows = await connection.query(
    `SELECT ${COLUMNS} FROM ${tableOf(place, 'backfill')} WHERE stream = $1 ORDER BY started_at, id, seq`,
    [place.stream],
  );
  return rows.map(progressOf);
}

export async function readBackfill(
  connection: Connection,
  place: JournalPlace,
  id: string,
  seq: number,
): Promise<BackfillProgress | undefined> {
  const rows = await connection.query(`SELECT ${COLUMNS} FROM ${tableOf(place, 'backfill')} WHERE stream = $1 AND id = $2 AND seq = $3`, [
    place.stream,
    id,
    seq,
  ]);
  return rows[0] === undefined ? undefined : progressOf(rows[0]);
}

/** Asks backfills that are not done to pause, go on or end. @returns how many were asked */
export async function askBackfills(
  connection: Connection,
  place: JournalPlace,
  wanted: BackfillProgress['wanted'],
  id: string | undefined,
): Promise<number> {
  const rows = await connection.query(
    `UPDATE ${tableOf(place, 'backfill')} SET wanted = $2, state = CASE WHEN $2 = 'run' THEN 'running' ELSE state END
     WHERE stream = $1 AND state <> 'done' AND ($3::text IS NULL OR id = $3) RETURNING 1`,
    [place.stream, wanted, id ?? null],
  );
  return rows.length;
}

const list = (value: unknown): readonly string[] | null => (typeof value === 'string' ? (JSON.parse(value) as string[]) : null);

const progressOf = (row: Row): BackfillProgress => ({
  id: String(row['id']),
  seq: Number(row['seq']),
  table: String(row['relation']),
  state: row['state'] as BackfillState,
  wanted: row['wanted'] as BackfillProgress['wanted'],
  cursor: list(row['position']),
  upper: list(row['upper']),
  changed: Number(row['changed']),
  seen: Number(row['seen']),
  estimate: Number(row['estimate']),
  batch: Number(row['batch']),
  sha256: String(row['sha256']),
  age: Number(row['age']),
  idle: Number(row['idle']),
});
