import { Client } from 'pg';
import type { Row, Session } from '../session.ts';

/** A connection to a real server. */
export async function openSession(port: number, database: string): Promise<Session> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database });
  const said: string[] = [];
  client.on('notice', ({ severity, message }) => said.push(`${severity}: ${message}`));
  // A server that goes down tells the query that waits; nobody else needs to know.
  client.on('error', () => undefined);
  await client.connect();
  const rows = async (sql: string): Promise<readonly Row[]> => {
    const results: unknown = await client.query<Row>(sql);
    const last = (Array.isArray(results) ? results.at(-1) : results) as { readonly rows?: readonly Row[] } | undefined;
    return last?.rows ?? [];
  };
  const pid = (await rows('SELECT pg_backend_pid()::text AS pid'))[0]?.['pid'] ?? '';
  return { pid, said, rows, close: () => client.end().catch(() => undefined) };
}
