import type { Backfill } from '../../model/backfill.ts';
import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import { tableOf } from '../journal/schema.ts';
import type { PlannedMigration, PlannedStatement } from '../plan/plan.ts';
import { sleep, type RunContext } from '../run/context.ts';
import { attemptsFor, passing } from '../run/retry.ts';
import { StatementFailed } from '../run/run-statement.ts';
import type { RunSession } from '../run/session.ts';
import { batchSql, boundSql } from './batch-sql.ts';
import { beginBackfill } from './begin-backfill.ts';
import { watchLag, type LagWatch } from './lag.ts';
import { halved, nextPace, strain, type Pace } from './pace.ts';
import { readBackfill, type BackfillProgress } from './progress.ts';

/** `stopped`: the process was asked to end; `cancelled`: the backfill was, from another terminal. */
export type BackfillEnd = 'done' | 'stopped' | 'cancelled';

/** How often one looks whether a pause, or what asked for it, is over; milliseconds. */
const LOOK = 500;

/**
 * Runs a statement over a table in batches. The cursor commits with the rows that it stands for, so that whoever goes on, after whatever
 * end, goes on behind exactly those; the last batch commits with the journal's step.
 */
export async function runBackfill(
  session: RunSession,
  migration: PlannedMigration,
  statement: PlannedStatement,
  backfill: Backfill,
  context: RunContext,
): Promise<BackfillEnd> {
  const { connection, journal } = session;
  const { tell, place } = context;
  const { id } = migration;
  const { seq } = statement;
  let progress = await beginBackfill(connection, place, migration, statement, backfill);
  const started = performance.now();
  tell({
    event: 'backfill-started',
    id,
    seq,
    table: progress.table,
    changed: progress.changed,
    seen: progress.seen,
    estimate: progress.estimate,
  });
  if (progress.upper === null) {
    await connection.query('BEGIN');
    await finish(session, migration, statement, context, 0);
    await connection.query('COMMIT');
  }
  let pace: Pace = { rows: progress.batch, perRow: undefined };
  let attempts = attemptsFor(context);
  const lag = watchLag();
  const before = progress.seen;
  while (progress.upper !== null && progress.state !== 'done') {
    const asked = await untilFree(session, progress, { backfill, lag }, context);
    if (asked !== 'run') {
      tell({ event: 'backfill-stopped', id, seq, changed: progress.changed, seen: progress.seen, cancelled: asked === 'cancelled' });
      return asked;
    }
    const from = performance.now();
    try {
      progress = await runBatch(session, migration, { statement, backfill, progress, pace, ms: from - started }, context);
    } catch (error) {
      if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
      await connection.query('ROLLBACK');
      const reason = passing(error);
      if (reason !== undefined && (await attempts.again(reason, id, seq, []))) {
        pace = halved(pace);
        continue;
      }
      throw new StatementFailed(error, statement, []);
    }
    attempts = attemptsFor(context);
    const ms = performance.now() - from;
    pace = nextPace(pace, ms);
    const { changed, seen, estimate } = progress;
    const perRow = (performance.now() - started) / Math.max(1, seen - before);
    const remaining = estimate > seen ? Math.round((estimate - seen) * perRow) : null;
    tell({ event: 'backfill-progress', id, seq, changed, seen, estimate, batch: pace.rows, ms, remaining });
    if (progress.state !== 'done') await pauseFor(backfill.pause, context);
  }
  tell({ event: 'backfill-done', id, seq, changed: progress.changed, seen: progress.seen, ms: performance.now() - started });
  await journal.event('backfilled', id, seq, { changed: progress.changed });
  return 'done';
}

interface Batch {
  readonly statement: PlannedStatement;
  readonly backfill: Backfill;
  readonly progress: BackfillProgress;
  readonly pace: Pace;
  /** Since this run began it, in milliseconds. */
  readonly ms: number;
}

