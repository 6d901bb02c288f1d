import type { Row } from '../../drivers/driver.ts';
import type { Blocker } from '../../events.ts';
import { BLOCKER, blockerOf } from '../../session/run-lock.ts';
import { blockerText } from '../../session/blocker-text.ts';
import { ok, stop, unknown, warn, type Answer, type PreflightCheck, type Subject } from '../check.ts';
import { looking } from '../looking.ts';
import { conflicts, lockOfMode, oidsOf, type Touched } from '../touched.ts';

/** A transaction that has been open so long is not over in a moment, in seconds. */
const LONG = 60;
const MOST = 5;

const END_IT = 'Let it end, or end it: SELECT pg_terminate_backend(<its process number>);';

export const longTransactions: PreflightCheck = {
  id: 'long-transactions',
  asks: 'Does no long transaction stand in the way?',
  source: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
  async ask(subject) {
    const { connection, driver, touched, wishes } = subject;
    if (!driver.manySessions) return ok('this is its only session');
    if (touched.length === 0) return ok('nothing that is there already is locked');
    const { holders, snapshots } = await looking(connection, async () => ({
      holders: (await connection.query(HOLDERS, [oidsOf(touched)]))
        .map((row) => holderOf(row, touched))
        .filter((each) => each !== undefined)
        .reduce(joined, NO_ONE),
      snapshots: waitsForSnapshots(subject) ? await connection.query(SNAPSHOTS) : [],
    }));
    const old = holders.filter(({ hidden, blocker }) => !hidden && blocker.seconds >= LONG);
    const hidden = holders.filter((each) => each.hidden);
    const budget = wishes.retryBudget / 1000;
    const endless = old.filter(({ hurried, blocker }) => hurried && blocker.seconds >= budget);
    const lines = old.map(holderText);
    const waiting = snapshots.map(blockerOf).map((each) => blockerText(each));
    const more = shortened([...lines, ...waiting.filter((each) => !lines.some((line) => line.startsWith(each)))]);
    if (endless.length > 0)
      return stop('a transaction that has been open longer than the run would try holds what is to be changed', END_IT, more);
    if (old.length > 0) return warn('what is to be changed is held by others; the run waits and tries again', END_IT, more);
    if (waiting.length > 0) return warn('the concurrent build waits until these are over', END_IT, more);
    if (hidden.length > 0)
      return unknown(
        'others hold what is to be changed, and since when this user may not see (pg_read_all_stats)',
        shortened(hidden.map(({ blocker, holds }) => `process ${blocker.pid} holds ${holds.join(', ')}`)),
      );
    return holders.length === 0 ? await seenAll(subject) : ok(`${holders.length} at work on it, none for longer than ${LONG} s`);
  },
};

/** Sessions that hold something of the relations; autovacuum gives way by itself, unless it prevents the wraparound of transaction ids. */
const HOLDERS = `SELECT ${BLOCKER}, l.mode, l.relation::text AS oid, l.relation::regclass::text AS relation, a.xact_start IS NULL AS hidden
  FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a USING (pid)
  WHERE l.locktype = 'relation' AND l.granted AND l.relation = ANY ($1::oid[]) AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    AND NOT (coalesce(a.backend_type, '') = 'autovacuum worker' AND coalesce(a.query, '') NOT LIKE '%to prevent wraparound%')
  ORDER BY a.xact_start NULLS LAST, a.pid`;

/** Old transactions that still see what was: a concurrent build waits for all of the same database. */
const SNAPSHOTS = `SELECT ${BLOCKER} FROM pg_catalog.pg_stat_activity AS a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_xmin IS NOT NULL AND a.backend_type = 'client backend'
    AND a.xact_start < clock_timestamp() - interval '${LONG} s'
  ORDER BY a.xact_start, a.pid`;

interface Holder {
  readonly blocker: Blocker;
  /** `ROW EXCLUSIVE on users` */
  readonly holds: readonly string[];
  /** Its transaction may not be seen by this user. */
  readonly hidden: boolean;
  /** A statement with a timeout wants what it holds. */
  readonly hurried: boolean;
}

function holderOf(row: Row, touched: readonly Touched[]): Holder | undefined {
  const held = lockOfMode(String(row['mode']));
  const wanted = touched.filter(({ oids, lock }) => oids.includes(String(row['oid'])) && held !== undefined && conflicts(lock, held));
  if (wanted.length === 0 || held === undefined) return undefined;
  return {
    blocker: blockerOf(row),
    holds: [`${held} on ${String(row['relation'])}`],
    hidden: row['hidden'] === true,
    hurried: wanted.some(({ hurried }) => hurried !== undefined && conflicts(hurried, held)),
  };
}

const NO_ONE: readonly Holder[] = [];

/** A session once, with all that it holds. */
function joined(all: readonly Holder[], next: Holder): readonly Holder[] {
  const before = all.find(({ blocker }) => blocker.pid === next.blocker.pid);
  if (before === undefined) return [...all, next];
  const both = { ...before, holds: [...new Set([...before.holds, ...next.holds])], hurried: before.hurried || next.hurried };
  return all.map((each) => (each === before ? both : each));
}

const holderText = ({ blocker, holds }: Holder): string => `${blockerText(blocker)}; it holds ${holds.join(', ')}`;

const waitsForSnapshots = ({ plan }: Pick<Subject, 'plan'>): boolean =>
  plan.some(({ units }) => units.some((unit) => unit.kind === 'alone' && unit.statement.patience === 'endless'));

/** Nothing was found, where all could be seen; locks always can, what a session does may not. */
async function seenAll({ connection, plan }: Subject): Promise<Answer> {
  if (!waitsForSnapshots({ plan })) return ok('nobody holds what is to be changed');
  const [row] = await connection.query(
    `SELECT count(*)::int4 AS hidden FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND query = '<insufficient privilege>'`,
  );
  const hidden = Number(row?.['hidden']);
  return hidden === 0
    ? ok('nobody holds what is to be changed, and no old transaction holds up a concurrent build')
    : unknown(`${hidden} sessions of others may not be seen, for whose transactions a concurrent build would wait (pg_read_all_stats)`);
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST ? lines : [...lines.slice(0, MOST), `and ${lines.length - MOST} more`];
