import type { PlannedMigration } from '../../execute/plan/plan.ts';
import type { RunOutcome } from '../../execute/run/run.ts';
import packageFile from '../../../package.json' with { type: 'json' };

/** Commands of a team's that a run calls. */
export const HOOKS = ['before', 'after', 'on-failure'] as const;
export type Hook = (typeof HOOKS)[number];

/** What a command is told of the run that calls it. */
export interface RunFacts {
  readonly hook: Hook | 'backup-check' | 'monitor-check';
  readonly command: string;
  readonly runId?: string;
  /** `preflight`, `starting`, or how the run ended: `finished`, `failed`, `stopped`, `in-doubt`, … */
  readonly state: string;
  /** The database, without user and password. */
  readonly target: string;
  readonly serverVersion: string;
  readonly plan: readonly PlannedMigration[];
  /** By the server's clock, ISO 8601, and its place in the write-ahead log: where a point-in-time restore leads back to. */
  readonly startedAt?: string;
  readonly lsn?: string;
  readonly ended?: { readonly outcome: RunOutcome; readonly exitCode: number; readonly text: string };
}

/** Bytes of one variable: Linux takes 128 kB. */
const MOST = 60_000;

/** `SQLSAFE_RUN_*`, the environment of hooks and check commands; what is not known is not there. */
export function runVariables({
  hook,
  command,
  runId,
  state,
  target,
  serverVersion,
  plan,
  startedAt,
  lsn,
  ended,
}: RunFacts): Record<string, string> {
  const given: Readonly<Record<string, string | number | undefined>> = {
    HOOK: hook,
    COMMAND: command,
    ID: runId,
    STATE: state,
    TARGET: target,
    SERVER_VERSION: serverVersion,
    TOOL_VERSION: packageFile.version,
    FILES: wholeLines(plan.map(({ name }) => name)),
    FILE_COUNT: plan.length,
    STARTED_AT: startedAt,
    LSN: lsn,
    ...(ended === undefined ? {} : endedVariables(ended)),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[`SQLSAFE_RUN_${name}`, fitting(String(value))]],
    ),
  );
}

function endedVariables({
  outcome,
  exitCode,
  text,
}: NonNullable<RunFacts['ended']>): Readonly<Record<string, string | number | undefined>> {
  const failed = outcome.kind === 'failed' && outcome.outcome.kind === 'failed' ? outcome.outcome : undefined;
  const statement = failed?.statement;
  return {
    EXIT_CODE: exitCode,
    DONE: 'done' in outcome ? outcome.done.length : 0,
    ...(exitCode === 0 ? {} : { ERROR: failed?.error.message ?? text }),
    SQLSTATE: failed?.error.code,
    FILE: statement?.file ?? (outcome.kind === 'failed' ? outcome.migration.name : undefined),
    LINE: statement?.line,
    STATEMENT: statement?.sql,
  };
}

/** A variable can't hold a zero byte. */
const fitting = (text: string): string => text.replaceAll('\0', '').slice(0, MOST);

function wholeLines(lines: readonly string[]): string {
  const text = lines.join('\n');
  return text.length <= MOST ? text : text.slice(0, text.lastIndexOf('\n', MOST));
}
