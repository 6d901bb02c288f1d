import type { Table } from '../../model/catalog.ts';
import type { Name } from '../../model/name.ts';
import type { OperationOf } from '../../model/operation.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { chooseName, joinColumns } from './names.ts';
import { tableFor } from './tables.ts';

// What hangs on a table without being a relation: triggers, rules, policies, statistics, publications.

const byName = <T extends { readonly name: string }>(list: readonly T[], entry: T): readonly T[] => [
  ...list.filter(({ name }) => name !== entry.name),
  entry,
];

export function createTrigger(store: CatalogStore, op: OperationOf<'create-trigger'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  const trigger = { name: op.name, function: op.function, columns: op.columns, enabled: true };
  const statement = op.row === false ? { statement: true as const } : undefined;
  store.put({ ...table, triggers: byName(table.triggers, { ...trigger, ...statement }) });
  if (statement !== undefined) return;
  for (const each of partitionsBelow(store, table))
    store.put({ ...each, triggers: byName(each.triggers, { ...trigger, inherited: true }) });
}

const partitionsBelow = (store: CatalogStore, table: Table): readonly Table[] =>
  store.partitionsOf(table.id).flatMap((each) => [each, ...partitionsBelow(store, each)]);

export function createRule(store: CatalogStore, op: OperationOf<'create-rule'>): void {
  const table = tableFor(store, op.table);
  if (table !== undefined && !table.rules.includes(op.name)) store.put({ ...table, rules: [...table.rules, op.name] });
}

export function createPolicy(store: CatalogStore, op: OperationOf<'create-policy'>): void {
  const table = tableFor(store, op.table);
  if (table !== undefined)
    store.put({ ...table, policies: byName(table.policies, { name: op.name, columns: op.columns, relations: op.relations }) });
}

type Attached = Pick<Table, 'triggers' | 'rules' | 'policies'>;

export function dropAttached(store: CatalogStore, op: OperationOf<'drop-attached'>): void {
  // DROP TRIGGER IF EXISTS asks nothing of the table either.
  const table = op.ifExists ? store.table(op.table) : tableFor(store, op.table);
  if (table === undefined) return;
  const left: { readonly [W in typeof op.what]: () => Partial<Attached> } = {
    trigger: () => ({ triggers: table.triggers.filter(({ name }) => name !== op.name) }),
    policy: () => ({ policies: table.policies.filter(({ name }) => name !== op.name) }),
    rule: () => ({ rules: table.rules.filter((name) => name !== op.name) }),
  };
  store.put({ ...table, ...left[op.what]() });
  if (op.what !== 'trigger') return;
  for (const each of partitionsBelow(store, table))
    store.put({ ...each, triggers: each.triggers.filter(({ name, inherited }) => !(name === op.name && inherited === true)) });
}

export function alterAttached(store: CatalogStore, op: OperationOf<'alter-attached'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  const named = op.to ?? op.name;
  const renamed = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
    list.map((each) => (each.name === op.name ? { ...each, name: named } : each));
  const changed: { readonly [W in typeof op.what]: () => Partial<Attached> } = {
    trigger: () => ({ triggers: renamed(table.triggers) }),
    policy: () => ({
      policies: renamed(table.policies).map((policy) =>
        policy.name === named && op.columns.length > 0 ? { ...policy, columns: op.columns } : policy,
      ),
    }),
    rule: () => ({ rules: table.rules.map((name) => (name === op.name ? named : name)) }),
  };
  store.put({ ...table, ...changed[op.what]() });
}

export function createStatistics(store: CatalogStore, op: OperationOf<'create-statistics'>): void {
  const table = tableFor(store, op.table);
  if (table === undefined) return;
  const columns = joinColumns([...op.columns, ...(op.expressions ? ['expr'] : [])]);
  const name = op.name?.name ?? chooseName(table.name, columns, 'stat', (wanted) => table.statistics.some((each) => each.name === wanted));
  store.put({ ...table, statistics: byName(table.statistics, { name, columns: op.columns }) });
}

export function dropStatistics(store: CatalogStore, { name }: Name): void {
  for (const table of store.each()) {
    if (isTable(table) && table.statistics.some((each) => each.name === name))
      store.put({ ...table, statistics: table.statistics.filter((each) => each.name !== name) });
  }
}

export function alterPublication(store: CatalogStore, op: OperationOf<'alter-publication'>): void {
  const known = store.publication(op.publication);
  const changes = op.publish === undefined ? (known?.changes ?? true) : op.publish.some((each) => each === 'update' || each === 'delete');
  if (op.action === 'options') {
    if (known !== undefined) store.putPublication(op.publication, { ...known, changes });
    return;
  }
  const named = op.tables.flatMap(({ table: name, columns, where }) => {
    const table = tableFor(store, name);
    return table === undefined ? [] : [{ table: table.id, columns, filter: where?.columns ?? [] }];
  });
  const old = known?.tables ?? [];
  const others = old.filter((each) => !named.some(({ table }) => table === each.table));
  const tables = { create: named, set: named, add: [...others, ...named], drop: others }[op.action];
  store.putPublication(op.publication, { tables, changes });
}
