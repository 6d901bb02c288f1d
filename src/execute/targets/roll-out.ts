/** In which order many are worked at, and when it ends early. */
export interface Rollout {
  /** How many at the same time. */
  readonly parallel: number;
  /** How many come first, one after the other and alone; where one of them fails, nothing else is begun. */
  readonly canary: number;
  /** After so many failures nothing more is begun; Infinity: never. */
  readonly stopAfter: number;
}

/** Why some were not begun. */
export type Ended = 'through' | 'canary-failed' | 'too-many-failed' | 'interrupted';

/**
 * Works at all of them, in their order. What was begun comes to its end, whatever happens.
 * @param work true: it went well
 * @param isStopping somebody wants it to end
 */
export async function rollOut<T>(
  all: readonly T[],
  { parallel, canary, stopAfter }: Rollout,
  work: (one: T) => Promise<boolean>,
  isStopping: () => boolean,
): Promise<Ended> {
  const [first, rest] = [all.slice(0, canary), all.slice(canary)];
  for (const one of first) {
    if (isStopping()) return 'interrupted';
    if (!(await work(one))) return isStopping() ? 'interrupted' : 'canary-failed';
  }
  let failures = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const one = rest[next];
      if (one === undefined || failures >= stopAfter || isStopping()) return;
      next += 1;
      if (!(await work(one))) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, rest.length) }, lane));
  if (next >= rest.length) return 'through';
  return isStopping() ? 'interrupted' : 'too-many-failed';
}

/** Work on the same thing, one after the other, whoever asks for it. */
export function oneAtATime(): <R>(thing: string | undefined, work: () => Promise<R>) => Promise<R> {
  const last = new Map<string, Promise<unknown>>();
  return (thing, work) => {
    if (thing === undefined) return work();
    const mine = (last.get(thing) ?? Promise.resolve()).then(work, work);
    last.set(thing, mine);
    return mine;
  };
}
