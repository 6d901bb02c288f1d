import { spawn } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { serverFolder } from '../prove/live/packages.ts';
import { freePort, unprivileged } from '../prove/live/server.ts';

/** A server that follows another one and only reads. */
export interface Standby {
  /** The same database, on it. */
  readonly urlOf: (primary: string) => string;
  readonly query: (sql: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Copies a server that runs on this machine, as `pg_basebackup` would, and starts the copy as its standby. */
export async function startStandby(primary: number, major: number, say: (text: string) => void): Promise<Standby> {
  const native = await serverFolder(major, say);
  const owner = await unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-standby-'));
  const data = join(folder, 'data');
  await copy(primary, data, major);
  if (owner !== undefined) give(folder, owner);
  const port = await freePort();
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: '40',
    max_prepared_transactions: '5',
    wal_receiver_status_interval: '1s',
    primary_conninfo: `host=127.0.0.1 port=${primary} user=postgres application_name='sqlsafe standby'`,
  };
  const log = join(folder, 'log');
  const out = openSync(log, 'w');
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...options], { cwd: '/', stdio: ['ignore', out, out], ...owner });
  const client = await connect(port, () => child.exitCode !== null, log);
  return {
    urlOf: (url) => url.replace(`:${primary}/`, `:${port}/`),
    query: async (sql) => void (await client.query(sql)),
    async stop() {
      await client.end().catch(() => undefined);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function copy(primary: number, data: string, major: number): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port: primary, user: 'postgres', database: 'postgres' });
  await client.connect();
  const [start, stop] = major >= 15 ? ['pg_backup_start', 'pg_backup_stop()'] : ['pg_start_backup', 'pg_stop_backup(false)'];
  await client.query(`SELECT ${start}('standby', true${major >= 15 ? '' : ', false'})`);
  const from = String((await client.query<{ data_directory: string }>('SHOW data_directory')).rows[0]?.data_directory);
  cpSync(from, data, { recursive: true, preserveTimestamps: true, filter: (path) => !/postmaster\.(?:pid|opts)$/.test(path) });
  const { rows } = await client.query<{ labelfile: string }>(`SELECT labelfile FROM ${stop}`);
  await client.end();
  writeFileSync(join(data, 'backup_label'), rows[0]?.labelfile ?? '');
  writeFileSync(join(data, 'standby.signal'), '');
}

/** Root starts servers as somebody else. */
function give(path: string, owner: { readonly uid: number; readonly gid: number }): void {
  chownSync(path, owner.uid, owner.gid);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) give(join(path, entry.name), owner);
    else if (entry.isFile()) chownSync(join(path, entry.name), owner.uid, owner.gid);
}

async function connect(port: number, isGone: () => boolean, log: string): Promise<Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (isGone() || attempt >= 600) throw new Error(`the standby did not start:\n${readFileSync(log, 'utf8')}`, { cause: error });
      await sleep(100);
    }
  }
}
