import { heavierWork, LOCKS, strongerBlocks, strongerLock, type Effect, type Lock, type Work } from '../../model/effect.ts';
import { quoteName } from '../../model/name.ts';
import type { SectionRun } from '../../model/section-run.ts';
import type { Connection } from '../drivers/driver.ts';
import { workOnRows } from './work-on-rows.ts';
import { patienceFor } from '../plan/patience.ts';

/** A relation that a plan locks and that is there already. */
export interface Touched extends Pick<Effect, 'kind' | 'lock' | 'blocks' | 'work'> {
  /** As people write it. */
  readonly name: string;
  /** Its own and those of its partitions, as texts; empty: the server has none of that name. */
  readonly oids: readonly string[];
  /** What may be done to rows of partitions that no file made; `none` where it is no matter of rows. */
  readonly onPartitions: Work;
  /** The strongest lock that is waited for with a timeout; undefined: concurrent builds alone want it, which wait as long as it takes. */
  readonly hurried: Lock | undefined;
}

/** What the statements of a plan lock of what was there before, each relation once with the strongest that is done to it. */
export function touchedBy(runs: readonly SectionRun[]): readonly Omit<Touched, 'oids'>[] {
  const all = new Map<string, Omit<Touched, 'oids'>>();
  for (const { isDown, statements } of runs)
    for (const { steps, effects } of statements) {
      const operations = steps.flatMap((step) => step.operations);
      const endless = patienceFor(operations, effects, isDown) === 'endless';
      for (const { schema, name: bare, kind, lock, blocks, work } of effects) {
        const name = quoteName({ schema: schema === '' || schema === 'public' ? undefined : schema, name: bare });
        const before = all.get(name);
        const hurried = endless ? undefined : lock;
        const onPartitions = operations
          .map(workOnRows)
          .filter((each) => each?.table === bare)
          .reduce<Work>((most, each) => heavierWork(most, each?.work ?? 'none'), 'none');
        all.set(
          name,
          before === undefined
            ? { name, kind, lock, blocks, work, onPartitions, hurried }
            : {
                name,
                kind,
                lock: strongerLock(before.lock, lock),
                blocks: strongerBlocks(before.blocks, blocks),
                work: heavierWork(before.work, work),
                onPartitions: heavierWork(before.onPartitions, onPartitions),
                hurried:
                  before.hurried === undefined ? hurried : hurried === undefined ? before.hurried : strongerLock(before.hurried, hurried),
              },
        );
      }
    }
  return [...all.values()];
}

/** Looks up which relations they are on the server, partitions included. */
export async function locate(connection: Connection, touched: readonly Omit<Touched, 'oids'>[]): Promise<readonly Touched[]> {
  if (touched.length === 0) return [];
  const rows = await connection.query(
    `WITH RECURSIVE family AS (
       SELECT n.at, to_regclass(n.name)::oid AS oid FROM unnest($1::text[]) WITH ORDINALITY AS n (name, at)
       UNION SELECT f.at, i.inhrelid FROM family AS f JOIN pg_catalog.pg_inherits AS i ON i.inhparent = f.oid)
     SELECT at::int4 AS at, array_to_string(array_agg(oid::text ORDER BY oid), ' ') AS oids FROM family WHERE oid IS NOT NULL GROUP BY at`,
    [touched.map(({ name }) => name)],
  );
  const oids = new Map(rows.map((row) => [Number(row['at']) - 1, String(row['oids']).split(' ')]));
  return touched.map((each, at) => ({ ...each, oids: oids.get(at) ?? [] }));
}

/** All oids of relations, for `= ANY ($1::oid[])`. */
export const oidsOf = (touched: readonly Touched[]): readonly string[] => [...new Set(touched.flatMap(({ oids }) => oids))];

/** The modes of PostgreSQL's matrix that exclude each other (https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES): from the weakest, the first mode with which each conflicts and all above it do. */
const CONFLICTS_FROM: { readonly [L in Lock]: Lock } = {
  'ACCESS SHARE': 'ACCESS EXCLUSIVE',
  'ROW SHARE': 'EXCLUSIVE',
  'ROW EXCLUSIVE': 'SHARE',
  'SHARE UPDATE EXCLUSIVE': 'SHARE UPDATE EXCLUSIVE',
  SHARE: 'ROW EXCLUSIVE',
  'SHARE ROW EXCLUSIVE': 'ROW EXCLUSIVE',
  EXCLUSIVE: 'ROW SHARE',
  'ACCESS EXCLUSIVE': 'ACCESS SHARE',
};

/** Can two sessions not hold both at once? SHARE alone does not exclude itself. */
export const conflicts = (a: Lock, b: Lock): boolean =>
  !(a === 'SHARE' && b === 'SHARE') && LOCKS.indexOf(b) >= LOCKS.indexOf(CONFLICTS_FROM[a]);

/** `AccessExclusiveLock`, as pg_locks says it. */
export function lockOfMode(mode: string): Lock | undefined {
  const words = mode
    .replace(/Lock$/, '')
    .replaceAll(/(?!^)[A-Z]/g, ' $&')
    .toUpperCase();
  return LOCKS.find((lock) => lock === words);
}
