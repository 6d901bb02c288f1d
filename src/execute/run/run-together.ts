import type { Connection, Message } from '../drivers/driver.ts';
import type { Timing } from '../journal/write.ts';
import type { PlannedMigration, PlannedStatement } from '../plan/plan.ts';
import { NO_MIRROR } from '../other-tools/mirror.ts';
import type { RunContext, RunOptions } from './context.ts';
import { lockTimeoutFor } from './retry.ts';
import { beginStatement, type Running } from './run-statement.ts';
import type { RunSession } from './session.ts';

/** A longer file goes the other way: all of it would be in memory twice. */
export const MOST_STATEMENTS = 200;
export const MOST_TEXT = 1 << 20;

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
  // Rows are sent when the server asks for them.
  if (statements.some(({ rows }) => rows !== undefined)) return undefined;
  if (statements.length > MOST_STATEMENTS || textOf(statements) > MOST_TEXT) return undefined;
  return { statements, send: together };
}

/** Characters of statements. */
export const textOf = (statements: readonly PlannedStatement[]): number => statements.reduce((sum, { sql }) => sum + sql.length, 0);

/** A message of a migration's transaction, with the statement of the file that it is. */
export type Sent = Message & { readonly statement?: PlannedStatement };

/**
 * From BEGIN to COMMIT, the journal's rows among it. Each statement is still a message of its own, and behind one that is refused the server
 * does nothing more: no COMMIT either.
 * @param record the journal's rows
 * @param settings of the transaction, to be made behind its BEGIN
 */
export function transactionOf(
  statements: readonly PlannedStatement[],
  record: Message,
  attempt: number,
  options: RunOptions,
  settings: readonly string[] = [],
): readonly Sent[] {
  // As long as the server keeps the plan of the journal's statement, it keeps those of the words around it.
  const kept = (sql: string): Sent => ({ sql, quiet: true, ...(record.name === undefined ? {} : { name: `${record.name}: ${sql}` }) });
  const messages: Sent[] = ['BEGIN', ...settings].map(kept);
  let inForce: number | undefined;
  for (const statement of statements) {
    const timeout = lockTimeoutFor(statement.patience, attempt, options);
    // A shorter one may stay: what it cuts off is tried again.
    if (timeout !== undefined && (inForce === undefined || timeout < inForce)) {
      messages.push(kept(`SET LOCAL lock_timeout = ${timeout}`));
      inForce = timeout;
    }
    messages.push({ sql: statement.sql, statement });
  }
  messages.push({ ...record, quiet: true }, kept('COMMIT'));
  return messages;
}

/** Looks on while the server answers the messages of a migration's transaction. */
export interface Following {
  /** The server has come to its first message. */
  begin(): void;
  /** The one at that place was done. */
  answered(at: number): void;
  /** @returns what to throw */
  failed(error: unknown): unknown;
  readonly timings: readonly Timing[];
}

export function follow(session: RunSession, migration: PlannedMigration, messages: readonly Sent[], context: RunContext): Following {
  const { fault } = context;
  const commit = messages.length - 1;
  const timings: Timing[] = [];
  let running: Running | undefined;
  const come = (at: number): void => {
    const statement = messages[at]?.statement;
    running = statement === undefined ? undefined : beginStatement(session, migration, statement, context);
    if (at === commit - 1) fault('before-record');
    if (at === commit) fault('before-commit');
  };
  return {
    timings,
    begin: () => come(0),
    answered(at) {
      if (running !== undefined) timings.push(running.done());
      if (at === 0) fault('after-begin');
      come(at + 1);
      if (at === commit) fault('after-commit');
    },
    failed: (error) => (running === undefined ? error : running.failed(error)),
  };
}

/** A migration's transaction in one write. */
export async function runTogether(
  session: RunSession,
  migration: PlannedMigration,
  { statements, send }: Together,
  record: Message,
  attempt: number,
  context: RunContext,
): Promise<readonly Timing[]> {
  const messages = transactionOf(statements, record, attempt, context.options);
  const following = follow(session, migration, messages, context);
  context.fault('before-begin');
  try {
    const sent = send(messages, following.answered);
    following.begin();
    await sent;
  } catch (error) {
    throw following.failed(error);
  }
  return following.timings;
}
