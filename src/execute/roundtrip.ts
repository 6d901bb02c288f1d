import { ServerError, type Connection } from './drivers/driver.ts';
import type { ScratchDriver } from './drivers/scratch.ts';
import type { Problem } from '../model/problem.ts';
import type { PlannedMigration } from './plan/plan.ts';
import type { RunContext } from './run/context.ts';
import { run, type RunOutcome } from './run/run.ts';
import { differences, schemaOf } from './schema-of.ts';

/** A migration's way up, and its way back where it has one. */
export interface BothWays {
  readonly up: PlannedMigration;
  readonly down: PlannedMigration | undefined;
  /** What its file is called beside its number: those with one title, one after the other, may be pieces of one. */
  readonly title: string | undefined;
  /** Why it can't be sent as it stands, in either direction. */
  readonly unsent: { readonly up: Problem | undefined; readonly down: Problem | undefined };
}

type When = 'up' | 'back' | 'again';
type Schema = readonly string[];

/** What came of one migration, there and back and there again. */
export type Trip =
  | { readonly kind: 'same'; readonly name: string }
  | { readonly kind: 'one-way'; readonly name: string }
  /** Its files lead back where all of them are taken back, and not one by one. */
  | { readonly kind: 'together'; readonly name: string; readonly names: readonly string[] }
  /** `back`: the way back left another schema than was there before; `again`: the second way up did. `names`: of all taken together. */
  | {
      readonly kind: 'differs';
      readonly name: string;
      readonly names?: readonly string[];
      readonly when: 'back' | 'again';
      readonly lines: readonly string[];
    }
  /** `lines`: what the way back had left another, where it fails when applied again. */
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly names?: readonly string[];
      readonly when: When;
      readonly outcome: RunOutcome;
      readonly lines: readonly string[];
    };

export interface Trips {
  readonly trips: readonly Trip[];
  /** Names of those behind a way up that fails. */
  readonly untried: readonly string[];
}

/**
 * Applies, takes back and applies again one migration after the other in a scratch database. What a bad way back leaves is not the next
 * one's fault: that begins where nothing but ways up lead. Some tools spread one migration over several files of one title, whose ways back
 * only together undo what was done: where one by one they don't lead back, all of them are tried at once. Ends where a way up fails.
 */
export async function roundtrip(
  migrations: readonly BothWays[],
  scratch: ScratchDriver,
  context: Omit<RunContext, 'driver'>,
): Promise<Trips> {
  const own = { ...context, driver: scratch };
  const steps: Steps = {
    run: (ways) => run(ways, own),
    look: () => onSession(scratch, (connection) => schemaOf(connection, context.place.schema)),
  };
  const trips: Trip[] = [];
  let tried = 0;
  const ended = (more: readonly Trip[]): Trips => ({
    trips: [...trips, ...more],
    untried: migrations.slice(tried).map(({ up }) => up.name),
  });
  let here = await steps.look();
  /** To where the ways up alone lead, unless it is there already. @returns why it can't be come to */
  const settle = async ({ there = [], end }: Went): Promise<RunOutcome | undefined> => {
    here = there;
    if (differences(there, end ?? (await steps.look())).length === 0) return undefined;
    await scratch.renew();
    const outcome = await steps.run(migrations.slice(0, tried).map(({ up }) => up));
    if (outcome.kind !== 'finished') return outcome;
    here = await steps.look();
    return undefined;
  };
  for (const pieces of byTitle(migrations)) {
    const before = here;
    const alone: Trip[] = [];
    for (const piece of pieces) {
      const went = await trip([piece], here, steps);
      alone.push(went.trip);
      tried += 1;
      if (went.there === undefined || context.interrupt.stopping) return ended(alone);
      const lost = await settle(went);
      if (lost !== undefined) return ended([...alone, lostAt(piece, lost)]);
    }
    if (pieces.length === 1 || !alone.some(isWrong)) {
      trips.push(...alone);
      continue;
    }
    const went = await trip(pieces, before, steps, here);
    const lost = await settle(went);
    if (lost !== undefined) return ended([went.trip, lostAt(pieces[0], lost)]);
    trips.push(went.trip);
  }
  return ended([]);
}

