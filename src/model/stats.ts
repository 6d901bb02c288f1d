import type { Catalog } from './catalog.ts';

// How large a database's tables are: what `sqlsafe stats` writes and `--stats` reads. No data and no column values, no host and no user.

export interface IndexStats {
  readonly name: string;
  readonly bytes: number;
  readonly method: string;
  /** Types of its key columns as the catalog spells them: `int8`, `text`. */
  readonly keys: readonly string[];
}

export interface TableStats {
  readonly schema: string;
  readonly name: string;
  /** A partitioned table has no rows of its own; those of its partitions count for it. */
  readonly kind: 'table' | 'partitioned-table' | 'materialized-view';
  readonly partitionOf: { readonly schema: string; readonly name: string } | null;
  /** As VACUUM or ANALYZE last estimated, for its size of now; null: neither ever ran, or it is partitioned. */
  readonly rows: number | null;
  readonly heapBytes: number;
  /** Out-of-line values with their index. */
  readonly toastBytes: number;
  readonly indexes: readonly IndexStats[];
  /** Rows inserted, updated and deleted; null: not counted. */
  readonly writesPerSecond: number | null;
}

export interface Stats {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601, by the server's clock. */
  readonly measuredAt: string;
  readonly server: { readonly dialect: 'postgresql'; readonly version: string };
  /**
   * Since when writes are counted. `stats-reset`: the counters were set to zero then. `server-start`: when that was is not known, and
   * counters outlive a restart, so that the rates may be too high.
   */
  readonly writesCounted: { readonly since: string; readonly from: 'stats-reset' | 'server-start' };
  readonly tables: readonly TableStats[];
}

/** Sizes of a table; of a partitioned one, of all its partitions together. */
export interface Size {
  readonly rows: number;
  /** false: taken from the bytes. */
  readonly rowsKnown: boolean;
  readonly heapBytes: number;
  readonly toastBytes: number;
  readonly indexes: readonly IndexStats[];
  readonly writesPerSecond: number | null;
}

/** Sizes by the catalog's identity of a relation: what it is called may have changed since it was measured. */
export interface Sizes {
  /** Day of the measurement, `2026-11-02`. */
  readonly measured: string;
  /** undefined: it was not there, or not seen. */
  of(relation: { readonly id: number | undefined; readonly schema: string; readonly name: string }, catalog: Catalog): Size | undefined;
}
