import type { Message } from '../drivers/driver.ts';
import { statementsOf, type PlannedMigration } from '../plan/plan.ts';
import type { MigrationState } from './read.ts';
import { tableOf, type JournalPlace } from './schema.ts';
import type { Failed, Timing } from './write.ts';

interface Step {
  readonly seq: number;
  readonly sha256: string;
  readonly prefix: string;
  readonly alone: boolean;
}

/** The steps of a migration, as its rows have them. */
export function stepsOf(migration: PlannedMigration): readonly Step[] {
  const alone = new Set(migration.units.flatMap((unit) => (unit.kind === 'alone' ? [unit.statement.seq] : [])));
  return statementsOf(migration).map(({ seq, sha256, prefixSha256 }) => ({ seq, sha256, prefix: prefixSha256, alone: alone.has(seq) }));
}

/**
 * Writes a migration with all its steps, as they are from now on.
 * @param timings of statements that were done before; undefined: they stand before this one in its transaction, and the server has the time
 */
export function putMigration(
  { place, runId }: { readonly place: JournalPlace; readonly runId: string },
  migration: PlannedMigration,
  state: MigrationState,
  done: 'all' | 'none',
  timings: readonly Timing[] | undefined,
  error: Failed | undefined,
): Message & Required<Pick<Message, 'values'>> {
  const at = (table: string): string => tableOf(place, table);
  const { id, name, position, kind, direction, mode, checksums } = migration;
  const all = stepsOf(migration);
  const total = all.length;
  const took = new Map(timings?.map(({ seq, duration }) => [seq, duration]));
  const sum = timings?.reduce((ms, { duration }) => ms + duration, 0) ?? 0;
  const ms = (seq: number): number | null => (timings === undefined ? null : Math.round(took.get(seq) ?? 0));
  // Of a transaction that has just done nothing but this migration, now() is the begin.
  const started = timings === undefined ? 'now()' : "clock_timestamp() - coalesce($14::bigint, 0) * interval '1 ms'";
  const duration = timings === undefined ? 'coalesce($14::bigint, extract(epoch FROM clock_timestamp() - now()) * 1000)' : '$14::bigint';
  return {
    sql: `WITH gone AS (DELETE FROM ${at('step')} WHERE stream = $1 AND id = $2 AND direction = $6 AND seq >= $11),
       kept AS (
         INSERT INTO ${at('migration')} AS m (stream, id, name, position, kind, direction, state, mode, sha256, sha256_normalised, sha256_down,
           steps_total, steps_done, run_id, duration_ms, started_at, finished_at, error_code, error_text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $16, $11, $12, $13, ${duration},
           ${started}, CASE WHEN $7 = 'running' THEN NULL ELSE clock_timestamp() END, $17, $18)
         ON CONFLICT (stream, id) DO UPDATE SET (name, position, kind, direction, state, mode, sha256, sha256_normalised, sha256_down,
           steps_total, steps_done, run_id, duration_ms, started_at, finished_at, error_code, error_text, attempts)
         = (excluded.name, excluded.position, excluded.kind, excluded.direction, excluded.state, excluded.mode, excluded.sha256,
           excluded.sha256_normalised, excluded.sha256_down, excluded.steps_total, excluded.steps_done, excluded.run_id,
           excluded.duration_ms, excluded.started_at, excluded.finished_at, excluded.error_code, excluded.error_text, m.attempts + 1)),
       happened AS (INSERT INTO ${at('event')} (run_id, stream, id, event, detail)
         VALUES ($13, $1, $2, $7, jsonb_build_object('direction', $6::text, 'sha256', $10::text, 'error', $18::text)))
       INSERT INTO ${at('step')} (stream, id, direction, seq, state, alone, sha256, sha256_prefix, duration_ms, finished_at, attempts)
       SELECT $1, $2, $6, s.seq, CASE WHEN $12 > 0 THEN 'done' ELSE 'pending' END, s.alone, s.sha256, s.prefix, s.ms,
         CASE WHEN $12 > 0 THEN clock_timestamp() END, CASE WHEN $12 > 0 THEN 1 ELSE 0 END
       FROM jsonb_to_recordset($15::jsonb) AS s (seq integer, sha256 text, prefix text, alone boolean, ms bigint)
       ON CONFLICT (stream, id, direction, seq) DO UPDATE SET (state, alone, sha256, sha256_prefix, duration_ms, finished_at, attempts, before, error_code, error_text)
       = (excluded.state, excluded.alone, excluded.sha256, excluded.sha256_prefix, excluded.duration_ms, excluded.finished_at, excluded.attempts, NULL, NULL, NULL)`,
    values: [
      place.stream,
      id,
      name,
      position,
      kind,
      direction,
      state,
      mode,
      checksums.sha256,
      checksums.normalised,
      total,
      done === 'all' ? total : 0,
      runId,
      timings === undefined || timings.length === 0 ? null : Math.round(sum),
      JSON.stringify(all.map((step) => ({ ...step, ms: ms(step.seq) }))),
      checksums.down,
      error?.code ?? null,
      error?.message ?? null,
    ],
  };
}
