import type { Measure } from '../index.ts';

/** Where the time of a run went, for `--timings`. */
export interface Timings {
  /** Runs a piece of work and adds its time to a name; a piece within another counts for the inner name only. */
  readonly measure: Measure;
  /** Begins a piece of work that is not done at once; the function ends it. */
  readonly start: (name: string) => () => void;
  /** A line a name, in milliseconds, the start of the process first and all of it last. */
  render(): string;
}

export function startTimings(): Timings {
  const spent = new Map<string, number>();
  const started = now();
  let inner = 0;
  const row = (name: string, ms: number): string => `${ms.toFixed(1).padStart(9)} ms  ${name}\n`;
  return {
    measure: (name, work) => {
      const outer = inner;
      inner = 0;
      const from = now();
      try {
        return work();
      } finally {
        const all = now() - from;
        spent.set(name, (spent.get(name) ?? 0) + all - inner);
        inner = outer + all;
      }
    },
    start: (name) => {
      const from = now();
      return () => void spent.set(name, (spent.get(name) ?? 0) + now() - from);
    },
    render: () => {
      const total = performance.now();
      const before = total - (now() - started);
      const known = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
      return [
        row('start of Node.js and of the program', before),
        ...Array.from(spent, ([name, ms]) => row(name, ms)),
        row('the rest', total - before - known),
        row('in all', total),
      ].join('');
    },
  };
}

/** In milliseconds. (`performance` is loaded when it is first asked for, and that takes three of them.) */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;
