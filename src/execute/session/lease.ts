import { ConnectionLost, ServerError, type Connection } from '../drivers/driver.ts';
import { tableOf } from '../journal/schema.ts';
import type { RunContext } from '../run/context.ts';
import { leased, type Guard } from './leased-connection.ts';
import { keysOf } from './run-lock.ts';
import { sleep } from '../run/context.ts';

/** The run's right to work, as a row that expires, for sessions that a pooler changes under us. */
export interface Lease {
  /** Works only while the lease is ours. */
  readonly connection: Connection;
  /** Of the session's process, as of the transaction that runs now. */
  readonly pid: () => number;
  /** Gives it back. */
  end(): Promise<void>;
}

const SHORTEST = 100;
const LONGEST = 2000;
/** So many times it is renewed before it would expire. */
const BEATS = 6;

/**
 * Takes the lease as soon as nobody has it, or it has expired and no transaction of its holder is open any more: each of those holds a lock on
 * the row, so that whoever was paused in the middle of one keeps the lease until the server ends it. Each taking counts the fence up.
 * @returns undefined where another run kept it all the time
 */
export async function takeLease(connection: Connection, context: RunContext): Promise<Lease | undefined> {
  const { place, options, interrupt, tell, identity } = context;
  const until = Date.now() + options.lockWait;
  let told = false;
  for (let wait = SHORTEST; ; wait = Math.min(LONGEST, wait * 1.5)) {
    const fence = await tryTake(connection, context);
    if (fence !== undefined) {
      const guard: Guard = { place, runId: identity.runId, fence, keys: keysOf(place), seconds: leaseSeconds(context) };
      return holding(connection, guard, context);
    }
    if (!told) tell({ event: 'lock-waiting', holder: null });
    told = true;
    if (interrupt.stopping || Date.now() >= until) return undefined;
    await sleep(wait * (0.5 + Math.random() / 2));
  }
}

const leaseSeconds = ({ options }: RunContext): number => (options.lease ?? 0) / 1000;

async function tryTake(connection: Connection, context: RunContext): Promise<number | undefined> {
  const { place, identity } = context;
  const table = tableOf(place, 'lease');
  await connection.query('BEGIN');
  try {
    const [free] = await connection.query('SELECT pg_try_advisory_xact_lock($1::int4, $2::int4) AS free', keysOf(place).map(String));
    await connection.query(`INSERT INTO ${table} (stream, expires_at) VALUES ($1, '-infinity') ON CONFLICT (stream) DO NOTHING`, [
      place.stream,
    ]);
    const [row] = await connection.query(
      `SELECT run_id IS NULL OR run_id = $2::uuid OR expires_at < clock_timestamp() AS free FROM ${table} WHERE stream = $1 FOR UPDATE NOWAIT`,
      [place.stream, identity.runId],
    );
    if (free?.['free'] !== true || row?.['free'] !== true) {
      await connection.query('ROLLBACK');
      return undefined;
    }
    const [taken] = await connection.query(
      `UPDATE ${table} SET run_id = $2::uuid, fence = fence + 1, expires_at = clock_timestamp() + $3::float8 * interval '1 s' WHERE stream = $1
       RETURNING fence::text AS fence`,
      [place.stream, identity.runId, String(leaseSeconds(context))],
    );
    await connection.query('COMMIT');
    return Number(taken?.['fence']);
  } catch (error) {
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    await connection.query('ROLLBACK');
    // Its holder has a transaction open, or another one takes it right now.
    if (error.code === '55P03' || error.code === '40P01') return undefined;
    throw error;
  }
}

/** The lease is renewed from another session while the run works, sleeps or waits. What can't be renewed expires, and the guard finds out. */
function holding(raw: Connection, guard: Guard, context: RunContext): Lease {
  const table = tableOf(guard.place, 'lease');
  const { connection, pid } = leased(raw, guard);
  const mine = [guard.place.stream, guard.runId, String(guard.fence)];
  let second: Promise<Connection | undefined> | undefined;
  const beat = async (): Promise<void> => {
    const session = await (second ??= context.driver.open().then((opened) => ('code' in opened ? undefined : opened)));
    await session?.query(
      `UPDATE ${table} SET expires_at = clock_timestamp() + $4::float8 * interval '1 s' WHERE stream = $1 AND run_id = $2::uuid AND fence = $3::int8`,
      [...mine, String(guard.seconds)],
    );
  };
  const timer = setInterval(() => void beat().catch(() => (second = undefined)), (guard.seconds * 1000) / BEATS);
  timer.unref();
  return {
    pid,
    connection: { ...connection, end: () => stop().then(() => raw.end()) },
    async end() {
      await stop();
      await raw
        .query(
          `UPDATE ${table} SET run_id = NULL, expires_at = '-infinity' WHERE stream = $1 AND run_id = $2::uuid AND fence = $3::int8`,
          mine,
        )
        .catch(() => undefined);
    },
  };
  async function stop(): Promise<void> {
    clearInterval(timer);
    await (await second?.catch(() => undefined))?.end().catch(() => undefined);
    second = undefined;
  }
}

/** Does another run hold a lease that has not expired? For runs that lock a session. */
export async function isLeased(connection: Connection, { place }: RunContext): Promise<boolean> {
  const [row] = await connection.query(`SELECT expires_at > clock_timestamp() AS held FROM ${tableOf(place, 'lease')} WHERE stream = $1`, [
    place.stream,
  ]);
  return row?.['held'] === true;
}
