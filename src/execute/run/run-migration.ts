import { runBackfill, type BackfillEnd } from '../backfill/run-backfill.ts';
import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import { readSteps, type MigrationRecord } from '../journal/read.ts';
import type { Timing } from '../journal/write.ts';
import { statementsOf, type PlannedMigration, type PlannedStatement, type Unit } from '../plan/plan.ts';
import { resetSession } from '../session/settings.ts';
import type { RunContext } from './context.ts';
import { inTransaction } from './in-transaction.ts';
import { runAlone } from './run-alone.ts';
import { StatementFailed } from './run-statement.ts';
import { goesTogether, runTogether } from './run-together.ts';
import { runTransaction, untilFree } from './run-transaction.ts';
import type { RunSession } from './session.ts';

/** How one migration came out. */
export type MigrationOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped'; readonly done: number }
  /** Its backfill was cancelled. */
  | { readonly kind: 'cancelled'; readonly done: number }
  | { readonly kind: 'edited'; readonly statement: PlannedStatement; readonly done: number }
  | { readonly kind: 'failed'; readonly statement: PlannedStatement | undefined; readonly error: ServerError; readonly done: number };

/**
 * Runs one migration from where the journal says that it is. A lost connection is thrown: then the journal knows, and whoever opens the
 * next session looks there.
 */
export async function runMigration(
  session: RunSession,
  migration: PlannedMigration,
  record: MigrationRecord | undefined,
  context: RunContext,
): Promise<MigrationOutcome> {
  const { connection, journal } = session;
  const { tell } = context;
  const { id, name, direction, mode } = migration;
  const started = performance.now();
  const steps =
    record !== undefined && record.direction === direction && (record.state === 'running' || record.state === 'failed')
      ? await readSteps(connection, context.place, id, direction)
      : [];
  const done = steps.filter(({ state }) => state === 'done').length;
  const statements = statementsOf(migration);
  tell({ event: 'migration-started', id, name, direction, mode, statements: statements.length, done });

  const edited = statements.find(({ seq, prefixSha256 }) => seq < done && steps[seq]?.prefixSha256 !== prefixSha256);
  const missing = done > statements.length ? statements.at(-1) : undefined;
  const changed = edited ?? missing;
  if (changed !== undefined) return { kind: 'edited', statement: changed, done };

  // Set by each branch as it goes on, for the report of a failure.
  const progress = { done };
  try {
    if (mode === 'file' && done === 0) await runWhole(session, migration, context);
    else {
      const end = await runInPieces(session, migration, progress, record, context);
      if (end !== 'done') return { kind: end, done: progress.done };
    }
  } catch (error) {
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    const statement = error instanceof StatementFailed ? error.statement : undefined;
    await resetSession(connection, context);
    if (mode === 'file' && done === 0) await journal.put(migration, 'failed', 'none', [], error);
    else await journal.setState(id, 'failed', error);
    if (statement !== undefined) await journal.stepReset(migration, statement.seq, 'failed', error);
    tell({ event: 'migration-failed', id, name, seq: statement?.seq ?? null, error: error.message });
    return { kind: 'failed', statement, error, done: progress.done };
  }
  if (migration.leavesSession) await resetSession(connection, context);
  tell({ event: 'migration-done', id, name, direction, ms: performance.now() - started });
  return { kind: 'done' };
}

const finalState = ({ direction }: PlannedMigration): 'applied' | 'reverted' => (direction === 'up' ? 'applied' : 'reverted');

/** One transaction, and the journal's rows in it: of a file that runs so nothing is ever half there. */
async function runWhole(session: RunSession, migration: PlannedMigration, context: RunContext): Promise<void> {
  const { journal, mirror } = session;
  const together = goesTogether(session, migration, context);
  if (together !== undefined) {
    const record = journal.putDone(migration, finalState(migration));
    const last = together.statements.at(-1)?.seq ?? 0;
    const timings = await untilFree(session, migration, last, context, (number) =>
      runTogether(session, migration, together, record, number, context),
    );
    return journal.took(migration, timings);
  }
  const record = async (timings: readonly Timing[]): Promise<void> => {
    await journal.put(migration, finalState(migration), 'all', timings);
    await mirror.done(migration, sumOf(timings));
  };
  const [unit] = migration.units;
  const [begin, statements] = unit?.kind === 'transaction' ? [unit.begin, unit.statements] : ['BEGIN', []];
  await runTransaction(session, migration, { begin, statements }, record, context);
}

const sumOf = (timings: readonly Timing[]): number => timings.reduce((ms, { duration }) => ms + duration, 0);

/** @returns who wanted it to stop: whoever started it, or somebody at another terminal */
async function runInPieces(
  session: RunSession,
  migration: PlannedMigration,
  progress: { done: number },
  record: MigrationRecord | undefined,
  context: RunContext,
): Promise<BackfillEnd> {
  const { journal, connection, mirror } = session;
  const { fault, interrupt } = context;
  const started = performance.now();
  const resumes = record !== undefined && record.direction === migration.direction && (record.state === 'running' || progress.done > 0);
  await inTransaction(connection, 'BEGIN', async () => {
    if (resumes) await journal.resume(migration, progress.done);
    else await journal.put(migration, 'running', 'none');
    await mirror.started(migration);
  });
  // What only the session knew is gone with it.
  for (const { session: only, seq, sql } of statementsOf(migration)) if (only && seq < progress.done) await connection.query(sql);
  for (const unit of migration.units) {
    const left = leftOf(unit, progress.done);
    if (left === undefined) continue;
    if (interrupt.stopping) return 'stopped';
    if (left.kind === 'alone' && left.backfill !== undefined) {
      const end = await runBackfill(session, migration, left.statement, left.backfill, context);
      if (end !== 'done') return end;
      progress.done += 1;
    } else if (left.kind === 'alone') {
      await mirror.letGo();
      await runAlone(session, migration, left, context);
      await mirror.takeAgain();
      progress.done += 1;
    } else {
      await runTransaction(session, migration, left, (timings) => journal.stepsDone(migration, timings), context);
      progress.done += left.statements.length;
    }
  }
  fault('before-applied');
  await inTransaction(connection, mirror.begin('BEGIN'), async () => {
    await journal.setState(migration.id, finalState(migration));
    await mirror.done(migration, performance.now() - started);
  });
  return 'done';
}

/** What is still to be done of a unit; undefined: nothing. */
function leftOf(unit: Unit, done: number): Unit | undefined {
  if (unit.kind === 'alone') return unit.statement.seq >= done ? unit : undefined;
  const statements = unit.statements.filter(({ seq }) => seq >= done);
  return statements.length === 0 ? undefined : { ...unit, statements };
}
