/** What is asked before a deployment, by name; the order is that in which it is asked. */
export const PREFLIGHT = [
  'window',
  'monitoring',
  'backup',
  'staging',
  'server',
  'last-run',
  'ways-back',
  'destructive-last',
  'long-transactions',
  'prepared-transactions',
  'backfills',
  'invalid-indexes',
  'table-sizes',
  'disk',
  'connections',
  'replication',
] as const;
export type PreflightId = (typeof PREFLIGHT)[number];

/**
 * - `ok`, `warn`: to be known, and no reason not to run
 * - `stop`: nothing runs
 * - `unknown`: it could not be found out; `not-asked`: nobody said how to
 * - `skipped`: by --skip-preflight
 */
export type Verdict = 'ok' | 'warn' | 'stop' | 'unknown' | 'not-asked' | 'skipped';

/** What came of one question. */
export interface PreflightAnswer {
  readonly id: PreflightId;
  /** The question, for people. */
  readonly asks: string;
  readonly verdict: Verdict;
  /** What was found, a clause without a full stop. */
  readonly said: string;
  /** Further lines: sessions, tables, what a command printed. */
  readonly more: readonly string[];
  /** What to do about it; null: nothing. */
  readonly instead: string | null;
  /** Documentation of what stands behind the question. */
  readonly source: string;
}
