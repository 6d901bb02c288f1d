import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Session } from '../session.ts';
import { serverFolder } from './packages.ts';
import { openSession } from './pg-session.ts';

const run = promisify(execFile);

/** The data are thrown away; nothing may happen by itself; publications, prepared transactions and a second tablespace are to work. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  wal_level: 'logical',
  max_connections: '40',
  shared_buffers: '64MB',
  max_prepared_transactions: '5',
  TimeZone: 'UTC',
  log_min_messages: 'warning',
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  jit: 'off',
};
/** What the cases call their second tablespace. */
const TABLESPACE = 'oracle_ts';

/** A server that runs, and is ours alone. */
export interface Server {
  readonly major: number;
  /** `17.10`. */
  readonly version: string;
  /** Of the loopback interface; `postgres` may do everything, without a password. */
  readonly port: number;
  /** Calls back with a way to open sessions in a database made for it; all that it left, there or in the cluster, is gone afterwards. */
  withDatabase<T>(use: (open: () => Promise<Session>) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** Fetches it if need be, makes a cluster in a folder of its own and starts it on a free port of the loopback interface. */
export async function startServer(
  major: number,
  say: (text: string) => void,
  given: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const native = await serverFolder(major, say);
  const owner = await unprivileged();
  const folder = mkdtempSync(join(tmpdir(), `sqlsafe-prove-${major}-`));
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      // Fast shutdown: open transactions are rolled back.
      child.kill('SIGINT');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    chmodSync(folder, 0o755);
    const [data, space] = ['data', 'space'].map((name) => join(folder, name)) as [string, string];
    for (const each of [data, space]) {
      mkdirSync(each, { mode: 0o700 });
      if (owner !== undefined) chownSync(each, owner.uid, owner.gid);
    }
    const flags = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await run(join(native, 'bin/initdb'), ['-D', data, ...flags], { cwd: '/', ...owner });

    const port = await freePort();
    const settings = { ...SETTINGS, ...given, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
    const log = join(folder, 'log');
    const out = openSync(log, 'w');
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    child = spawn(join(native, 'bin/postgres'), ['-D', data, ...options], { cwd: '/', stdio: ['ignore', out, out], ...owner });
    const admin = await connect(port, child, log);
    const [row] = await admin.rows("SELECT split_part(current_setting('server_version'), ' ', 1) AS version");
    await admin.rows(`CREATE TABLESPACE ${TABLESPACE} LOCATION '${space}'`);
    let count = 0;
    return {
      major,
      version: row?.['version'] ?? '',
      port,
      withDatabase: (use) => withDatabase(admin, port, `case_${(count += 1)}`, use, major >= 15 ? 'STRATEGY file_copy' : ''),
      async stop() {
        await admin.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`, whom every system has. */
export async function unprivileged(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function connect(port: number, child: ChildProcess, log: string): Promise<Session> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await openSession(port, 'postgres');
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`the server did not start:\n${readFileSync(log, 'utf8')}`, { cause: error });
      // A minute.
      if (attempt >= 600) throw error;
      await sleep(100);
    }
  }
}

async function withDatabase<T>(
  admin: Session,
  port: number,
  name: string,
  use: (open: () => Promise<Session>) => Promise<T>,
  strategy: string,
): Promise<T> {
  await admin.rows(`CREATE DATABASE ${name} ${strategy}`);
  const sessions: Session[] = [];
  try {
    return await use(async () => {
      const session = await openSession(port, name);
      sessions.push(session);
      return session;
    });
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
    await clean(admin, port, name);
  }
}

/** What a case may have left outside its own database. */
async function clean(admin: Session, port: number, name: string): Promise<void> {
  const left = await admin.rows(`
    SELECT 'ROLLBACK PREPARED ' || quote_literal(gid) AS sql, 'inside' AS place FROM pg_prepared_xacts WHERE database = '${name}'
    UNION ALL SELECT format('ALTER SUBSCRIPTION %1$I DISABLE; ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', subname), 'inside'
      FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = '${name}')
    UNION ALL SELECT format('DROP OWNED BY %I CASCADE', rolname), 'inside' FROM pg_roles WHERE oid >= 16384
    UNION ALL SELECT format('DROP ROLE %I', rolname), 'after' FROM pg_roles WHERE oid >= 16384
    UNION ALL SELECT format('DROP DATABASE %I', datname), 'after' FROM pg_database WHERE datname NOT IN ('${name}', 'postgres', 'template0', 'template1')
    UNION ALL SELECT format('DROP TABLESPACE %I', spcname), 'after' FROM pg_tablespace WHERE spcname NOT IN ('${TABLESPACE}', 'pg_default', 'pg_global')`);
  const inside = left.filter(({ place }) => place === 'inside');
  if (inside.length > 0) {
    const session = await openSession(port, name);
    for (const { sql } of inside) for (const each of (sql ?? '').split('; ')) await session.rows(each);
    await session.close();
  }
  await admin.rows(`DROP DATABASE ${name} WITH (FORCE)`);
  for (const { sql, place } of left) if (place === 'after') await admin.rows(sql ?? '');
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
