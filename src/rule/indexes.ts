import type { Index } from '../model/catalog.ts';
import type { IndexKey } from '../model/operation.ts';

// What one index does for another, and for a look-up by columns.

/** Methods that find a row by equal values. */
const BY_VALUE: ReadonlySet<string> = new Set(['btree', 'hash', 'gist', 'spgist']);

/**
 * An index serves a look-up of all these columns by equal values: its first keys are they, in any order.
 * A partial index does where it leaves out only NULLs of the one column, which equals nothing.
 */
export const isCovered = (columns: readonly string[], indexes: readonly Index[]): boolean =>
  indexes.some(
    ({ valid, method, keys, where }) =>
      valid &&
      BY_VALUE.has(method) &&
      keys.length >= columns.length &&
      keys.slice(0, columns.length).every(({ column }) => column !== undefined && columns.includes(column)) &&
      (where === undefined || (columns.length === 1 && isNotNull(where.text, columns[0] ?? ''))),
  );

const isNotNull = (text: string, column: string): boolean => {
  const [, quoted, plain] = /^\(*\s*(?:"([^"]+)"|(\w+))\s+is\s+not\s+null\s*\)*$/i.exec(text.trim()) ?? [];
  return quoted === column || plain?.toLowerCase() === column;
};

const sameKey = (a: IndexKey, b: IndexKey | undefined): boolean =>
  b !== undefined &&
  a.column === b.column &&
  a.expression?.text === b.expression?.text &&
  a.collation?.name === b.collation?.name &&
  a.operatorClass === b.operatorClass &&
  a.order === b.order;

const sameRows = (a: Index, b: Index): boolean => a.method === b.method && a.where?.text === b.where?.text;

/** Both hold the same of the same rows in the same order; whether they are unique is left out of account. */
export const isSameIndex = (a: Index, b: Index): boolean =>
  sameRows(a, b) &&
  a.keys.length === b.keys.length &&
  a.keys.every((key, at) => sameKey(key, b.keys[at])) &&
  a.include.toSorted().join() === b.include.toSorted().join();

/** All that `short` finds, `long` finds too, for it begins with the same keys. */
export const isStartOf = (short: Index, long: Index): boolean =>
  short.method === 'btree' &&
  sameRows(short, long) &&
  short.include.length === 0 &&
  short.keys.length < long.keys.length &&
  short.keys.every((key, at) => sameKey(key, long.keys[at]));
