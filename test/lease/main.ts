import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startServer } from '../prove/live/server.ts';
import { startBouncer } from './bouncer.ts';

/** Each token takes a moment, so that runs meet, are killed and are paused in the middle of it. */
const token = (name: string): string => `INSERT INTO token SELECT '${name}' FROM pg_sleep(0.15);\n`;
const FILES: Readonly<Record<string, string>> = {
  '001_token.sql': `CREATE TABLE token (name text NOT NULL);\nCREATE TABLE item (id int PRIMARY KEY, note text);\nINSERT INTO item SELECT g FROM generate_series(1, 300) AS g;\n${token('1')}`,
  '002_column.sql': `ALTER TABLE item ADD COLUMN a int;\n${token('2a')}${token('2b')}`,
  '003_backfill.sql': `-- sqlsafe: backfill table=item key=id batch=100\nUPDATE item SET note = coalesce(note, '') || 'x';\n`,
  '004_plain.sql': 'ALTER TABLE item ADD COLUMN b int;\n',
  '005_last.sql': token('5'),
};
const TOKENS = ['1', '2a', '2b', '5'];
/** How long a lease lasts here. */
const LEASE = '2s';

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs through PgBouncer in transaction mode: refused without a lease; with one, several at once, killed at each boundary, paused and woken
 * after another one took the lease, beside a run on the server itself. @returns whether nothing was lost, doubled or stuck
 */
export async function main(
  root: string,
  { major, every, pauses }: { readonly major: number; readonly every: number; readonly pauses: number },
  say: (text: string) => void,
): Promise<boolean> {
  const server = await startServer(major, say, { max_connections: '200' });
  const bouncer = await startBouncer(server.port);
  if (bouncer === undefined) {
    say('PgBouncer is not installed: there is no pooler to run through. It comes with the package pgbouncer.');
    await server.stop();
    return false;
  }
  const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-lease-'));
  mkdirSync(join(stage, 'db'));
  mkdirSync(join(stage, '.git'));
  const write = (files: Readonly<Record<string, string>>): void => {
    rmSync(join(stage, 'db'), { recursive: true });
    mkdirSync(join(stage, 'db'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(stage, 'db', name), text);
  };
  const admin = new Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' });
  await admin.connect();
  const wrong: string[] = [];
  let count = 0;
  let name = '';
  const fresh = async (): Promise<void> => {
    name = `lease_${(count += 1)}`;
    await admin.query(`CREATE DATABASE ${name}`);
  };
  const start = (
    port: number,
    args: readonly string[],
    fault?: number,
  ): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
    const url = `postgres://postgres@127.0.0.1:${port}/${name}`;
    const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), 'apply', 'db', '--url', url, ...args], {
      cwd: stage,
      env: { PATH: process.env['PATH'], ...(fault === undefined ? {} : { SQLSAFE_FAULT: String(fault) }) },
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    return { child, ended: new Promise((resolve) => child.once('close', (status) => resolve({ status, output }))) };
  };
  const leased = (fault?: number): ReturnType<typeof start> => start(bouncer.port, ['--lease', LEASE], fault);
  const expect = (what: string, { status, output }: Ended, ...codes: readonly (number | null)[]): void => {
    if (!codes.includes(status)) wrong.push(`${what}: exit code ${status}\n${output}`);
  };
  /** Everything once, and nobody in it any more. */
  const check = async (what: string): Promise<void> => {
    const client = new Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: name });
    await client.connect();
    const names = async (sql: string): Promise<readonly string[]> =>
      (await client.query<{ name: string }>(sql)).rows.map((row) => row.name);
    const found = (await names('SELECT name FROM token ORDER BY name')).join(' ');
    if (found !== TOKENS.join(' ')) wrong.push(`${what}: tokens ${found}`);
    const filled = await names("SELECT DISTINCT coalesce(note, 'nothing') AS name FROM item");
    if (filled.join(' ') !== 'x') wrong.push(`${what}: rows filled with ${filled.join(' ')}`);
    const left = await names("SELECT id || ' ' || state AS name FROM sqlsafe.migration WHERE state <> 'applied'");
    const held = await names('SELECT run_id::text AS name FROM sqlsafe.lease WHERE run_id IS NOT NULL');
    for (const each of [...left, ...held.map((run) => `the lease of ${run}`)]) wrong.push(`${what}: left ${each}`);
    await client.end();
  };
  try {
    write(FILES);
    await fresh();
    expect('without a lease', await start(bouncer.port, []).ended, 7);
    for (const runners of [2, 5]) {
      await fresh();
      const all = await Promise.all(Array.from({ length: runners }, () => leased().ended));
      for (const each of all) expect(`${runners} at once`, each, 0);
      await check(`${runners} at once`);
    }
    say('  2 and 5 runners at once: each file once');

    let kills = 0;
    for (let fault = 1; ; fault += every) {
      await fresh();
      const { status } = await leased(fault).ended;
      if (status === 0) break;
      kills += 1;
      expect(`killed at boundary ${fault}`, await leased().ended, 0);
      await check(`killed at boundary ${fault}`);
    }
    say(`  killed at ${kills} boundaries, and gone on when the lease had expired`);

    let overtaken = 0;
    for (let pause = 0; pause < pauses; pause += 1) {
      await fresh();
      const first = leased();
      await sleep(300 + (pause * 1500) / pauses + Math.random() * 100);
      first.child.kill('SIGSTOP');
      const second = await leased().ended;
      first.child.kill('SIGCONT');
      const woken = await first.ended;
      if (/Applied \d/.test(second.output)) overtaken += 1;
      expect(`beside one that is paused (${pause})`, second, 0);
      expect(`paused and woken (${pause})`, woken, 0);
      await check(`paused and woken (${pause})`);
    }
    say(`  ${pauses} runs paused and woken, ${overtaken} of them after another one had taken the lease: they did no harm`);

    await fresh();
    const [pooled, direct] = await Promise.all([leased().ended, start(server.port, []).ended]);
    expect('through the pooler, beside a run on the server', pooled, 0);
    expect('on the server, beside a run through the pooler', direct, 0);
    await check('beside a run on the server');
    say('  beside a run on the server itself: each file once');

    for (const sql of ['CREATE INDEX CONCURRENTLY i ON token (name);', "SET search_path = 'x';"]) {
      write({ '001_token.sql': 'CREATE TABLE token (name text NOT NULL);\n', '002.sql': `${sql}\n` });
      await fresh();
      const refused = await leased().ended;
      expect(sql, refused, 7);
    }
    say('  what needs a session of its own is refused');
    for (const each of wrong) say(`  ${each}`);
    say(`PostgreSQL ${server.version} behind PgBouncer: ${wrong.length === 0 ? 'lost 0, doubled 0, stuck 0' : `${wrong.length} wrong`}`);
    return wrong.length === 0;
  } finally {
    bouncer.stop();
    await admin.end();
    await server.stop();
    rmSync(stage, { recursive: true });
  }
}