const lostAt = (at: BothWays | undefined, outcome: RunOutcome): Trip => ({
  kind: 'failed',
  name: at?.up.name ?? '',
  when: 'up',
  outcome,
  lines: [],
});

/** Does its way back not lead back? */
const isWrong = ({ kind }: Trip): boolean => kind === 'failed' || kind === 'differs';

/** Migrations of one title that stand one after the other; one without a title stands alone. */
function byTitle(migrations: readonly BothWays[]): readonly (readonly BothWays[])[] {
  const all: BothWays[][] = [];
  for (const each of migrations) {
    const last = all.at(-1);
    if (last?.[0]?.title !== undefined && last[0].title === each.title) last.push(each);
    else all.push([each]);
  }
  return all;
}

interface Steps {
  readonly run: (ways: readonly PlannedMigration[]) => Promise<RunOutcome>;
  readonly look: () => Promise<Schema>;
}

interface Went {
  readonly trip: Trip;
  /** The schema that the ways up lead to; undefined: they lead nowhere. */
  readonly there?: Schema;
  /** The schema in the end, where it was looked at. */
  readonly end?: Schema;
}

/**
 * There and back and there again.
 * @param pieces what is taken as one
 * @param known the schema that their ways up lead to, where they have been gone already
 */
async function trip(pieces: readonly BothWays[], before: Schema, steps: Steps, known?: Schema): Promise<Went> {
  const names = pieces.map(({ up }) => up.name);
  const of = { name: names[0] ?? '', ...(names.length === 1 ? {} : { names }) };
  const ups = pieces.map(({ up }) => up);
  const downs = pieces.flatMap(({ up, down }) => down ?? (names.length === 1 ? [] : nothingBack(up))).toReversed();
  const go = async (ways: readonly PlannedMigration[], when: When, lines: readonly string[] = []): Promise<Trip | undefined> => {
    const [problem] = pieces.flatMap(({ unsent }) => (when === 'back' ? unsent.down : unsent.up) ?? []);
    const outcome: RunOutcome = problem === undefined ? await steps.run(ways) : { kind: 'refused', problem };
    return outcome.kind === 'finished' ? undefined : { kind: 'failed', ...of, when, outcome, lines };
  };
  const failed = known === undefined ? await go(ups, 'up') : undefined;
  if (failed !== undefined) return { trip: failed };
  const there = known ?? (await steps.look());
  if (downs.length === 0) return { trip: { kind: 'one-way', name: of.name }, there, end: there };
  const noWayBack = await go(downs, 'back');
  if (noWayBack !== undefined) return { trip: noWayBack, there };
  const back = differences(before, await steps.look());
  const notAgain = await go(ups, 'again', back);
  if (notAgain !== undefined) return { trip: notAgain, there };
  const end = await steps.look();
  const again = differences(there, end);
  if (back.length > 0) return { trip: { kind: 'differs', ...of, when: 'back', lines: back }, there, end };
  if (again.length > 0) return { trip: { kind: 'differs', ...of, when: 'again', lines: again }, there, end };
  return { trip: names.length === 1 ? { kind: 'same', name: of.name } : { kind: 'together', name: of.name, names }, there, end };
}

/** Of a piece whose way back is in another's: what is known as taken back can be applied again. */
const nothingBack = (up: PlannedMigration): PlannedMigration => ({
  ...up,
  direction: 'down',
  mode: 'file',
  leavesSession: false,
  units: [],
});

async function onSession<T>(driver: ScratchDriver, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await driver.open();
  if ('code' in connection) throw new ServerError(connection.text, undefined);
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}
