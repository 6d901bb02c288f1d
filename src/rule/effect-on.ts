import type { Catalog, RelationId, Table } from '../model/catalog.ts';
import { heavierWork, strongerBlocks, strongerLock, type Effect } from '../model/effect.ts';
import type { Name } from '../model/name.ts';

/**
 * Is the effect on the relation of that name? By name and not by identity: a table that no file created has an identity
 * only from its first mention on, so that the effects of one statement need not agree on it.
 */
export function isOn(effect: Effect, before: Catalog, name: Name): boolean {
  const { schema, name: own } = before.find(name) ?? name;
  return effect.name === own && (schema === undefined || effect.schema === schema);
}

/**
 * All that an operation does to the table of that name and to its partitions and children, if others can see it:
 * the strongest lock and the heaviest work. undefined: nothing that others could notice.
 */
export function effectOn(effects: readonly Effect[], before: Catalog, name: Name): Effect | undefined {
  if (effects.length === 0) return undefined;
  const table = before.table(name);
  const family = table === undefined ? undefined : descendants(table, before);
  const [first, ...others] = effects.filter(
    (effect) => isOn(effect, before, name) || (effect.id !== undefined && family?.has(effect.id) === true),
  );
  return first === undefined ? undefined : others.reduce(together, first);
}

function descendants(table: Table, before: Catalog, found: Set<RelationId> = new Set()): ReadonlySet<RelationId> {
  for (const child of [...before.partitionsOf(table.id), ...before.childrenOf(table.id)]) {
    if (found.has(child.id)) continue;
    found.add(child.id);
    descendants(child, before, found);
  }
  return found;
}

function together(a: Effect, b: Effect): Effect {
  const heavier = heavierWork(a.work, b.work) === a.work ? a : b;
  return { ...heavier, lock: strongerLock(a.lock, b.lock), blocks: strongerBlocks(a.blocks, b.blocks) };
}
