import type { Catalog, Index, Relation, Sequence, Table } from '../../model/catalog.ts';
import type { Effect, Effects } from '../../model/effect.ts';
import { type Name, nameText } from '../../model/name.ts';
import { callsOf } from './calls-of.ts';
import type { RelationKind } from '../../model/effect.ts';
import {
  type Context,
  effects,
  failing,
  failure,
  inTransaction,
  isTable,
  missing,
  notInTransaction,
  onRelation,
  type Row,
  take,
} from './context.ts';
import { indexTree, keysInto, partitionTree } from './family.ts';
import { nameIn } from './sequence-use.ts';
import { SOURCE } from './source.ts';

// What goes with a relation that is dropped, and what forbids it. Source: https://www.postgresql.org/docs/current/ddl-depend.html

/** A DROP in the making: what is locked, what goes, and the first thing that stands in its way. */
interface Fall {
  readonly context: Context;
  readonly cascade: boolean;
  readonly gone: Map<number, Relation>;
  readonly locked: Effect[];
  blocker: string | undefined;
}

/** Drops relations with all that depends on them, or fails where CASCADE is not written. */
export function dropRelations(roots: readonly Relation[], cascade: boolean, context: Context): Effects {
  const fall: Fall = { context, cascade, gone: new Map(), locked: [], blocker: undefined };
  // All roots first: what depends on another root is no hindrance.
  for (const root of roots) for (const each of withPartitions(root, context.before)) fall.gone.set(each.id, each);
  for (const root of roots) for (const each of withPartitions(root, context.before)) drop(each, fall);
  if (fall.blocker === undefined) return effects(fall.locked);
  const [root] = roots;
  return failing(
    '2BP01',
    `cannot drop ${root === undefined ? 'it' : `${wordOf(root.kind)} ${root.name}`} because other objects depend on it: ${fall.blocker}`,
  );
}

const wordOf = (kind: RelationKind): string => (kind === 'matview' ? 'materialized view' : kind.replace('-', ' '));
const withPartitions = (relation: Relation, catalog: Catalog): readonly Relation[] =>
  relation.kind === 'table' ? partitionTree(relation, catalog) : [relation];

const lock = (relation: Relation, fall: Fall): void => {
  fall.locked.push(take(relation, 'ACCESS EXCLUSIVE', SOURCE.dropTable));
};
/** Goes too where CASCADE is written; stands in the way otherwise. */
function follow(relation: Relation, fall: Fall): void {
  if (fall.gone.has(relation.id)) return;
  if (!fall.cascade) {
    fall.blocker ??= `${wordOf(relation.kind)} ${relation.name}`;
    return;
  }
  for (const each of withPartitions(relation, fall.context.before)) {
    fall.gone.set(each.id, each);
    drop(each, fall);
  }
}

function drop(relation: Relation, fall: Fall): void {
  const { before } = fall.context;
  lock(relation, fall);
  if (relation.kind === 'index') return;
  for (const view of before.viewsOf(relation.id)) follow(view, fall);
  for (const index of before.indexesOf(relation.id)) lock(index, fall);
  if (relation.kind === 'sequence') dropSequence(relation, fall);
  if (isTable(relation)) dropTableParts(relation, fall);
}

