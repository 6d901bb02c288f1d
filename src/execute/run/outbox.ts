import type { RunEvent, Tell } from '../events.ts';

/** Tells events in the order in which they happened, and can hold them back until it is sure that they may be told. */
export interface Outbox {
  readonly tell: Tell;
  /** From now on events are held back. @returns how to go on */
  hold(): Held;
}

export interface Held {
  /** What has happened so far belongs together. */
  mark(): void;
  /** Tells what happened up to so many marks, and forgets the rest. From now on events are told as they happen. */
  release(marks: number): void;
}

export function outboxFor(tell: Tell): Outbox {
  let held: RunEvent[] | undefined;
  return {
    tell: (event) => (held === undefined ? tell(event) : void held.push(event)),
    hold() {
      const events: RunEvent[] = (held = []);
      const marks: number[] = [];
      return {
        mark: () => void marks.push(events.length),
        release(count) {
          held = undefined;
          for (const event of events.slice(0, count === 0 ? 0 : marks[count - 1])) tell(event);
        },
      };
    },
  };
}
