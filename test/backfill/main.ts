import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startServer } from '../prove/live/server.ts';

export interface Options {
  readonly major: number;
  readonly rows: number;
}

/** A row that is done twice shows it: no value is set, one is added to. */
const FILES = {
  '1_accounts.sql': `CREATE TABLE accounts (id bigint PRIMARY KEY, email text NOT NULL, filled integer NOT NULL DEFAULT 0);\n`,
  '2_fill.sql': `-- sqlsafe: backfill table=accounts key=id batch=5000\nUPDATE accounts SET filled = filled + 1, email = lower(email);\n`,
};
const RESIDENT = /VmRSS:\s+(\d+) kB/;

interface Ended {
  readonly code: number | null;
  readonly killed: boolean;
  /** Resident memory while batches ran, in MB. */
  readonly least: number;
  readonly most: number;
}

/** Five million rows in batches, killed twice on the way. @returns whether every row was changed exactly once */
export async function main(root: string, { major, rows }: Options, say: (text: string) => void): Promise<boolean> {
  const server = await startServer(major, say);
  const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-backfill-'));
  const client = new Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' });
  try {
    await client.connect();
    mkdirSync(join(folder, 'db'));
    mkdirSync(join(folder, '.git'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, 'db', name), text);
    const url = `postgres://postgres@127.0.0.1:${server.port}/postgres`;
    const seen = async (): Promise<number> =>
      Number((await client.query('SELECT sum(seen) AS seen FROM sqlsafe.backfill')).rows[0]?.seen ?? 0);
    const apply = (options: readonly string[], killAt: number | undefined): Promise<Ended> =>
      watched(
        spawn(process.execPath, [join(root, 'dist/cli.cjs'), 'apply', 'db', '--url', url, ...options], { cwd: folder, stdio: 'ignore' }),
        seen,
        killAt,
      );
    await apply(['--to', '1_accounts'], undefined);
    await client.query(`INSERT INTO accounts SELECT i, 'Someone' || i || '@Example.org' FROM generate_series(1, ${rows}) AS i`);
    await client.query('VACUUM ANALYZE accounts');
    await client.query('CHECKPOINT');
    say(`PostgreSQL ${server.version}, ${rows.toLocaleString('en-US')} rows`);

    const started = performance.now();
    let kills = 0;
    for (const killAt of [rows * 0.3, rows * 0.7, undefined]) {
      const { code, killed, least, most } = await apply([], killAt);
      kills += killed ? 1 : 0;
      say(`${killed ? 'killed' : `ended with ${code}`} at ${(await seen()).toLocaleString('en-US')} rows; memory ${least} to ${most} MB`);
    }
    const batched = performance.now() - started;
    const [counted] = (
      await client.query<{ once: string; never: string; more: string }>(
        'SELECT count(*) FILTER (WHERE filled = 1) AS once, count(*) FILTER (WHERE filled = 0) AS never, count(*) FILTER (WHERE filled > 1) AS more FROM accounts',
      )
    ).rows;
    const { once = '0', never = '', more = '' } = counted ?? {};
    say(`changed once ${once}, never ${never}, more than once ${more}; ${kills} kills`);

    await client.query('VACUUM FULL accounts');
    await client.query('CHECKPOINT');
    const plainly = performance.now();
    await client.query('UPDATE accounts SET filled = filled + 1, email = lower(email)');
    const plain = performance.now() - plainly;
    say(
      `in batches, with two kills, ${(batched / 1000).toFixed(1)} s; one UPDATE ${(plain / 1000).toFixed(1)} s; ratio ${(batched / plain).toFixed(2)}`,
    );
    return Number(once) === rows && kills === 2;
  } finally {
    await client.end().catch(() => undefined);
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Looks at a run every now and then, and kills it where it has gone through so many rows. */
async function watched(child: ReturnType<typeof spawn>, seen: () => Promise<number>, killAt: number | undefined): Promise<Ended> {
  const ended = new Promise<{ code: number | null; killed: boolean }>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, killed: signal === 'SIGKILL' });
    });
  });
  const sizes: number[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const done = await seen().catch(() => 0);
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (done > 0) sizes.push(residentOf(child.pid));
    if (killAt !== undefined && done >= killAt) child.kill('SIGKILL');
  }
  const known = sizes.filter((size) => size > 0);
  return { ...(await ended), least: Math.min(...known), most: Math.max(...known) };
}

function residentOf(pid: number | undefined): number {
  try {
    return Math.round(Number(RESIDENT.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
