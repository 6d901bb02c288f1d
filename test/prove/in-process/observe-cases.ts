import type { OracleCase } from '../../oracle/recording.ts';
import { tidy, type Observation } from '../observation.ts';
import { observeTransaction } from '../observe-transaction.ts';
import { relations } from '../relations.ts';
import { sqlstate, type Session } from '../session.ts';
import { workOf } from '../work.ts';
import { openPglite } from './pglite-session.ts';
import { sweep } from './sweep.ts';

/** What stays when a transaction is rolled back, and would be there for the next case. */
const OUTLIVES_ROLLBACK = /\b(?:PREPARE|DEALLOCATE|DISCARD|COMMIT|ROLLBACK|END|advisory|LISTEN|LOAD|nextval|setval|RESTART)\b/i;

/**
 * Cases in PGlite, one after the other: those with the same setup share it, since each is rolled back. What is seen of a case that `accepts`
 * refuses is seen once more, with a setup of its own, so that no case answers for what another left behind.
 */
export async function observeCases(
  cases: readonly OracleCase[],
  accepts: (kase: OracleCase, seen: Observation) => boolean,
): Promise<ReadonlyMap<string, Observation>> {
  const bench = await createBench();
  const found = new Map<string, Observation>();
  let ready: string | undefined;
  for (const kase of cases) {
    const key = JSON.stringify(kase.setup);
    const shared = kase.how === 'transaction' && ready === key;
    let seen = shared ? await run(kase, bench.session()) : await fresh(kase);
    if (shared && !accepts(kase, seen)) seen = await fresh(kase);
    found.set(kase.name, seen);
    ready = kase.how === 'transaction' && !kase.statements.some((sql) => OUTLIVES_ROLLBACK.test(sql)) ? key : undefined;
  }
  await bench.session().close();
  return found;

  async function fresh(kase: OracleCase): Promise<Observation> {
    await bench.clear();
    for (const sql of kase.setup) await bench.session().rows(sql);
    return run(kase, bench.session());
  }
}

const run = (kase: OracleCase, session: Session): Promise<Observation> =>
  kase.how === 'transaction' ? observeTransaction(kase.statements, session, session) : observeAutocommit(kase.statements, session);

/** Nobody can look in before its locks are gone, and the counters of rows are late: the outcome, what was built and what written anew. */
async function observeAutocommit(statements: readonly string[], session: Session): Promise<Observation> {
  const before = await relations(session);
  await session.rows('SET client_min_messages = debug1');
  session.said.length = 0;
  try {
    for (const sql of statements) await session.rows(sql);
  } catch (error) {
    return { fails: sqlstate(error) };
  }
  const said = [...session.said];
  const trace = { sql: statements.join('; '), said, before, after: await relations(session), read: new Map<string, number>() };
  return tidy({}, workOf([trace], {}, before));
}

/** A session on an empty database; another one where the used one can't be made clean. */
async function createBench() {
  let current = await openPglite();
  const image = await current.image();
  return {
    session: (): Session => current,
    async clear(): Promise<void> {
      if (await sweep(current)) return;
      await current.close();
      current = await openPglite(image);
    },
  };
}
