import type { Connection } from '../drivers/driver.ts';

/** How long one question may take on the server, and wait for a lock. */
const LIMITS = "SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '1s'";

/** Asks within a read-only transaction, with short timeouts. */
export async function looking<T>(connection: Connection, look: () => Promise<T>): Promise<T> {
  await connection.query(`BEGIN READ ONLY; ${LIMITS}`);
  try {
    return await look();
  } finally {
    // Where the session is gone, that is what the caller hears of.
    await connection.query('ROLLBACK').catch(() => undefined);
  }
}
