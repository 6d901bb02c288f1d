import type { Index, Relation, Table } from '../../model/catalog.ts';
import type { Effect, Effects, Failure } from '../../model/effect.ts';
import { nameText } from '../../model/name.ts';
import type { CreateIndex, IndexKey, Reindex } from '../../model/operation.ts';
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
  onRelation,
  type Row,
  take,
} from './context.ts';
import { methodFailure } from './access-methods.ts';
import { functionsFailure } from './column-definition.ts';
import { hasStorage, indexTree, partitionTree, takeStored } from './family.ts';
import { comparedFailure } from './literal.ts';
import { misplaced } from './misplaced.ts';
import { columnOf } from './proof.ts';
import { SOURCE } from './source.ts';
import { mayHaveColumn, outputNames, SYSTEM_COLUMNS } from './users.ts';
import { notImmutable } from './volatility.ts';

// ---------------------------------------------------------------------------------------- CREATE INDEX

/** Source: https://www.postgresql.org/docs/current/sql-createindex.html */
export const createIndex: Row<'create-index'> = (op, context) => {
  if (op.concurrently && inTransaction(context)) return notInTransaction('CREATE INDEX CONCURRENTLY');
  const lock = op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
  return onRelation(op.table, 'table', false, context, (relation) => {
    if (!isTable(relation) && relation.kind !== 'matview') return failing('42809', `cannot create index on relation "${relation.name}"`);
    if (relation.kind === 'foreign-table') return failing('42809', `cannot create index on foreign table "${relation.name}"`);
    if (op.name !== undefined && context.before.find({ schema: relation.schema, name: op.name }) !== undefined) {
      return op.ifNotExists
        ? effects([take(relation, lock, SOURCE.createIndex)])
        : failing('42P07', `relation "${op.name}" already exists`);
    }
    const cost: Cost = { work: 'build', because: op.unique ? 'a unique index is built' : 'the index is built' };
    if (!isTable(relation)) {
      const names = 'output' in relation ? outputNames(relation) : undefined;
      const absent = op.keys.find((key) => key.column !== undefined && names?.includes(key.column) === false);
      if (absent !== undefined) return failing('42703', `column "${absent.column ?? ''}" does not exist`);
      return effects([take(relation, lock, SOURCE.createIndex, cost)]);
    }
    const fails = impossible(op, relation, context);
    if (fails !== null) return effects([], fails);
    const tree = op.only ? [relation] : partitionTree(relation, context.before);
    const clash = op.unique
      ? mayBreak(tree, '23505', `could not create unique index${op.name === undefined ? '' : ` "${op.name}"`}: some rows are in conflict`)
      : null;
    if (relation.partitionBy === undefined || op.only) return effects([takeStored(relation, lock, SOURCE.createIndex, cost)], clash);
    return effects(
      tree.flatMap((each) => onPartition(op, each, relation, cost, context)),
      clash,
    );
  });
};

/** An index of the partition that is there already is taken over. */
function onPartition(op: CreateIndex, each: Table, root: Table, cost: Cost, { before }: Context): Effect[] {
  const own = each.id === root.id ? undefined : before.indexesOf(each.id).find((index) => index.parent === undefined && isLike(index, op));
  if (own === undefined) return [takeStored(each, 'SHARE', SOURCE.createIndex, cost)];
  return [take(each, 'SHARE', SOURCE.createIndex), take(own, 'SHARE', SOURCE.createIndex)];
}

type IndexShape = Pick<CreateIndex, 'unique' | 'method' | 'keys' | 'where'>;
/** Same method, keys and condition: a partition's index that can stand in for one of its parent's. */
export const isLike = (index: Index, shape: IndexShape): boolean =>
  index.method === shape.method &&
  (index.unique || !shape.unique) &&
  index.keys.length === shape.keys.length &&
  index.keys.every((key, position) => sameKey(key, shape.keys[position])) &&
  index.where?.text === shape.where?.text;
const sameKey = (a: IndexKey, b: IndexKey | undefined): boolean =>
  a.column === b?.column && a.expression?.text === b?.expression?.text && a.operatorClass === b?.operatorClass;

