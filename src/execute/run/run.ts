import { ConnectionLost } from '../drivers/driver.ts';
import { readRecords, type MigrationRecord } from '../journal/read.ts';
import { openMirror, type Unmirrored } from '../other-tools/mirror.ts';
import type { Problem } from '../../model/problem.ts';
import type { PlannedMigration } from '../plan/plan.ts';
import { recover, type InDoubt } from '../recover/recover.ts';
import { holdsLock, takeLock } from '../session/run-lock.ts';
import { unleasable } from '../session/unleasable.ts';
import { sleep, type RunContext } from './context.ts';
import { outboxFor } from './outbox.ts';
import { convoyOf, LONGEST_CONVOY, runConvoy } from './run-convoy.ts';
import { runMigration, type MigrationOutcome } from './run-migration.ts';
import { closeRun, openRun, type NotOpened, type RunSession } from './session.ts';

/** How a run came out. `done`: ids of the migrations that it took to their end. */
export type RunOutcome =
  | { readonly kind: 'finished'; readonly done: readonly string[] }
  | {
      readonly kind: 'failed';
      readonly migration: PlannedMigration;
      readonly outcome: Exclude<MigrationOutcome, { kind: 'done' }>;
      readonly done: readonly string[];
    }
  | { readonly kind: 'in-doubt'; readonly steps: readonly InDoubt[]; readonly done: readonly string[] }
  | { readonly kind: 'lost'; readonly reason: string; readonly done: readonly string[] }
  /** What was to be done before it did not succeed: nothing was run. */
  | { readonly kind: 'before-failed'; readonly problem: Problem }
  | Unmirrored
  | NotOpened;

const keyOf = ({ direction, id }: PlannedMigration): string => `${direction} ${id}`;
/** Ids of what is kept as `up ID`. */
const idsOf = (done: ReadonlySet<string>): readonly string[] => Array.from(done, (key) => key.slice(key.indexOf(' ') + 1));

/** How often a lost connection is opened again without any progress in between. */
const RECONNECTS = 5;
const RECONNECT_PAUSE = 500;

const EXIT: { readonly [K in RunOutcome['kind']]: number } = {
  finished: 0,
  failed: 1,
  'in-doubt': 5,
  lost: 1,
  refused: 2,
  locked: 6,
  unfit: 7,
  'before-failed': 7,
  'other-tool-runs': 6,
  disagrees: 4,
};

/**
 * Runs migrations in order, each from where the journal says that it is. Where the connection is lost, a new session takes the lock, which
 * it gets when nothing of the old one works any more, looks at the journal, and goes on.
 */
export async function run(migrations: readonly PlannedMigration[], context: RunContext): Promise<RunOutcome> {
  const unfit = unleasable(migrations, context);
  if (unfit !== undefined) return { kind: 'unfit', problem: unfit };
  const done = new Set<string>();
  const begun = new Set<string>();
  const progress: Progress = { done, begun, prepared: false };
  for (let attempt = 1; ; attempt += 1) {
    const before = done.size;
    try {
      const session = await openRun(context);
      if ('kind' in session) {
        // While a server starts again it takes no connection.
        if (attempt > 1 && session.kind === 'refused' && session.problem.code === 'connection-failed')
          throw new ConnectionLost(session.problem.text, undefined);
        return session;
      }
      const outcome = await runOn(session, migrations, progress, context);
      await closeRun(session, EXIT[outcome.kind], context);
      return outcome;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (done.size > before) attempt = 1;
      if (attempt > RECONNECTS || context.interrupt.stopping) return { kind: 'lost', reason: error.message, done: idsOf(done) };
      context.tell({ event: 'reconnecting', reason: error.message, attempt });
      await sleep(RECONNECT_PAUSE * attempt);
    }
  }
}

/** What this run has begun and taken to its end, through all its sessions. */
interface Progress {
  readonly begun: Set<string>;
  readonly done: Set<string>;
  /** What comes before the first of them was done. */
  prepared: boolean;
}

