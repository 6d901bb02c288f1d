/** Writes to maps that can be undone. */
export interface Journal {
  /** Sets, or deletes where the value is undefined. */
  put<K, V>(map: Map<K, V>, key: K, value: V | undefined): void;
  /** Where {@link Journal.rollbackTo} can return to. */
  mark(): number;
  /** Puts the old values back. A mark from after the point that was already returned to does nothing. */
  rollbackTo(mark: number): void;
  /** Keeps what was written for good: no earlier mark may be used again. */
  forget(): void;
}

interface Write {
  readonly map: Map<unknown, unknown>;
  readonly key: unknown;
  readonly old: unknown;
}

export function createJournal(): Journal {
  let writes: Write[] = [];
  const set = (map: Map<unknown, unknown>, key: unknown, value: unknown): void => {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  };
  return {
    put(map, key, value) {
      writes.push({ map, key, old: map.get(key) });
      set(map, key, value);
    },
    mark: () => writes.length,
    rollbackTo(mark) {
      while (writes.length > mark) {
        const { map, key, old } = writes.pop() as Write;
        set(map, key, old);
      }
    },
    forget() {
      writes = [];
    },
  };
}
