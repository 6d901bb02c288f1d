import type { PreflightAnswer, PreflightId, Verdict } from '../../model/preflight.ts';
import type { SectionRun } from '../../model/section-run.ts';
import type { Window } from '../../model/window.ts';
import type { CommandAnswer } from '../../io/run-command.ts';
import type { Connection, Driver } from '../drivers/driver.ts';
import type { JournalPlace } from '../journal/schema.ts';
import type { PlannedMigration } from '../plan/plan.ts';
import type { Problem } from '../../model/problem.ts';
import type { Touched } from './touched.ts';

/** What is asked before a deployment, and of what. */
export interface Subject {
  /** A session for looking; each question has a read-only transaction of its own on it. */
  readonly connection: Connection;
  readonly driver: Driver;
  readonly place: JournalPlace;
  readonly plan: readonly PlannedMigration[];
  /** The ways up of the plan, as they were replayed. */
  readonly runs: readonly SectionRun[];
  /** What they lock of what is there already. */
  readonly touched: readonly Touched[];
  /** Files whose missing way back is meant. */
  readonly forwardOnly: ReadonlySet<string>;
  readonly wishes: Wishes;
  readonly now: Date;
}

/** What a team wants to be asked beside the database. */
export interface Wishes {
  readonly window: Window | undefined;
  /** A database where the same files were applied before, as people call it. */
  readonly staging: Driver | Problem | undefined;
  /** Commands, which end with 0 where all is well. */
  readonly backupCheck: string | undefined;
  readonly monitorCheck: string | undefined;
  /** Runs one of them; `name` is for its environment. */
  readonly command: (command: string, name: 'backup-check' | 'monitor-check') => Promise<CommandAnswer>;
  /** How long a run goes on trying to get a lock, in milliseconds. */
  readonly retryBudget: number;
  /** A lease protects the run: it needs no session of its own. */
  readonly leased: boolean;
}

/** What one check finds out. */
export interface Answer {
  readonly verdict: Exclude<Verdict, 'skipped'>;
  readonly said: string;
  readonly more?: readonly string[];
  readonly instead?: string;
}

/** A question before a deployment: a file each. */
export interface PreflightCheck extends Pick<PreflightAnswer, 'asks' | 'source'> {
  readonly id: PreflightId;
  ask(subject: Subject): Promise<Answer> | Answer;
}

export const ok = (said: string, more: readonly string[] = []): Answer => ({ verdict: 'ok', said, more });
export const warn = (said: string, instead: string, more: readonly string[] = []): Answer => ({ verdict: 'warn', said, instead, more });
export const stop = (said: string, instead: string, more: readonly string[] = []): Answer => ({ verdict: 'stop', said, instead, more });
export const unknown = (said: string, more: readonly string[] = []): Answer => ({ verdict: 'unknown', said, more });
export const notAsked = (flag: string): Answer => ({ verdict: 'not-asked', said: `not asked: ${flag}` });
