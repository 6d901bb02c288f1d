import type { Connection } from './drivers/driver.ts';
import type { PlannedMigration } from './plan/plan.ts';
import type { RunContext } from './run/context.ts';
import { run, type RunOutcome } from './run/run.ts';
import { differences, schemaOf } from './schema-of.ts';

/** A migration's way up, and its way back where it has one. */
export interface BothWays {
  readonly up: PlannedMigration;
  readonly down: PlannedMigration | undefined;
}

/** What came of one migration, there and back and there again. */
export type Trip =
  | { readonly kind: 'same'; readonly name: string }
  | { readonly kind: 'one-way'; readonly name: string }
  /** `back`: the way back left another schema than was there before; `again`: the second way up did. */
  | { readonly kind: 'differs'; readonly name: string; readonly when: 'back' | 'again'; readonly lines: readonly string[] }
  | { readonly kind: 'failed'; readonly name: string; readonly when: 'up' | 'back' | 'again'; readonly outcome: RunOutcome };

/** Applies, takes back and applies again one migration after the other in a scratch database; stops where one fails. */
export async function roundtrip(migrations: readonly BothWays[], context: RunContext): Promise<readonly Trip[]> {
  const trips: Trip[] = [];
  const look = (): Promise<readonly string[]> => onSession(context, (connection) => schemaOf(connection, context.place.schema));
  let before = await look();
  for (const { up, down } of migrations) {
    const { name } = up;
    const go = async (way: PlannedMigration, when: 'up' | 'back' | 'again'): Promise<boolean> => {
      const outcome = await run([way], context);
      if (outcome.kind !== 'finished') trips.push({ kind: 'failed', name, when, outcome });
      return outcome.kind === 'finished';
    };
    if (!(await go(up, 'up'))) return trips;
    const there = await look();
    if (down === undefined) trips.push({ kind: 'one-way', name });
    else {
      if (!(await go(down, 'back'))) return trips;
      const back = differences(before, await look());
      if (!(await go(up, 'again'))) return trips;
      const again = differences(there, await look());
      trips.push(
        back.length > 0
          ? { kind: 'differs', name, when: 'back', lines: back }
          : again.length > 0
            ? { kind: 'differs', name, when: 'again', lines: again }
            : { kind: 'same', name },
      );
    }
    before = await look();
  }
  return trips;
}

async function onSession<T>({ driver }: RunContext, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await driver.open();
  if ('code' in connection) throw new Error(connection.text);
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}
