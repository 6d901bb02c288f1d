import { setTimeout as sleep } from 'node:timers/promises';
import type { OracleCase } from '../../oracle/recording.ts';
import { locksOf, strongestLocks, type SeenLock } from '../locks.ts';
import { tidy, type Observation } from '../observation.ts';
import { relations, type Relation } from '../relations.ts';
import { sqlstate, type Session } from '../session.ts';
import { readSince, rowsRead, workOf, type Traces } from '../work.ts';
import { prepareSubject } from './prepare-subject.ts';
import type { Server } from './server.ts';

/** A statement that waits this long for one lock is stuck. Milliseconds. */
const STUCK = 45;
/** A statement has fewer points at which it waits. */
const MOST_WAITS = 8;
/** Tables that are put in its way. */
const MOST_TABLES = 4;

const SNAPSHOT = ['BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT count(*) FROM pg_language'];
const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
/**
 * What stands in its way: left open by a bystander. Between them the table locks stop every request for a mode that they conflict with, so
 * that together they show all modes asked for.
 */
const blockers = ({ name, kind }: Relation): readonly (readonly string[])[] => [
  ['BEGIN ISOLATION LEVEL REPEATABLE READ', `SELECT count(*) FROM ${quoted(name)}`],
  // LOCK TABLE takes no materialized view.
  ...(kind === 'm'
    ? []
    : ['ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'ACCESS EXCLUSIVE'].map((mode) => [
        'BEGIN',
        'SELECT txid_current()',
        `LOCK TABLE ${quoted(name)} IN ${mode} MODE`,
      ])),
];

/**
 * A statement that manages its own transactions lets its locks go before anyone can look. So it runs once with nothing in its way, for the
 * outcome and the work, and then against each blocker in turn: wherever it stands waiting, what it holds and asks for is read.
 */
export async function observeAlone(kase: OracleCase, server: Server): Promise<Observation> {
  const free = await server.withDatabase((open) => runFree(kase, server, open));
  if ('fails' in free) return free;
  const { before, traces } = free;
  const tables = [...before.values()].filter(({ kind, temporary }) => ['r', 'p', 'm'].includes(kind) && !temporary).slice(0, MOST_TABLES);
  const seen: Record<string, SeenLock[]> = {};
  const names = new Map([...before.values()].map((relation) => [relation.name, relation]));
  for (const inTheWay of [SNAPSHOT, ...tables.flatMap(blockers)]) {
    const found = await server.withDatabase((open) => runAgainst(kase, open, inTheWay));
    // Each run has a database of its own, so names are what stays.
    for (const [name, lock] of Object.entries(found)) {
      const relation = names.get(name);
      if (relation !== undefined) (seen[name] ??= []).push({ relation: relation.oid, lock, granted: true, text: '' });
    }
  }
  const locks = strongestLocks(Object.values(seen).flat(), before);
  return tidy(locks, workOf(traces, locks, before));
}

async function runFree(kase: OracleCase, { major }: Server, open: () => Promise<Session>) {
  const [subject, observer] = [await open(), await open()];
  await prepareSubject(kase, subject);
  const before = await relations(observer);
  await subject.rows('SET client_min_messages = debug1');
  const readBefore = await committedReads(major, observer, subject);
  const traces: Traces[] = [];
  for (const sql of kase.statements) {
    subject.said.length = 0;
    const then = await relations(observer);
    try {
      await subject.rows(sql);
    } catch (error) {
      return { fails: sqlstate(error) };
    }
    traces.push({ sql, said: [...subject.said], before: then, after: await relations(observer), read: new Map() });
  }
  await subject.close();
  const read = readSince(readBefore, await committedReads(major, observer));
  const last = traces.at(-1);
  return { before, traces: last === undefined ? [] : [...traces.slice(0, -1), { ...last, read }] };
}

/** Counters that committed transactions have reported. Up to 14 they arrive late, through a collector process. */
async function committedReads(major: number, observer: Session, subject?: Session): Promise<ReadonlyMap<string, number>> {
  if (major < 15) {
    // It reports at most twice a second.
    if (subject !== undefined) {
      await sleep(600);
      await subject.rows('SELECT 1');
    }
    await sleep(700);
  } else if (subject !== undefined) await subject.rows('SELECT pg_stat_force_next_flush()');
  await observer.rows('SELECT pg_stat_clear_snapshot()');
  return rowsRead(observer, true);
}

/** The locks, by name, that it held or asked for wherever it stood still. */
async function runAgainst(kase: OracleCase, open: () => Promise<Session>, inTheWay: readonly string[]) {
  const [subject, observer] = [await open(), await open()];
  await prepareSubject(kase, subject);
  const before = await relations(observer);
  let blocker: Session | undefined = await open();
  for (const sql of inTheWay) await blocker.rows(sql);

  const run: { over: boolean; trouble?: Error } = { over: false };
  const done = (async () => {
    for (const sql of kase.statements) await subject.rows(sql);
  })()
    // It may fail here where it went through with nothing in its way; the locks are what is looked for.
    .catch((error: unknown) => {
      try {
        sqlstate(error);
      } catch {
        run.trouble = error instanceof Error ? error : new Error(String(error));
      }
    })
    .finally(() => {
      run.over = true;
    });

  const seen: SeenLock[] = [];
  let stuck = { on: '', since: 0 };
  let waits = 0;
  while (!run.over) {
    const held = await locksOf(observer, subject.pid);
    const on = held.find(({ granted }) => !granted)?.text ?? '';
    if (on !== stuck.on || on === '') stuck = { on, since: Date.now() };
    if (on === '' || Date.now() - stuck.since < STUCK) {
      await sleep(2);
      continue;
    }
    seen.push(...held, ...(await locksOf(observer, subject.pid)));
    waits += 1;
    // A fresh blocker comes first, so that the next point at which it waits is seen as well.
    const next: Session | undefined = waits < MOST_WAITS ? await openBlocker(open, inTheWay) : undefined;
    await blocker?.close();
    blocker = next;
    stuck = { on: '', since: 0 };
  }
  await done;
  await blocker?.close();
  if (run.trouble !== undefined) throw run.trouble;
  return strongestLocks(seen, before);
}

async function openBlocker(open: () => Promise<Session>, inTheWay: readonly string[]): Promise<Session | undefined> {
  const session = await open();
  try {
    await session.rows('SET lock_timeout = 40');
    for (const sql of inTheWay) await session.rows(sql);
    return session;
  } catch (error) {
    sqlstate(error);
    // The queue behind the stuck statement keeps newcomers out already.
    await session.close();
    return undefined;
  }
}