async function runOn(
  opened: RunSession,
  migrations: readonly PlannedMigration[],
  progress: Progress,
  given: RunContext,
): Promise<RunOutcome> {
  const { connection } = opened;
  const { done, begun } = progress;
  const outbox = outboxFor(given.tell);
  const context = { ...given, tell: outbox.tell };
  try {
    const found = await readRecords(connection, context.place);
    if (context.before !== undefined && !progress.prepared) {
      const known = new Map(found.map((record) => [record.id, record]));
      const pending = migrations.filter((each) => !isDoneBy(each, known.get(each.id)));
      progress.prepared = true;
      const problem = pending.length === 0 ? undefined : await context.before(pending, opened);
      if (problem !== undefined) return { kind: 'before-failed', problem };
    }
    const inDoubt = await recover(opened, found, context);
    if (inDoubt.length > 0) return { kind: 'in-doubt', steps: inDoubt, done: idsOf(done) };
    // Only what had been begun can have changed.
    const left = found.some(({ state }) => state === 'running') ? await readRecords(connection, context.place) : found;
    const records = new Map(left.map((record) => [record.id, record]));
    const mirror =
      context.mirror === undefined ? opened.mirror : await openMirror(connection, context.mirror, [...records.values()], context);
    if ('kind' in mirror) return mirror;
    const session = { ...opened, mirror };
    connection.onNotice?.(({ severity, message }) => {
      if (severity !== 'DEBUG' && severity !== 'LOG') context.tell({ event: 'notice', severity, message });
    });
    // A file may have let the lock go.
    let doubtful = false;
    const stopped = (migration: PlannedMigration): RunOutcome => ({
      kind: 'failed',
      migration,
      outcome: { kind: 'stopped', done: 0 },
      done: idsOf(done),
    });
    const byThemselves = new Set<string>();
    for (const [at, migration] of migrations.entries()) {
      const key = keyOf(migration);
      if (done.has(key)) continue;
      const record = records.get(migration.id);
      // Another run, or this one on a session that was lost, may have done it meanwhile.
      if (isDoneBy(migration, record)) {
        if (begun.has(key)) done.add(key);
        continue;
      }
      if (context.interrupt.stopping) return stopped(migration);
      if (doubtful && !(await holdsLock(connection, context)) && !(await takeLock(connection, context))) return { kind: 'locked' };
      doubtful = false;
      const convoy = byThemselves.has(key) ? undefined : convoyOf(session, migrations.slice(at, at + LONGEST_CONVOY), records, context);
      if (convoy !== undefined) {
        for (const each of convoy.migrations) begun.add(keyOf(each));
        const { done: arrived, refused } = await runConvoy(session, convoy, outbox, context);
        for (const each of arrived) done.add(keyOf(each));
        if (refused !== undefined) byThemselves.add(keyOf(refused));
        if (done.has(key)) continue;
        if (context.interrupt.stopping) return stopped(migration);
      }
      doubtful = migration.leavesSession;
      begun.add(key);
      const outcome = await runMigration(session, migration, record, context);
      if (outcome.kind !== 'done') return { kind: 'failed', migration, outcome, done: idsOf(done) };
      done.add(key);
      // What was read of it holds no longer: a way back and the way up may follow each other.
      records.delete(migration.id);
    }
    return { kind: 'finished', done: idsOf(done) };
  } catch (error) {
    // The session is given up, whatever happened: its lock goes with it.
    await opened.onlooker.end();
    await connection.end().catch(() => undefined);
    throw error;
  }
}

const isDoneBy = ({ direction, kind, always, checksums }: PlannedMigration, record: MigrationRecord | undefined): boolean =>
  direction === 'down'
    ? record?.state === 'reverted'
    : record?.state === 'baselined' ||
      (record?.state === 'applied' && always !== true && (kind === 'versioned' || record.normalised === checksums.normalised));
