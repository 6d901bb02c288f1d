import type { Index, Relation, Table } from '../../model/catalog.ts';
import type { AttachIndex, CreateIndex, DropIndex, IndexKey, OperationOf } from '../../model/operation.ts';
import { isIndex, isTable, type CatalogStore } from '../catalog.ts';
import { newConstraint, withNotNullConstraints } from './constraint.ts';
import { chooseName, identifier, indexColumnNames, joinColumns } from './names.ts';
import { constraintOf, current, relationFor, withConstraint, withoutConstraint } from './tables.ts';

/** An index to be made. */
export interface IndexPlan {
  readonly name: string | undefined;
  readonly unique: boolean;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly where: Index['where'];
  /** The constraint that it backs. */
  readonly backs: { readonly kind: 'unique' | 'primary-key' | 'exclude'; readonly deferrable: boolean } | undefined;
}

export function createIndex(store: CatalogStore, op: CreateIndex): void {
  const table = relationFor(store, op.table);
  if (table === undefined || !(isTable(table) || table.kind === 'matview')) return;
  if (op.name !== undefined && store.taken(table.schema, identifier(op.name))) return;
  addIndex(store, table, { ...op, backs: undefined }, { parent: undefined, only: op.only });
}

export const keyOn = (column: string): IndexKey => ({ column, expression: undefined, collation: undefined, operatorClass: undefined });

/** Makes the index, on partitions too, with the constraint that it backs. */
export function addIndex(
  store: CatalogStore,
  on: Relation,
  plan: IndexPlan,
  { parent, only }: { readonly parent: Index | undefined; readonly only: boolean },
): Index {
  const partitions = store.partitionsOf(on.id);
  const name = plan.name === undefined ? nameFor(store, on, plan) : identifier(plan.name);
  const index: Index = {
    id: store.nextId(),
    schema: on.schema,
    name,
    kind: 'index',
    origin: 'created',
    transaction: store.transaction,
    temporary: on.temporary,
    table: on.id,
    unique: plan.unique,
    valid: !(only && partitions.length > 0),
    method: plan.method,
    keys: plan.keys,
    include: plan.include,
    where: plan.where,
    constraint: plan.backs === undefined ? undefined : name,
    parent: parent?.id,
    tablespace: undefined,
  };
  store.put(index);
  if (plan.backs !== undefined && isTable(on)) addBackedConstraint(store, on, index, plan.backs, parent !== undefined);
  if (!only) for (const partition of partitions) inheritIndex(store, index, partition, false);
  return index;
}

/** The constraint of an index; a primary key makes its columns NOT NULL. */
export function addBackedConstraint(
  store: CatalogStore,
  on: Table,
  index: Index,
  { kind, deferrable }: NonNullable<IndexPlan['backs']>,
  inherited: boolean,
): void {
  const columns = index.keys.flatMap(({ column }) => column ?? []);
  const table = current(store, on);
  const constraint = { ...newConstraint(store, kind, index.name, columns), index: index.id, deferrable, inherited };
  if (kind !== 'primary-key') {
    store.put(withConstraint(table, constraint));
    return;
  }
  const strict: Table = {
    ...table,
    columns: table.columns.map((each) => (columns.includes(each.name) && !each.notNull ? { ...each, notNull: true } : each)),
  };
  store.put(withConstraint(withNotNullConstraints(store, strict), constraint));
}

function nameFor(store: CatalogStore, on: Relation, plan: IndexPlan): string {
  const kind = plan.backs?.kind;
  const columns = kind === 'primary-key' ? undefined : joinColumns(indexColumnNames(plan.keys, plan.include));
  const label = kind === undefined ? 'idx' : ({ 'primary-key': 'pkey', unique: 'key', exclude: 'excl' } as const)[kind];
  return chooseName(
    on.name,
    columns,
    label,
    (name) => store.taken(on.schema, name) || (kind !== undefined && store.constraintTaken(on.schema, name)),
  );
}

/**
 * A partition gets its part of a partitioned index: one that it has already and that fits, or a new one.
 * `sameKind`: one that backs a key of the same kind (ATTACH); a new index on the parent takes whatever key is there.
 */