function impossible(op: CreateIndex, table: Table, context: Context): Failure | null {
  const { before, version } = context;
  const used = [
    ...op.keys.flatMap((key) => (key.column === undefined ? (key.expression?.columns ?? []) : [key.column])),
    ...op.include,
    ...(op.where?.columns ?? []),
  ];
  if (op.include.includes('')) return failure('0A000', 'expressions are not supported in included columns');
  const absent = used.find((column) => column !== '*' && !mayHaveColumn(table, column));
  if (absent !== undefined) return failure('42703', `column "${absent}" does not exist`);
  const virtual = used.find((column) => columnOf(table, column)?.generated?.stored === false);
  if (virtual !== undefined) return failure('0A000', 'indexes on virtual generated columns are not supported');
  const system = op.keys.find((key) => key.column !== undefined && SYSTEM_COLUMNS.has(key.column));
  if (system !== undefined) return failure('0A000', 'index creation on system columns is not supported');
  const method = methodFailure(op, table, context);
  if (method?.certain === true) return method;
  for (const expression of [...op.keys.map((key) => key.expression), op.where]) {
    if (expression === undefined) continue;
    const what = expression === op.where ? 'index predicates' : 'index expressions';
    const refused = misplaced(expression, what) ?? functionsFailure(expression, context);
    if (refused !== null) return refused;
    const wrong = notImmutable(expression, before, (column) => columnOf(table, column)?.type);
    if (wrong !== undefined)
      return failure('42P17', `functions in index ${expression === op.where ? 'predicate' : 'expression'} must be marked IMMUTABLE`);
  }
  const compared = (op.where === undefined ? null : comparedFailure(op.where, table, context)) ?? method;
  if (table.partitionBy === undefined || compared !== null) return compared;
  if (version < 11) return failure('42809', `cannot create index on partitioned table "${table.name}"`);
  if (op.concurrently) return failure('0A000', `cannot create index on partitioned table "${table.name}" concurrently`);
  const covers = ({ partitionBy }: Table): boolean =>
    partitionBy?.columns.every((column) => column !== undefined && op.keys.some((key) => key.column === column)) !== false;
  const keyed = !op.unique || (op.only ? [table] : partitionTree(table, before)).every(covers);
  return !keyed ? failure('0A000', 'unique constraint on partitioned table must include all partitioning columns') : null;
}

// ---------------------------------------------------------------------------------------- REINDEX

/** Source: https://www.postgresql.org/docs/current/sql-reindex.html */
export const reindex: Row<'reindex'> = (op, context) => {
  if (inTransaction(context)) {
    if (op.concurrently) return notInTransaction('REINDEX CONCURRENTLY');
    if (op.scope !== 'index' && op.scope !== 'table') return notInTransaction(`REINDEX ${op.scope.toUpperCase()}`);
  }
  if (op.scope === 'index' || op.scope === 'table') {
    const { target, scope } = op;
    if (target === undefined) return effects([]);
    return onRelation(
      target,
      scope,
      false,
      context,
      (relation) => (scope === 'index' ? reindexIndex(op, relation, context) : reindexTable(op, relation, context)),
      scope === 'index' ? 'index' : 'relation',
    );
  }
  if (op.scope === 'system') return op.concurrently ? failing('0A000', 'cannot reindex system catalogs concurrently') : effects([]);
  const within = op.scope === 'schema' ? op.target?.name : undefined;
  if (within !== undefined && context.before.hasHistory && !context.before.schemaKnown(within))
    return failing('3F000', `schema "${within}" does not exist`, false);
  const all = context.before
    .relations()
    .filter(
      (each) =>
        (isTable(each) || each.kind === 'matview') &&
        hasStorage(each) &&
        !each.temporary &&
        (within === undefined || each.schema === within),
    );
  return effects(all.flatMap((each) => rebuilt(each, context.before.indexesOf(each.id), op.concurrently)));
};

