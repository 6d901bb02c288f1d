/** Writes to maps that can be undone. */
export interface Journal {
  /** Sets, or deletes where the value is undefined. */
  put<K, V>(map: Slots<K, V>, key: K, value: V | undefined): void;
  /** Where {@link Journal.rollbackTo} can return to. */
  mark(): number;
  /** Puts the old values back. A mark from after the point that was already returned to does nothing. */
  rollbackTo(mark: number): void;
  /** Keeps what was written for good: no earlier mark may be used again. */
  forget(): void;
}

/** What the journal needs of a map. */
export interface Slots<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
  delete(key: K): unknown;
}

type AnySlots = Slots<unknown, unknown>;

export function createJournal(): Journal {
  /** Map, key and old value of each write, one after the other: an object a write would cost as much as the write. */
  let log: unknown[] = [];
  return {
    put(map, key, value) {
      log.push(map, key, map.get(key));
      set(map, key, value);
    },
    mark: () => log.length,
    rollbackTo(mark) {
      while (log.length > mark) {
        const old = log.pop();
        const key = log.pop();
        set(log.pop() as AnySlots, key, old);
      }
    },
    forget() {
      log = [];
    },
  };
}

function set(map: AnySlots, key: unknown, value: unknown): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
