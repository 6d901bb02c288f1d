import type { Column, Constraint, Table } from '../../model/catalog.ts';
import type { CatalogStore } from '../catalog.ts';
import { notNullOf, parentsOf } from './constraint.ts';
import { inheritIndex } from './indexes.ts';
import { columnOf, constraintOf, current } from './tables.ts';

/** The heir with its parent's columns, checks and NOT NULLs, and foreign keys where it is a partition. Indexes: {@link inheritIndexes}. */
export function inheriting(store: CatalogStore, parent: Table, heir: Table, partition: boolean): Table {
  const isNew = store.get(heir.id) === undefined;
  const fromParent = parent.columns.map((column) => {
    const passed = notNullOf(parent, column.name)?.noInherit === true ? { ...column, notNull: false } : column;
    return heirColumn(store, passed, columnOf(heir, column.name), partition, isNew);
  });
  const own = heir.columns.filter(({ name }) => columnOf(parent, name) === undefined);
  const passed = parent.constraints
    .filter((each) => passesOn(each, partition))
    .map((each) => heirConstraint(store, each, ownOf(heir, each), partition));
  const kept = heir.constraints.filter(({ name }) => !passed.some((each) => each.name === name));
  return {
    ...heir,
    columns: [...fromParent, ...own],
    constraints: passed.length === 0 ? heir.constraints : [...kept, ...passed],
    triggers: partition ? withTriggersOf(parent, heir) : heir.triggers,
    complete: heir.complete && parent.complete,
  };
}

/** A partition has a trigger for each of its parent's that looks at rows. */
function withTriggersOf(parent: Table, heir: Table): Table['triggers'] {
  const passed = parent.triggers.filter((each) => each.statement !== true && !heir.triggers.some(({ name }) => name === each.name));
  return passed.length === 0 ? heir.triggers : [...heir.triggers, ...passed.map((each) => ({ ...each, inherited: true as const }))];
}

/** A partition gets its part of every index of the parent. */
export function inheritIndexes(store: CatalogStore, parent: Table, partition: Table): void {
  for (const index of store.indexesOf(parent.id)) inheritIndex(store, index, current(store, partition), true);
}

/** A table that is there already keeps its own defaults, or none. */
function heirColumn(store: CatalogStore, column: Column, own: Column | undefined, partition: boolean, isNew: boolean): Column {
  // Identity reaches partitions from 17 on, and never children by INHERITS.
  const identity = partition && store.version >= 17 ? column.identity : undefined;
  if (own === undefined) return { ...column, identity, inherited: true };
  return {
    ...joined(own, partition),
    type: own.type ?? column.type,
    notNull: own.notNull || column.notNull,
    default: own.default ?? (isNew ? column.default : undefined),
    identity: own.identity ?? identity,
    generated: own.generated ?? (isNew ? column.generated : undefined),
  };
}

const passesOn = ({ kind, noInherit }: Constraint, partition: boolean): boolean =>
  kind === 'check' || kind === 'not-null' ? !noInherit : kind === 'foreign-key' && partition;

/** What an heir has already: a check of that name, a NOT NULL of that column or the same foreign key by whatever name. */
export function ownOf(heir: Table, passed: Constraint): Constraint | undefined {
  const { kind, name, columns } = passed;
  if (kind === 'not-null') return notNullOf(heir, columns[0] ?? '');
  return kind === 'foreign-key'
    ? heir.constraints.find((each) => !each.inherited && sameForeignKey(each, passed))
    : constraintOf(heir, name);
}

export const sameForeignKey = (a: Constraint, b: Constraint): boolean =>
  a.references !== undefined &&
  a.references.table === b.references?.table &&
  a.columns.join('\0') === b.columns.join('\0') &&
  a.references.columns.join('\0') === b.references.columns.join('\0');

/** What a table has and now inherits as well. A partition has nothing that is only its own beside it. */
export const joined = <T extends { readonly inherited: boolean }>(own: T, partition: boolean): T =>
  partition ? { ...own, inherited: true } : own.inherited ? own : { ...own, inherited: true, local: true };

/** Another parent has it, or the table itself: the loss of one parent's leaves it. */
export function stays(
  store: CatalogStore,
  heir: Table,
  has: (parent: Table) => boolean,
  own: { readonly local?: true },
): 'inherited' | 'own' | undefined {
  if (parentsOf(store, heir).some(has)) return 'inherited';
  return own.local === true ? 'own' : undefined;
}

const heirConstraint = (store: CatalogStore, constraint: Constraint, own: Constraint | undefined, partition: boolean): Constraint =>
  own === undefined || own.kind !== constraint.kind
    ? { ...constraint, inherited: true, transaction: store.transaction, deployment: store.deployment }
    : joined(own, partition);
