import {
  defineRule,
  quoteIdentifier,
  quoteName,
  relationText,
  type AlterRelation,
  type Effect,
  type MoveTablespace,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'alter-relation-rewriting',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Do not move or convert a table in use in place.',
    why: 'SET TABLESPACE, SET LOGGED, SET UNLOGGED and SET ACCESS METHOD copy every row of a table under ACCESS EXCLUSIVE: reads and writes wait until the last row is copied. SET LOGGED writes all of it to the write-ahead log as well.',
    instead:
      'An index moves by REINDEX (TABLESPACE …, CONCURRENTLY) from PostgreSQL 14 on. For a table there is no such statement: pg_repack moves it while it is used, or copy it in batches into a new one, and exchange the two.',
    whenNot: 'The table is small, or nothing uses it while you deploy.',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html', 'https://www.postgresql.org/docs/current/sql-reindex.html'],
  },
  aliases: [
    'migrationpilot:MP047',
    'migrationpilot:MP095',
    'pgfence:set-logged-unlogged',
    'pgsafe:set-logged-unlogged',
    'pgsafe:set-access-method',
    'pgsafe:set-tablespace',
  ],
  on: ['alter-relation', 'move-tablespace'],
  messages: {
    logged:
      'SET LOGGED copies {table} and all its indexes under {lock}, and logs every row: reads and writes of it wait until that is done.',
    unlogged: 'SET UNLOGGED copies {table} and all its indexes under {lock}: reads and writes of it wait. From then on a crash empties it.',
    'access-method': 'SET ACCESS METHOD copies {table} under {lock}: reads and writes of it wait until every row is stored anew.',
    tablespace: 'SET TABLESPACE copies the files of {table} under {lock}: reads and writes of it wait until they are on the other disk.',
    index: 'SET TABLESPACE copies the index {table} under {lock}: every query of its table waits until it is on the other disk.',
    'all-in-tablespace':
      'SET TABLESPACE copies the files of everything that {from} holds, {table} among it, under {lock}: reads and writes of each wait until it is on the other disk.',
  },
  examples: [
    {
      title: 'A table moves to another disk',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders SET TABLESPACE archive;",
      good: { none: 'No statement of PostgreSQL moves a table while it is used; pg_repack does.' },
    },
    {
      title: 'An index moves to another disk',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, day date);\nCREATE INDEX orders_day_idx ON orders (day);',
      bad: "SET lock_timeout = '2s';\nALTER INDEX orders_day_idx SET TABLESPACE archive;",
      good: 'REINDEX (TABLESPACE archive, CONCURRENTLY) INDEX orders_day_idx;',
    },
  ],
  check({ op, effects, target }) {
    if (effects.fails?.certain === true) return [];
    const copied = effects.relations.find(({ work, kind }) => work === 'rewrite' && kind !== 'index');
    const index = effects.relations.find(({ work }) => work === 'rewrite');
    const effect = copied ?? index;
    if (effect === undefined) return [];
    const data = { table: relationText(effect), lock: effect.lock };
    const details = { certain: effect.certain, relation: `${effect.schema}.${effect.name}` };
    if (op.kind === 'move-tablespace')
      return [{ message: 'all-in-tablespace', data: { ...data, from: op.from }, ...details, instead: { text: apart(op.as), sql: null } }];
    const message = copied === undefined ? 'index' : MESSAGES[op.action];
    if (message === undefined) return [];
    return [{ message, data, ...details, instead: insteadOf(message, op, effect, target) }];
  },
});

const MESSAGES: { readonly [A in AlterRelation['action']]?: 'logged' | 'unlogged' | 'access-method' | 'tablespace' } = {
  'set-logged': 'logged',
  'set-unlogged': 'unlogged',
  'set-access-method': 'access-method',
  'set-tablespace': 'tablespace',
};

const apart = (as: MoveTablespace['as']): string =>
  as === 'index'
    ? 'Move one index at a time, with REINDEX (TABLESPACE …, CONCURRENTLY).'
    : 'Move one table at a time, with pg_repack or while nothing uses it.';

/** Only an index can be built anew elsewhere while its table is used, from 14 on. */
function insteadOf(
  message: 'logged' | 'unlogged' | 'access-method' | 'tablespace' | 'index',
  op: AlterRelation,
  effect: Effect,
  target: Target,
): { readonly text: string; readonly sql: string | null } {
  switch (message) {
    case 'index': {
      const [tablespace] = op.names;
      const sql =
        target.version[0] >= 14 && tablespace !== undefined && effect.lock === 'ACCESS EXCLUSIVE'
          ? `REINDEX (TABLESPACE ${quoteIdentifier(tablespace)}, CONCURRENTLY) INDEX ${quoteName(op.table)};`
          : null;
      return {
        text: sql === null ? 'Build a second index there CONCURRENTLY, then drop this one.' : 'Build it anew there, CONCURRENTLY.',
        sql,
      };
    }
    case 'tablespace':
      return { text: 'Move it with pg_repack, or while nothing uses it.', sql: null };
    case 'access-method':
      return { text: 'Create a new table with that access method, copy the rows in batches, and exchange the two.', sql: null };
    default:
      return {
        text: 'Create a new table of the wanted kind, copy the rows in batches, and exchange the two; or do it while nothing uses it.',
        sql: null,
      };
  }
}
