import type { Catalog } from '../model/catalog.ts';
import { quoteIdentifier } from '../model/name.ts';
import type { CreateIndex } from '../model/operation.ts';
import { briefly, inOrder } from './recipes.ts';
import { relationSql } from './wording.ts';

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

/**
 * An index on a partitioned table in three steps: empty on the parent, concurrently on each partition, then attached.
 * undefined where the partitions are not known, or are partitioned themselves.
 */
export function partitionedIndexSql(op: CreateIndex, text: string, before: Catalog): string | undefined {
  const match = CREATE.exec(text);
  const parent = before.table(op.table);
  if (match === null || parent === undefined) return undefined;
  const partitions = before.partitionsOf(parent.id);
  if (partitions.length === 0 || partitions.some((each) => each.partitionBy !== undefined)) return undefined;
  const [, uniqueWord, written, table, rest] = match;
  const unique = uniqueWord === undefined ? '' : 'UNIQUE ';
  const tail = (rest ?? '').trimEnd();
  const keys = op.keys.map((key) => key.column ?? 'expr').join('_');
  const index = written ?? quoteIdentifier(`${parent.name}_${keys}_idx`);
  const builds = partitions.map((each) => ({ on: relationSql(each), name: quoteIdentifier(`${each.name}_${keys}_idx`) }));
  return inOrder(
    briefly(`CREATE ${unique}INDEX ${index} ON ONLY ${table ?? ''} ${tail};`),
    ...builds.map(({ on, name }) => `CREATE ${unique}INDEX CONCURRENTLY ${name} ON ${on} ${tail};`),
    briefly(...builds.map(({ name }) => `ALTER INDEX ${index} ATTACH PARTITION ${name};`)),
  );
}
