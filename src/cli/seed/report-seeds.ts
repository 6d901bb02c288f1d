import type { ExitCode } from '../../cli.ts';
import { statementsOf } from '../../execute/plan/plan.ts';
import type { Refusal } from '../../execute/seed/judge-seed.ts';
import type { SeedOutcome } from '../../execute/seed/run-seeds.ts';
import type { Skipped } from '../../layouts/tree.ts';
import type { Problem } from '../../model/problem.ts';
import { visible } from '../../report/visible.ts';
import { quoted } from '../database/command-line.ts';
import type { Conclusion } from '../database/conclude.ts';
import { counted } from '../database/execute.ts';
import type { DatabaseRequest } from '../database/request.ts';
import type { Signals } from '../database/signals.ts';
import { oneLine } from '../database/watch.ts';
import { complain, type Terminal } from '../terminal.ts';
import type { SeedLook, SeedRow } from './look-at-seeds.ts';

/** Files that are there and do not run, each with its reason. */
export const sayLeft = (left: readonly Skipped[], { tree }: DatabaseRequest, terminal: Terminal): void =>
  left.forEach(({ path, reason }) =>
    terminal.error(`${terminal.errorPaint.faint(`sqlsafe: ${visible(tree.display(path))} was left out: ${visible(reason)}.`)}\n`),
  );

/** Refusals that nobody answers for, and that nothing was run. */
export function refuseSeeds(rows: readonly SeedRow[], refusing: readonly Refusal[], { json }: DatabaseRequest, terminal: Terminal): 8 {
  if (json) {
    terminal.out(
      `${JSON.stringify({ event: 'finished', outcome: 'checks-refused', exitCode: 8, done: [], refusals: refusing.map(refusalJson) })}\n`,
    );
    return 8;
  }
  const files = [...new Set(refusing.map(({ file }) => file))];
  const allowable = files.filter((file) => refusing.every((each) => each.file !== file || each.allowable));
  const of = rows.length === 1 ? 'the one seed is' : `${files.length} of ${rows.length} seeds ${files.length === 1 ? 'is' : 'are'}`;
  const way =
    allowable.length === 0
      ? 'Mend it.'
      : `Mend it; or answer for a statement, in a comment before it (-- sqlsafe: idempotent <why>); or for this run: ${allowable.map((file) => `--allow ${quoted(file)}`).join(' ')}`;
  const each = refusing.map(({ file, line, reason, instead }): Problem => ({
    code: 'seed-refused',
    text: reason,
    hint: instead,
    file,
    line,
  }));
  complain([...each, { code: 'checks-refused', text: `${of} refused; nothing was run.`, hint: way }], terminal);
  return 8;
}

const refusalJson = ({ file, line, reason, instead, allowable }: Refusal): unknown => ({ file, line, reason, instead, allowable });

const WORDS = { new: 'new', changed: 'changed since it ran', unchanged: 'as it ran' } as const;

/** What would run, statement by statement. 8 where it is refused. */
export function dryRunSeeds(
  { rows }: SeedLook,
  { environment, refusing }: { readonly environment: string; readonly refusing: readonly Refusal[] },
  request: DatabaseRequest,
  terminal: Terminal,
): ExitCode {
  const exitCode = refusing.length > 0 ? 8 : 0;
  if (request.json) {
    const seeds = rows.map((row) => ({
      path: row.path,
      file: row.name,
      state: row.standing,
      runs: row.planned !== undefined,
      statements: statementsOf(row.planned?.plan ?? { units: [] }).map(({ line, sql }) => ({ line, sql })),
    }));
    terminal.out(`${JSON.stringify({ event: 'planned', exitCode, environment, seeds, refusals: refusing.map(refusalJson) })}\n`);
    return exitCode;
  }
  const { paint } = terminal;
  for (const row of rows) {
    const { name, standing, planned } = row;
    terminal.out(
      `${paint.strong(visible(name))}  ${paint.faint(`${WORDS[standing]}${planned !== undefined && standing === 'unchanged' ? ', again' : ''}`)}\n`,
    );
    if (planned !== undefined)
      for (const { line, sql } of statementsOf(planned.plan))
        terminal.out(`    ${paint.faint(String(line).padStart(4))} ${oneLine(sql)}\n`);
  }
  if (exitCode === 8) return refuseSeeds(rows, refusing, request, terminal);
  const count = rows.filter(({ planned }) => planned !== undefined).length;
  terminal.out(
    count === 0
      ? 'Nothing to do.\n'
      : `Nothing was run: this is what seed would do, for ${visible(environment)}; each file is one transaction.\n`,
  );
  return 0;
}

/** Missing objects: most likely the schema is behind. */
const NOT_THERE = new Set(['42P01', '42703', '3F000', '42704', '42883']);

/** What to know at the end of a run. */
export function concludeSeeds(outcome: SeedOutcome, again: string, signals: Signals): Conclusion {
  const stopped = signals.exitCode();
  switch (outcome.kind) {
    case 'finished':
      return { exitCode: 0, outcome: 'finished', lines: [], next: undefined };
    case 'stopped':
      return {
        exitCode: stopped ?? 1,
        outcome: 'stopped',
        lines: [
          `Stopped as asked${outcome.done.length === 0 ? ', before the first seed' : `, after ${counted(outcome.done.length, 'seed')}`}.`,
        ],
        next: again,
      };
    case 'locked':
      return {
        exitCode: stopped ?? 6,
        outcome: 'locked',
        lines: ['Another run holds the lock of this history, and did not end in time. Nothing was run.'],
        next: `${again} --lock-wait 10min`,
      };
    case 'not-meant':
      return { exitCode: 8, outcome: 'not-meant', lines: linesOf(outcome.problem), next: undefined };
    case 'refused':
      return { exitCode: 2, outcome: 'refused', lines: linesOf(outcome.problem), next: undefined };
    case 'unfit':
      return { exitCode: 7, outcome: 'unfit', lines: linesOf(outcome.problem), next: undefined };
    case 'lost':
      return {
        exitCode: stopped ?? 1,
        outcome: 'lost',
        lines: [
          `The connection was lost: ${outcome.reason}.`,
          'A seed takes effect as a whole or not at all, and the journal knows which did.',
        ],
        next: again,
      };
    case 'failed': {
      const { seed, statement, error } = outcome;
      const { name } = seed.plan;
      const place = statement === undefined ? name : `${statement.file}:${statement.line}`;
      return {
        exitCode: stopped ?? 1,
        outcome: 'failed',
        lines: [
          `${place}: ${error.message}${error.code === undefined ? '' : ` (${error.code})`}`,
          ...(error.detail === undefined ? [] : [error.detail]),
          `Nothing of ${name} took effect: it ran in one transaction, which was rolled back${before(outcome.done)}.`,
          ...(NOT_THERE.has(error.code ?? '')
            ? ['Seeds need the schema that they fill: sqlsafe status says whether migrations are pending.']
            : []),
        ],
        next: again,
      };
    }
  }
}

const before = (done: readonly string[]): string => (done.length === 0 ? '' : `; ${counted(done.length, 'seed')} ran before it`);

const linesOf = ({ text, hint }: { readonly text: string; readonly hint?: string }): readonly string[] => [
  text,
  ...(hint === undefined ? [] : [hint]),
];
