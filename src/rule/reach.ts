import type { Catalog, Table } from '../model/catalog.ts';
import type { Expression } from '../model/expression.ts';
import type { Delete, Update } from '../model/operation.ts';

/**
 * How many rows an UPDATE or DELETE takes in one go.
 * - `all`: no WHERE, or one that is always true
 * - `some`: a WHERE whose rows cannot be counted from here
 * - `few`: a batch with LIMIT, or rows picked by the constants of a unique key
 */
export function reachOf(op: Update | Delete, before: Catalog): 'all' | 'some' | 'few' {
  if (op.limited) return 'few';
  if (op.where === undefined || op.query.unfiltered || isAlwaysTrue(op.where, before.table(op.table))) return 'all';
  const pinned = new Set(op.where.partial.filter(({ operator }) => operator === '=' || operator === 'in').map(({ column }) => column));
  return pinned.size > 0 && keysOf(before.table(op.table), before).some((key) => key.every((column) => pinned.has(column)))
    ? 'few'
    : 'some';
}

/** `id IS NOT NULL` says nothing about a column that never is. */
const isAlwaysTrue = ({ conjunction }: Expression, table: Table | undefined): boolean =>
  conjunction.length > 0 &&
  conjunction.every(
    ({ column, operator }) => operator === 'is-not-null' && table?.columns.find(({ name }) => name === column)?.notNull === true,
  );

/** Unique constraints, and unique indexes of plain columns. A table of which little is known is taken to be keyed by `id`. */
function keysOf(table: Table | undefined, before: Catalog): readonly (readonly string[])[] {
  if (table === undefined) return [['id']];
  const constraints = table.constraints.filter(({ kind }) => kind === 'primary-key' || kind === 'unique').map(({ columns }) => columns);
  const indexes = before
    .indexesOf(table.id)
    .filter(({ unique, where }) => unique && where === undefined)
    .map(({ keys }) => keys.map(({ column }) => column))
    .filter((columns) => columns.every((column) => column !== undefined));
  const all = [...constraints, ...indexes];
  return all.length > 0 || table.complete ? all : [['id']];
}
