import { quoteIdentifier, quoteName } from '../model/name.ts';
import { ConnectionLost, ServerError, type Connection } from './drivers/driver.ts';
import type { Destroyed } from './plan/destroys.ts';

/** Is there something in it? A look at the first row that has something; what can't be looked at is taken to be full. */
export async function holdsData(connection: Connection, { table, column }: Destroyed): Promise<boolean> {
  const where = column === undefined ? '' : ` WHERE ${quoteIdentifier(column)} IS NOT NULL`;
  await connection.query("BEGIN READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '2s'");
  try {
    return (await connection.query(`SELECT 1 FROM ${quoteName(table)}${where} LIMIT 1`)).length > 0;
  } catch (error) {
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    // Undefined table or column: the way back finds out itself.
    return !['42P01', '42703', '3F000'].includes(error.code ?? '');
  } finally {
    await connection.query('ROLLBACK');
  }
}
