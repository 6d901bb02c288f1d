import { atLeast, blocksOf, heavierWork, type Lock, type Work } from '../../src/model/effect.ts';
import type { Observed } from '../oracle/recording.ts';
import { rewritten, type Relation } from './relations.ts';
import type { Session } from './session.ts';

/** What one statement left behind for those who look. */
export interface Traces {
  readonly sql: string;
  readonly before: ReadonlyMap<string, Relation>;
  readonly after: ReadonlyMap<string, Relation>;
  /** Rows read by sequential scans, by oid. */
  readonly read: ReadonlyMap<string, number>;
  readonly said: readonly string[];
}

/** Their work is the statement's own business; it has rules of its own. */
const READS_FOR_ITSELF = /^\s*(?:INSERT|UPDATE|DELETE|MERGE|COPY|SELECT|WITH|EXPLAIN|EXECUTE|LOCK|DO|CALL|VALUES|TABLE|FETCH|DECLARE)\b/i;
/** New, empty files: the time does not grow with the data. */
const EMPTIES = /^\s*TRUNCATE\b/i;

/**
 * Work by relation, read off debug messages, data files and rows read: a table that is verified, or whose rows are read under a lock that
 * blocks DDL or to validate a foreign key, is scanned; building an index is work on its table; new files are a rewrite. Only of what was
 * `known` before the first statement.
 */
export function workOf(
  traces: readonly Traces[],
  locks: Readonly<Record<string, Lock>>,
  known: ReadonlyMap<string, Relation>,
): NonNullable<Observed['work']> {
  const work = new Map<string, Work>();
  let validated = false;
  for (const { sql, before, after, read, said } of traces) {
    if (EMPTIES.test(sql)) continue;
    const add = (name: string | undefined, what: Work): void => {
      if (name !== undefined) work.set(name, heavierWork(work.get(name) ?? 'none', what));
    };
    for (const oid of rewritten(before, after)) add(known.get(oid)?.name, 'rewrite');
    const validates = said.some((text) => text.includes('validating foreign key constraint'));
    for (const text of said) {
      const built = /building index ".*?" on table "(.*?)"/.exec(text)?.[1];
      if (built !== undefined) add(shownName(built, known), 'build');
      const verified = /verifying table "(.*?)"/.exec(text)?.[1];
      if (verified !== undefined) add(shownName(verified, known), 'scan');
    }
    for (const [oid, rows] of read) {
      const name = known.get(oid)?.name;
      const lock = name === undefined ? undefined : locks[name];
      if (rows === 0 || lock === undefined || READS_FOR_ITSELF.test(sql)) continue;
      if (validates || atLeast(blocksOf(lock), 'ddl')) add(name, 'scan');
    }
    validated ||= validates;
  }
  if (validated && work.size === 0) return 'unseen';
  return Object.fromEntries([...work].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Messages name no schema. A temporary table is its session's own affair. */
function shownName(bare: string, before: ReadonlyMap<string, Relation>): string | undefined {
  const all = [...before.values()].filter(({ temporary }) => !temporary);
  return all.find(({ name }) => name === bare)?.name ?? all.find(({ name }) => name.endsWith(`.${bare}`))?.name;
}

/** Rows read so far by sequential scans, by oid: in this transaction, or (`committed`) as reported. */
export async function rowsRead(session: Session, committed = false): Promise<ReadonlyMap<string, number>> {
  const view = committed ? 'pg_stat_user_tables' : 'pg_stat_xact_user_tables';
  const rows = await session.rows(`SELECT relid::int8::text AS oid, seq_tup_read::text AS read FROM pg_catalog.${view}`);
  return new Map(rows.map(({ oid, read }) => [oid ?? '', Number(read)]));
}

/** What was read between two looks. */
export const readSince = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...after].map(([oid, read]) => [oid, read - (before.get(oid) ?? 0)]));
