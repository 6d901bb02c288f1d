import { ServerError, type Connection } from './drivers/driver.ts';
import type { ScratchDriver } from './drivers/scratch.ts';
import type { PlannedMigration } from './plan/plan.ts';
import type { RunContext } from './run/context.ts';
import { run, type RunOutcome } from './run/run.ts';
import { differences, schemaOf } from './schema-of.ts';

/** A migration's way up, and its way back where it has one. */
export interface BothWays {
  readonly up: PlannedMigration;
  readonly down: PlannedMigration | undefined;
}

type When = 'up' | 'back' | 'again';

/** What came of one migration, there and back and there again. */
export type Trip =
  | { readonly kind: 'same'; readonly name: string }
  | { readonly kind: 'one-way'; readonly name: string }
  /** `back`: the way back left another schema than was there before; `again`: the second way up did. */
  | { readonly kind: 'differs'; readonly name: string; readonly when: 'back' | 'again'; readonly lines: readonly string[] }
  | { readonly kind: 'failed'; readonly name: string; readonly when: When; readonly outcome: RunOutcome };

/**
 * Applies, takes back and applies again one migration after the other in a scratch database. What a bad way back leaves is not the next
 * one's fault: that begins where nothing but ways up lead. Ends where a way up fails.
 */
export async function roundtrip(
  migrations: readonly BothWays[],
  scratch: ScratchDriver,
  context: Omit<RunContext, 'driver'>,
): Promise<readonly Trip[]> {
  const own = { ...context, driver: scratch };
  const steps: Steps = {
    run: (ways) => run(ways, own),
    look: () => onSession(scratch, (connection) => schemaOf(connection, context.place.schema)),
  };
  const trips: Trip[] = [];
  let before = await steps.look();
  for (const [at, ways] of migrations.entries()) {
    const { trip, there, end } = await oneTrip(ways, before, steps);
    trips.push(trip);
    if (there === undefined || context.interrupt.stopping) break;
    if (differences(there, end ?? (await steps.look())).length === 0) {
      before = there;
      continue;
    }
    await scratch.renew();
    const outcome = await steps.run(migrations.slice(0, at + 1).map(({ up }) => up));
    if (outcome.kind !== 'finished') {
      trips.push({ kind: 'failed', name: ways.up.name, when: 'up', outcome });
      break;
    }
    before = await steps.look();
  }
  return trips;
}

interface Steps {
  readonly run: (ways: readonly PlannedMigration[]) => Promise<RunOutcome>;
  readonly look: () => Promise<readonly string[]>;
}

interface Went {
  readonly trip: Trip;
  /** The schema that the way up leads to; undefined: it leads nowhere. */
  readonly there?: readonly string[];
  /** The schema in the end, where it was looked at. */
  readonly end?: readonly string[];
}

async function oneTrip({ up, down }: BothWays, before: readonly string[], steps: Steps): Promise<Went> {
  const { name } = up;
  const go = async (way: PlannedMigration, when: When): Promise<Trip | undefined> => {
    const outcome = await steps.run([way]);
    return outcome.kind === 'finished' ? undefined : { kind: 'failed', name, when, outcome };
  };
  const failed = await go(up, 'up');
  if (failed !== undefined) return { trip: failed };
  const there = await steps.look();
  if (down === undefined) return { trip: { kind: 'one-way', name }, there, end: there };
  const noWayBack = await go(down, 'back');
  if (noWayBack !== undefined) return { trip: noWayBack, there };
  const back = differences(before, await steps.look());
  const notAgain = await go(up, 'again');
  if (notAgain !== undefined) return { trip: notAgain, there };
  const end = await steps.look();
  const again = differences(there, end);
  const trip: Trip =
    back.length > 0
      ? { kind: 'differs', name, when: 'back', lines: back }
      : again.length > 0
        ? { kind: 'differs', name, when: 'again', lines: again }
        : { kind: 'same', name };
  return { trip, there, end };
}

async function onSession<T>(driver: ScratchDriver, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await driver.open();
  if ('code' in connection) throw new ServerError(connection.text, undefined);
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}
