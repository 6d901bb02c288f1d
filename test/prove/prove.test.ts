import { beforeAll, describe, expect, it } from 'vitest';
import { TABLE } from '../../src/effects/postgresql/table.ts';
import { compare } from '../oracle/compare.ts';
import { createJudge } from '../oracle/judge.ts';
import { CASES, FRESH_CASES, MORE_CASES, ROW_CASES } from '../oracle/measurements.ts';
import type { OracleCase } from '../oracle/recording.ts';
import { PGLITE_DIFFERS } from './in-process/limits.ts';
import { observeCases } from './in-process/observe-cases.ts';
import { operationsOf } from './operations.ts';
import { describe as inWords, type Observation } from './observation.ts';
import { ACTION_WITNESSES, WITNESSES } from './witnesses.ts';

const VERSION = 18;
const ALL = [...CASES, ...MORE_CASES, ...ROW_CASES, ...FRESH_CASES];

/** What a server of this version did; undefined: the case does not exist there. */
const recordedOf = ({ outcomes }: OracleCase): Observation | undefined => {
  const found = outcomes.find(({ versions }) => versions.includes(VERSION));
  if (found === undefined) return undefined;
  const { versions: _, ...observation } = found;
  return observation;
};

/** As far as PGlite can see it: of a statement outside a transaction no lock, and no rows that are only read. */
function visible({ how }: OracleCase, { fails, locks = {}, work = {} }: Observation): string {
  if (fails !== undefined || how === 'transaction') return inWords({ ...(fails !== undefined && { fails }), locks, work });
  if (typeof work === 'string') return inWords({});
  return inWords({ work: Object.fromEntries(Object.entries(work).filter(([, what]) => what !== 'scan')) });
}

describe('PostgreSQL in this process', () => {
  const runnable = ALL.filter((kase) => recordedOf(kase) !== undefined);
  let seen: ReadonlyMap<string, Observation> = new Map();
  const agrees = (kase: OracleCase, observation: Observation): boolean =>
    visible(kase, observation) === visible(kase, recordedOf(kase) ?? {});
  beforeAll(async () => {
    seen = await observeCases(runnable, agrees);
    // Milliseconds; it takes some twenty seconds of processor time, and on a busy machine far longer.
  }, 600_000);

  it('runs every case that was measured', () => {
    expect(ALL.filter(({ outcomes }) => outcomes.length === 0).map(({ name }) => name)).toEqual([]);
    expect([...seen.keys()]).toEqual(runnable.map(({ name }) => name));
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  });

  it('does what the real server did', () => {
    const differing = runnable.flatMap((kase) => {
      const found = seen.get(kase.name) ?? {};
      if (kase.name in PGLITE_DIFFERS || agrees(kase, found)) return [];
      return [`${kase.name}: recorded ${visible(kase, recordedOf(kase) ?? {})}; here ${visible(kase, found)}`];
    });
    expect(differing).toEqual([]);
  });

  it('differs where it is said to', () => {
    const gone = runnable.filter((kase) => kase.name in PGLITE_DIFFERS && agrees(kase, seen.get(kase.name) ?? {}));
    expect(gone.map(({ name }) => name)).toEqual([]);
  });

  describe('as a witness of the effects table', () => {
    const judge = createJudge();
    const byName = new Map(ALL.map((kase) => [kase.name, kase]));
    const named = (name: string): OracleCase => {
      const kase = byName.get(name);
      if (kase === undefined) throw new Error(`there is no case ${name}`);
      return kase;
    };

    it('speaks for every row', () => {
      expect(Object.keys(TABLE).filter((kind) => !(kind in WITNESSES))).toEqual([]);
    });

    it.each(Object.entries(WITNESSES))('%s: %s', async (kind, name) => {
      const kase = named(name);
      expect(operationsOf(kase, VERSION).map((operation) => operation.kind)).toContain(kind);
      expect(await differencesFrom(kase)).toEqual([]);
    });

    it.each(Object.entries(ACTION_WITNESSES))('alter-relation, %s: %s', async (action, name) => {
      const kase = named(name);
      const actions = operationsOf(kase, VERSION).flatMap((operation) => (operation.kind === 'alter-relation' ? [operation.action] : []));
      expect(actions).toContain(action);
      expect(await differencesFrom(kase)).toEqual([]);
    });

    /** Between what the table says and what was seen here; what can't be seen here is taken from the real server. */
    async function differencesFrom(kase: OracleCase): Promise<readonly string[]> {
      const [recorded = {}, here] = [recordedOf(kase), seen.get(kase.name)];
      if (here === undefined) return ['it did not run'];
      const unseen = kase.how === 'transaction' || here.fails !== undefined ? {} : { ...recorded, work: withScans(recorded, here) };
      const observed = { ...here, ...unseen, versions: [VERSION] };
      return compare(kase, VERSION, observed, await judge(kase, VERSION)).differences;
    }
  });
});

const withScans = ({ work = {} }: Observation, here: Observation): NonNullable<Observation['work']> =>
  typeof work === 'string' || typeof here.work === 'string'
    ? work
    : { ...Object.fromEntries(Object.entries(work).filter(([, what]) => what === 'scan')), ...here.work };
