import type { Direction, PlannedLock } from './plan/plan.ts';

/** Another session that a statement waits for. */
export interface Blocker {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  readonly state: string;
  /** Its last statement, cut. */
  readonly query: string;
  /** How long its transaction has been open, in seconds. */
  readonly seconds: number;
}

/** A backfill: rows that it changed so far and rows that it went through. */
interface AboutBackfill {
  readonly id: string;
  readonly seq: number;
  readonly changed: number;
  readonly seen: number;
}

/** What a run tells those who watch it, as it happens. One a line with `--format json`. */
export type RunEvent =
  | { readonly event: 'connected'; readonly database: string; readonly version: string; readonly embedded: boolean }
  /** Files beside the migrations, which the layout's tool does not run, and neither do we. */
  | { readonly event: 'passed-over'; readonly layout: string; readonly files: readonly string[] }
  /** Files that no run has begun and that the patterns to ignore leave out. */
  | { readonly event: 'left-out'; readonly files: readonly string[] }
  /** Files of a migration that is still being written. */
  | { readonly event: 'uncommitted'; readonly layout: string; readonly files: readonly string[] }
  /** The database is the coordinator of a Citus cluster. */
  | { readonly event: 'citus'; readonly version: string; readonly workers: number }
  | { readonly event: 'lock-waiting'; readonly holder: Blocker | null }
  /** Another migration tool holds its own lock. */
  | { readonly event: 'other-tool-running'; readonly tool: string }
  | { readonly event: 'reconnecting'; readonly reason: string; readonly attempt: number }
  | {
      readonly event: 'recovered';
      readonly id: string;
      readonly seq: number;
      readonly verdict: 'done' | 'absent' | 'half';
      readonly evidence: string;
    }
  | {
      readonly event: 'migration-started';
      readonly id: string;
      readonly name: string;
      readonly direction: Direction;
      readonly mode: 'file' | 'statement';
      readonly statements: number;
      /** Statements that an earlier run has done. */
      readonly done: number;
    }
  | {
      readonly event: 'statement-started';
      readonly id: string;
      readonly seq: number;
      readonly sql: string;
      readonly locks: readonly PlannedLock[];
    }
  | { readonly event: 'statement-blocked'; readonly id: string; readonly seq: number; readonly by: readonly Blocker[] }
  /** Others wait for what it holds. */
  | { readonly event: 'statement-holding-up'; readonly id: string; readonly seq: number; readonly waiting: readonly Blocker[] }
  | { readonly event: 'statement-done'; readonly id: string; readonly seq: number; readonly ms: number }
  | {
      readonly event: 'retrying';
      readonly id: string;
      readonly seq: number;
      readonly attempt: number;
      readonly reason: string;
      /** Until the next attempt. */
      readonly ms: number;
      readonly by: readonly Blocker[];
    }
  | (AboutBackfill & { readonly event: 'backfill-started'; readonly table: string; readonly estimate: number })
  | (AboutBackfill & {
      readonly event: 'backfill-progress';
      readonly estimate: number;
      /** Rows of the next batch. */
      readonly batch: number;
      /** Of this batch. */
      readonly ms: number;
      /** Milliseconds; null: not known. */
      readonly remaining: number | null;
    })
  | { readonly event: 'backfill-waiting'; readonly id: string; readonly seq: number; readonly reason: string }
  /** Before its end: the run was asked to, or the backfill was cancelled. */
  | (AboutBackfill & { readonly event: 'backfill-stopped'; readonly cancelled: boolean })
  | (AboutBackfill & { readonly event: 'backfill-done'; readonly ms: number })
  | { readonly event: 'cleaned'; readonly id: string; readonly what: string }
  | { readonly event: 'notice'; readonly severity: string; readonly message: string }
  /** A command of the team's: `before`, `after` or `on-failure`. */
  | { readonly event: 'hook-started'; readonly hook: string; readonly command: string }
  | { readonly event: 'hook-output'; readonly hook: string; readonly line: string }
  /** `failure`: null where it ended with 0. */
  | { readonly event: 'hook-done'; readonly hook: string; readonly command: string; readonly failure: string | null; readonly ms: number }
  | { readonly event: 'migration-done'; readonly id: string; readonly name: string; readonly direction: Direction; readonly ms: number }
  | { readonly event: 'migration-failed'; readonly id: string; readonly name: string; readonly seq: number | null; readonly error: string }
  | {
      readonly event: 'seed-started';
      readonly id: string;
      readonly name: string;
      readonly environment: string;
      readonly statements: number;
    }
  | { readonly event: 'seed-done'; readonly id: string; readonly name: string; readonly ms: number }
  | { readonly event: 'seed-failed'; readonly id: string; readonly name: string; readonly seq: number | null; readonly error: string };

export type Tell = (event: RunEvent) => void;
