import { defineRule, listed, nameText, quoteName } from '../src/rule.ts';

export default defineRule({
  id: 'vacuum-rewriting',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give space back without closing the table.',
    why: 'VACUUM FULL copies the whole table and builds all its indexes anew, under ACCESS EXCLUSIVE: nobody reads or writes it until that is done. It also needs as much free disk as the table takes.',
    instead:
      'A plain VACUUM makes the space usable again for the table itself. To give it back to the disk, pg_repack or pg_squeeze copy the table while it is used.',
    whenNot: 'The application is stopped while you deploy.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-vacuum.html',
      'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
    ],
  },
  aliases: [
    'squawk:prefer-repack',
    'pgfence:vacuum-full',
    'pgls:banVacuumFull',
    'migrationpilot:MP006',
    'pg-migration-lint:PGM021',
    'pgsafe:vacuum-full-cluster',
  ],
  on: ['vacuum'],
  messages: {
    tables: 'VACUUM FULL takes ACCESS EXCLUSIVE on {tables} and copies all rows: reads and writes wait until it is done.',
    all: 'VACUUM FULL without a table copies every table of the database, each under ACCESS EXCLUSIVE: its reads and writes wait until it is done.',
  },
  examples: [
    {
      title: 'A table with dead rows',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY);',
      bad: 'VACUUM FULL orders;',
      good: 'VACUUM (ANALYZE) orders;',
    },
  ],
  check({ op, effects }) {
    if (!op.full || effects.fails?.certain === true) return [];
    if (op.tables.length === 0)
      return [{ message: 'all', instead: { text: 'A plain VACUUM runs beside reads and writes.', sql: 'VACUUM;' } }];
    if (!effects.relations.some(({ work }) => work === 'rewrite')) return [];
    const instead = {
      text: 'A plain VACUUM runs beside reads and writes. To shrink the files, use pg_repack.',
      sql: `VACUUM ${op.tables.map(quoteName).join(', ')};`,
    };
    return [{ message: 'tables', data: { tables: listed(op.tables.map(nameText)) }, instead }];
  },
});