/** The table's writers wait, and readers too, since a plan looks at every index. CONCURRENTLY lets both pass. */
function rebuilt(table: Relation, indexes: readonly Index[], concurrently: boolean): Effect[] {
  if (indexes.length === 0) return [take(table, concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', SOURCE.reindex)];
  const because = 'the index is built anew';
  return [
    take(table, concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', SOURCE.reindex, { work: 'build', because }),
    ...indexes.map((index) =>
      take(index, concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', SOURCE.reindex, { work: 'rewrite', because }),
    ),
  ];
}

function reindexIndex(op: Reindex, relation: Relation, context: Context): Effects {
  const { before, version } = context;
  if (relation.kind !== 'index') return failing('42809', `"${relation.name}" is not an index`);
  const tree = indexTree(relation, before);
  const table = before.get(relation.table);
  if (table === undefined)
    return effects([
      take(relation, op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', SOURCE.reindex, {
        work: 'rewrite',
        because: 'the index is built anew',
      }),
    ]);
  if (hasStorage(table)) return effects(rebuilt(table, [relation], op.concurrently));
  if (version < 14) return failing('0A000', `REINDEX is not yet implemented for partitioned indexes`);
  if (inTransaction(context)) return notInTransaction('REINDEX INDEX of a partitioned index');
  const parents = [
    ...(version >= 16 ? [take(relation, op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', SOURCE.reindex)] : []),
    take(table, op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', SOURCE.reindex),
  ];
  const leaves = tree.flatMap((index) => {
    const own = before.get(index.table);
    return isTable(own) && own.partitionBy === undefined ? rebuilt(own, [index], op.concurrently) : [];
  });
  return effects([...parents, ...leaves]);
}

function reindexTable(op: Reindex, relation: Relation, context: Context): Effects {
  const { before, version } = context;
  if (op.concurrently && relation.name.startsWith('pg_') && relation.origin === 'assumed')
    return failing('0A000', 'cannot reindex system catalogs concurrently');
  if (!isTable(relation) && relation.kind !== 'matview') return failing('42809', `"${relation.name}" is not a table or materialized view`);
  if (!isTable(relation) || relation.partitionBy === undefined)
    return effects(rebuilt(relation, before.indexesOf(relation.id), op.concurrently));
  const own = take(relation, op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', SOURCE.reindex);
  // Up to 13 a partitioned table is passed over with a warning.
  if (version < 14) return effects([own]);
  if (inTransaction(context)) return notInTransaction('REINDEX TABLE of a partitioned table');
  const leaves = partitionTree(relation, before).filter((each) => each.partitionBy === undefined);
  return effects([own, ...leaves.flatMap((each) => partitionRebuilt(each, before.indexesOf(each.id), op.concurrently))]);
}

/** A partition is first asked for SHARE, also by the concurrent form: writers queue behind it while it waits. */
const partitionRebuilt = (table: Table, indexes: readonly Index[], concurrently: boolean): Effect[] =>
  concurrently ? [take(table, 'SHARE', SOURCE.reindex), ...rebuilt(table, indexes, true)] : rebuilt(table, indexes, false);

// ---------------------------------------------------------------------------------------- ALTER INDEX … ATTACH PARTITION

export const attachIndex: Row<'attach-index'> = (op, context) =>
  onRelation(
    op.index,
    'index',
    false,
    context,
    (parent) => {
      if (parent.kind !== 'index') return failing('42809', `"${nameText(op.index)}" is not an index`);
      const whole = context.before.get(parent.table);
      if (isTable(whole) && whole.complete && whole.partitionBy === undefined)
        return failing('42809', `"${parent.name}" is not a table or partitioned index`);
      return onRelation(
        op.partition,
        'index',
        false,
        context,
        (child) => {
          if (child.kind !== 'index') return failing('42809', `"${nameText(op.partition)}" is not an index`);
          if (child.parent !== undefined && child.parent === parent.id)
            return effects([take(parent, 'SHARE UPDATE EXCLUSIVE', SOURCE.alterIndex), take(child, 'ACCESS EXCLUSIVE', SOURCE.alterIndex)]);
          if (child.parent !== undefined)
            return failing('55000', `cannot attach index "${child.name}" as a partition of index "${parent.name}"`);
          const other = context.before.indexesOf(child.table).find((each) => each.parent === parent.id && each.id !== child.id);
          if (other !== undefined)
            return failing(
              '55000',
              `cannot attach index "${child.name}" as a partition of index "${parent.name}": another index is attached`,
            );
          if (parent.origin !== 'assumed' && child.origin !== 'assumed' && !isLike(child, parent)) {
            return failing(
              '42P17',
              `cannot attach index "${child.name}" as a partition of index "${parent.name}": the definitions do not match`,
            );
          }
          return effects([take(parent, 'SHARE UPDATE EXCLUSIVE', SOURCE.alterIndex), take(child, 'ACCESS EXCLUSIVE', SOURCE.alterIndex)]);
        },
        'index',
      );
    },
    'index',
  );
