import type { ExitCode } from '../../cli.ts';
import { run } from '../../execute/run/run.ts';
import type { PlannedMigration } from '../../execute/plan/plan.ts';
import type { Tell } from '../../execute/events.ts';
import type { Terminal } from '../terminal.ts';
import { conclude, sayConclusion } from './conclude.ts';
import type { Problem } from '../../model/problem.ts';
import { contextFor } from './context.ts';
import { hooksFor } from './hooks.ts';
import type { HookDone } from './run-hook.ts';
import { refuse } from './with-request.ts';
import type { DatabaseRequest } from './request.ts';
import { durationText } from './duration-text.ts';
import { tellPeople, tellPrograms } from './watch.ts';

export const tellFor = ({ json, one }: DatabaseRequest, terminal: Terminal): Tell =>
  one?.tell ?? (json ? tellPrograms(terminal) : tellPeople(terminal));

/** What a command calls what it does. */
export interface Wording {
  /** For the journal. */
  readonly command: string;
  /** To be typed to go on. */
  readonly again: string;
  /** `3` → `Applied 3 migrations` */
  readonly done: (count: number) => string;
  /** The team's commands around it are called. */
  readonly hooks?: true;
}

/** Runs a plan, tells of it as it happens, and says at the end how it stands. */
export async function execute(
  plan: readonly PlannedMigration[],
  request: DatabaseRequest,
  wording: Wording,
  terminal: Terminal,
  tell: Tell = tellFor(request, terminal),
): Promise<ExitCode> {
  const { context, signals } = contextFor(wording.command, request, terminal, tell);
  const started = performance.now();
  try {
    const hooks = wording.hooks === true ? hooksFor(request, context, plan, terminal, tell) : undefined;
    const outcome = await run(plan, { ...context, before: hooks?.before });
    const conclusion = conclude(outcome, wording.again, signals);
    const hook = await hooks?.end(outcome, conclusion);
    const { exitCode, lines, next, outcome: name } = conclusion;
    const done = 'done' in outcome ? outcome.done : [];
    if (exitCode === 0 && done.length > 0 && request.driver.kind === 'server') terminal.ranAs?.('server');
    if (request.json)
      finished(terminal, { outcome: name, exitCode, done, text: lines, next: next ?? null, ...(hook === undefined ? {} : { hook }) });
    else if (exitCode === 0)
      terminal.out(
        `${terminal.paint.good(terminal.signs.pass)} ${wording.done(done.length)} in ${durationText(performance.now() - started)}.\n`,
      );
    sayConclusion(conclusion, terminal);
    if (typeof hook?.failure === 'string') refuse([hookFailed(hook)], terminal, 1);
    return exitCode;
  } finally {
    signals.release();
  }
}

/** Beside how the run itself ended, which it does not change. */
const hookFailed = ({ hook, command, failure }: HookDone): Problem => ({
  code: 'hook-failed',
  text: `--${hook} \`${command}\` ${failure ?? ''}.`,
  hint: 'It changes nothing about how the run itself ended, as said above. Do by hand what it should have done.',
});

/** Nothing was to be done, and that is as it should be. */
export function nothingToDo(request: DatabaseRequest, text: string, terminal: Terminal): 0 {
  if (request.json) finished(terminal, { outcome: 'finished', exitCode: 0, done: [], text: [], next: null });
  else terminal.out(`${terminal.paint.good(terminal.signs.pass)} Nothing to do: ${text}.\n`);
  return 0;
}

/** The last line of a run's events. */
function finished(
  terminal: Terminal,
  said: { hook?: HookDone; outcome: string; exitCode: number; done: readonly string[]; text: readonly string[]; next: string | null },
): void {
  terminal.out(`${JSON.stringify({ event: 'finished', ...said })}\n`);
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
