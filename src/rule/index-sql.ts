import type { Catalog, Table } from '../model/catalog.ts';
import type { LayoutName } from '../model/migration.ts';
import { quoteIdentifier, quoteName, type Name } from '../model/name.ts';
import type { CreateIndex } from '../model/operation.ts';
import type { SectionView } from '../rule.ts';
import { apartSql } from './apart.ts';
import { operationsBefore } from './places.ts';
import { briefly, freeName, inOrder } from './recipes.ts';
import { nameOf, relationSql } from './wording.ts';

const IDENTIFIER = String.raw`(?:(?:U&)?"[^"]*"|[^\s".(]+)`;
/** `CREATE [UNIQUE] INDEX … [name] ON [ONLY] table rest`. */
const CREATE = new RegExp(
  String.raw`^create\s+(unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?:(${IDENTIFIER})\s+)?on\s+(?:only\s+)?(${IDENTIFIER}(?:\s*\.\s*${IDENTIFIER})?)\s*([\s\S]*)$`,
  'i',
);

/** The user's CREATE INDEX, made concurrent and without IF NOT EXISTS; undefined where its text is out of the ordinary. */
export function concurrentIndexSql(text: string): string | undefined {
  const match = CREATE.exec(text);
  if (match === null) return undefined;
  const [, unique, name, table, rest] = match;
  return `CREATE ${unique === undefined ? '' : 'UNIQUE '}INDEX CONCURRENTLY ${name === undefined ? '' : `${name} `}ON ${table ?? ''} ${(rest ?? '').trimEnd()};`;
}

/** The index that this section dropped before it makes one of the same name. */
export const droppedUnderItsName = (op: CreateIndex, section: SectionView): Name | undefined =>
  operationsBefore(op, section)
    .flatMap((each) => (each.kind === 'drop-index' ? each.indexes : []))
    .find(({ name }) => name === op.name);

/** The new index is built beside the old one, and takes its name in the end. */
export function replacedIndexSql(text: string, old: Name, layout: LayoutName): string | undefined {
  const created = concurrentIndexSql(text);
  // The server keeps 63 bytes of a name.
  const name = `${old.name.slice(0, 59)}_new`;
  const renamed = created?.replace(new RegExp(String.raw`(INDEX CONCURRENTLY )${IDENTIFIER}( ON )`, 'i'), `$1${quoteIdentifier(name)}$2`);
  if (renamed === undefined || renamed === created) return undefined;
  return inOrder(
    apartSql(layout, renamed),
    apartSql(layout, `DROP INDEX CONCURRENTLY IF EXISTS ${quoteName(old)};`),
    briefly(`ALTER INDEX ${quoteName({ schema: old.schema, name })} RENAME TO ${quoteIdentifier(old.name)};`),
  );
}

/**
 * An index on a partitioned table in three steps: empty on the parent, concurrently on each partition, then attached.
 * undefined where the partitions are not known, or are partitioned themselves.
 */
export function partitionedIndexSql(op: CreateIndex, text: string, before: Catalog, layout: LayoutName): string | undefined {
  const match = CREATE.exec(text);
  const parent = before.table(op.table);
  if (match === null || parent === undefined) return undefined;
  const [, unique, , , rest] = match;
  const keys = op.keys.map((key) => key.column ?? 'expr');
  return onPartitions(parent, before, layout, {
    create: unique === undefined ? 'CREATE INDEX' : 'CREATE UNIQUE INDEX',
    name: op.name ?? freeName(nameOf(parent), keys, 'idx', before),
    nameFor: (partition) => freeName(nameOf(partition), keys, 'idx', before),
    tail: (rest ?? '').trimEnd(),
  });
}

/** The same for the index that a unique constraint of a partitioned table would have. `tail` is what follows the table: `(a, b)`. */
export const partitionedUniqueSql = (
  table: Table,
  before: Catalog,
  layout: LayoutName,
  { name, columns, tail }: { readonly name: string; readonly columns: readonly string[]; readonly tail: string },
): string | undefined =>
  onPartitions(table, before, layout, {
    create: 'CREATE UNIQUE INDEX',
    name,
    nameFor: (partition) => freeName(nameOf(partition), columns, 'key', before),
    tail,
  });

interface PartitionedIndex {
  readonly create: string;
  readonly name: string;
  readonly nameFor: (partition: Table) => string;
  readonly tail: string;
}

function onPartitions(parent: Table, before: Catalog, layout: LayoutName, index: PartitionedIndex): string | undefined {
  const partitions = before.partitionsOf(parent.id);
  if (partitions.length === 0 || partitions.some((each) => each.partitionBy !== undefined)) return undefined;
  const { create, tail } = index;
  const builds = partitions.map((each) => ({ on: relationSql(each), name: index.nameFor(each), schema: each.schema }));
  return inOrder(
    briefly(`${create} ${quoteIdentifier(index.name)} ON ONLY ${relationSql(parent)} ${tail};`),
    ...builds.map(({ on, name }) => apartSql(layout, `${create} CONCURRENTLY ${quoteIdentifier(name)} ON ${on} ${tail};`)),
    // an index stands in the schema of its table
    briefly(
      ...builds.map(
        (each) => `ALTER INDEX ${relationSql({ schema: parent.schema, name: index.name })} ATTACH PARTITION ${relationSql(each)};`,
      ),
    ),
  );
}
