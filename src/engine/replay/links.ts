import type { Constraint, Relation, RelationId } from '../../model/catalog.ts';
import type { Journal } from './journal.ts';

/** Which relations point at one, in order of creation. */
export interface Link {
  of(target: RelationId): readonly RelationId[];
}

/** Who points where, by the kind of pointer. */
export type LinkMaps = { readonly [L in LinkName]: Map<RelationId, readonly RelationId[]> };

export interface Links {
  /** As they are now: they change under the reader's hands. */
  readonly maps: LinkMaps;
  readonly indexes: Link;
  readonly foreignKeys: Link;
  readonly partitions: Link;
  readonly children: Link;
  readonly views: Link;
  readonly sequences: Link;
  /** Brings all of them in line with a relation's new state. */
  update(old: Relation | undefined, next: Relation | undefined): void;
}

type LinkName = Exclude<keyof Links, 'update' | 'maps'>;
type Targets = { readonly [L in LinkName]?: readonly RelationId[] };

const NAMES: readonly LinkName[] = ['indexes', 'foreignKeys', 'partitions', 'children', 'views', 'sequences'];
const NONE: readonly never[] = [];
const NOWHERE: Targets = {};

/** @param maps what is in them from the start; they are written to */
export function createLinks(journal: Journal, maps: LinkMaps = newMaps()): Links {
  const link = (name: LinkName): Link => ({ of: (target) => maps[name].get(target) ?? NONE });

  function retarget(name: LinkName, source: RelationId, from: readonly RelationId[] = NONE, to: readonly RelationId[] = NONE): void {
    const map = maps[name];
    for (const target of from) {
      if (!to.includes(target))
        journal.put(
          map,
          target,
          (map.get(target) ?? NONE).filter((id) => id !== source),
        );
    }
    for (const target of to) {
      const sources = map.get(target) ?? NONE;
      if (!sources.includes(source)) journal.put(map, target, inserted(sources, source));
    }
  }

  return {
    maps,
    indexes: link('indexes'),
    foreignKeys: link('foreignKeys'),
    partitions: link('partitions'),
    children: link('children'),
    views: link('views'),
    sequences: link('sequences'),
    update(old, next) {
      const id = next?.id ?? old?.id;
      if (id === undefined || (old !== undefined && next !== undefined && samePointers(old, next))) return;
      const from = old === undefined ? NOWHERE : targetsOf(old);
      const to = next === undefined ? NOWHERE : targetsOf(next);
      for (const name of NAMES) {
        if (from[name] !== undefined || to[name] !== undefined) retarget(name, id, from[name], to[name]);
      }
    },
  };
}

const newMap = (): Map<RelationId, readonly RelationId[]> => new Map();
const newMaps = (): LinkMaps => ({
  indexes: newMap(),
  foreignKeys: newMap(),
  partitions: newMap(),
  children: newMap(),
  views: newMap(),
  sequences: newMap(),
});

function inserted(sources: readonly RelationId[], source: RelationId): readonly RelationId[] {
  const last = sources.at(-1);
  if (last === undefined || last < source) return [...sources, source];
  return [...sources, source].sort((a, b) => a - b);
}

/** What a relation points at. */
function targetsOf(relation: Relation): Targets {
  switch (relation.kind) {
    case 'index':
      return { indexes: [relation.table] };
    case 'sequence':
      return relation.ownedBy === undefined ? NOWHERE : { sequences: [relation.ownedBy.table] };
    case 'view':
    case 'matview':
      return { views: distinct(relation.reads.map((read) => read.relation)) };
    default:
      return {
        foreignKeys: referred(relation.constraints),
        partitions: relation.partitionOf === undefined ? NONE : [relation.partitionOf.parent],
        children: relation.inherits,
      };
  }
}

/** Most tables point nowhere, and most changes leave that so: no list is made for them. */
function referred(constraints: readonly Constraint[]): readonly RelationId[] {
  let tables: RelationId[] | undefined;
  for (const { references } of constraints) {
    if (references === undefined || tables?.includes(references.table) === true) continue;
    if (tables === undefined) tables = [references.table];
    else tables.push(references.table);
  }
  return tables ?? NONE;
}

const distinct = (list: readonly RelationId[]): readonly RelationId[] => (list.length < 2 ? list : [...new Set(list)]);

/** Told without looking inside: parts that did not change are the same values. */
function samePointers(a: Relation, b: Relation): boolean {
  switch (a.kind) {
    case 'index':
      return b.kind === 'index' && a.table === b.table;
    case 'sequence':
      return b.kind === 'sequence' && a.ownedBy === b.ownedBy;
    case 'view':
    case 'matview':
      return (b.kind === 'view' || b.kind === 'matview') && a.reads === b.reads;
    default:
      return 'constraints' in b && a.constraints === b.constraints && a.partitionOf === b.partitionOf && a.inherits === b.inherits;
  }
}
