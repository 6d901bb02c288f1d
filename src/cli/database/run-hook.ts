import { StringDecoder } from 'node:string_decoder';
import type { Tell } from '../../execute/events.ts';
import type { Interrupt } from '../../execute/run/context.ts';
import { runShell } from '../../io/run-shell.ts';
import type { Hook } from './run-variables.ts';

/** How a hook ended. */
export interface HookDone {
  readonly hook: Hook;
  /** As it may be shown. */
  readonly command: string;
  /** The end of a sentence about it; null: it ended with 0. */
  readonly failure: string | null;
  readonly ms: number;
}

interface HookSetting {
  readonly cwd: string;
  /** Seconds. */
  readonly patience: number;
  readonly env: Readonly<Record<string, string>>;
  readonly interrupt: Interrupt;
  readonly tell: Tell;
  readonly hide: (text: string) => string;
}

/** Lines that are shown, and characters of one. */
const MOST_LINES = 1000;
const LONGEST_LINE = 4000;

/** Runs a hook and tells what it prints, line by line. Where it is to be cancelled, it is ended. */
export async function runHook(hook: Hook, command: string, { cwd, patience, env, interrupt, tell, hide }: HookSetting): Promise<HookDone> {
  const shown = hide(command);
  const started = performance.now();
  tell({ event: 'hook-started', hook, command: shown });
  let count = 0;
  const say = (line: string): void => {
    count += 1;
    if (count <= MOST_LINES) tell({ event: 'hook-output', hook, line: hide(line) });
    if (count === MOST_LINES + 1) tell({ event: 'hook-output', hook, line: '(what it prints further is left out)' });
  };
  const [out, error] = [lines(say), lines(say)];
  const running = runShell(command, { cwd, patience, env, onStdout: out.take, onStderr: error.take });
  // Whoever has cancelled the run already wants what comes after it all the same.
  if (!interrupt.cancelling) interrupt.onCancel(() => running.end('was cancelled'));
  const failure = (await running.ended) ?? null;
  interrupt.onCancel(undefined);
  out.end();
  error.end();
  const done: HookDone = { hook, command: shown, failure, ms: Math.round(performance.now() - started) };
  tell({ event: 'hook-done', ...done });
  return done;
}

/** Bytes as they come → whole lines. */
function lines(say: (line: string) => void): { readonly take: (chunk: Buffer) => void; readonly end: () => void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    take(chunk) {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const part of parts) say(part.slice(0, LONGEST_LINE));
      if (rest.length > LONGEST_LINE) {
        say(rest.slice(0, LONGEST_LINE));
        rest = '';
      }
    },
    end() {
      rest += decoder.end();
      if (rest !== '') say(rest);
      rest = '';
    },
  };
}
