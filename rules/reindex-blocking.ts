import {
  apartSql,
  apartText,
  defineRule,
  inOrder,
  isFelt,
  listed,
  nameText,
  quoteName,
  relationSql,
  relationText,
  type Reindex,
} from '../src/rule.ts';

export default defineRule({
  id: 'reindex-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Rebuild indexes without stopping the tables that they belong to.',
    why: 'REINDEX takes SHARE on the table and ACCESS EXCLUSIVE on each index while it builds that anew. Writes wait all the time. So do most reads: the planner looks at every index of a table before it picks one.',
    instead: 'REINDEX … CONCURRENTLY (from PostgreSQL 12 on), outside a transaction.',
    whenNot: 'The index is small, or the application is stopped while you deploy.',
    sources: ['https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY'],
  },
  aliases: [
    'squawk:require-concurrent-reindex',
    'pgfence:reindex-non-concurrent',
    'pgls:requireConcurrentReindex',
    'migrationpilot:MP021',
    'pg-migration-lint:PGM022',
    'diesel-guard:ReindexCheck',
    'pgsafe:reindex-non-concurrent',
  ],
  on: ['reindex'],
  messages: {
    named:
      'REINDEX takes SHARE on {tables} and ACCESS EXCLUSIVE on what it rebuilds: writes wait until it is done, and so do most reads, because the planner looks at every index.',
    all: 'REINDEX {scope} takes SHARE on one table after the other and ACCESS EXCLUSIVE on its indexes: writes to it wait until it is done, and so do most reads, because the planner looks at every index.',
    partitions:
      'REINDEX {scope} CONCURRENTLY of a partitioned table asks for SHARE on {tables} before it begins. While it waits behind a transaction that has written there, all later writes wait behind it.',
  },
  examples: [
    {
      title: 'One index',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\nCREATE INDEX orders_user_id_idx ON orders (user_id);',
      bad: 'REINDEX INDEX orders_user_id_idx;',
      good: 'REINDEX INDEX CONCURRENTLY orders_user_id_idx;',
    },
    {
      title: 'A partitioned table',
      dialect: 'postgresql',
      given:
        "CREATE TABLE events (id bigint, day date) PARTITION BY RANGE (day);\nCREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\nCREATE INDEX events_id_idx ON events (id);",
      bad: 'REINDEX TABLE CONCURRENTLY events;',
      good: 'REINDEX TABLE CONCURRENTLY events_2026;',
    },
    {
      title: 'The system catalogs',
      dialect: 'postgresql',
      bad: 'REINDEX SYSTEM app;',
      good: { none: 'The indexes of the system catalogs have no concurrent form: rebuild them while the application is stopped.' },
    },
  ],
  check({ op, effects, target, migration }) {
    if (effects.fails?.certain === true) return [];
    if (op.concurrently) {
      const asked = effects.relations.filter(isFelt);
      if (asked.length === 0) return [];
      const sql = asked.map((table) => apartSql(migration.layout, `REINDEX TABLE CONCURRENTLY ${relationSql(table)};`));
      return [
        {
          message: 'partitions',
          data: { scope: op.scope.toUpperCase(), tables: listed(asked.map(relationText)) },
          severity: 'warning',
          instead: {
            text: `Rebuild the indexes of one partition after the other: there no such lock is asked for. ${apartText(migration.layout)}`,
            sql: inOrder(...sql),
          },
        },
      ];
    }
    const felt = effects.relations.filter((effect) => isFelt(effect) && effect.work !== 'none');
    const one = op.scope === 'index' || op.scope === 'table';
    if (one && felt.length === 0) return [];
    const instead = insteadOf(op, target.version[0]);
    const advice = {
      text: instead.sql === null ? instead.text : `${instead.text} ${apartText(migration.layout)}`,
      sql: instead.sql === null ? null : apartSql(migration.layout, instead.sql),
    };
    if (!one) return [{ message: 'all', data: { scope: op.scope.toUpperCase() }, instead: advice }];
    const tables = felt.filter(({ kind }) => kind !== 'index').map(relationText);
    return [
      {
        message: 'named',
        data: {
          tables: tables.length > 0 ? listed(tables) : `the table of ${op.target === undefined ? 'the index' : nameText(op.target)}`,
        },
        instead: advice,
      },
    ];
  },
});

function insteadOf(op: Reindex, version: number): { readonly text: string; readonly sql: string | null } {
  if (op.scope === 'system')
    return { text: 'The system catalogs have no concurrent form: rebuild them while the application is stopped.', sql: null };
  if (version < 12)
    return {
      text: 'PostgreSQL has REINDEX CONCURRENTLY from 12 on. Until then: build a second index CONCURRENTLY, drop the first CONCURRENTLY, and rename the second.',
      sql: null,
    };
  const name = op.target === undefined ? '' : ` ${quoteName(op.target)}`;
  return { text: 'Rebuild it CONCURRENTLY: then reads and writes go on.', sql: `REINDEX ${op.scope.toUpperCase()} CONCURRENTLY${name};` };
}
