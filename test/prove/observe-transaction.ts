import { locksOf, strongestLocks } from './locks.ts';
import { tidy, type Observation } from './observation.ts';
import { relations } from './relations.ts';
import { sqlstate, type Session } from './session.ts';
import { readSince, rowsRead, workOf, type Traces } from './work.ts';

/** BEGIN; the statements; look; ROLLBACK. `observer` looks on: a second session, or where there is but one, the same. */
export async function observeTransaction(statements: readonly string[], subject: Session, observer: Session): Promise<Observation> {
  const look = async (session: Session) => ({ relations: await relations(session), read: await rowsRead(session) });
  const before = await relations(observer);
  await subject.rows('SET client_min_messages = debug1');
  await subject.rows('BEGIN');
  const seen: { readonly sql: string; readonly said: readonly string[]; readonly earlier: Awaited<ReturnType<typeof look>> }[] = [];
  for (const sql of statements) {
    const earlier = await look(subject);
    subject.said.length = 0;
    try {
      await subject.rows(sql);
    } catch (error) {
      const fails = sqlstate(error);
      await subject.rows('ROLLBACK');
      return { fails };
    }
    seen.push({ sql, said: [...subject.said], earlier });
  }
  const locks = strongestLocks(await locksOf(observer, subject.pid), before);
  // A statement may have ended the transaction, or left it so that nothing can be asked in it.
  const within = await look(subject).catch(() => undefined);
  await subject.rows('ROLLBACK');
  const end = within ?? { relations: await relations(observer), read: new Map<string, number>() };
  const traces = seen.map(({ sql, said, earlier }, index): Traces => {
    const now = seen[index + 1]?.earlier ?? end;
    return { sql, said, before: earlier.relations, after: now.relations, read: readSince(earlier.read, now.read) };
  });
  return tidy(locks, workOf(traces, locks, before));
}
