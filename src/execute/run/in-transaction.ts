import { ConnectionLost, type Connection } from '../drivers/driver.ts';

/** Writes that stand or fall together. */
export async function inTransaction(connection: Connection, begin: string, write: () => Promise<void>): Promise<void> {
  try {
    await connection.query(begin);
    await write();
    await connection.query('COMMIT');
  } catch (error) {
    if (!(error instanceof ConnectionLost)) await connection.query('ROLLBACK');
    throw error;
  }
}
