import type { ExitCode } from '../../cli.ts';
import type { Problem } from '../../model/problem.ts';

/** How a command came out at one of many databases. */
export interface Result {
  readonly name: string;
  readonly exitCode: ExitCode;
  /** What it printed. */
  readonly text: string;
  readonly problems: readonly Problem[];
  /** It was only looked at: that something waits there is the answer. */
  readonly onlyLooked?: boolean;
  /** Migrations, or seeds, that it took to their end. */
  readonly done: readonly string[];
  /** Migrations that were or are to be run, and still wait. */
  readonly waiting: readonly string[];
}

/** What needs a person most comes first: our own mistake, a signal, doubt, a failed run, drift, what could not be reached, refusals, waiting. */
const WORST: readonly ExitCode[] = [70, 130, 143, 5, 1, 4, 2, 8, 7, 6, 9, 3, 0];

/** Waiting is no failure where it was only asked for; so is an unfinished backfill. */
export const hasFailed = ({ exitCode, onlyLooked = false }: Pick<Result, 'exitCode' | 'onlyLooked'>): boolean =>
  exitCode !== 0 && exitCode !== 3 && !(onlyLooked && exitCode === 9);

export const worstOf = (codes: readonly ExitCode[]): ExitCode => WORST.find((code) => codes.includes(code)) ?? 0;
