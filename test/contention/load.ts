import { Client } from 'pg';

/** Reads and writes of an application, from several sessions at once. */
export interface Load {
  /** Ends it. @returns how long each query took, in milliseconds */
  readonly stop: () => Promise<readonly number[]>;
}

const SESSIONS = 8;
const ROWS = 20_000;

/** A table that the load works on. */
export const TABLE = `CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL DEFAULT 0);
INSERT INTO account (id) SELECT g FROM generate_series(1, ${ROWS}) AS g`;

/** Every session reads and writes in turn, one row at a time, with a short pause in between. */
export async function startLoad(url: string): Promise<Load> {
  const times: number[] = [];
  const run = { over: false };
  const clients = await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const client = new Client({ connectionString: url, application_name: 'load' });
      await client.connect();
      return client;
    }),
  );
  const sessions = clients.map(async (client, at) => {
    for (let n = at; !run.over; n += 1) {
      const id = 1 + ((n * 7919 + at * 104_729) % ROWS);
      const started = performance.now();
      await (n % 2 === 0
        ? client.query('SELECT balance FROM account WHERE id = $1', [id])
        : client.query('UPDATE account SET balance = balance + 1 WHERE id = $1', [id]));
      times.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  return {
    async stop() {
      run.over = true;
      await Promise.all(sessions);
      await Promise.all(clients.map((client) => client.end()));
      return times;
    },
  };
}

/** The time that a share of the queries did not exceed; `1` for the longest. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
