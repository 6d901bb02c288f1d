import type { Connection, Message } from '../drivers/driver.ts';
import type { Timing } from '../journal/write.ts';
import type { PlannedMigration, PlannedStatement } from '../plan/plan.ts';
import { NO_MIRROR } from '../other-tools/mirror.ts';
import type { RunContext } from './context.ts';
import { lockTimeoutFor } from './retry.ts';
import { beginStatement, type Running } from './run-statement.ts';
import type { RunSession } from './session.ts';

/** A longer file goes the other way: all of it would be in memory twice. */
const MOST_STATEMENTS = 200;
const MOST_TEXT = 1 << 20;

/** A file whose transaction can go to the server in one write. */
export interface Together {
  readonly statements: readonly PlannedStatement[];
  readonly send: NonNullable<Connection['together']>;
}

/**
 * Can a migration's transaction go to the server at once? Only plain DDL, which asks for nothing and leaves nothing in the session: then it
 * makes no difference but the waiting, once for each file instead of once for each statement.
 */
export function goesTogether(
  { connection, mirror }: RunSession,
  { leavesSession, units, mode }: PlannedMigration,
  { options }: RunContext,
): Together | undefined {
  const [unit] = units;
  const { together } = connection;
  if (together === undefined || leavesSession || mode !== 'file' || mirror !== NO_MIRROR || options.statementTimeout !== 0)
    return undefined;
  if (unit?.kind !== 'transaction' || unit.begin !== 'BEGIN' || units.length > 1) return undefined;
  const { statements } = unit;
  if (statements.length > MOST_STATEMENTS || statements.reduce((sum, { sql }) => sum + sql.length, 0) > MOST_TEXT) return undefined;
  return { statements, send: together };
}

/**
 * From BEGIN to COMMIT, the journal's rows among it, in one write. Each statement is still a message of its own, and behind one that is
 * refused the server does nothing more: no COMMIT either.
 * @param record the journal's rows
 */
export async function runTogether(
  session: RunSession,
  migration: PlannedMigration,
  { statements, send }: Together,
  record: Message,
  attempt: number,
  context: RunContext,
): Promise<readonly Timing[]> {
  const { fault, options } = context;
  const messages: (Message & { readonly statement?: PlannedStatement })[] = [{ sql: 'BEGIN', quiet: true }];
  let inForce: number | undefined;
  for (const statement of statements) {
    const timeout = lockTimeoutFor(statement.patience, attempt, options);
    // A shorter one may stay: what it cuts off is tried again.
    if (timeout !== undefined && (inForce === undefined || timeout < inForce)) {
      messages.push({ sql: `SET LOCAL lock_timeout = ${timeout}`, quiet: true });
      inForce = timeout;
    }
    messages.push({ sql: statement.sql, statement });
  }
  const recorded = messages.length;
  messages.push({ ...record, quiet: true }, { sql: 'COMMIT', quiet: true });

  const timings: Timing[] = [];
  let running: Running | undefined;
  const begin = (at: number): void => {
    const statement = messages[at]?.statement;
    running = statement === undefined ? undefined : beginStatement(session, migration, statement, context);
    if (at === recorded) fault('before-record');
    if (at === recorded + 1) fault('before-commit');
  };
  fault('before-begin');
  try {
    const sent = send(messages, (at) => {
      if (running !== undefined) timings.push(running.done());
      if (at === 0) fault('after-begin');
      begin(at + 1);
    });
    begin(0);
    await sent;
  } catch (error) {
    throw running === undefined ? error : running.failed(error);
  }
  fault('after-commit');
  return timings;
}
