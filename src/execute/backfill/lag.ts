import { ConnectionLost, ServerError, type Connection } from '../drivers/driver.ts';
import { sleep } from '../run/context.ts';

/** Where the server was in its log, and when. */
interface Sample {
  /** Bytes from the log's beginning. */
  readonly written: bigint;
  /** Milliseconds, of any clock. */
  readonly at: number;
}

/** How far replicas are behind, asked again and again. */
export interface LagWatch {
  /**
   * @param most what is still good, in milliseconds
   * @returns milliseconds; 0 where there are no replicas, or none that we may see
   */
  look(connection: Connection, most: number): Promise<number>;
}

/** Milliseconds that a replica gets to answer. */
const ANSWER = 100;

/**
 * The server's own word for it is how long the last thing took that a replica reported; of one that stands still it says nothing new. So it is
 * also remembered when the log was where that replica has not come yet.
 */
export function watchLag(clock: () => number = () => performance.now()): LagWatch {
  let samples: readonly Sample[] = [];
  const once = async (connection: Connection): Promise<number> => {
    const [row] = await connection.query(
      `SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::text AS written, min(replay_lsn - '0/0'::pg_lsn)::text AS replayed,
         coalesce(round(max(extract(epoch FROM replay_lag)) * 1000), 0)::text AS lag FROM pg_catalog.pg_stat_replication`,
    );
    const replayed = row?.['replayed'];
    if (typeof replayed !== 'string') {
      samples = [];
      return 0;
    }
    const at = clock();
    const missing = samples.filter(({ written }) => written > BigInt(replayed));
    samples = [...missing, { written: BigInt(String(row?.['written'])), at }];
    const [oldest] = missing;
    return Math.max(Number(row?.['lag'] ?? 0), oldest === undefined ? 0 : Math.round(at - oldest.at));
  };
  return {
    async look(connection, most) {
      const lag = await once(connection);
      if (lag <= most) return lag;
      // A replica that gets nothing new says only every ten seconds how far it is.
      await nudge(connection);
      await sleep(ANSWER);
      return once(connection);
    },
  };
}

/** Writes something into the log that means nothing. */
async function nudge(connection: Connection): Promise<void> {
  try {
    await connection.query("SELECT pg_logical_emit_message(true, 'sqlsafe', '')");
  } catch (error) {
    // Who may not do it waits a little longer.
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
  }
}
