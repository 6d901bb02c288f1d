import type { Table } from '../model/catalog.ts';
import { quoteIdentifier } from '../model/name.ts';
import type { PartitionBound } from '../model/operation.ts';
import { literalSql } from './wording.ts';

const OPEN = /^(?:minvalue|maxvalue)$/i;
const boundValue = (value: string): string => (OPEN.test(value) ? value.toUpperCase() : literalSql(value));
const values = (list: readonly string[]): string => list.map(boundValue).join(', ');

/** `FOR VALUES …` or `DEFAULT`, as ATTACH PARTITION wants it. */
export function boundSql({ kind, from, to }: PartitionBound): string {
  switch (kind) {
    case 'default':
      return 'DEFAULT';
    case 'list':
      return `FOR VALUES IN (${values(from)})`;
    case 'range':
      return `FOR VALUES FROM (${values(from)}) TO (${values(to)})`;
    case 'hash':
      return `FOR VALUES WITH (MODULUS ${from[0] ?? ''}, REMAINDER ${from[1] ?? ''})`;
  }
}

/**
 * A CHECK that proves a partition's bound, so that ATTACH need not read the rows. NULL must be excluded in so many words.
 * undefined where no simple one does: several key columns, an expression, hash, DEFAULT.
 * Source: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION
 */
export function boundCheckSql(parent: Table, bound: PartitionBound): string | undefined {
  const key = onlyKey(parent);
  if (key === undefined) return undefined;
  if (bound.kind === 'list') return bound.from.some(isNull) ? undefined : `${key} IS NOT NULL AND ${key} IN (${values(bound.from)})`;
  if (bound.kind !== 'range') return undefined;
  const limits = rangeLimits(bound).map(({ operator, value }) => `${key} ${operator} ${value}`);
  return [`${key} IS NOT NULL`, ...limits].join(' AND ');
}

/** A CHECK that proves that the default partition holds no row of a new partition. undefined where no simple one does. */
export function outsideBoundCheckSql(parent: Table, bound: PartitionBound): string | undefined {
  const key = onlyKey(parent);
  if (key === undefined) return undefined;
  if (bound.kind === 'list') return bound.from.some(isNull) ? undefined : `${key} NOT IN (${values(bound.from)})`;
  if (bound.kind !== 'range') return undefined;
  const limits = rangeLimits(bound).map(({ operator, value }) => `${key} ${operator === '>=' ? '<' : '>='} ${value}`);
  return limits.length === 0 ? undefined : limits.join(' OR ');
}

const isNull = (value: string): boolean => value.toLowerCase() === 'null';

function onlyKey(parent: Table): string | undefined {
  const columns = parent.partitionBy?.columns ?? [];
  const [column] = columns;
  return columns.length === 1 && column !== undefined ? quoteIdentifier(column) : undefined;
}

function rangeLimits({ from, to }: PartitionBound): readonly { readonly operator: '>=' | '<'; readonly value: string }[] {
  const [low] = from;
  const [high] = to;
  return [
    ...(low === undefined || OPEN.test(low) ? [] : [{ operator: '>=' as const, value: literalSql(low) }]),
    ...(high === undefined || OPEN.test(high) ? [] : [{ operator: '<' as const, value: literalSql(high) }]),
  ];
}
