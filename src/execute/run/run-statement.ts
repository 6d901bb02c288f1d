import { ServerError } from '../drivers/driver.ts';
import type { Blocker } from '../events.ts';
import type { Timing } from '../journal/write.ts';
import { isDiscardAll } from '../plan/build-plan.ts';
import type { PlannedMigration, PlannedStatement } from '../plan/plan.ts';
import { resetSession } from '../session/settings.ts';
import type { RunContext } from './context.ts';
import type { RunSession } from './session.ts';

/** The server refused a statement. */
export class StatementFailed extends ServerError {
  readonly statement: PlannedStatement;
  /** Whom it waited for, last. */
  readonly by: readonly Blocker[];
  constructor(error: ServerError, statement: PlannedStatement, by: readonly Blocker[]) {
    super(error.message, error.code, error.detail);
    this.statement = statement;
    this.by = by;
  }
}

/** Sends one statement as a message of its own, with somebody looking on. */
export async function runStatement(
  { connection, onlooker }: RunSession,
  { id }: PlannedMigration,
  statement: PlannedStatement,
  context: RunContext,
): Promise<Timing> {
  const { tell, fault, interrupt } = context;
  const { seq, sql, locks } = statement;
  tell({ event: 'statement-started', id, seq, sql, locks });
  fault('before-statement');
  const unwatch = onlooker.watch({
    onBlocked: (by) => tell({ event: 'statement-blocked', id, seq, by }),
    onHoldingUp: (waiting) => tell({ event: 'statement-holding-up', id, seq, waiting }),
  });
  interrupt.onCancel(() => void onlooker.cancel());
  const started = performance.now();
  try {
    // DISCARD ALL would let the run's lock go; the rest of what it does is done.
    if (isDiscardAll(sql)) await resetSession(connection, context);
    else await connection.query(sql);
  } catch (error) {
    const by = unwatch();
    if (error instanceof ServerError && Object.getPrototypeOf(error) === ServerError.prototype)
      throw new StatementFailed(error, statement, by);
    throw error;
  } finally {
    unwatch();
    interrupt.onCancel(undefined);
  }
  const duration = performance.now() - started;
  fault('after-statement');
  tell({ event: 'statement-done', id, seq, ms: duration });
  return { seq, duration };
}
