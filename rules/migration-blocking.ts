import { commandText, defineRule, isConcurrent, isFelt, relationText, whoWaits, type Operation } from '../src/rule.ts';

/** What these say is about something else than the time that a statement takes. */
const BESIDES = /^(?:session-blocking|migration-.*|transaction-(?:failing|lingering)|.*-(?:drifting|style|lingering|breaking))$/;
/** Judged by rules of their own that know what makes them harmless. */
const EXCUSED: ReadonlySet<Operation['kind']> = new Set(['refresh-matview', 'add-foreign-key']);
const WORK = { scan: 'reads all its rows', build: 'builds its indexes', rewrite: 'writes all its rows anew' };

export default defineRule({
  id: 'migration-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'The net: what closes a table for as long as it is large, and no other rule speaks of.',
    why: 'The statement does work that grows with the table while it holds a lock that reads or writes wait for.',
    instead: 'Look for a way that splits the work from the lock, or run it while nothing uses the table.',
    whenNot: 'The table is small, or the application is stopped while you deploy.',
    sources: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES'],
  },
  aliases: [],
  on: [],
  messages: {
    work: '{command} takes {lock} on {table} and {work}{because}: meanwhile {waits}.',
  },
  examples: [
    {
      title: 'A type changes under its tables',
      dialect: 'postgresql',
      given: 'CREATE TYPE address AS (street text, zip int);\nCREATE TABLE addresses OF address;',
      bad: "SET lock_timeout = '2s';\nALTER TYPE address ALTER ATTRIBUTE zip TYPE bigint CASCADE;",
      good: { none: 'A typed table follows its type: all its rows are written anew.' },
    },
  ],
  checkSection({ judged }) {
    const emptied = new Set<number>();
    return judged.flatMap(({ op, effects, reported }, operation) => {
      // What the same file emptied costs no time.
      if (op.kind === 'truncate') for (const { id } of effects.relations) if (id !== undefined) emptied.add(id);
      if (effects.fails?.certain === true || isConcurrent(op) || EXCUSED.has(op.kind) || reported.some((id) => !BESIDES.test(id)))
        return [];
      const worst = effects.relations.find(
        (effect) => isFelt(effect) && effect.work !== 'none' && !(effect.id !== undefined && emptied.has(effect.id)),
      );
      if (worst === undefined || worst.work === 'none') return [];
      const data = {
        command: commandText(op),
        lock: worst.lock,
        table: relationText(worst),
        work: WORK[worst.work],
        waits: whoWaits(worst.blocks),
        because: worst.because === '' ? '' : `, because ${worst.because}`,
      };
      return [{ operation, message: 'work' as const, data, certain: worst.certain, relation: `${worst.schema}.${worst.name}` }];
    });
  },
});
