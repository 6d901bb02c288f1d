import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

const binary = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** A process of sqlsafe that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has written so far, on both streams. */
  readonly output: () => string;
  readonly ended: Promise<Ended>;
}

/** A database of its own, and a folder of migrations. */
export interface Place {
  readonly url: string;
  readonly folder: string;
  readonly write: (path: string, text: string) => void;
  readonly rows: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** One value. */
  readonly value: (sql: string) => Promise<unknown>;
  /** Another session, ended with the place. */
  readonly open: () => Promise<Client>;
  /** The program, and what comes before its arguments. */
  readonly command: readonly string[];
  readonly start: (args: readonly string[]) => Running;
  readonly run: (args: readonly string[]) => Promise<Ended>;
  readonly remove: () => Promise<void>;
}

export async function placeOn(port: number, name: string): Promise<Place> {
  const clients: Client[] = [];
  const open = async (database: string): Promise<Client> => {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const admin = await open('postgres');
  await admin.query(`CREATE DATABASE ${name}`);
  const looker = await open(name);
  const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-live-'));
  mkdirSync(join(folder, '.git'));
  const url = `postgres://postgres@127.0.0.1:${port}/${name}`;
  const start = (args: readonly string[]): Running => {
    const child = spawn(process.execPath, [binary, ...args, '--url', url], {
      cwd: folder,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    const ended = new Promise<Ended>((done) => {
      child.once('close', (code, signal) => done({ code, signal, output }));
    });
    return { child, output: () => output, ended };
  };
  const rows = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await looker.query<Readonly<Record<string, unknown>>>(sql)).rows;
  return {
    url,
    folder,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    rows,
    value: async (sql) => Object.values((await rows(sql))[0] ?? {})[0],
    open: () => open(name),
    command: [process.execPath, binary],
    start,
    run: (args) => start(args).ended,
    async remove() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Looks every now and then, for half a minute at most. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (const started = Date.now(); Date.now() - started < 30_000; await sleep(20)) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
  }
  throw new Error(`never: ${what}`);
}
