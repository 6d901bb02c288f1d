import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'cluster-rewriting',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Sort a table by an index without closing it.',
    why: 'CLUSTER copies the whole table in the order of an index and builds all its indexes anew, under ACCESS EXCLUSIVE: nobody reads or writes it until that is done. Later writes do not keep the order.',
    instead: 'pg_repack sorts a table while it is used.',
    whenNot: 'The application is stopped while you deploy. ALTER TABLE … CLUSTER ON only marks the index, and is fine.',
    sources: ['https://www.postgresql.org/docs/current/sql-cluster.html'],
  },
  aliases: ['squawk:prefer-repack', 'migrationpilot:MP032', 'pg-migration-lint:PGM018', 'pgsafe:vacuum-full-cluster'],
  on: ['cluster'],
  messages: {
    table: 'CLUSTER takes ACCESS EXCLUSIVE on {table} and copies all rows: reads and writes wait until it is done.',
    all: 'CLUSTER without a table copies every table that was clustered before, each under ACCESS EXCLUSIVE: its reads and writes wait until it is done.',
  },
  examples: [
    {
      title: 'A table sorted by an index',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, day date);\nCREATE INDEX orders_day_idx ON orders (day);',
      bad: 'CLUSTER orders USING orders_day_idx;',
      good: { none: 'No statement of PostgreSQL sorts a table while it is used; pg_repack does.' },
    },
  ],
  check({ op, effects }) {
    if (effects.fails?.certain === true) return [];
    const instead = { text: 'Let pg_repack sort the table while it is used.', sql: null };
    if (op.table === undefined) return [{ message: 'all', instead }];
    return effects.relations.some(({ work }) => work === 'rewrite')
      ? [{ message: 'table', data: { table: nameText(op.table) }, instead }]
      : [];
  },
});