export function inheritIndex(store: CatalogStore, index: Index, partition: Table, sameKind: boolean): void {
  const backs = backsOf(store, index);
  const serves = (each: Index): boolean => {
    if (backs === undefined) return true;
    const own = backsOf(store, each);
    return own !== undefined && (!sameKind || own.kind === backs.kind);
  };
  const fitting = store
    .indexesOf(partition.id)
    .find((each) => each.parent === undefined && each.valid && alike(each, index) && serves(each));
  if (fitting === undefined) {
    addIndex(store, partition, { ...index, name: undefined, backs }, { parent: index, only: false });
    return;
  }
  store.put({ ...fitting, parent: index.id });
  if (fitting.constraint !== undefined) markInherited(store, partition, fitting.constraint);
}

function markInherited(store: CatalogStore, on: Table, name: string): void {
  const table = current(store, on);
  const constraint = constraintOf(table, name);
  if (constraint !== undefined) store.put(withConstraint(table, { ...constraint, inherited: true }));
}

function backsOf(store: CatalogStore, index: Index): IndexPlan['backs'] {
  const table = index.constraint === undefined ? undefined : store.get(index.table);
  if (table === undefined || !isTable(table)) return undefined;
  const constraint = table.constraints.find((each) => each.index === index.id);
  const kind = constraint?.kind;
  return kind === 'unique' || kind === 'primary-key' || kind === 'exclude'
    ? { kind, deferrable: constraint?.deferrable ?? false }
    : undefined;
}

const sameKey = (a: IndexKey, b: IndexKey | undefined): boolean =>
  a.column === b?.column &&
  a.expression?.text === b?.expression?.text &&
  a.collation?.name === b?.collation?.name &&
  a.operatorClass === b?.operatorClass;

const alike = (a: Index, b: Index): boolean =>
  a.unique === b.unique &&
  a.method === b.method &&
  a.where?.text === b.where?.text &&
  a.keys.length === b.keys.length &&
  a.include.join() === b.include.join() &&
  a.keys.every((key, i) => sameKey(key, b.keys[i]));

export function dropIndexes(store: CatalogStore, op: DropIndex): void {
  for (const name of op.indexes) {
    const index = store.find(name);
    if (index === undefined) store.markAbsent(name);
    else if (isIndex(index)) dropIndex(store, index);
  }
}

/** With its parts on partitions and the constraint that it backs. */
export function dropIndex(store: CatalogStore, index: Index): void {
  for (const partition of store.partitionsOf(index.table)) {
    for (const part of store.indexesOf(partition.id)) if (part.parent === index.id) dropIndex(store, part);
  }
  store.remove(index);
  const table = store.get(index.table);
  if (table === undefined || !isTable(table)) return;
  const kept = index.constraint === undefined ? table : withoutConstraint(table, index.constraint);
  if (kept !== table || table.clusterOn === index.id || table.replicaIdentity === index.id) {
    store.put({
      ...kept,
      clusterOn: table.clusterOn === index.id ? undefined : table.clusterOn,
      // The server keeps the setting and then has no identity at all.
      replicaIdentity: table.replicaIdentity === index.id ? 'nothing' : table.replicaIdentity,
    });
  }
}

export function attachIndex(store: CatalogStore, op: AttachIndex): void {
  const parent = store.find(op.index);
  const part = store.find(op.partition);
  if (parent === undefined || part === undefined || !isIndex(parent) || !isIndex(part)) return;
  store.put({ ...part, parent: parent.id });
  const table = store.get(part.table);
  if (part.constraint !== undefined && table !== undefined && isTable(table)) markInherited(store, table, part.constraint);
  validateParent(store, parent);
}

/** A partitioned index becomes valid with the last partition that has its part; then its own parent may. */
function validateParent(store: CatalogStore, parent: Index): void {
  const whole = store
    .partitionsOf(parent.table)
    .every((partition) => store.indexesOf(partition.id).some((each) => each.parent === parent.id && each.valid));
  if (!whole || parent.valid) return;
  store.put({ ...parent, valid: true });
  const above = parent.parent === undefined ? undefined : store.get(parent.parent);
  if (above !== undefined && isIndex(above)) validateParent(store, above);
}

/** REINDEX makes an index valid that a broken build left behind. */
export function reindex(store: CatalogStore, op: OperationOf<'reindex'>): void {
  const target = op.target === undefined ? undefined : store.find(op.target);
  if (target === undefined) return;
  for (const index of isIndex(target) ? [target] : store.indexesOf(target.id)) {
    if (!index.valid && store.partitionsOf(index.table).length === 0) store.put({ ...index, valid: true });
  }
}
