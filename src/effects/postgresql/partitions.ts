import type { Catalog, Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import type { PartitionBound, PartitionKey } from '../../model/operation.ts';
import { baseOf, sameType } from './cast.ts';
import {
  type Context,
  type Cost,
  effects,
  failing,
  failure,
  inTransaction,
  isTable,
  mayBreak,
  notInTransaction,
  onTable,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { defaultPartition } from './drop.ts';
import { hasStorage, keysInto, partitionTree, takeStored } from './family.ts';
import { isSame } from './foreign-keys.ts';
import { isLike } from './indexes.ts';
import { columnOf, compare, excludesBound, isNotNull, provesBound } from './proof.ts';
import { SOURCE } from './source.ts';

// Source: https://www.postgresql.org/docs/current/ddl-partitioning.html

/** What the default partition pays for a new neighbour: its rows are read, unless its constraints keep them out of the new bounds. */
export function onDefault(parent: Table, key: PartitionKey, bound: PartitionBound, { before }: Context): Effect[] {
  const rest = defaultPartition(parent, before);
  if (rest === undefined || bound.kind === 'default') return [];
  const cost: Cost = { work: 'scan', because: 'every row of the default partition is checked against the new bounds' };
  return partitionTree(rest, before).map((each) =>
    excludesBound(each, key.columns, bound)
      ? take(each, 'ACCESS EXCLUSIVE', SOURCE.partitions)
      : takeStored(each, 'ACCESS EXCLUSIVE', SOURCE.partitions, cost),
  );
}

/** Bounds that no partition of the table could have. */
export function unfitBound(parent: Table, bound: PartitionBound, { before }: Context): Failure | null {
  const key = parent.partitionBy;
  if (key === undefined || (key.columns.length === 0 && key.computedWith.length === 0)) return null;
  if (bound.kind === 'default')
    return key.strategy === 'hash' ? failure('42P16', 'a hash-partitioned table may not have a default partition') : null;
  if (bound.kind !== key.strategy) return failure('42P16', `invalid bound specification for a ${key.strategy} partition`);
  if (bound.kind === 'hash') return unfitHash(parent, bound, before);
  if (bound.kind === 'range') {
    if (bound.from.length !== key.columns.length) return failure('42P16', 'FROM must specify exactly one value per partitioning column');
    if (bound.to.length !== key.columns.length) return failure('42P16', 'TO must specify exactly one value per partitioning column');
    if ([...bound.from, ...bound.to].includes('NULL')) return failure('42P17', 'cannot specify NULL in range bound');
  }
  const [column] = key.columns;
  const type = column === undefined ? undefined : columnOf(parent, column)?.type;
  const integer = type !== undefined && INTEGERS.has(baseOf(type, before).type.name) && type.dimensions === 0;
  const odd = integer
    ? [bound.from[0], bound.to[0]].find((value) => value !== undefined && /^[a-z]/i.test(value) && !WORDS.has(value))
    : undefined;
  if (odd !== undefined && !/[(]/.test(odd)) return failure('22P02', `invalid input syntax for type integer: "${odd}"`);
  const [from] = bound.from;
  const [to] = bound.to;
  if (bound.kind !== 'range' || bound.from.length !== 1 || from === undefined || to === undefined) return null;
  const order = WORDS.has(from) || WORDS.has(to) ? undefined : compare(from, to);
  const empty = (order !== undefined && order >= 0) || from === 'MAXVALUE' || to === 'MINVALUE';
  return empty ? failure('42P17', 'empty range bound specified') : null;
}
const INTEGERS = new Set(['int2', 'int4', 'int8']);
const WORDS = new Set(['MINVALUE', 'MAXVALUE', 'NULL']);

function unfitHash(parent: Table, { from: [modulus = '1', remainder = '0'] }: PartitionBound, catalog: Catalog): Failure | null {
  if (Number(modulus) < 1 || Number(remainder) >= Number(modulus))
    return failure('42P16', 'remainder for hash partition must be less than modulus');
  const odd = catalog.partitionsOf(parent.id).some((each) => {
    const other = Number(each.partitionOf?.bound.from[0] ?? 1);
    return Math.max(other, Number(modulus)) % Math.min(other, Number(modulus)) !== 0;
  });
  return odd ? failure('42P17', 'every hash partition modulus must be a factor of the next larger modulus') : null;
}

/** The new bounds meet those of a partition that is there. */
export function overlap(parent: Table, bound: PartitionBound, catalog: Catalog, except?: Table): Failure | null {
  for (const other of catalog.partitionsOf(parent.id)) {
    if (other.partitionOf === undefined || other.id === except?.id) continue;
    const theirs = other.partitionOf.bound;
    if (theirs.kind === 'default' && bound.kind === 'default')
      return failure('42P17', `partition "${parent.name}" conflicts with existing default partition "${other.name}"`);
    if (meets(theirs, bound)) return failure('42P17', `partition would overlap partition "${other.name}"`);
  }
  return null;
}

function meets(a: PartitionBound, b: PartitionBound): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'list') return a.from.some((value) => b.from.includes(value));
  if (a.kind === 'hash') {
    const smaller = Math.min(Number(a.from[0]), Number(b.from[0]));
    return Number(a.from[1]) % smaller === Number(b.from[1]) % smaller;
  }
  if (a.kind !== 'range' || a.from.length !== 1 || b.from.length !== 1) return false;
  return isBefore(a.from[0], b.to[0]) && isBefore(b.from[0], a.to[0]);
}
/** A lower bound lies below an upper one, as far as can be told. */
function isBefore(from: string | undefined, to: string | undefined): boolean {
  if (from === undefined || to === undefined || from === 'MAXVALUE' || to === 'MINVALUE') return false;
  return from === 'MINVALUE' || to === 'MAXVALUE' || (compare(from, to) ?? 1) < 0;
}

// ---------------------------------------------------------------------------------------- ATTACH

export const attachPartition: Row<'attach-partition'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (parent) =>
    onTable(op.partition, false, context, (partition) => {
      const fails = unattachable(parent, partition, op.bound, context);
      if (fails !== null) return effects([], fails);
      const { before } = context;
      const key = parent.partitionBy;
      const checked =
        key === undefined ||
        op.bound.kind === 'default' ||
        !provesBound(partition, key.columns, op.bound) ||
        above(parent, partition, before);
      const scan: Cost = { work: 'scan', because: 'every row is checked against the bounds of the partition', certain: partition.complete };
      const own = partitionTree(partition, before).map((each) =>
        checked ? takeStored(each, 'ACCESS EXCLUSIVE', SOURCE.partitions, scan) : take(each, 'ACCESS EXCLUSIVE', SOURCE.partitions),
      );
      return effects(
        [
          take(parent, context.version < 12 ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE', SOURCE.partitions),
          ...own,
          ...(key === undefined ? [] : onDefault(parent, key, op.bound, context)),
          ...inheritedIndexes(parent, partition, context),
          ...inheritedForeignKeys(parent, partition, false, context),
          ...referencingKeys(parent, context),
        ],
        // That the table may not be there at all comes first.
        outOfBounds(parent, checked && before.find(op.partition) !== undefined ? [partition] : [], op.bound, context),
      );
    }),
  );

/** Rows of the new partition that belong elsewhere, or rows of the default partition that belong into the new one. */
export function outOfBounds(parent: Table, checked: readonly Table[], bound: PartitionBound, { before }: Context): Failure | null {
  const rest = bound.kind === 'default' ? undefined : defaultPartition(parent, before);
  const own = mayBreak(checked, '23514', `partition constraint of relation "${checked[0]?.name ?? ''}" is violated by some row`);
  if (own !== null || rest === undefined || excludesBound(rest, parent.partitionBy?.columns ?? [], bound)) return own;
  return mayBreak([rest], '23514', `updated partition constraint for default partition "${rest.name}" would be violated by some row`);
}

/** The parent is a partition itself: what its own bounds ask is not proved by a constraint about this key. */
function above(parent: Table, partition: Table, catalog: Catalog): boolean {
  const grandparent = parent.partitionOf === undefined ? undefined : catalog.get(parent.partitionOf.parent);
  if (!isTable(grandparent) || parent.partitionOf === undefined) return false;
  return (
    !provesBound(partition, grandparent.partitionBy?.columns ?? [undefined], parent.partitionOf.bound) ||
    above(grandparent, partition, catalog)
  );
}

/** Each index of the parent is matched by one of the partition's, or built. */
export function inheritedIndexes(parent: Table, partition: Table | undefined, { before }: Context): Effect[] {
  const found: Effect[] = [];
  for (const index of before.indexesOf(parent.id)) {
    found.push(take(index, 'SHARE UPDATE EXCLUSIVE', SOURCE.partitions));
    if (
      partition === undefined ||
      before
        .indexesOf(partition.id)
        .some(
          (each) => each.parent === undefined && isLike(each, index) && (index.constraint === undefined || each.constraint !== undefined),
        )
    )
      continue;
    const cost: Cost = {
      work: 'build',
      because: `the parent's index "${index.name}" is built on the partition`,
      certain: partition.complete,
    };
    found.push(...partitionTree(partition, before).map((each) => takeStored(each, 'ACCESS EXCLUSIVE', SOURCE.partitions, cost)));
  }
  return found;
}

/** Each foreign key of the parent is made on the partition too, and checked; one that the partition has already is merged. */
export function inheritedForeignKeys(parent: Table, partition: Table | undefined, isNew: boolean, { before }: Context): Effect[] {
  const found: Effect[] = [];
  for (const constraint of parent.constraints) {
    const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
    if (!isTable(referenced) || constraint.references === undefined) continue;
    const shape = { columns: constraint.columns, referencedColumns: constraint.references.columns };
    const merged = partition?.constraints.some((each) => isSame(each, shape, referenced)) === true;
    const check = !isNew && !merged && constraint.valid && constraint.enforced;
    const cost: Cost = check
      ? { work: 'scan', because: `every row is checked against "${constraint.name}"` }
      : { work: 'none', because: '' };
    found.push(
      ...partitionTree(referenced, before).map((each) =>
        takeStored(each, merged ? 'ACCESS EXCLUSIVE' : 'SHARE ROW EXCLUSIVE', SOURCE.foreignKeys, cost),
      ),
    );
    if (partition !== undefined && check)
      found.push(...partitionTree(partition, before).map((each) => takeStored(each, 'ACCESS EXCLUSIVE', SOURCE.foreignKeys, cost)));
  }
  return found;
}

const notPartitioned = (table: Table, { version }: Context): Failure =>
  failure(version < 18 ? '42P17' : '42809', `table "${table.name}" is not partitioned`);

/** Foreign keys that point at the parent are made for the new partition too; from 15 on their tables are locked for it. */
export const referencingKeys = (parent: Table, { before, version }: Context): Effect[] =>
  version < 15
    ? []
    : keysInto(parent, before).flatMap(({ table }) => takeAll(partitionTree(table, before), 'SHARE ROW EXCLUSIVE', SOURCE.foreignKeys));

function unattachable(parent: Table, partition: Table, bound: PartitionBound, context: Context): Failure | null {
  const { before } = context;
  if (parent.complete && parent.partitionBy === undefined) return notPartitioned(parent, context);
  if (partition.id === parent.id) return failure('42P07', 'circular inheritance not allowed');
  if (partition.partitionOf !== undefined) return failure('42809', `"${partition.name}" is already a partition`);
  if (partition.inherits.length > 0) return failure('42809', 'cannot attach inheritance child as partition');
  if (before.childrenOf(partition.id).length > 0) return failure('42809', 'cannot attach inheritance parent as partition');
  const overlapping = unfitBound(parent, bound, context) ?? overlap(parent, bound, before);
  if (overlapping !== null) return overlapping;
  if (!parent.complete || !partition.complete) return null;
  for (const column of parent.columns) {
    const own = columnOf(partition, column.name);
    if (own === undefined) return failure('42804', `child table is missing column "${column.name}"`);
    if (own.type !== undefined && column.type !== undefined && !sameType(baseOf(own.type, before).type, baseOf(column.type, before).type)) {
      return failure('42804', `child table "${partition.name}" has different type for column "${column.name}"`);
    }
    if (isNotNull(parent, column.name) && !own.notNull)
      return failure('42804', `column "${column.name}" in child table "${partition.name}" must be marked NOT NULL`);
  }
  const extra = partition.columns.find((column) => columnOf(parent, column.name) === undefined);
  if (extra !== undefined)
    return failure('42804', `table "${partition.name}" contains column "${extra.name}" not found in parent "${parent.name}"`);
  const check = parent.constraints.find(
    (each) =>
      each.kind === 'check' && !each.noInherit && !partition.constraints.some((own) => own.kind === 'check' && own.name === each.name),
  );
  return check === undefined ? null : failure('42804', `child table is missing constraint "${check.name}"`);
}

// ---------------------------------------------------------------------------------------- DETACH

export const detachPartition: Row<'detach-partition'> = (op, context) =>
  onTable(op.table, op.ifExists, context, (parent) =>
    onTable(op.partition, false, context, (partition) => {
      const { before, version } = context;
      if (parent.complete && parent.partitionBy === undefined) return effects([], notPartitioned(parent, context));
      if (op.concurrently && inTransaction(context)) return notInTransaction('ALTER TABLE ... DETACH CONCURRENTLY');
      if (op.finalize)
        return failing(
          '55000',
          `partition "${partition.name}" in partitioned table "${parent.name}" is not pending detach`,
          parent.complete,
        );
      if (partition.complete && parent.complete && partition.partitionOf?.parent !== parent.id)
        return failing('42P01', `relation "${partition.name}" is not a partition of relation "${parent.name}"`);
      const rest = defaultPartition(parent, before);
      if (op.concurrently && rest !== undefined)
        return failing('55000', 'cannot detach partitions concurrently when a default partition exists');
      const pointed = before.foreignKeysTo(parent.id).length > 0;
      return effects(
        [
          ...detached(parent, partition, op.concurrently, version, context),
          ...(rest === undefined || rest.id === partition.id ? [] : [take(rest, 'ACCESS EXCLUSIVE', SOURCE.partitions)]),
        ],
        pointed ? mayBreak([partition], '23503', `removing partition "${partition.name}" may violate a foreign key constraint`) : null,
      );
    }),
  );

function detached(parent: Table, partition: Table, concurrently: boolean, version: number, { before }: Context): Effect[] {
  const referencing = before.foreignKeysTo(parent.id);
  // Triggers and foreign keys that came from the parent are let go under a stronger lock, and so is the default partition.
  const tied =
    referencing.length > 0 || partition.partitionOf?.bound.kind === 'default' || partition.triggers.some((each) => each.inherited === true);
  // The manual of 13 says ACCESS EXCLUSIVE for it as well; the server takes less (case detach-partition).
  const own = version < 14 && !tied ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  const tree = partitionTree(partition, before);
  const check: Cost = { work: 'scan', because: 'rows that reference the partition are looked for' };
  const found = [
    take(parent, concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', SOURCE.partitions),
    ...tree.map((each) =>
      takeStored(
        each,
        each.id === partition.id ? own : 'ACCESS EXCLUSIVE',
        SOURCE.partitions,
        referencing.length > 0 ? check : { work: 'none', because: '' },
      ),
    ),
    // Its indexes leave the parent's.
    ...before
      .indexesOf(partition.id)
      .filter((index) => index.parent !== undefined)
      .map((index) => take(index, 'ACCESS EXCLUSIVE', SOURCE.partitions)),
    // The manual says SHARE; every server takes ACCESS EXCLUSIVE (case detach-partition-referenced-by-fk).
    ...referencing
      .filter(({ table }) => hasStorage(table))
      .map(({ table }) => takeStored(table, 'ACCESS EXCLUSIVE', SOURCE.partitions, check)),
  ];
  for (const constraint of parent.constraints) {
    const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
    if (isTable(referenced)) found.push(...takeAll(partitionTree(referenced, before), 'SHARE ROW EXCLUSIVE', SOURCE.partitions));
  }
  return found;
}
