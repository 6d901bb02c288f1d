// What two readers say of one statement, in the same words: its kind, its tables, its columns.

/** Sorted facts, so that order does not count. */
export const sorted = (facts: readonly string[]): readonly string[] => [...new Set(facts)].toSorted();

export const list = (names: readonly string[]): string => `(${names.join(', ')})`;
