import type { Index, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure, Lock } from '../../model/effect.ts';
import type { Name } from '../../model/name.ts';
import type { Vacuum } from '../../model/operation.ts';
import {
  type Context,
  effects,
  failing,
  failure,
  inTransaction,
  isTable,
  notInTransaction,
  onRelation,
  onTable,
  type Row,
  take,
  takeAll,
} from './context.ts';
import { familyOf, hasStorage, indexHasStorage, partitionTree, rewriteTable, keysInto } from './family.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn } from './users.ts';

/** Every table and materialized view that holds rows. */
const allStored = ({ before }: Context): readonly Relation[] =>
  before.relations().filter((each) => (each.kind === 'table' || each.kind === 'matview') && !each.temporary && hasStorage(each));

function each(names: readonly Name[], context: Context, then: (relation: Relation) => readonly Effect[]): Effects {
  const found: Effect[] = [];
  let fails: Effects['fails'] = null;
  for (const name of names) {
    const one = onRelation(name, 'table', false, context, (relation) => effects(then(relation)));
    if (one.fails?.certain === true) return one;
    fails ??= one.fails;
    found.push(...one.relations);
  }
  return effects(found, fails);
}
/** From 18 on tables that inherit are taken along, as partitions always were. */
const tree = (relation: Relation, { before, version }: Context): readonly Relation[] =>
  isTable(relation)
    ? version < 18
      ? partitionTree(relation, before)
      : familyOf(relation, before)
    : // What has no rows of its own is passed over with a warning.
      relation.kind === 'matview'
      ? [relation]
      : [];

/** Source: https://www.postgresql.org/docs/current/sql-vacuum.html */
export const vacuum: Row<'vacuum'> = (op, context) => {
  if (op.full && op.notWithFull !== undefined) return failing('0A000', `VACUUM FULL does not go with ${op.notWithFull.toUpperCase()}`);
  if (op.columns !== undefined && !op.analyze) return failing('0A000', 'ANALYZE option must be specified when a column list is provided');
  if (inTransaction(context)) return notInTransaction('VACUUM');
  const absent = absentColumn(op.columns, context);
  if (absent !== null) return effects([], absent);
  const clean = (relation: Relation): readonly Effect[] =>
    op.full
      ? rewriteTable(relation, context, SOURCE.vacuum, { because: 'the table is written anew without its dead rows' })
      : [take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.vacuum)];
  if (op.tables.length === 0) return effects(allStored(context).flatMap(clean));
  return each(op.tables, context, (relation) => tree(relation, context).flatMap(clean));
};

function absentColumn(columns: Vacuum['columns'], { before }: Context): Failure | null {
  for (const { table: name, columns: named } of columns ?? []) {
    const table = before.table(name);
    const absent = table === undefined ? undefined : named.find((column) => !mayHaveColumn(table, column));
    if (absent !== undefined) return failure('42703', `column "${absent}" of relation "${name.name}" does not exist`);
  }
  return null;
}

export const analyze: Row<'analyze'> = (op, context) => {
  const absent = absentColumn(op.columns, context);
  if (absent !== null) return effects([], absent);
  const lock = (relation: Relation): Effect => take(relation, 'SHARE UPDATE EXCLUSIVE', SOURCE.vacuum);
  return op.tables.length === 0
    ? effects(allStored(context).map(lock))
    : each(op.tables, context, (relation) => tree(relation, context).map(lock));
};

/** The table's order must be that of all its rows. */
export const unclusterable = (index: Index): Failure | null =>
  index.where !== undefined
    ? failure('0A000', `cannot cluster on partial index "${index.name}"`)
    : index.valid && ['btree', 'gist'].includes(index.method)
      ? null
      : failure('0A000', `cannot cluster on index "${index.name}"`);

