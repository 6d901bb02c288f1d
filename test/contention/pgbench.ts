import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SESSIONS, type Load, type Query } from './load.ts';

/** Queries in a second, of all sessions together: what a busy application does, and no machine is out of breath from. */
const RATE = 800;
/** Seconds; longer than all that goes on meanwhile. */
const LASTS = 14;

/** A query each, so that what pgbench calls a transaction is one. */
const SCRIPTS = {
  'read.sql': '\\set aid random(1, 100000 * :scale)\nSELECT abalance FROM pgbench_accounts WHERE aid = :aid;\n',
  'write.sql':
    '\\set aid random(1, 100000 * :scale)\n\\set delta random(-5000, 5000)\nUPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;\n',
};

/** PostgreSQL's own benchmark: of the path, or where Debian has it; the packages of npm are without it. */
export function findPgbench(): string | undefined {
  const debian = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a)) : [];
  return [...(process.env['PATH'] ?? '').split(delimiter), ...debian.map((major) => `/usr/lib/postgresql/${major}/bin`)]
    .map((folder) => join(folder, 'pgbench'))
    .find((path) => existsSync(path));
}

/** Its standard tables under reads and writes of single rows. https://www.postgresql.org/docs/current/pgbench.html */
export async function pgbenchLoad(program: string): Promise<Load> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  return {
    name: stdout.trim(),
    table: 'pgbench_accounts',
    async prepare(url) {
      await promisify(execFile)(program, ['--initialize', '--quiet', url]);
    },
    async during(url, meanwhile) {
      const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-pgbench-'));
      for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(folder, name), text);
      const files = Object.keys(SCRIPTS).flatMap((name) => ['-f', name]);
      const options = ['-n', '-c', SESSIONS, '-j', 2, '-T', LASTS, '-R', RATE, '-l', ...files, url].map(String);
      const child = spawn(program, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      let errors = '';
      child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      await meanwhile();
      if (child.exitCode !== null) throw new Error(`pgbench was over before what went on meanwhile\n${errors}`);
      const code = await ended;
      if (code !== 0) throw new Error(`pgbench ended with ${code}\n${errors}`);
      const queries = readdirSync(folder)
        .filter((name) => name.startsWith('pgbench_log.'))
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
        .map(queryOf);
      rmSync(folder, { recursive: true });
      return queries;
    },
  };
}

/** `client number time script second microsecond lag`: the time is counted from when it was due, `lag` before it was begun; microseconds. */
function queryOf(line: string): Query {
  const [, , time = 0, , , , lag = 0] = line.split(' ').map(Number);
  return { took: (time - lag) / 1000, late: time / 1000 };
}
