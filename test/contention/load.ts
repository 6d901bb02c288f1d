import { Client } from 'pg';

/** Milliseconds. */
export interface Query {
  readonly took: number;
  /** From when it was due until its answer: sessions that are all held up are late for what comes then. */
  readonly late: number;
}

/** Reads and writes of an application, from several sessions at once. */
export interface Load {
  readonly name: string;
  /** The table that it works on. */
  readonly table: string;
  /** Makes it. */
  readonly prepare: (url: string) => Promise<void>;
  /** Goes on at least as long as something else does. */
  readonly during: (url: string, meanwhile: () => Promise<void>) => Promise<readonly Query[]>;
}

export const SESSIONS = 8;
const ROWS = 20_000;

/** Every session reads and writes in turn, one row at a time, with a short pause in between. */
export const ownLoad: Load = {
  name: 'a load of our own',
  table: 'account',
  async prepare(url) {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL DEFAULT 0);
INSERT INTO account (id) SELECT g FROM generate_series(1, ${ROWS}) AS g`);
    await client.end();
  },
  async during(url, meanwhile) {
    const queries: Query[] = [];
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
        const took = performance.now() - started;
        // Whoever is held up has nothing due meanwhile.
        queries.push({ took, late: took });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    await meanwhile();
    run.over = true;
    await Promise.all(sessions);
    await Promise.all(clients.map((client) => client.end()));
    return queries;
  },
};

/** The time that a share of the queries did not exceed; `1` for the longest. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
