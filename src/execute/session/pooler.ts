import type { Connection, Driver } from '../drivers/driver.ts';
import type { Problem } from '../../model/problem.ts';

/**
 * Is there a pooler in between that gives each transaction another session? Then neither the lock nor a setting would stay ours.
 * Poolers make up the process number that they tell a client; where it is not the server's, two clients are tried against each other.
 * @param pid what the server says
 */
export async function refusePooler(connection: Connection, pid: number, driver: Driver): Promise<Problem | undefined> {
  const { backend } = connection;
  if (backend === undefined || backend === pid) return undefined;
  const second = await driver.open();
  if ('code' in second) return undefined;
  try {
    const pids: number[] = [];
    for (const each of [connection, second, connection, second]) pids.push(await pidOf(each));
    const [first, other, again, last] = pids;
    const shared = first !== again || other !== last || first === other;
    return shared ? POOLED : undefined;
  } finally {
    await second.end().catch(() => undefined);
  }
}

const pidOf = async (connection: Connection): Promise<number> =>
  Number((await connection.query('SELECT pg_backend_pid() AS pid'))[0]?.['pid']);

const POOLED: Problem = {
  code: 'pooler',
  text: 'Between here and the database stands a pooler that gives each transaction another session (transaction pooling).',
  hint: 'Connect to the server itself, or to a pool in session mode: a lock that protects a run, and CONCURRENTLY, need one session.',
};
