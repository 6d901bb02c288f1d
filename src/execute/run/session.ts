import { ConnectionLost, ServerError, type Connection } from '../drivers/driver.ts';
import { upgradeInTransaction, upgradeJournal } from '../journal/schema.ts';
import { journalOn, type Journal } from '../journal/write.ts';
import type { Problem } from '../../model/problem.ts';
import { NO_MIRROR, type Mirror } from '../other-tools/mirror.ts';
import { onlookerFor, type Onlooker } from '../session/blockers.ts';
import { keepEnvironment } from '../seed/seed-journal.ts';
import { citusNode, refuseWorker } from '../session/citus.ts';
import { refusePooler } from '../session/pooler.ts';
import { isLeased, takeLease } from '../session/lease.ts';
import { letGo, takeLock } from '../session/run-lock.ts';
import { prepareSession } from '../session/settings.ts';
import { sleep, type RunContext } from './context.ts';

/** The one session that holds the lock and executes. */
export interface RunSession {
  readonly connection: Connection;
  readonly journal: Journal;
  readonly onlooker: Onlooker;
  readonly mirror: Mirror;
  /** Lets others in at once, where that is not the end of the session. */
  readonly giveBack?: () => Promise<void>;
}

/** What kept a run from starting. */
export type NotOpened =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'locked' }
  /** It is no server to write to, or none that keeps a session. */
  | { readonly kind: 'unfit'; readonly problem: Problem };

/** A session that is prepared and holds the lock, with a journal of this version's format. */
export async function openRun(context: RunContext): Promise<RunSession | NotOpened> {
  const connection = await context.driver.open();
  if ('code' in connection) return { kind: 'refused', problem: connection };
  try {
    const facts = await readFacts(connection);
    const { lease: leasing } = context.options;
    const citus = await citusNode(connection, facts.citus);
    const pooled = leasing === undefined ? await refusePooler(connection, facts.pid, context.driver) : undefined;
    const unfit = pooled ?? refuseReadOnly(facts) ?? refuseWorker(citus);
    if (unfit !== undefined) return await closing(connection, { kind: 'unfit', problem: unfit });
    if (citus !== undefined) context.tell({ event: 'citus', version: citus.version, workers: citus.workers });
    if (leasing === undefined) await prepareSession(connection, context);
    context.fault('connected');
    const held = leasing === undefined ? await lockSession(connection, facts.pid, context) : await leaseSession(connection, context);
    if (held === undefined) return await closing(connection, { kind: 'locked' });
    const journal = journalOn(held.connection, context.place, context.identity);
    await journal.beginRun();
    if (context.environment !== undefined) await keepEnvironment(held.connection, context.place, context.environment);
    context.fault('journal-ready');
    return { ...held, journal, onlooker: onlookerFor(context, held.pid), mirror: NO_MIRROR };
  } catch (error) {
    await connection.end().catch(() => undefined);
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    return { kind: 'refused', problem: journalRefused(error, context) };
  }
}

type Held = Pick<RunSession, 'connection'> & Partial<Pick<RunSession, 'giveBack'>> & { readonly pid: () => number };

/** Takes the lock of the session; undefined: another run kept it. */
async function lockSession(connection: Connection, pid: number, context: RunContext): Promise<Held | undefined> {
  const until = Date.now() + context.options.lockWait;
  for (;;) {
    if (!(await takeLock(connection, context))) return undefined;
    context.fault('locked');
    await upgradeJournal(connection, context.place);
    // A run that holds a lease has the lock only while it has a transaction open.
    if (!(await isLeased(connection, context))) return { connection, pid: () => pid };
    await letGo(connection, context);
    if (context.interrupt.stopping || Date.now() >= until) return undefined;
    await sleep(LEASE_PAUSE);
  }
}

/** Takes the lease; undefined: another run kept it. */
async function leaseSession(connection: Connection, context: RunContext): Promise<Held | undefined> {
  await upgradeAlone(connection, context);
  const lease = await takeLease(connection, context);
  if (lease === undefined) return undefined;
  context.fault('locked');
  return { connection: lease.connection, pid: lease.pid, giveBack: lease.end };
}

/** The lease is a row of the journal, which must be there first. */
async function upgradeAlone(connection: Connection, { place, options }: RunContext): Promise<void> {
  const until = Date.now() + options.lockWait;
  for (;;) {
    try {
      return await upgradeInTransaction(connection, place);
    } catch (error) {
      const busy = error instanceof ServerError && ['55P03', '42P06', '42P07', '23505'].includes(error.code ?? '');
      if (!busy || Date.now() > until) throw error;
      await sleep(UPGRADE_PAUSE);
    }
  }
}
const UPGRADE_PAUSE = 200;
const LEASE_PAUSE = 1000;

async function closing<T>(connection: Connection, value: T): Promise<T> {
  await connection.end().catch(() => undefined);
  return value;
}

/** What a run must know of the server and its session. */
export interface SessionFacts {
  /** Of the session's process. */
  readonly pid: number;
  readonly standby: boolean;
  readonly readOnly: boolean;
  /** Version of the extension Citus; null: it is not there. */
  readonly citus: string | null;
}

export async function readFacts(connection: Connection): Promise<SessionFacts> {
  const [row] = await connection.query(
    `SELECT pg_backend_pid() AS pid, pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS read_only,
       (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'citus') AS citus`,
  );
  const citus = typeof row?.['citus'] === 'string' ? row['citus'] : null;
  return { pid: Number(row?.['pid']), standby: row?.['standby'] === true, readOnly: row?.['read_only'] === 'on', citus };
}

/** A standby, or a session that may not write. */
export function refuseReadOnly({ standby, readOnly }: SessionFacts): Problem | undefined {
  if (!standby && !readOnly) return undefined;
  const text = standby ? 'The server is a standby, to which nothing can be written.' : 'The session is read-only.';
  return { code: 'read-only', text, hint: 'Connect to the primary, as a user who may write.' };
}

const journalRefused = ({ message, code }: ServerError, { place }: RunContext): Problem => ({
  code: 'journal-refused',
  text: `The journal, in the schema ${place.schema}, could not be made or read: ${message}.`,
  ...(code === '42501' ? { hint: `Somebody with the right to do so: CREATE SCHEMA ${place.schema} AUTHORIZATION <this user>;` } : {}),
});

/** The last thing that a run does; what can't be said any more is not needed. */
export async function closeRun(
  { connection, journal, onlooker, giveBack }: RunSession,
  exitCode: number,
  context: RunContext,
): Promise<void> {
  try {
    await journal.endRun(exitCode);
    context.fault('before-unlock');
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
  } finally {
    await giveBack?.();
    await onlooker.end();
    await connection.end().catch(() => undefined);
  }
}
