import type { Column, Constraint, Table } from '../../model/catalog.ts';
import type { CatalogStore } from '../catalog.ts';
import { inheritIndex } from './indexes.ts';
import { columnOf, constraintOf, current } from './tables.ts';

/** The heir with its parent's columns, checks and NOT NULLs, and foreign keys where it is a partition. Indexes: {@link inheritIndexes}. */
export function inheriting(store: CatalogStore, parent: Table, heir: Table, partition: boolean): Table {
  const fromParent = parent.columns.map((column) => heirColumn(store, column, columnOf(heir, column.name), partition));
  const own = heir.columns.filter(({ name }) => columnOf(parent, name) === undefined);
  const passed = parent.constraints
    .filter((each) => passesOn(each, partition))
    .map((each) => heirConstraint(store, each, constraintOf(heir, each.name)));
  const kept = heir.constraints.filter(({ name }) => !passed.some((each) => each.name === name));
  return {
    ...heir,
    columns: [...fromParent, ...own],
    constraints: passed.length === 0 ? heir.constraints : [...kept, ...passed],
    complete: heir.complete && parent.complete,
  };
}

/** A partition gets its part of every index of the parent. */
export function inheritIndexes(store: CatalogStore, parent: Table, partition: Table): void {
  for (const index of store.indexesOf(parent.id)) inheritIndex(store, index, current(store, partition));
}

function heirColumn(store: CatalogStore, column: Column, own: Column | undefined, partition: boolean): Column {
  // Identity reaches partitions from 17 on, and never children by INHERITS.
  const identity = partition && store.version >= 17 ? column.identity : undefined;
  if (own === undefined) return { ...column, identity, inherited: true };
  return {
    ...own,
    type: own.type ?? column.type,
    notNull: own.notNull || column.notNull,
    default: own.default ?? column.default,
    identity: own.identity ?? identity,
    inherited: true,
  };
}

const passesOn = ({ kind, noInherit }: Constraint, partition: boolean): boolean =>
  kind === 'check' || kind === 'not-null' ? !noInherit : kind === 'foreign-key' && partition;

const heirConstraint = (store: CatalogStore, constraint: Constraint, own: Constraint | undefined): Constraint =>
  own === undefined || own.kind !== constraint.kind
    ? { ...constraint, inherited: true, transaction: store.transaction, deployment: store.deployment }
    : { ...own, inherited: true };
