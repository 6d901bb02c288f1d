import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import type { Timing } from '../journal/write.ts';
import type { PlannedMigration, PlannedStatement } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import { attemptsFor, lockTimeoutFor, passing } from './retry.ts';
import { runStatement, StatementFailed } from './run-statement.ts';
import type { RunSession } from './session.ts';

/**
 * Statements and the journal's rows about them in one transaction: both are there, or neither. What only other sessions were in the way of
 * is tried again from its beginning.
 * @param record writes the rows, on the run's session
 */
export async function runTransaction(
  session: RunSession,
  migration: PlannedMigration,
  { begin, statements }: { readonly begin: string; readonly statements: readonly PlannedStatement[] },
  record: (timings: readonly Timing[]) => Promise<void>,
  context: RunContext,
): Promise<readonly Timing[]> {
  const last = statements.at(-1)?.seq ?? 0;
  return untilFree(session, migration, last, context, (number) =>
    attempt(session, migration, { begin, statements }, number, record, context),
  );
}

/** Tries a transaction again from its beginning while only other sessions are in its way. */
export async function untilFree<T>(
  { connection }: RunSession,
  { id }: PlannedMigration,
  last: number,
  context: RunContext,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  const attempts = attemptsFor(context);
  for (;;) {
    try {
      return await attempt(attempts.number);
    } catch (error) {
      if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
      await connection.query('ROLLBACK');
      const reason = passing(error);
      const [seq, by] = error instanceof StatementFailed ? [error.statement.seq, error.by] : [last, []];
      if (reason === undefined || !(await attempts.again(reason, id, seq, by))) throw error;
    }
  }
}

async function attempt(
  session: RunSession,
  migration: PlannedMigration,
  { begin, statements }: { readonly begin: string; readonly statements: readonly PlannedStatement[] },
  number: number,
  record: (timings: readonly Timing[]) => Promise<void>,
  context: RunContext,
): Promise<readonly Timing[]> {
  const { connection, mirror } = session;
  const { fault, options } = context;
  const timings: Timing[] = [];
  fault('before-begin');
  const [first] = statements;
  let inForce = first === undefined ? undefined : lockTimeoutFor(first.patience, number, options);
  // One message where nothing of the file's own is in it.
  if (begin === 'BEGIN' && inForce !== undefined) await connection.query(`${mirror.begin('BEGIN')}; ${setTimeoutTo(inForce)}`);
  else {
    await connection.query(mirror.begin(begin));
    if (inForce !== undefined) await connection.query(setTimeoutTo(inForce));
  }
  fault('after-begin');
  for (const statement of statements) {
    const timeout = lockTimeoutFor(statement.patience, number, options);
    // A shorter one may stay: what it cuts off is tried again.
    if (timeout !== undefined && (inForce === undefined || timeout < inForce)) {
      await connection.query(setTimeoutTo(timeout));
      inForce = timeout;
    }
    timings.push(await runStatement(session, migration, statement, context));
  }
  fault('before-record');
  // The journal is ours to write, whatever role the file has taken on; for this transaction only.
  if (statements.some(({ sql }) => ROLES.test(sql)))
    await connection.query(
      `SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE; SET LOCAL lock_timeout = ${options.lockTimeoutMost}`,
    );
  await record(timings);
  fault('before-commit');
  await connection.query('COMMIT');
  fault('after-commit');
  return timings;
}

const setTimeoutTo = (timeout: number): string => `SET LOCAL lock_timeout = ${timeout}`;

/** Words of a statement that may act as somebody else. */
const ROLES = /\b(?:role|authorization)\b/i;
