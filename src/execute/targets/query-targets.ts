import type { Problem } from '../../model/problem.ts';
import { ServerError, type Driver, type Row } from '../drivers/driver.ts';

/** What a query that lists databases gives, in a transaction that can't write. */
export async function queryTargets(driver: Driver, sql: string): Promise<readonly Row[] | Problem> {
  const connection = await driver.open();
  if ('code' in connection) return connection;
  try {
    await connection.query('BEGIN READ ONLY');
    return await connection.query(sql);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return {
      code: 'targets-query',
      text: `The query for the databases failed: ${error.message}.`,
      hint: 'It is run by the database that --url names, and may only read.',
    };
  } finally {
    await connection.query('ROLLBACK').catch(() => undefined);
    await connection.end().catch(() => undefined);
    await driver.close();
  }
}
