import type { Driver } from '../drivers/driver.ts';
import type { Tell } from '../events.ts';
import type { RunIdentity } from '../journal/write.ts';
import type { JournalPlace } from '../journal/schema.ts';
import type { PlannedMigration } from '../plan/plan.ts';
import type { Problem } from '../../model/problem.ts';
import type { RunSession } from './session.ts';
import type { Mirroring } from '../other-tools/mirror.ts';

/** How a run waits and retries. Times in milliseconds. */
export interface RunOptions {
  /** How long to wait for another run to end. */
  readonly lockWait: number;
  /** The first lock_timeout of a statement that holds others up; it grows. */
  readonly lockTimeout: number;
  readonly lockTimeoutMost: number;
  readonly lockRetries: number;
  /** For all attempts of one statement together. */
  readonly retryBudget: number;
  /** 0: none. */
  readonly statementTimeout: number;
  /** A row that expires after so long protects the run, in place of a lock of the session. */
  readonly lease?: number | undefined;
}

/** Between 200 ms × 30 attempts and ladders that go up to minutes; never an attempt without a timeout. */
export const RUN_DEFAULTS: RunOptions = {
  lockWait: 60_000,
  lockTimeout: 200,
  lockTimeoutMost: 2000,
  lockRetries: 30,
  retryBudget: 600_000,
  statementTimeout: 0,
};

/** Boundaries at which a run may be killed for a test. */
export type FaultPoint =
  | 'connected'
  | 'locked'
  | 'journal-ready'
  | 'recovered'
  | 'before-begin'
  | 'after-begin'
  | 'before-statement'
  | 'after-statement'
  | 'before-record'
  | 'before-commit'
  | 'after-commit'
  | 'before-intent'
  | 'after-intent'
  | 'after-alone'
  | 'after-done'
  | 'before-applied'
  | 'before-unlock';

/** What a person at the terminal wants. */
export interface Interrupt {
  /** Stop at the statement's end. */
  readonly stopping: boolean;
  /** Don't wait for it either. */
  readonly cancelling: boolean;
  /** Called when it comes to that. */
  onCancel(cancel: (() => void) | undefined): void;
}

export interface RunContext {
  readonly driver: Driver;
  readonly place: JournalPlace;
  readonly identity: RunIdentity;
  readonly options: RunOptions;
  readonly interrupt: Interrupt;
  readonly tell: Tell;
  /** What the database is, for seeds: kept where nobody has said it yet. */
  readonly environment?: string | undefined;
  /** Another tool's history, whose rows are written with ours. */
  readonly mirror?: Mirroring | undefined;
  /** Done once, under the lock and before anything of what is pending, if something is; a problem: nothing is run. */
  readonly before?: ((pending: readonly PlannedMigration[], session: RunSession) => Promise<Problem | undefined>) | undefined;
  readonly fault: (point: FaultPoint) => void;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
