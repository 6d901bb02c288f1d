import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import type { PlannedMigration, Unit } from '../plan/plan.ts';
import { clean, observe, verdictOf, type Seen } from '../recover/observe.ts';
import type { RunContext } from './context.ts';
import { attemptsFor, lockTimeoutFor, passing } from './retry.ts';
import { runStatement, StatementFailed } from './run-statement.ts';
import type { RunSession } from './session.ts';

/**
 * A statement that can't run in a transaction: its intent is written down with what was there before, it runs, one looks whether it took
 * effect, and that is written down. Who finds only the intent looks, too.
 */
export async function runAlone(
  session: RunSession,
  migration: PlannedMigration,
  { statement, probe }: Extract<Unit, { kind: 'alone' }>,
  context: RunContext,
): Promise<void> {
  const { connection, journal } = session;
  const { fault, options, tell } = context;
  const attempts = attemptsFor(context);
  const cleaned = (what: string): void => tell({ event: 'cleaned', id: migration.id, what });
  for (;;) {
    fault('before-intent');
    let before = await observe(connection, probe);
    // What an earlier build that failed has left behind would be in the way, and IF NOT EXISTS would step over it.
    if (await clean(connection, probe, before, undefined, cleaned)) before = await observe(connection, probe);
    await journal.stepRunning(migration, statement, { probe, seen: before });
    fault('after-intent');
    const timeout = lockTimeoutFor(statement.patience, attempts.number, options);
    if (timeout !== undefined) await connection.query(`SET lock_timeout = ${timeout}`);
    try {
      const timing = await runStatement(session, migration, statement, context);
      fault('after-alone');
      await confirm(session, { statement, probe }, before);
      await journal.stepsDone(migration, [timing]);
      fault('after-done');
      return;
    } catch (error) {
      if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
      await connection.query(`SET lock_timeout = ${options.lockTimeoutMost}`);
      await clean(connection, probe, await observe(connection, probe, before), before, cleaned);
      const reason = passing(error);
      const by = error instanceof StatementFailed ? error.by : [];
      const again = reason !== undefined && (await attempts.again(reason, migration.id, statement.seq, by));
      await journal.stepReset(migration, statement.seq, again ? 'pending' : 'failed', error);
      if (!again) throw error;
    }
  }
}

/** The server said yes. That is not yet success: IF NOT EXISTS says yes to an index that is not valid. */
async function confirm(
  session: RunSession,
  { statement, probe }: Omit<Extract<Unit, { kind: 'alone' }>, 'kind'>,
  before: Seen,
): Promise<void> {
  if (probe.kind !== 'create-index') return;
  const after = await observe(session.connection, probe, before);
  if (verdictOf(probe, before, after) === 'done') return;
  const named = after.kind === 'indexes' && after.indexes.find(({ name }) => name === probe.index);
  if (named !== undefined && named !== false && named.valid) return;
  const said = probe.index === undefined ? 'no new valid index' : `no valid index ${probe.index}`;
  throw new StatementFailed(
    new ServerError(`the server reported success, but ${probe.table.name} has ${said}: the name is taken by something else`, undefined),
    statement,
    [],
  );
}
