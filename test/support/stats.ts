import type { Stats, TableStats } from '../../src/model/stats.ts';

/** Sizes of tables, as far as a test names them: `public`, no indexes, 100 bytes a row. */
export const statsOf = (tables: readonly (Partial<TableStats> & { readonly name: string })[]): Stats => ({
  schemaVersion: 1,
  tool: { name: 'sqlsafe', version: '0.1.0' },
  measuredAt: '2026-11-02T08:30:00Z',
  server: { dialect: 'postgresql', version: '17.10' },
  writesCounted: { since: '2026-10-01T00:00:00Z', from: 'stats-reset' },
  tables: tables.map((table) => ({
    schema: 'public',
    kind: 'table',
    partitionOf: null,
    rows: 1000,
    heapBytes: (table.rows ?? 1000) * 100,
    toastBytes: 0,
    indexes: [],
    writesPerSecond: null,
    ...table,
  })),
});
