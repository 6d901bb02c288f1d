import type { Catalog } from '../model/catalog.ts';
import type { Size, Sizes, Stats, TableStats } from '../model/stats.ts';

interface Named {
  readonly schema: string;
  readonly name: string;
}
/** A name can't hold the zero byte. */
const keyOf = ({ schema, name }: Named): string => `${schema}\0${name}`;

/** What a row takes where nobody counted rows, in bytes. */
const USUAL_ROW = 100;

/** Sizes as they were measured, found under the names that the tables had then. */
export function createSizes(stats: Stats): Sizes {
  const tables = new Map(stats.tables.map((table) => [keyOf(table), table]));
  const partitions = new Map<string, TableStats[]>();
  for (const table of stats.tables) {
    if (table.partitionOf === null) continue;
    const parent = keyOf(table.partitionOf);
    partitions.set(parent, [...(partitions.get(parent) ?? []), table]);
  }

  /** The table with all its partitions. `seen`: a file that is wrong may go in circles. */
  const family = (table: TableStats, seen: Set<string>): readonly TableStats[] => {
    const key = keyOf(table);
    if (seen.has(key)) return [];
    seen.add(key);
    return [table, ...(partitions.get(key) ?? []).flatMap((each) => family(each, seen))];
  };

  return {
    measured: stats.measuredAt.slice(0, 10),
    of(relation, catalog) {
      const found = nameThen(relation, tables, catalog);
      return found === undefined ? undefined : total(family(found, new Set()));
    },
  };
}

/**
 * The sizes are those of the table that had the name when they were measured. An earlier name of this table counts where no other
 * table has it now: then the renaming is still to come.
 */
function nameThen(
  { id, schema, name }: Named & { readonly id: number | undefined },
  tables: ReadonlyMap<string, TableStats>,
  catalog: Catalog,
): TableStats | undefined {
  const earlier = id === undefined ? [] : (catalog.get(id)?.formerly ?? []);
  for (const former of earlier) {
    const table = tables.get(keyOf(former));
    const holder = catalog.find(former);
    if (table !== undefined && (holder === undefined || holder.id === id)) return table;
  }
  return tables.get(keyOf({ schema, name }));
}

function total(tables: readonly TableStats[]): Size {
  const stored = tables.filter(({ kind }) => kind !== 'partitioned-table');
  const add = (of: (table: TableStats) => number): number => stored.reduce((sum, table) => sum + of(table), 0);
  return {
    rows: add(({ rows, heapBytes }) => rows ?? heapBytes / USUAL_ROW),
    rowsKnown: stored.every(({ rows }) => rows !== null),
    heapBytes: add(({ heapBytes }) => heapBytes),
    toastBytes: add(({ toastBytes }) => toastBytes),
    indexes: stored.flatMap(({ indexes }) => indexes),
    writesPerSecond: stored.some(({ writesPerSecond }) => writesPerSecond !== null) ? add((table) => table.writesPerSecond ?? 0) : null,
  };
}
