import { ConnectionLost, ServerError } from '../drivers/driver.ts';
import type { MigrationRecord } from '../journal/read.ts';
import { statementsOf, type PlannedMigration } from '../plan/plan.ts';
import type { RunContext } from './context.ts';
import type { Outbox } from './outbox.ts';
import { follow, goesTogether, MOST_STATEMENTS, MOST_TEXT, textOf, transactionOf } from './run-together.ts';
import type { RunSession } from './session.ts';

/** So many are on their way at once, and are told of at once. */
export const LONGEST_CONVOY = 100;

/** Migrations that are on their way to the server at once, from the first of a list on. */
export interface Convoy {
  readonly migrations: readonly PlannedMigration[];
  readonly send: NonNullable<ReturnType<typeof goesTogether>>['send'];
}

/**
 * How many of these migrations, from the first on, may follow each other without waiting for answers? Those that go to the server in one
 * write anyway, have never been begun, and lock nothing that was there before this run: nobody is in their way, and they are in nobody's.
 * That is how a database is built up from nothing, with all of a project's migrations; what changes one in use goes one by one.
 * @returns undefined where it is not even two
 */
export function convoyOf(
  session: RunSession,
  migrations: readonly PlannedMigration[],
  records: ReadonlyMap<string, MigrationRecord>,
  context: RunContext,
): Convoy | undefined {
  const members: PlannedMigration[] = [];
  let [count, text] = [0, 0];
  let send: Convoy['send'] | undefined;
  for (const migration of migrations) {
    const together = goesTogether(session, migration, context);
    if (together === undefined || migration.direction === 'down' || records.has(migration.id)) break;
    const { statements } = together;
    if (statements.some(({ locks, patience }) => locks.length > 0 || patience !== 'patient')) break;
    count += statements.length;
    text += textOf(statements);
    if (count > MOST_STATEMENTS || text > MOST_TEXT) break;
    members.push(migration);
    ({ send } = together);
  }
  return send === undefined || members.length < 2 ? undefined : { migrations: members, send };
}

/** The commit is not waited for: that of the last one brings all of them to the disk. */
const NOT_YET_ON_DISK = 'SET LOCAL synchronous_commit = off';

/** What came of a convoy. */
export interface Arrived {
  readonly done: readonly PlannedMigration[];
  /** The first that the server refused: nothing of it took effect, and it can be run by itself. */
  readonly refused: PlannedMigration | undefined;
}

/**
 * Runs a convoy, each migration in its transaction with the journal's rows. Behind whatever the server refuses it does nothing more, as no Sync
 * comes before the end: no migration begins unless all before it are committed. None is told to be done before it is on the server's disk,
 * which is when the last of them is: who loses the server before finds schema and journal as they were at one moment, and goes on there.
 */
export async function runConvoy(session: RunSession, { migrations, send }: Convoy, outbox: Outbox, context: RunContext): Promise<Arrived> {
  const { connection, journal } = session;
  const { tell, fault, options } = context;
  const last = migrations.length - 1;
  const cars = migrations.map((migration, at) => {
    const messages = transactionOf(
      statementsOf(migration),
      journal.putDone(migration, 'applied'),
      1,
      options,
      at === last ? [] : [NOT_YET_ON_DISK],
    );
    return { migration, messages, following: follow(session, migration, messages, context) };
  });
  const held = outbox.hold();
  let [done, first, started] = [0, 0, 0];
  const begin = (): void => {
    const car = cars[done];
    if (car === undefined) return;
    const { id, name, direction, mode } = car.migration;
    started = performance.now();
    tell({ event: 'migration-started', id, name, direction, mode, statements: statementsOf(car.migration).length, done: 0 });
    fault('before-begin');
    car.following.begin();
  };
  const answered = (at: number): void => {
    const car = cars[done];
    if (car === undefined) return;
    car.following.answered(at - first);
    if (at - first < car.messages.length - 1) return;
    const { id, name, direction } = car.migration;
    tell({ event: 'migration-done', id, name, direction, ms: performance.now() - started });
    held.mark();
    first += car.messages.length;
    done += 1;
    begin();
  };
  try {
    const sent = send(
      cars.flatMap(({ messages }) => messages),
      answered,
    );
    begin();
    await sent;
    held.release(done);
  } catch (error) {
    const why = cars[done]?.following.failed(error) ?? error;
    if (!(why instanceof ServerError) || why instanceof ConnectionLost) {
      held.release(0);
      throw why;
    }
    await connection.query('ROLLBACK');
    // A commit that is waited for brings those before it to the disk, too.
    if (done > 0) await journal.event('refused', migrations[done]?.id ?? null, null, { error: why.message, code: why.code });
    held.release(done);
  }
  for (const { migration, following } of cars.slice(0, done)) await journal.took(migration, following.timings);
  return { done: migrations.slice(0, done), refused: migrations[done] };
}
