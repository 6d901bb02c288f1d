/** PostgreSQL's table locks, weakest first (https://www.postgresql.org/docs/current/explicit-locking.html). */
export const LOCKS = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;
export type Lock = (typeof LOCKS)[number];

/** What other sessions can't do meanwhile; ordered. */
export const BLOCKS = ['nothing', 'ddl', 'writes', 'everything'] as const;
export type Blocks = (typeof BLOCKS)[number];

/** How the running time grows with the data; ordered, `none` does not grow. */
export const WORKS = ['none', 'scan', 'build', 'rewrite'] as const;
export type Work = (typeof WORKS)[number];

export type RelationKind = 'table' | 'index' | 'sequence' | 'view' | 'matview' | 'foreign-table';

/** What one operation does to one relation that existed before it. */
export interface Effect {
  /** Catalog identity, stable through renames; undefined for a relation that no file created. */
  readonly id: number | undefined;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  /** The engine's own word. */
  readonly lock: Lock;
  readonly blocks: Blocks;
  readonly work: Work;
  /** false: something that decides `lock` or `work` is unknown ("may"). */
  readonly certain: boolean;
  /** Why the work is done, a message fragment: `the default is volatile`. Empty where `work` is none. */
  readonly because: string;
  /** Documentation of the claim. */
  readonly source: string;
}

/** The operation ends in an error. */
export interface Failure {
  /** SQLSTATE. */
  readonly code: string;
  /** In the server's manner: `column "a" of relation "t" already exists`. */
  readonly message: string;
  /** false: the data or an unknown object decide. */
  readonly certain: boolean;
}

/** All that is known of one operation before a rule runs. */
export interface Effects {
  readonly relations: readonly Effect[];
  readonly fails: Failure | null;
}

/** The public shape of an effect, in `statements[].effects` of the JSON. */
export interface RelationEffect {
  readonly relation: { readonly schema: string; readonly name: string; readonly kind: RelationKind };
  readonly lock: Lock;
  readonly blocks: Blocks;
  readonly work: Work;
  readonly certain: boolean;
}

const BLOCKED_BY: { readonly [L in Lock]: Blocks } = {
  'ACCESS SHARE': 'nothing',
  'ROW SHARE': 'nothing',
  'ROW EXCLUSIVE': 'nothing',
  'SHARE UPDATE EXCLUSIVE': 'ddl',
  SHARE: 'writes',
  'SHARE ROW EXCLUSIVE': 'writes',
  EXCLUSIVE: 'writes',
  'ACCESS EXCLUSIVE': 'everything',
};
export const blocksOf = (lock: Lock): Blocks => BLOCKED_BY[lock];

const strongest =
  <T extends string>(order: readonly T[]) =>
  (a: T, b: T): T =>
    order.indexOf(a) >= order.indexOf(b) ? a : b;
export const strongerLock = strongest(LOCKS);
export const strongerBlocks = strongest(BLOCKS);
export const heavierWork = strongest(WORKS);
/** `blocks` is at least `least`: `atLeast(effect.blocks, 'writes')`. */
export const atLeast = (blocks: Blocks, least: Blocks): boolean => BLOCKS.indexOf(blocks) >= BLOCKS.indexOf(least);
