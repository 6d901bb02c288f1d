import { ConnectionLost, type Connection, type Row, type Value } from '../drivers/driver.ts';
import { tableOf, type JournalPlace } from '../journal/schema.ts';
import { sleep } from '../run/context.ts';

/** What makes a transaction one of a run that holds the lease. */
export interface Guard {
  readonly place: JournalPlace;
  readonly runId: string;
  readonly fence: number;
  /** Of the lock that runs take which lock a session. */
  readonly keys: readonly [number, number];
  /** How long the lease lasts. */
  readonly seconds: number;
}

const LOOKS = 40;
const BETWEEN_LOOKS = 50;

const BEGINS = /^\s*(?:BEGIN|START\s+TRANSACTION)\b/i;
const ENDS = /^\s*(?:COMMIT|END|ROLLBACK|ABORT)\b(?!\s+(?:TO|PREPARED)\b)/i;
const READS = /^\s*SELECT\b/i;

/**
 * A connection on which nothing is written but in transactions that hold the lease: each begins by locking its row, which nobody else can take
 * before that transaction is over. The server ends one whose client says nothing for as long as a lease lasts. Settings are those of the
 * transaction: the session is another's afterwards, and so may be the next one's plans.
 */
export function leased(raw: Connection, guard: Guard): { readonly connection: Connection; readonly pid: () => number } {
  let open = false;
  let pid = 0;
  const begin = async (sql: string, looks = LOOKS): Promise<void> => {
    await raw.query(sql);
    const [row] = await raw
      .query(
        `SELECT pg_backend_pid() AS pid, pg_try_advisory_xact_lock_shared($4::int4, $5::int4) AS alone,
           set_config('idle_in_transaction_session_timeout', $6, true), set_config('application_name', $7, true)
         FROM ${tableOf(guard.place, 'lease')} WHERE stream = $1 AND run_id = $2::uuid AND fence = $3::int8 FOR KEY SHARE`,
        [
          guard.place.stream,
          guard.runId,
          String(guard.fence),
          ...guard.keys.map(String),
          `${Math.round(guard.seconds * 1000)}ms`,
          `sqlsafe/${guard.runId.slice(0, 8)}`,
        ],
      )
      .catch(async (error: unknown) => {
        if (!(error instanceof ConnectionLost)) await raw.query('ROLLBACK');
        throw error;
      });
    if (row === undefined || row['alone'] !== true) {
      await raw.query('ROLLBACK');
      // A run that locks its session looks whether there is a lease, and lets go again.
      if (row !== undefined && looks > 1) {
        await sleep(BETWEEN_LOOKS);
        return begin(sql, looks - 1);
      }
      throw new ConnectionLost('the lease expired, and another run has taken it', undefined);
    }
    pid = Number(row['pid']);
    open = true;
  };
  /** In a transaction of its own. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    await begin('BEGIN');
    try {
      const result = await work();
      await raw.query('COMMIT');
      return result;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) await raw.query('ROLLBACK');
      throw error;
    } finally {
      open = false;
    }
  };
  const query = async (sql: string, values?: readonly Value[]): Promise<readonly Row[]> => {
    if (!open && BEGINS.test(sql)) {
      await begin(sql);
      return [];
    }
    if (open || READS.test(sql)) {
      if (ENDS.test(sql)) open = false;
      return raw.query(sql, values);
    }
    // ROLLBACK behind what has taken the transaction with it.
    if (ENDS.test(sql)) return raw.query(sql);
    return alone(() => raw.query(sql, values));
  };
  const { copyIn } = raw;
  const connection: Connection = {
    query,
    ...(copyIn === undefined ? {} : { copyIn: (sql: string, rows: string) => (open ? copyIn(sql, rows) : alone(() => copyIn(sql, rows))) }),
    end: () => raw.end(),
    ...(raw.onNotice === undefined ? {} : { onNotice: raw.onNotice }),
  };
  return { connection, pid: () => pid };
}
