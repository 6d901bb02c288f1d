import type { IndexStats, Size } from '../../../model/stats.ts';
import { COSTS, RANGE } from './costs.ts';

// What a statement works on, counted in what takes time. A plain sum of counts times costs: no more is known from sizes alone.

export const QUANTITIES = [
  /** Once for each table or index that is worked on. */
  'pieces',
  'readBytes',
  'readRows',
  /** Rows looked up in another table; and times the square root of that table's rows, since a larger one no longer fits into caches and memory. */
  'lookedUpRows',
  'lookUpSteps',
  /** Rows sorted for an index times the binary logarithm of their number: keys compared as numbers, and by collation. */
  'sortSteps',
  'textSortSteps',
  'indexBytes',
  'writtenBytes',
  'writtenRows',
] as const;
export type Quantity = (typeof QUANTITIES)[number];
export type Work = { readonly [Q in Quantity]: number };

const NONE: Work = {
  pieces: 0,
  readBytes: 0,
  readRows: 0,
  lookedUpRows: 0,
  lookUpSteps: 0,
  sortSteps: 0,
  textSortSteps: 0,
  indexBytes: 0,
  writtenBytes: 0,
  writtenRows: 0,
};

export const sum = (parts: readonly Work[]): Work =>
  Object.fromEntries(QUANTITIES.map((each) => [each, parts.reduce((total, part) => total + part[each], 0)])) as Work;

/** All rows are read once, and a condition is looked at. */
export const scan = ({ rows, heapBytes }: Size): Work => ({ ...NONE, pieces: 1, readBytes: heapBytes, readRows: rows });

/** All rows are read and looked up in the key of another table; one of unknown size is taken to be as large. */
export const lookUp = (size: Size, referenced: Size | undefined): Work =>
  sum([scan(size), { ...NONE, lookedUpRows: size.rows, lookUpSteps: size.rows * Math.sqrt(referenced?.rows ?? size.rows) }]);

/** Types whose comparison follows a collation, or a text's length. */
const TEXT = new Set(['text', 'varchar', 'bpchar', 'citext', 'name', 'bytea', 'jsonb', 'json', 'xml', 'tsvector']);
const WIDTHS: Readonly<Record<string, number>> = { int2: 8, int4: 8, int8: 8, bool: 8, date: 8, float4: 8, uuid: 16, numeric: 12 };
/** What a row takes in an index beside its keys, in bytes. */
const ENTRY = 12;
/** How full a new index's pages are. */
const FULL = 0.9;

/** Bytes of an index that is not built yet. */
export const indexBytes = (rows: number, keys: readonly string[]): number =>
  (rows * (ENTRY + keys.reduce((total, key) => total + (WIDTHS[key] ?? (TEXT.has(key) ? 32 : 8)), 0))) / FULL;

/** Sorted and written; the rows are read already. The first key decides how they compare. */
function sorted(rows: number, bytes: number, keys: readonly string[]): Work {
  const steps = rows * Math.log2(Math.max(2, rows));
  const text = keys.some((key) => TEXT.has(key));
  return { ...NONE, pieces: 1, indexBytes: bytes, ...(text ? { textSortSteps: steps } : { sortSteps: steps }) };
}

/** A new index: rows are read, sorted and written. `share`: of the rows, for a partial index. */
export const build = (size: Size, keys: readonly string[], bytes = indexBytes(size.rows, keys)): Work =>
  sum([scan(size), sorted(size.rows, bytes, keys)]);

/** An index that is there is built anew. */
export const rebuild = (size: Size, index: IndexStats): Work => build(size, index.keys, index.bytes);

/** The table's data are written anew, out-of-line values with them, and every index after that. */
export const rewrite = (size: Size): Work =>
  sum([
    scan(size),
    { ...NONE, writtenBytes: size.heapBytes + size.toastBytes, writtenRows: size.rows },
    ...size.indexes.map((index) => rebuild(size, index)),
  ]);

/** Files are copied as they are. */
export const copy = ({ heapBytes, toastBytes }: Size): Work => ({
  ...NONE,
  pieces: 1,
  readBytes: heapBytes + toastBytes,
  writtenBytes: heapBytes + toastBytes,
});

/** On the machine that the costs were measured on, its data in memory. */
const seconds = (work: Work): number => QUANTITIES.reduce((total, each) => total + work[each] * COSTS[each], 0);

/** On other machines. */
export function range(work: Work): { readonly secondsLow: number; readonly secondsHigh: number } {
  const measured = seconds(work);
  const bytes = work.readBytes + work.indexBytes + work.writtenBytes;
  return { secondsLow: round(measured / RANGE.faster), secondsHigh: round(measured * RANGE.slower + bytes / RANGE.diskBytesPerSecond) };
}

/** Two significant digits: more would be a lie. */
const round = (value: number): number => Number(value.toPrecision(2));
