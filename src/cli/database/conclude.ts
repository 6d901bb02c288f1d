import type { RunOutcome } from '../../execute/run/run.ts';
import { visible } from '../../report/visible.ts';
import type { ExitCode } from '../../cli.ts';
import { complain, type Terminal } from '../terminal.ts';
import { quoted } from './command-line.ts';
import type { Signals } from './signals.ts';

/** What a command's user should know at the end of a run: what happened, what state that leaves, and the next command. */
export interface Conclusion {
  readonly exitCode: ExitCode;
  /** For programs. */
  readonly outcome: RunOutcome['kind'] | 'stopped' | 'cancelled' | 'edited' | 'not-meant';
  /** One for each line; empty where all went well. */
  readonly lines: readonly string[];
  readonly next: string | undefined;
}

/**
 * @param again the command that goes on: `sqlsafe apply migrations`
 * @param verb what was done to migrations: `applied`
 */
export function conclude(outcome: RunOutcome, again: string, signals: Signals): Conclusion {
  const stopped = signals.exitCode();
  switch (outcome.kind) {
    case 'finished':
      return { exitCode: 0, outcome: 'finished', lines: [], next: undefined };
    case 'locked':
      return {
        exitCode: stopped ?? 6,
        outcome: 'locked',
        lines: ['Another run holds the lock of this history, and did not end in time. Nothing was run.'],
        next: `${again} --lock-wait 10min`,
      };
    case 'other-tool-runs':
      return {
        exitCode: stopped ?? 6,
        outcome: 'other-tool-runs',
        lines: [`${outcome.tool} holds its own lock, and did not end in time. Nothing was run.`],
        next: `${again} --lock-wait 10min`,
      };
    case 'disagrees':
      return {
        exitCode: 4,
        outcome: 'disagrees',
        lines: problemLines(outcome.problem),
        next: outcome.adopt === undefined ? undefined : `sqlsafe baseline ${pathsOf(again)} --adopt ${outcome.adopt}`,
      };
    case 'refused':
      return { exitCode: 2, outcome: 'refused', lines: problemLines(outcome.problem), next: undefined };
    case 'unfit':
      return { exitCode: 7, outcome: 'unfit', lines: problemLines(outcome.problem), next: undefined };
    case 'before-failed':
      return { exitCode: stopped ?? 7, outcome: 'before-failed', lines: problemLines(outcome.problem), next: undefined };
    case 'lost':
      return {
        exitCode: stopped ?? 1,
        outcome: 'lost',
        lines: [`The connection was lost and could not be opened again: ${outcome.reason}.`, 'The journal knows how far the run came.'],
        next: again,
      };
    case 'in-doubt':
      return {
        exitCode: 5,
        outcome: 'in-doubt',
        lines: outcome.steps.map(({ name, seq, evidence }) => `${name}, statement ${seq + 1}: ${evidence}.`),
        next: `sqlsafe repair ${pathsOf(again).replace(/ --tool-table (?:'[^']*'|\S+)/, '')}`.trimEnd(),
      };
    case 'failed':
      return failed(outcome, again, stopped);
  }
}

/** What of a command says which history is meant; that another tool's is kept, too, is for runs alone. */
const pathsOf = (again: string): string => again.replace(/^sqlsafe \S+ ?/, '').replace(/ --mirror \S+/, '');

const problemLines = ({ text, hint }: { readonly text: string; readonly hint?: string }): readonly string[] => [
  text,
  ...(hint === undefined ? [] : [hint]),
];

function failed(
  { migration, outcome }: Extract<RunOutcome, { kind: 'failed' }>,
  again: string,
  stopped: 130 | 143 | undefined,
): Conclusion {
  const { name, mode } = migration;
  if (outcome.kind === 'stopped')
    return {
      exitCode: stopped ?? 1,
      outcome: 'stopped',
      lines: [`Stopped as asked${outcome.done > 0 ? `, after statement ${outcome.done} of ${name}` : `, before ${name}`}.`],
      next: again,
    };
  if (outcome.kind === 'cancelled')
    return {
      exitCode: 9,
      outcome: 'cancelled',
      lines: [`The backfill of ${name} was cancelled.`, 'Its batches up to here stay; what comes after it was not run.'],
      next: `sqlsafe backfill resume ${quoted(migration.id)}`,
    };
  if (outcome.kind === 'edited') {
    const { file, line, seq } = outcome.statement;
    return {
      exitCode: 4,
      outcome: 'edited',
      lines: [
        `${name} was begun by an earlier run, which did its first ${outcome.done === 1 ? 'statement' : `${outcome.done} statements`}; statement ${seq + 1} (${file}:${line}) has been edited since.`,
        'What is done can only be gone on with as it was: undo the edit, and put the change behind it or into a migration of its own.',
      ],
      next: again,
    };
  }
  const { statement, error, done } = outcome;
  const place = statement === undefined ? name : `${statement.file}:${statement.line}`;
  const code = error.code === undefined ? '' : ` (${error.code})`;
  const state =
    mode === 'file' || done === 0
      ? `Nothing of ${name} took effect: ${mode === 'file' ? 'it ran in one transaction, which was rolled back' : 'its first statement failed'}.`
      : `The first ${done === 1 ? 'statement' : `${done} statements`} of ${name} took effect and ${done === 1 ? 'is' : 'are'} recorded; the failed one did not. A run goes on right there.`;
  return {
    exitCode: stopped ?? 1,
    outcome: 'failed',
    lines: [`${place}: ${error.message}${code}`, ...(error.detail === undefined ? [] : [error.detail]), state],
    next: again,
  };
}

/** Writes a conclusion for people on stderr. */
export function sayConclusion({ lines, next }: Conclusion, terminal: Terminal): void {
  const [text, ...rest] = lines;
  if (text === undefined) return;
  const hint = [...rest, ...(next === undefined ? [] : [`Then: ${next}`])].map((line) => visible(line)).join('\n');
  complain([{ code: 'run', text, ...(hint === '' ? {} : { hint }) }], terminal);
}
