import type { Catalog } from '../model/catalog.ts';
import { heavierWork, LOCKS, strongerBlocks, strongerLock, type Effect, type RelationEffect } from '../model/effect.ts';

const keyOf = (effect: Effect): string => (effect.id === undefined ? `${effect.schema}.${effect.name}` : String(effect.id));

const NONE: readonly Effect[] = [];

/** One effect for each relation: the strongest lock and the heaviest work of all. Order of first appearance. */
export function mergeEffects(lists: readonly (readonly Effect[])[]): readonly Effect[] {
  // Nearly always there is one list, or all but one are empty, and it names each relation once.
  let only: readonly Effect[] | undefined;
  let filled = 0;
  for (let at = 0; at < lists.length; at++) {
    const list = lists[at];
    if (list === undefined || list.length === 0) continue;
    only = list;
    filled++;
  }
  if (only === undefined) return NONE;
  if (filled === 1 && (only.length === 1 || (only.length === 2 && keyOf(only[0] as Effect) !== keyOf(only[1] as Effect)))) return only;
  const merged = new Map<string, Effect>();
  for (const list of lists) {
    for (const effect of list) {
      const key = keyOf(effect);
      const other = merged.get(key);
      merged.set(key, other === undefined ? effect : combine(other, effect));
    }
  }
  return [...merged.values()];
}

function combine(a: Effect, b: Effect): Effect {
  const lock = strongerLock(a.lock, b.lock);
  const work = heavierWork(a.work, b.work);
  const heavier = work === a.work ? a : b;
  return {
    ...a,
    lock,
    work,
    blocks: strongerBlocks(a.blocks, b.blocks),
    because: heavier.because,
    source: heavier.source,
    certain: decides(a, lock, work) && decides(b, lock, work),
  };
}

/** An uncertain effect leaves the whole uncertain only where it decides it. */
const decides = (effect: Effect, lock: string, work: string): boolean => effect.certain || (effect.lock !== lock && effect.work !== work);

/** Only what other sessions can see: relations that were there before, and are not the session's own. */
export function visibleTo(catalog: Catalog, effects: readonly Effect[]): readonly Effect[] {
  const seen = (effect: Effect): boolean => {
    if (effect.id === undefined) return true;
    const relation = catalog.get(effect.id);
    return relation === undefined || !catalog.isNew(relation);
  };
  return effects.every(seen) ? effects : effects.filter(seen);
}

/** The public shape, strongest lock first, then by name. */
export function publicEffects(effects: readonly Effect[]): RelationEffect[] {
  if (effects.length === 0) return [];
  return effects
    .filter((effect) => effect.lock !== 'ACCESS SHARE')
    .map(({ schema, name, kind, lock, blocks, work, certain }) => ({ relation: { schema, name, kind }, lock, blocks, work, certain }))
    .sort(
      (a, b) =>
        LOCKS.indexOf(b.lock) - LOCKS.indexOf(a.lock) ||
        compare(a.relation.schema, b.relation.schema) ||
        compare(a.relation.name, b.relation.name),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
