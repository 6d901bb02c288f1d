import type { FunctionEntry } from '../../model/catalog.ts';
import type { Name, TypeName } from '../../model/name.ts';
import type { OperationOf } from '../../model/operation.ts';
import { isTable, type CatalogStore } from '../catalog.ts';
import { dropRelation } from './drop.ts';
import { identifier } from './names.ts';

export function createFunction(store: CatalogStore, op: OperationOf<'create-function'>): void {
  const schema = store.schemaFor(op.function);
  const name = identifier(op.function.name);
  const entry: FunctionEntry = {
    schema,
    name,
    procedure: op.procedure,
    arguments: op.arguments,
    volatility: op.volatility,
    language: op.language,
    strict: op.strict,
    ...(op.returnsTrigger === true ? { returnsTrigger: true } : {}),
    inline:
      op.language === 'sql' && op.body?.statements === 1 && !op.returnsSet && op.body.writes.length === 0 ? op.body.expression : undefined,
    source: op.source,
    queries: op.body?.queries ?? [],
    writes: op.body?.writes ?? [],
  };
  const overloads = store.functions({ schema, name });
  const others = overloads.filter((each) => !sameTypes(each.arguments, op.arguments));
  // Without OR REPLACE the server keeps the one that is there.
  if (others.length < overloads.length && !op.replace) return;
  store.putFunctions(schema, name, [...others, entry]);
}

const sameTypes = (a: readonly TypeName[], b: readonly TypeName[]): boolean =>
  a.length === b.length &&
  a.every(
    (type, i) =>
      type.name === b[i]?.name &&
      type.dimensions === b[i]?.dimensions &&
      (type.schema === b[i]?.schema || type.schema === undefined || b[i]?.schema === undefined),
  );

export function alterFunction(store: CatalogStore, op: OperationOf<'alter-function'>): void {
  const overloads = store.functions(op.function);
  const { volatility, to } = op;
  if (volatility !== undefined) replaceAll(store, overloads, (each) => ({ ...each, volatility }));
  else if (to !== undefined) replaceAll(store, overloads, (each) => ({ ...each, name: identifier(to) }));
}

/** Changes overloads, under the same name or another. The statement's argument types are not looked at: one overload is the rule. */
function replaceAll(store: CatalogStore, overloads: readonly FunctionEntry[], change: (entry: FunctionEntry) => FunctionEntry): void {
  const [first] = overloads;
  if (first === undefined) return;
  const changed = overloads.map(change);
  const schema = changed[0]?.schema ?? first.schema;
  const name = changed[0]?.name ?? first.name;
  const kept = schema === first.schema && name === first.name ? [] : store.functions({ schema, name });
  store.putFunctions(first.schema, first.name, []);
  store.putFunctions(schema, name, [...kept, ...changed]);
}

export function dropFunction(store: CatalogStore, op: OperationOf<'drop-function'>): void {
  for (const { name, arguments: types } of op.functions) {
    const overloads = store.functions(name);
    const [first] = overloads;
    if (first === undefined) continue;
    const left = types === undefined ? [] : overloads.filter((each) => !sameTypes(each.arguments, types));
    store.putFunctions(first.schema, first.name, left);
    if (op.cascade && left.length === 0) dropUsers(store, name);
  }
}

/** Triggers and views that call a function go with it. */
function dropUsers(store: CatalogStore, { schema, name }: Name): void {
  const isIt = (called: Name): boolean =>
    called.name === name && (called.schema === undefined || schema === undefined || called.schema === schema);
  for (const relation of store.each()) {
    if (isTable(relation)) {
      const left = relation.triggers.filter((trigger) => !isIt(trigger.function));
      if (left.length < relation.triggers.length) store.put({ ...relation, triggers: left });
    } else if ('functions' in relation && relation.functions.some(isIt)) dropRelation(store, relation);
  }
}

export function moveFunction(store: CatalogStore, name: Name, moved: Partial<Pick<FunctionEntry, 'name' | 'schema'>>): void {
  replaceAll(store, store.functions(name), (each) => ({ ...each, ...moved }));
}
