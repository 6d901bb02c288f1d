import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import type { Blocker } from '../events.ts';
import type { Patience } from '../plan/plan.ts';
import { sleep, type RunContext, type RunOptions } from './context.ts';

/** What is tried again, as nothing of it took effect: a lock not obtained, a deadlock, a conflict of serialization. */
const PASSING: Readonly<Record<string, string>> = {
  '55P03': 'the lock was not free',
  '40P01': 'there was a deadlock',
  '40001': 'another transaction was in the way',
};
export const passing = (error: unknown): string | undefined =>
  error instanceof ServerError && !(error instanceof ConnectionLost) ? PASSING[error.code ?? ''] : undefined;

const GROWTH = 1.3;
/** Who waits without holding up reads or writes may wait longer. */
const PATIENT = 10_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** The lock_timeout of an attempt, in milliseconds; undefined: the file's own holds; 0: none. */
export function lockTimeoutFor(patience: Patience, attempt: number, { lockTimeout, lockTimeoutMost }: RunOptions): number | undefined {
  if (patience === 'own') return undefined;
  if (patience === 'endless') return 0;
  const brief = Math.round(Math.min(lockTimeoutMost, lockTimeout * GROWTH ** (attempt - 1)));
  return patience === 'brief' ? brief : Math.max(PATIENT, brief);
}

/** One try after another of what may be tried again. */
export interface Attempts {
  /** From 1. */
  readonly number: number;
  /** Waits before the next attempt; false: it was the last. */
  again(reason: string, id: string, seq: number, by: readonly Blocker[]): Promise<boolean>;
}

export function attemptsFor({ options, tell, interrupt }: RunContext): Attempts {
  const until = Date.now() + options.retryBudget;
  let number = 1;
  return {
    get number() {
      return number;
    },
    async again(reason, id, seq, by) {
      if (number > options.lockRetries || interrupt.stopping) return false;
      // Full jitter: several who wait don't come back together.
      const ms = Math.round(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (number - 1)));
      if (Date.now() + ms > until) return false;
      tell({ event: 'retrying', id, seq, attempt: number, reason, ms, by });
      number += 1;
      await sleep(ms);
      return true;
    },
  };
}
