import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import { statementsOf, type PlannedMigration, type PlannedStatement } from '../plan/plan.ts';
import type { RunContext } from '../run/context.ts';
import { StatementFailed } from '../run/run-statement.ts';
import { runTransaction } from '../run/run-transaction.ts';
import { closeRun, openRun, type NotOpened, type RunSession } from '../run/session.ts';
import { holdsLock, takeLock } from '../session/run-lock.ts';
import { resetSession } from '../session/settings.ts';
import type { Problem } from '../../model/problem.ts';
import { readSeeds, writeEnvironment, writeSeed } from './seed-journal.ts';

/** A file of seeds that may run. */
export interface PlannedSeed {
  /** What the journal calls it. */
  readonly path: string;
  readonly sha256: string;
  /** Its statements, as those of a migration. */
  readonly plan: PlannedMigration;
}

export interface SeedRun {
  readonly environment: string;
  /** Also what is as it was. */
  readonly again: boolean;
  /** Why the database, by what it was told, must not be seeded so. */
  readonly refuse: (known: string | null) => Problem | undefined;
}

/** How it came out. `done`: paths of the seeds that ran. */
export type SeedOutcome =
  | { readonly kind: 'finished'; readonly done: readonly string[] }
  | { readonly kind: 'stopped'; readonly done: readonly string[] }
  | {
      readonly kind: 'failed';
      readonly seed: PlannedSeed;
      readonly statement: PlannedStatement | undefined;
      readonly error: ServerError;
      readonly done: readonly string[];
    }
  /** It is another database than it seemed when it was looked at. */
  | { readonly kind: 'not-meant'; readonly problem: Problem }
  | { readonly kind: 'lost'; readonly reason: string; readonly done: readonly string[] }
  | NotOpened;

const EXIT: { readonly [K in SeedOutcome['kind']]: number } = {
  finished: 0,
  stopped: 1,
  failed: 1,
  'not-meant': 8,
  lost: 1,
  refused: 2,
  locked: 6,
  unfit: 7,
};

/**
 * Runs seeds in order, under the lock that `apply` takes as well: each in a transaction together with its row in the journal, so that of one
 * that fails or is killed nothing stays. What another run has done meanwhile is not done again.
 */
export async function runSeeds(seeds: readonly PlannedSeed[], wanted: SeedRun, context: RunContext): Promise<SeedOutcome> {
  const done: string[] = [];
  try {
    const session = await openRun(context);
    if ('kind' in session) return session;
    const outcome = await runOn(session, seeds, wanted, done, context);
    await closeRun(session, EXIT[outcome.kind], context);
    return outcome;
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    return { kind: 'lost', reason: error.message, done };
  }
}

async function runOn(
  session: RunSession,
  seeds: readonly PlannedSeed[],
  { environment, again, refuse }: SeedRun,
  done: string[],
  context: RunContext,
): Promise<SeedOutcome> {
  const { connection } = session;
  const { place, tell } = context;
  try {
    const known = await readSeeds(connection, place);
    const problem = refuse(known.environment);
    if (problem !== undefined) return { kind: 'not-meant', problem };
    // Told with the first rows: where none come in, the database is no more than it was.
    let told = known.environment;
    const tellEnvironment = async (): Promise<void> => {
      if (told !== environment) await writeEnvironment(connection, place, environment);
    };
    const sums = new Map(known.records.map(({ path, sha256 }) => [path, sha256]));
    connection.onNotice?.(({ severity, message }) => {
      if (severity !== 'DEBUG' && severity !== 'LOG') tell({ event: 'notice', severity, message });
    });
    for (const seed of seeds) {
      if (!again && sums.get(seed.path) === seed.sha256) continue;
      if (context.interrupt.stopping) return { kind: 'stopped', done };
      const failed = await runSeed(session, seed, { environment, tellEnvironment }, context);
      if (failed !== undefined) return { kind: 'failed', seed, ...failed, done };
      told = environment;
      done.push(seed.path);
      // A file may have let the lock go.
      if (seed.plan.leavesSession && !(await holdsLock(connection, context)) && !(await takeLock(connection, context)))
        return { kind: 'locked' };
    }
    await tellEnvironment();
    return { kind: 'finished', done };
  } catch (error) {
    // The session is given up, whatever happened: its lock goes with it.
    await session.onlooker.end();
    await connection.end().catch(() => undefined);
    throw error;
  }
}

/** @returns what failed; undefined: its rows are there, and the journal's with them */
async function runSeed(
  session: RunSession,
  { path, sha256, plan }: PlannedSeed,
  { environment, tellEnvironment }: { readonly environment: string; readonly tellEnvironment: () => Promise<void> },
  context: RunContext,
): Promise<{ readonly statement: PlannedStatement | undefined; readonly error: ServerError } | undefined> {
  const { connection, journal } = session;
  const { place, tell, identity } = context;
  const { id, name } = plan;
  const statements = statementsOf(plan);
  const started = performance.now();
  tell({ event: 'seed-started', id, name, environment, statements: statements.length });
  try {
    const record = async (timings: readonly { readonly duration: number }[]): Promise<void> => {
      const duration = timings.reduce((ms, each) => ms + each.duration, 0);
      await writeSeed(connection, place, { path, environment, sha256, statements: statements.length, duration }, identity.runId);
      await journal.event('seed-applied', path, null, { environment, sha256 });
      await tellEnvironment();
    };
    await runTransaction(session, plan, { begin: 'BEGIN', statements }, record, context);
  } catch (error) {
    if (!(error instanceof ServerError) || error instanceof ConnectionLost) throw error;
    const statement = error instanceof StatementFailed ? error.statement : undefined;
    await resetSession(connection, context);
    await journal.event('seed-failed', path, statement?.seq ?? null, { environment, code: error.code ?? null, error: error.message });
    tell({ event: 'seed-failed', id, name, seq: statement?.seq ?? null, error: error.message });
    return { statement, error };
  }
  if (plan.leavesSession) await resetSession(connection, context);
  tell({ event: 'seed-done', id, name, ms: performance.now() - started });
  return undefined;
}
