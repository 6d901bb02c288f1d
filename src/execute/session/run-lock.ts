import type { Connection } from '../drivers/driver.ts';
import type { Blocker } from '../events.ts';
import type { JournalPlace } from '../journal/schema.ts';
import { lockKeys } from './lock-keys.ts';
import { sleep, type RunContext } from '../run/context.ts';

/** The keys of a history's lock. */
export const keysOf = ({ schema, stream }: JournalPlace): readonly [number, number] => lockKeys(`${schema}\n${stream}`);

const SHORTEST = 100;
const LONGEST = 2000;

/**
 * One run at a time: a lock of the session that also executes, so that it stays held as long as anything of the run still works on the
 * server. It is asked for again and again and never waited for: a session that waits holds a snapshot, for which concurrent builds wait.
 * @returns false where another run kept it all the time
 */
export async function takeLock(connection: Connection, context: RunContext): Promise<boolean> {
  const { place, options, interrupt, tell } = context;
  const keys = keysOf(place).map(String);
  const until = Date.now() + options.lockWait;
  let told = '';
  for (let wait = SHORTEST; ; wait = Math.min(LONGEST, wait * 1.5)) {
    const [row] = await connection.query('SELECT pg_try_advisory_lock($1::int4, $2::int4) AS taken', keys);
    if (row?.['taken'] === true) return true;
    const holder = await lockHolder(connection, place);
    const now = JSON.stringify(holder?.pid ?? null);
    if (now !== told) tell({ event: 'lock-waiting', holder });
    told = now;
    if (interrupt.stopping || Date.now() >= until) return false;
    await sleep(wait * (0.5 + Math.random() / 2));
  }
}

/** Gives the lock back. */
export async function letGo(connection: Connection, { place }: RunContext): Promise<void> {
  await connection.query('SELECT pg_advisory_unlock($1::int4, $2::int4)', keysOf(place).map(String));
}

/** Is the lock still ours? A file may have let it go: `SELECT pg_advisory_unlock_all()`. */
export async function holdsLock(connection: Connection, { place, options }: RunContext): Promise<boolean> {
  // Each transaction looks whether the lease is ours.
  if (options.lease !== undefined) return true;
  const [row] = await connection.query(
    `SELECT count(*)::int4 AS held FROM pg_catalog.pg_locks WHERE pid = pg_backend_pid() AND granted AND ${OF_KEYS}`,
    keysOf(place).map(String),
  );
  return Number(row?.['held']) > 0;
}

/** In pg_locks keys are unsigned. */
const OF_KEYS = `locktype = 'advisory' AND objsubid = 2 AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND classid::int8 = ($1::int8 & 4294967295) AND objid::int8 = ($2::int8 & 4294967295)`;

/** Who holds it; null: nobody any more, or somebody whom we may not see. */
async function lockHolder(connection: Connection, place: JournalPlace): Promise<Blocker | null> {
  const rows = await connection.query(
    `SELECT ${BLOCKER} FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a USING (pid) WHERE l.granted AND ${OF_KEYS.replace('locktype', 'l.locktype')}`,
    keysOf(place).map(String),
  );
  return rows.length === 0 ? null : blockerOf(rows[0] ?? {});
}

/** Columns of a {@link Blocker}, of pg_stat_activity as `a`. */
export const BLOCKER = `a.pid, coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS "user", coalesce(a.state, '') AS state,
  coalesce(left(regexp_replace(a.query, '\\s+', ' ', 'g'), 200), '') AS query,
  coalesce(round(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)))::int4, 0) AS seconds`;

export const blockerOf = (row: Readonly<Record<string, unknown>>): Blocker => ({
  pid: Number(row['pid']),
  application: String(row['application']),
  user: String(row['user']),
  state: String(row['state']),
  query: String(row['query']),
  seconds: Number(row['seconds']),
});