function dropTableParts(table: Table, fall: Fall): void {
  const { before } = fall.context;
  for (const sequence of before.sequencesOf(table.id)) {
    fall.gone.set(sequence.id, sequence);
    drop(sequence, fall);
  }
  for (const child of before.childrenOf(table.id)) follow(child, fall);
  for (const { table: other, constraint } of keysInto(table, before)) {
    if (fall.gone.has(other.id)) continue;
    if (!fall.cascade) fall.blocker ??= `constraint ${constraint.name} on table ${other.name}`;
    for (const each of partitionTree(other, before)) lock(each, fall);
  }
  for (const constraint of table.constraints) {
    const referenced = constraint.references === undefined ? undefined : before.get(constraint.references.table);
    // What came with the parent's foreign key has no triggers of its own on the other side.
    if (referenced?.kind !== 'table' || fall.gone.has(referenced.id) || (constraint.inherited && table.partitionOf !== undefined)) continue;
    // Up to 14 a partitioned table itself was left alone, its partitions were not.
    const spared = fall.context.version < 15 && referenced.partitionBy !== undefined;
    for (const each of partitionTree(referenced, before)) if (!(spared && each.id === referenced.id)) lock(each, fall);
  }
  const parent = table.partitionOf === undefined ? undefined : before.get(table.partitionOf.parent);
  if (parent?.kind !== 'table' || fall.gone.has(parent.id)) return;
  lock(parent, fall);
  const rest = defaultPartition(parent, before);
  if (rest !== undefined && rest.id !== table.id) lock(rest, fall);
}

export const defaultPartition = (parent: Table, catalog: Catalog): Table | undefined =>
  catalog.partitionsOf(parent.id).find((each) => each.partitionOf?.bound.kind === 'default');

function dropSequence(sequence: Sequence, fall: Fall): void {
  const owner = sequence.ownedBy === undefined ? undefined : fall.context.before.get(sequence.ownedBy.table);
  // The column of an identity needs its sequence, CASCADE or not.
  if (sequence.identity && owner !== undefined && !fall.gone.has(owner.id))
    fall.blocker ??= `column ${sequence.ownedBy?.column ?? ''} of table ${owner.name} requires it`;
  if (sequence.identity && owner !== undefined && fall.gone.has(owner.id)) return;
  for (const table of tablesWithDefault(sequence, fall.context.before)) {
    if (fall.gone.has(table.id)) continue;
    if (!fall.cascade) fall.blocker ??= `default value for a column of table ${table.name}`;
    lock(table, fall);
  }
}

/** Tables that take numbers from the sequence. */
export function tablesWithDefault(sequence: Relation, catalog: Catalog): readonly Table[] {
  const names = (table: Table): boolean =>
    callsOf(table).has('nextval') &&
    table.columns.some(
      (column) =>
        column.default !== undefined &&
        column.default.calls.some(
          (call) =>
            call.name.name === 'nextval' && call.literals[0] !== undefined && catalog.find(nameIn(call.literals[0]))?.id === sequence.id,
        ),
    );
  return catalog.relations().filter(isTable).filter(names);
}

// ---------------------------------------------------------------------------------------- statements

/** Looks the names up one by one; the first that is missing ends it, unless IF EXISTS is written. */
function dropNamed(names: readonly Name[], kinds: readonly RelationKind[], ifExists: boolean, cascade: boolean, context: Context): Effects {
  const [assumed = 'table'] = kinds;
  const roots: Relation[] = [];
  let fails: Effects['fails'] = null;
  for (const name of names) {
    const found = context.before.find(name);
    if (found !== undefined && !kinds.includes(found.kind)) return failing('42809', `"${found.name}" is not a ${wordOf(assumed)}`);
    if (found !== undefined) {
      roots.push(found);
      continue;
    }
    const absent = missing(name, context, wordOf(assumed));
    if (absent?.certain === true) {
      if (!ifExists) return effects([], absent);
      continue;
    }
    if (!ifExists) fails ??= absent;
    onRelation(name, assumed, true, context, (relation) => {
      roots.push(relation);
      return effects([]);
    });
  }
  const dropped = dropRelations(roots, cascade, context);
  // IF EXISTS of a name that the history never mentions: it may well not be there.
  const relations =
    ifExists && context.before.hasHistory
      ? dropped.relations.map((effect) => (effect.id === undefined ? { ...effect, certain: false } : effect))
      : dropped.relations;
  return effects(relations, dropped.fails ?? fails);
}

export const dropTable: Row<'drop-table'> = (op, context) => dropNamed(op.tables, ['table'], op.ifExists, op.cascade, context);
export const dropRelation: Row<'drop-relation'> = (op, context) => dropNamed(op.names, [op.what], op.ifExists, op.cascade, context);

