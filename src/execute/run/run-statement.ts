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

/** A statement that the server has been sent, and somebody looking on. */
export interface Running {
  /** It was answered. */
  done(): Timing;
  /** It was refused, or nobody knows. @returns what to throw */
  failed(error: unknown): unknown;
}

export function beginStatement(
  { onlooker }: RunSession,
  { id }: PlannedMigration,
  statement: PlannedStatement,
  context: RunContext,
): Running {
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
  const end = (): readonly Blocker[] => {
    interrupt.onCancel(undefined);
    return unwatch();
  };
  return {
    done() {
      end();
      const duration = performance.now() - started;
      fault('after-statement');
      tell({ event: 'statement-done', id, seq, ms: duration });
      return { seq, duration };
    },
    failed(error) {
      const by = end();
      return error instanceof ServerError && Object.getPrototypeOf(error) === ServerError.prototype
        ? new StatementFailed(error, statement, by)
        : error;
    },
  };
}

/** Sends one statement as a message of its own, with somebody looking on. */
export async function runStatement(
  session: RunSession,
  migration: PlannedMigration,
  statement: PlannedStatement,
  context: RunContext,
): Promise<Timing> {
  const running = beginStatement(session, migration, statement, context);
  const { sql, rows } = statement;
  const { connection } = session;
  try {
    // DISCARD ALL would let the run's lock go; the rest of what it does is done.
    if (isDiscardAll(sql)) await resetSession(connection, context);
    else if (rows === undefined || connection.copyIn === undefined) await connection.query(sql);
    else await connection.copyIn(sql, rows);
  } catch (error) {
    throw running.failed(error);
  }
  return running.done();
}
