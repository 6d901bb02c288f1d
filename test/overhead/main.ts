import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startServer } from '../prove/live/server.ts';

const COUNT = 200;
const CONNECT = `const { Client } = require(process.argv[1] + '/node_modules/pg');
const client = new Client(process.argv[2]);
client.connect().then(() => client.query('SELECT 1')).then(() => client.end());`;
/** What is promised: so many times the time of one psql with the same files, at most. */
const MOST = 1.5;

/** Small migrations, as a project collects them. */
function migration(n: number): string {
  const table = n - ((n - 1) % 5);
  return table === n
    ? `CREATE TABLE t${table} (id bigint PRIMARY KEY, a int NOT NULL, b text);\nCREATE INDEX t${table}_a ON t${table} (a);\n`
    : `ALTER TABLE t${table} ADD COLUMN c${n} int;\nCOMMENT ON COLUMN t${table}.c${n} IS 'column ${n}';\n`;
}

/** Times `sqlsafe apply` against psql over the same files, in turn, each in a new database. @returns whether the ratio is as promised */
export async function main(
  root: string,
  { major, runs }: { readonly major: number; readonly runs: number },
  say: (text: string) => void,
): Promise<boolean> {
  if (spawnSync('psql', ['--version']).status !== 0) {
    say('psql is not installed: there is nothing to compare with. It comes with the package postgresql-client.');
    return false;
  }
  const server = await startServer(major, say, { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' });
  const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-overhead-'));
  mkdirSync(join(stage, 'db'));
  mkdirSync(join(stage, '.git'));
  const files = Array.from({ length: COUNT }, (_, at) => {
    const path = `db/${String(at + 1).padStart(4, '0')}_t.sql`;
    writeFileSync(join(stage, path), migration(at + 1));
    return path;
  });
  const admin = new Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' });
  await admin.connect();
  let count = 0;
  const time = async (program: string, args: (url: string) => readonly string[]): Promise<number> => {
    const name = `overhead_${(count += 1)}`;
    await admin.query(`CREATE DATABASE ${name}`);
    const started = performance.now();
    const { status, stderr } = spawnSync(program, args(`postgres://postgres@127.0.0.1:${server.port}/${name}`), {
      cwd: stage,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    const took = performance.now() - started;
    if (status !== 0) throw new Error(stderr);
    await admin.query(`DROP DATABASE ${name}`);
    return took;
  };
  const ours = (): Promise<number> => time(process.execPath, (url) => [join(root, 'dist/cli.cjs'), 'apply', 'db', '--url', url]);
  /** What each costs before it does anything: its start, and a connection. */
  const startOurs = (): Promise<number> => time(process.execPath, (url) => ['-e', CONNECT, root, url]);
  const startPsql = (): Promise<number> =>
    time('psql', (url) => ['--no-psqlrc', '--quiet', '-d', url, '-c', 'SELECT 1', '-o', '/dev/null']);
  const flags = ['--no-psqlrc', '--quiet', '-v', 'ON_ERROR_STOP=1'];
  /** All files in one process: every statement commits for itself, and nothing is written down. */
  const once = (): Promise<number> => time('psql', (url) => [...flags, '-d', url, ...files.flatMap((file) => ['-f', file])]);
  /** A file after the other, each in a transaction, as a script does it; nothing is written down either. */
  const each = (): Promise<number> =>
    time('sh', (url) => ['-c', `for f in db/*.sql; do psql ${flags.join(' ')} -1 -d ${url} -f $f || exit; done`]);
  try {
    const times: { readonly ours: number; readonly each: number; readonly once: number; readonly node: number; readonly psql: number }[] =
      [];
    for (let run = 0; run <= runs; run += 1) {
      const turn = { ours: await ours(), each: await each(), once: await once(), node: await startOurs(), psql: await startPsql() };
      // The first turn fills caches.
      if (run > 0) times.push(turn);
    }
    const ratio = median(times.map((turn) => turn.ours / turn.once));
    const row = (name: string, of: (turn: (typeof times)[number]) => number): void =>
      say(
        `  ${name.padEnd(52)} ${median(times.map(of)).toFixed(0).padStart(6)} ms, ratio ${median(times.map((turn) => turn.ours / of(turn))).toFixed(2)}`,
      );
    say(`PostgreSQL ${server.version}, ${COUNT} migrations of ${COUNT * 2} statements, medians of ${runs} turns`);
    say(
      `  ${'sqlsafe apply: checked, in transactions, recorded'.padEnd(52)} ${median(times.map((turn) => turn.ours))
        .toFixed(0)
        .padStart(6)} ms`,
    );
    row('psql -1 -f, a process for each file', (turn) => turn.each);
    row('psql -f …, one process, without transactions', (turn) => turn.once);
    const alone = (name: string, of: (turn: (typeof times)[number]) => number): void =>
      say(`  ${name.padEnd(52)} ${median(times.map(of)).toFixed(0).padStart(6)} ms`);
    alone('Node.js with pg: start, connection, nothing else', (turn) => turn.node);
    alone('psql: start, connection, nothing else', (turn) => turn.psql);
    return ratio <= MOST;
  } finally {
    await admin.end();
    await server.stop();
    rmSync(stage, { recursive: true });
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