/** Source: https://www.postgresql.org/docs/current/sql-dropindex.html */
export const dropIndex: Row<'drop-index'> = (op, context) => {
  const { before } = context;
  if (op.concurrently && inTransaction(context)) return notInTransaction('DROP INDEX CONCURRENTLY');
  if (op.concurrently && op.indexes.length > 1)
    return failing('0A000', 'DROP INDEX CONCURRENTLY does not support dropping multiple objects');
  if (op.concurrently && op.cascade) return failing('0A000', 'DROP INDEX CONCURRENTLY does not support CASCADE');
  const locked: Effect[] = [];
  let fails: Effects['fails'] = null;
  for (const name of op.indexes) {
    const found = before.find(name);
    if (found === undefined) {
      const absent = missing(name, context, 'index', '42704');
      if (absent?.certain === true) {
        if (!op.ifExists) return effects([], absent);
        continue;
      }
      if (!op.ifExists) fails ??= absent;
      locked.push(
        ...onRelation(name, 'index', true, context, (index) =>
          effects([take(index, op.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', SOURCE.dropIndex)]),
        ).relations,
      );
      continue;
    }
    if (found.kind !== 'index') return failing('42809', `"${nameText(name)}" is not an index`);
    const refused = indexIsNeeded(found, op.cascade, before);
    if (refused !== null) return effects([], refused);
    if (op.concurrently && indexTree(found, before).length + before.partitionsOf(found.table).length > 1)
      return failing('0A000', `cannot drop partitioned index "${found.name}" concurrently`);
    locked.push(...dropOneIndex(found, op.concurrently, op.cascade, context));
  }
  return effects(locked, fails);
};

function indexIsNeeded(index: Index, cascade: boolean, catalog: Catalog): Effects['fails'] {
  if (index.constraint !== undefined)
    return failure('2BP01', `cannot drop index ${index.name} because constraint ${index.constraint} on its table requires it`);
  const parent = index.parent === undefined ? undefined : catalog.get(index.parent);
  if (parent !== undefined) return failure('2BP01', `cannot drop index ${index.name} because index ${parent.name} requires it`);
  const key = keyUsers(index, catalog)[0];
  return key === undefined || cascade
    ? null
    : failure(
        '2BP01',
        `cannot drop index ${index.name} because other objects depend on it: constraint ${key.constraint.name} on table ${key.table.name}`,
      );
}

/** Foreign keys that stand on a unique index which backs no constraint; where several would do, the server holds on to one of them. */
function keyUsers(index: Index, catalog: Catalog): ReturnType<Catalog['foreignKeysTo']> {
  if (!index.unique || index.where !== undefined) return [];
  const table = catalog.get(index.table);
  if (!isTable(table)) return [];
  const columns = index.keys.map((key) => key.column);
  const fits = (list: readonly string[]): boolean => list.length === columns.length && list.every((column) => columns.includes(column));
  if (table.constraints.some((each) => (each.kind === 'primary-key' || each.kind === 'unique') && fits(each.columns))) return [];
  return catalog.foreignKeysTo(index.table).filter(({ constraint }) => fits(constraint.references?.columns ?? []));
}

function dropOneIndex(index: Index, concurrently: boolean, cascade: boolean, { before }: Context): Effect[] {
  const strength = concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  const locked = indexTree(index, before).flatMap((each) => {
    const table = before.get(each.table);
    return table === undefined
      ? [take(each, strength, SOURCE.dropIndex)]
      : [take(table, strength, SOURCE.dropIndex), take(each, strength, SOURCE.dropIndex)];
  });
  const holder = before.get(index.table);
  if (!concurrently && isTable(holder))
    for (const each of partitionTree(holder, before).slice(1)) locked.push(take(each, strength, SOURCE.dropIndex));
  const users = cascade ? keyUsers(index, before) : [];
  return [...locked, ...users.map(({ table }) => take(table, 'ACCESS EXCLUSIVE', SOURCE.dropIndex))];
}
