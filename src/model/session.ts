import type { RelationId } from './catalog.ts';
import type { Lock, RelationKind } from './effect.ts';
import type { Name } from './name.ts';

/** A lock that the open transaction holds on something that existed before it. */
export interface HeldLock {
  readonly relation: RelationId | undefined;
  readonly name: Name;
  readonly kind: RelationKind;
  readonly lock: Lock;
  /** Statement (index in its file) that took it. */
  readonly statement: number;
  /** Checks of deferred constraints wait for the end of the transaction. */
  readonly pending?: boolean;
  /** A cursor over it is open. */
  readonly cursor?: boolean;
}

/** The session before a statement. */
export interface Session {
  /**
   * Why a transaction is open: `file` (the runner wraps the file), `string` (one message of several statements),
   * `begin` (the text says so), `do` (inside a DO block); undefined: each statement is its own.
   */
  readonly transaction: 'file' | 'string' | 'begin' | 'do' | undefined;
  /** Inside a DO block or a called procedure, in a transaction that was open before it. */
  readonly block?: true;
  /** Settings in force: `lock_timeout`, `statement_timeout`, `search_path`, `timezone`, … as text, lower-case keys. */
  setting(name: string): string | undefined;
  /** A setting that was given but has no effect where it stands, with the reason. */
  readonly ineffective: readonly {
    readonly name: string;
    readonly reason: 'local-outside-transaction' | 'zero' | 'reset' | 'transaction-ended';
  }[];
  readonly searchPath: readonly string[];
  /** Names of the savepoints that stand. */
  readonly savepoints: readonly { readonly name: string }[];
  /** What SET CONSTRAINTS said last in this transaction. */
  readonly constraints: 'deferred' | 'immediate' | undefined;
  /** Locks held since the transaction began, strongest for each relation. */
  readonly locks: readonly HeldLock[];
}

/**
 * A duration as PostgreSQL reads it, in milliseconds: `2s`, `500`, `'1min'`. undefined where it is none.
 * Source: https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-NAMES-VALUES
 */
export function milliseconds(value: string): number | undefined {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(value);
  if (match === null) return undefined;
  const unit = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? 'ms'] ?? 1;
  return Math.round(Number(match[1]) * unit);
}
