import { LOCKS, strongerLock, type Lock } from '../../src/model/effect.ts';
import type { Relation } from './relations.ts';
import type { Session } from './session.ts';

/** `AccessExclusiveLock`, as pg_locks writes it. */
const MODES: ReadonlyMap<string, Lock> = new Map(
  LOCKS.map((lock) => [`${lock.replace(/\w+ ?/g, (word) => `${word.trim().charAt(0)}${word.trim().slice(1).toLowerCase()}`)}Lock`, lock]),
);

export interface SeenLock {
  readonly relation: string | undefined;
  readonly lock: Lock;
  readonly granted: boolean;
  /** Relation, virtualxid …, with the mode: what it waits for. */
  readonly text: string;
}

/** What a backend holds or waits for. */
export async function locksOf(session: Session, pid: string): Promise<readonly SeenLock[]> {
  const rows = await session.rows(`
    SELECT l.locktype::text AS type, l.mode, l.granted::text AS granted, l.relation::int8::text AS relation
      FROM pg_catalog.pg_locks l
     WHERE l.pid = ${pid} AND (l.database IS NULL OR l.database = 0
           OR l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))`);
  return rows.map(({ type, mode, granted, relation }) => ({
    relation: type === 'relation' ? (relation ?? undefined) : undefined,
    lock: MODES.get(mode ?? '') ?? 'ACCESS SHARE',
    granted: granted === 'true',
    text: `${type} ${relation ?? ''} ${mode}`,
  }));
}

/** The strongest on each relation that was there before and is no session's own; ACCESS SHARE left out. In order of the names. */
export function strongestLocks(seen: readonly SeenLock[], before: ReadonlyMap<string, Relation>): Readonly<Record<string, Lock>> {
  const found = new Map<string, Lock>();
  for (const { relation, lock } of seen) {
    const known = relation === undefined ? undefined : before.get(relation);
    if (known === undefined || known.temporary || lock === 'ACCESS SHARE') continue;
    found.set(known.name, strongerLock(found.get(known.name) ?? lock, lock));
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
