import type { Name } from './name.ts';

/** What `-- sqlsafe: backfill table=… key=… batch=…` says of the statement behind it, and how that is cut into batches. */
export interface Backfill {
  /** Whose rows are gone through. */
  readonly table: Name;
  /** Columns of a key, in the order of its index. */
  readonly key: readonly string[];
  /** What the statement calls the table: its alias or its name, as it may stand before a column. */
  readonly reference: string;
  /** Rows of the first batch; the next ones follow the time that they take. */
  readonly batch: number;
  /** Milliseconds between two batches. */
  readonly pause: number;
  /** Milliseconds that a replica may lie behind. */
  readonly maxLag: number;
  /** Sessions that may be at work beside ours; 0: any number. */
  readonly maxActive: number;
  /** The statement is `before`, a condition in parentheses, and `after`. */
  readonly before: string;
  readonly after: string;
}