async function runBatch(
  session: RunSession,
  migration: PlannedMigration,
  { statement, backfill, progress, pace, ms }: Batch,
  context: RunContext,
): Promise<BackfillProgress> {
  const { connection } = session;
  const { fault, options, place } = context;
  const { cursor, upper } = progress;
  if (upper === null) throw new TypeError('a backfill of nothing');
  fault('before-begin');
  await connection.query(`BEGIN; SET LOCAL lock_timeout = ${options.lockTimeoutMost}`);
  fault('after-begin');
  const [found] = await connection.query(boundSql(backfill, cursor !== null, pace.rows), [...upper, ...(cursor ?? [])]);
  const bound = found === undefined ? upper : (JSON.parse(String(found['bound'])) as readonly string[]);
  fault('before-statement');
  context.interrupt.onCancel(() => void session.onlooker.cancel());
  const [did] = await connection
    .query(batchSql(backfill, cursor !== null), [...bound, ...(cursor ?? [])])
    .finally(() => context.interrupt.onCancel(undefined));
  fault('after-statement');
  const isLast = found === undefined || bound.every((value, at) => value === upper[at]);
  // The journal is ours to write, whatever role the file has taken on.
  await connection.query('SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE');
  fault('before-record');
  await connection.query(
    `UPDATE ${tableOf(place, 'backfill')} SET position = $4::jsonb, changed = changed + $5::int8, seen = seen + $6::int8, batch = $7,
       updated_at = clock_timestamp() WHERE stream = $1 AND id = $2 AND seq = $3`,
    [
      place.stream,
      migration.id,
      statement.seq,
      JSON.stringify(bound),
      String(Number(did?.['changed'] ?? 0)),
      // Of the last batch it is known only how many it changed.
      String(isLast ? Number(did?.['changed'] ?? 0) : pace.rows),
      pace.rows,
    ],
  );
  if (isLast) await finish(session, migration, statement, context, ms);
  const now = await readBackfill(connection, place, migration.id, statement.seq);
  fault('before-commit');
  await connection.query('COMMIT');
  fault('after-commit');
  if (now === undefined) throw new TypeError('the row of a backfill is gone');
  return now;
}

async function finish(
  { connection, journal }: RunSession,
  migration: PlannedMigration,
  { seq }: PlannedStatement,
  { place }: RunContext,
  ms: number,
): Promise<void> {
  await connection.query(
    `UPDATE ${tableOf(place, 'backfill')} SET state = 'done', updated_at = clock_timestamp() WHERE stream = $1 AND id = $2 AND seq = $3`,
    [place.stream, migration.id, seq],
  );
  await journal.stepsDone(migration, [{ seq, duration: ms }]);
}

/** In short pieces, so that whoever wants to end it need not wait for that. */
async function pauseFor(ms: number, { interrupt }: RunContext): Promise<void> {
  for (const until = performance.now() + ms; !interrupt.stopping;) {
    const left = until - performance.now();
    if (left <= 0) return;
    await sleep(Math.min(left, LOOK));
  }
}

/** Waits while a person or the server's state asks for it. The session has no transaction open meanwhile. */
async function untilFree(
  { connection }: RunSession,
  { id, seq }: BackfillProgress,
  { backfill, lag }: { readonly backfill: Backfill; readonly lag: LagWatch },
  { place, tell, interrupt }: RunContext,
): Promise<'run' | Exclude<BackfillEnd, 'done'>> {
  const mark = (state: BackfillProgress['state']): Promise<unknown> =>
    connection.query(`UPDATE ${tableOf(place, 'backfill')} SET state = $4 WHERE stream = $1 AND id = $2 AND seq = $3 AND state <> $4`, [
      place.stream,
      id,
      seq,
      state,
    ]);
  let told: string | undefined;
  for (;;) {
    if (interrupt.stopping) return 'stopped';
    const wanted = (await readBackfill(connection, place, id, seq))?.wanted;
    if (wanted === 'cancel') {
      await mark('cancelled');
      return 'cancelled';
    }
    const reason = wanted === 'pause' ? 'it was paused' : await strain(connection, backfill, lag);
    if (reason === undefined) {
      if (told !== undefined) await mark('running');
      return 'run';
    }
    await mark(wanted === 'pause' ? 'paused' : 'running');
    const kind = reason.replaceAll(/\d/g, '');
    if (told !== kind) tell({ event: 'backfill-waiting', id, seq, reason });
    told = kind;
    await sleep(LOOK);
  }
}
