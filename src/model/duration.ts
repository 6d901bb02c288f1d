/** How long a piece of work takes, as far as the sizes of the tables tell. */
export interface Duration {
  readonly secondsLow: number;
  readonly secondsHigh: number;
  /** What is worked on, and since when that is known: `12 GB to write anew, 3 indexes to build; sizes of 2026-11-02`. */
  readonly basis: string;
}

/** One stretch of work on one table. */
export interface Piece {
  readonly table: string;
  /** A statement goes through a table's rows once, whatever it does to them: `scan` and `rewrite` of one table are one pass. */
  readonly kind: 'scan' | 'rewrite' | 'other';
  readonly secondsLow: number;
  readonly secondsHigh: number;
  /** `12 GB to write anew`. */
  readonly text: string;
  /** Rows that others write into the table meanwhile, a second. */
  readonly writesPerSecond: number | null;
}
