import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { serverFolder } from '../prove/live/packages.ts';
import { freePort, type Server } from '../prove/live/server.ts';
import { until } from './place.ts';

/** A replica of a server that applies commits only so many milliseconds later. @returns how to end it */
export async function startStandby({ major, port }: Server, delay: number): Promise<() => Promise<void>> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  const value = async (sql: string): Promise<string | undefined> =>
    Object.values((await client.query<Record<string, string>>(sql)).rows[0] ?? {})[0];
  const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-standby-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const own = (await value('SHOW data_directory')) ?? '';
  await client.query("SELECT pg_backup_start('standby', true)");
  await promisify(execFile)('cp', ['-a', own, data]);
  const { uid, gid } = statSync(own);
  const write = (name: string, text: string): void => {
    writeFileSync(join(data, name), text);
    chownSync(join(data, name), uid, gid);
  };
  write('backup_label', (await value('SELECT labelfile FROM pg_backup_stop(false)')) ?? '');
  write('standby.signal', '');
  rmSync(join(data, 'postmaster.pid'));
  const settings = {
    port: await freePort(),
    primary_conninfo: `host=127.0.0.1 port=${port} user=postgres`,
    recovery_min_apply_delay: delay,
    // No less than the server that it follows has.
    max_connections: 40,
    max_prepared_transactions: 5,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    wal_receiver_status_interval: 1,
  };
  const native = await serverFolder(major, () => undefined);
  const options = Object.entries(settings).flatMap(([name, given]) => ['-c', `${name}=${given}`]);
  const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...options], {
    cwd: '/',
    stdio: 'ignore',
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  const gone = new Promise((done) => child.once('exit', done));
  await until('a replica that follows', async () => (await value('SELECT pid FROM pg_stat_replication')) !== undefined);
  await client.end();
  return async () => {
    child.kill('SIGINT');
    await gone;
    rmSync(folder, { recursive: true });
  };
}
