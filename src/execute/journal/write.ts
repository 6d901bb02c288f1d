import { ConnectionLost, ServerError, type Connection, type Message } from '../drivers/driver.ts';
import { statementsOf, type Direction, type PlannedMigration, type PlannedStatement } from '../plan/plan.ts';
import { putMigration, stepsOf } from './put-migration.ts';
import type { MigrationState } from './read.ts';
import { tableOf, type JournalPlace } from './schema.ts';

/** Who runs, for the journal. */
export interface RunIdentity {
  readonly runId: string;
  readonly command: string;
  readonly version: string;
  readonly actor: string | null;
  readonly host: string | null;
  readonly pid: number | null;
}

/** How long a statement took, in milliseconds. */
export interface Timing {
  readonly seq: number;
  readonly duration: number;
}

export interface Failed {
  readonly code: string | undefined;
  readonly message: string;
}

/** Writes of one run. None opens a transaction: the caller's transaction decides what they stand and fall with. */
export interface Journal {
  readonly place: JournalPlace;
  beginRun(): Promise<void>;
  endRun(exitCode: number): Promise<void>;
  /** A migration with all its steps, as they are from now on. */
  put(migration: PlannedMigration, state: MigrationState, done: 'all' | 'none', timings?: readonly Timing[], error?: Failed): Promise<void>;
  /** The same of one whose statements have all been done, to be sent behind them before they are answered; {@link took} follows. */
  putDone(migration: PlannedMigration, state: MigrationState): Message;
  /** How long the statements of {@link putDone} took: written down some time later, at the latest by {@link endRun}. */
  took(migration: PlannedMigration, timings: readonly Timing[]): Promise<void>;
  setState(id: string, state: MigrationState, error?: Failed): Promise<void>;
  /** It goes on: files may have been edited behind what is done, so its steps are those of now. */
  resume(migration: PlannedMigration, doneBelow: number): Promise<void>;
  stepRunning(migration: PlannedMigration, statement: PlannedStatement, before: unknown): Promise<void>;
  stepsDone(migration: PlannedMigration, timings: readonly Timing[]): Promise<void>;
  stepReset(migration: PlannedMigration, seq: number, state: 'pending' | 'failed', error?: Failed): Promise<void>;
  event(event: string, id: string | null, seq: number | null, detail: unknown): Promise<void>;
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** So many durations may be lost with a run that is killed. */
const MOST_LATE = 500;

/** The journal of a run on a session. */
export function journalOn(connection: Connection, place: JournalPlace, identity: RunIdentity): Journal {
  const { runId } = identity;
  const { stream } = place;
  /** Of the plans that the server keeps. */
  let generation = 0;
  const at = (table: string): string => tableOf(place, table);
  const event: Journal['event'] = async (name, id, seq, detail) => {
    await connection.query(`INSERT INTO ${at('event')} (run_id, stream, id, seq, event, detail) VALUES ($1, $2, $3, $4, $5, $6::jsonb)`, [
      runId,
      stream,
      id,
      seq,
      name,
      detail === undefined ? null : JSON.stringify(detail),
    ]);
  };
  const putting = (...given: Tail<Parameters<typeof putMigration>>): Message => {
    const [migration, state] = given;
    // A file that touches the session may throw kept plans away, and so does the clearing up behind one that failed.
    const kept = !migration.leavesSession && state !== 'failed';
    if (!kept) generation += 1;
    const message = putMigration({ place, runId }, ...given);
    return kept ? { ...message, name: `sqlsafe_${given[3] === undefined ? 'done' : 'put'}_${generation}` } : message;
  };
  /** How long steps took whose rows were written before they were answered. */
  const late: { id: string; direction: Direction; seq: number; duration: number }[] = [];
  const writeLate = async (): Promise<void> => {
    const json = JSON.stringify(late.splice(0));
    try {
      await connection.query(
        `UPDATE ${at('step')} AS s SET duration_ms = t.duration FROM jsonb_to_recordset($2::jsonb) AS t (id text, direction text, seq integer, duration bigint)
         WHERE s.stream = $1 AND s.id = t.id AND s.direction = t.direction AND s.seq = t.seq`,
        [stream, json],
      );
    } catch (error) {
      // The migrations are applied and recorded; that nobody knows how long a statement took must not make it look otherwise.
      if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    }
  };
  return {
    place,
    event,
    async beginRun() {
      // A run that lost its connection goes on as the same run.
      await connection.query(
        `INSERT INTO ${at('run')} (run_id, command, tool_version, actor, host, pid) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (run_id) DO UPDATE SET backend_pid = pg_backend_pid(), finished_at = NULL, exit_code = NULL`,
        [runId, identity.command, identity.version, identity.actor, identity.host, identity.pid],
      );
    },
    async endRun(exitCode) {
      if (late.length > 0) await writeLate();
      await connection.query(`UPDATE ${at('run')} SET finished_at = clock_timestamp(), exit_code = $2 WHERE run_id = $1`, [
        runId,
        exitCode,
      ]);
    },
    async put(migration, state, done, timings = [], error) {
      const { sql, values, name } = putting(migration, state, done, timings, error);
      await connection.query(sql, values, name);
    },
    putDone: (migration, state) => putting(migration, state, 'all', undefined, undefined),
    async took({ id, direction }, timings) {
      late.push(...timings.map(({ seq, duration }) => ({ id, direction, seq, duration: Math.round(duration) })));
      if (late.length >= MOST_LATE) await writeLate();
    },
    async setState(id, state, error) {
      await connection.query(
        `UPDATE ${at('migration')} SET state = $3, error_code = $4, error_text = $5, run_id = $6,
           finished_at = CASE WHEN $3 = 'running' THEN NULL ELSE clock_timestamp() END,
           duration_ms = CASE WHEN $3 = 'running' THEN duration_ms ELSE extract(epoch FROM clock_timestamp() - started_at) * 1000 END
         WHERE stream = $1 AND id = $2`,
        [stream, id, state, error?.code ?? null, error?.message ?? null, runId],
      );
      await event(state, id, null, error === undefined ? undefined : { error: error.message, code: error.code });
    },
    async resume(migration, doneBelow) {
      const { id, direction, checksums, mode, name, position } = migration;
      await connection.query(
        `WITH kept AS (
           UPDATE ${at('migration')} SET state = 'running', attempts = attempts + 1, error_code = NULL, error_text = NULL, finished_at = NULL,
             sha256 = $4, sha256_normalised = $5, sha256_down = $6, steps_total = $7, steps_done = $8, run_id = $9, mode = $10, name = $11, position = $12
           WHERE stream = $1 AND id = $2),
         gone AS (DELETE FROM ${at('step')} WHERE stream = $1 AND id = $2 AND direction = $3 AND seq >= $7)
         INSERT INTO ${at('step')} (stream, id, direction, seq, state, alone, sha256, sha256_prefix)
         SELECT $1, $2, $3, s.seq, 'pending', s.alone, s.sha256, s.prefix
         FROM jsonb_to_recordset($13::jsonb) AS s (seq integer, sha256 text, prefix text, alone boolean) WHERE s.seq >= $8
         ON CONFLICT (stream, id, direction, seq) DO UPDATE SET (state, alone, sha256, sha256_prefix, error_code, error_text)
         = ('pending', excluded.alone, excluded.sha256, excluded.sha256_prefix, NULL, NULL)`,
        [
          stream,
          id,
          direction,
          checksums.sha256,
          checksums.normalised,
          checksums.down,
          statementsOf(migration).length,
          doneBelow,
          runId,
          mode,
          name,
          position,
          JSON.stringify(stepsOf(migration)),
        ],
      );
    },
    async stepRunning({ id, direction }, { seq }, before) {
      await connection.query(
        `UPDATE ${at('step')} SET state = 'running', started_at = clock_timestamp(), finished_at = NULL, attempts = attempts + 1, before = $5::jsonb,
           error_code = NULL, error_text = NULL
         WHERE stream = $1 AND id = $2 AND direction = $3 AND seq = $4`,
        [stream, id, direction, seq, JSON.stringify(before ?? null)],
      );
    },
    async stepsDone({ id, direction }, timings) {
      await connection.query(
        `WITH took AS (SELECT * FROM jsonb_to_recordset($4::jsonb) AS t (seq integer, duration bigint)),
         done AS (UPDATE ${at('step')} AS s SET state = 'done', finished_at = clock_timestamp(), duration_ms = took.duration,
           attempts = greatest(s.attempts, 1), error_code = NULL, error_text = NULL
           FROM took WHERE s.stream = $1 AND s.id = $2 AND s.direction = $3 AND s.seq = took.seq AND s.state <> 'done' RETURNING 1)
         UPDATE ${at('migration')} SET steps_done = steps_done + (SELECT count(*) FROM done) WHERE stream = $1 AND id = $2`,
        [stream, id, direction, JSON.stringify(timings.map(({ seq, duration }) => ({ seq, duration: Math.round(duration) })))],
      );
    },
    async stepReset({ id, direction }, seq, state, error) {
      await connection.query(
        `UPDATE ${at('step')} SET state = $5, error_code = $6, error_text = $7, finished_at = clock_timestamp()
         WHERE stream = $1 AND id = $2 AND direction = $3 AND seq = $4`,
        [stream, id, direction, seq, state, error?.code ?? null, error?.message ?? null],
      );
    },
  };
}
