import type { FaultPoint } from '../../execute/run/context.ts';
import type { Tell } from '../../execute/events.ts';
import type { Signals } from '../database/signals.ts';

/** What a command that works at one of many databases shares with the others, and how it is watched. */
export interface OneOfMany {
  readonly tell: Tell;
  /** Of the process: everybody hears of Ctrl-C. Only for commands that write. */
  readonly signals: () => Signals;
  readonly fault: (point: FaultPoint) => void;
  /** Names of migrations that are to be run, or would be. */
  readonly intends: (names: readonly string[]) => void;
}

/** What is the same for several databases is worked out once: by a text that says all that it depends on. */
export type Once = <T>(key: string, work: () => T) => T;

export function remembering(): Once {
  const known = new Map<string, unknown>();
  return <T>(key: string, work: () => T): T => {
    if (!known.has(key)) known.set(key, work());
    return known.get(key) as T;
  };
}