/** Source: https://www.postgresql.org/docs/current/sql-cluster.html */
export const cluster: Row<'cluster'> = (op, context) => {
  const { before, version } = context;
  const sorted = (table: Relation): Effect[] =>
    rewriteTable(table, context, SOURCE.cluster, { because: 'the table is written anew in the order of the index' });
  if (op.table === undefined) {
    if (inTransaction(context)) return notInTransaction('CLUSTER');
    return effects(
      allStored(context)
        .filter((relation) => isTable(relation) && relation.clusterOn !== undefined)
        .flatMap(sorted),
    );
  }
  return onRelation(op.table, 'table', false, context, (relation) => {
    if (isTable(relation) && relation.partitionBy !== undefined) {
      if (version < 15) return failing('0A000', 'cannot cluster a partitioned table');
      if (inTransaction(context)) return notInTransaction('CLUSTER of a partitioned table');
      return effects(partitionTree(relation, before).flatMap(sorted));
    }
    if (!isTable(relation) && relation.kind !== 'matview')
      return failing('42809', `"${relation.name}" is not a table or materialized view`);
    const meant = op.index === undefined ? undefined : before.indexesOf(relation.id).find((index) => index.name === op.index);
    const unfit = meant === undefined ? null : unclusterable(meant);
    if (unfit !== null) return effects([], unfit);
    const known = isTable(relation) && relation.complete;
    if (op.index === undefined && known && relation.clusterOn === undefined)
      return failing('42704', `there is no previously clustered index for table "${relation.name}"`);
    if (op.index !== undefined && known && !before.indexesOf(relation.id).some((index) => index.name === op.index))
      return failing('42704', `index "${op.index}" for table "${relation.name}" does not exist`);
    return effects(sorted(relation));
  });
};

/** Source: https://www.postgresql.org/docs/current/sql-truncate.html */
export const truncate: Row<'truncate'> = (op, context) => {
  const { before } = context;
  const roots = new Map<number, Table>();
  let fails: Effects['fails'] = null;
  const found: Effect[] = [];
  for (const name of op.tables) {
    const one = onTable(name, false, context, (table) => {
      if (op.only && before.partitionsOf(table.id).length > 0) return failing('42809', 'cannot truncate only a partitioned table');
      const family = op.only ? [table] : familyOf(table, before);
      for (const member of family) roots.set(member.id, member);
      return effects([]);
    });
    if (one.fails?.certain === true) return one;
    fails ??= one.fails;
  }
  // What references them must go along.
  for (const table of roots.values()) {
    for (const { table: other, constraint } of keysInto(table, before)) {
      if (roots.has(other.id)) continue;
      if (!op.cascade)
        return effects(
          [],
          failure(
            '0A000',
            `cannot truncate a table referenced in a foreign key constraint: table "${other.name}" references "${table.name}" by "${constraint.name}"`,
          ),
        );
      for (const member of familyOf(other, before)) roots.set(member.id, member);
    }
  }
  for (const table of roots.values()) {
    const sequences = op.restartIdentity ? before.sequencesOf(table.id) : [];
    const indexes = before.indexesOf(table.id).filter((index) => indexHasStorage(index, before));
    found.push(...takeAll([table, ...indexes, ...sequences], 'ACCESS EXCLUSIVE', SOURCE.truncate));
  }
  return effects(found, fails);
};

/** Source: https://www.postgresql.org/docs/current/sql-lock.html */
export const lockTable: Row<'lock-table'> = (op, context) => {
  if (context.session.transaction === undefined) return failing('25P01', 'LOCK TABLE can only be used in transaction blocks');
  for (const name of op.tables) {
    const relation = context.before.find(name);
    if (relation !== undefined && !isTable(relation) && relation.kind !== 'view')
      return failing('42809', `"${relation.name}" is not a table or view`);
  }
  return each(op.tables, context, (relation) => locked(relation, op.mode, op.only, context, new Set()));
};

/** With the tables below it, and for a view with the tables that it reads. */
function locked(relation: Relation, mode: Lock, only: boolean, context: Context, seen: Set<number>): Effect[] {
  if (seen.has(relation.id)) return [];
  seen.add(relation.id);
  const { before } = context;
  if (relation.kind === 'view') {
    const read = relation.reads.flatMap((source) => before.get(source.relation) ?? []);
    return [take(relation, mode, SOURCE.lock), ...read.flatMap((source) => locked(source, mode, false, context, seen))];
  }
  return takeAll(isTable(relation) && !only ? familyOf(relation, before) : [relation], mode, SOURCE.lock);
}
