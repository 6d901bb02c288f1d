import { defineRule, nameText, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'create-matview-scanning',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Fill a materialized view outside of the migration.',
    why: 'CREATE MATERIALIZED VIEW runs its query at once. Nobody waits for it, but the migration does, with all the locks that its transaction holds, and vacuum keeps every row that was dead meanwhile.',
    instead: 'WITH NO DATA, and REFRESH MATERIALIZED VIEW after the migration.',
    whenNot: 'The query is quick.',
    sources: ['https://www.postgresql.org/docs/current/sql-creatematerializedview.html'],
  },
  aliases: ['migrationpilot:MP096'],
  on: ['create-matview'],
  messages: {
    'with-data': 'CREATE MATERIALIZED VIEW runs the query of {view} now, within the migration.',
  },
  examples: [
    {
      title: 'A report is built',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, day date);',
      bad: 'CREATE MATERIALIZED VIEW orders_by_day AS SELECT day, count(*) FROM orders GROUP BY day;',
      good: 'CREATE MATERIALIZED VIEW orders_by_day AS SELECT day, count(*) FROM orders GROUP BY day WITH NO DATA;',
    },
  ],
  check({ op, effects, before, statement }) {
    if (!op.withData || effects.fails?.certain === true) return [];
    const reads = op.query.reads.some(({ relation }) => {
      const found = before.find(relation);
      return found === undefined ? before.presence(relation) !== 'absent' : !before.isNew(found);
    });
    if (!reads) return [];
    const sql = `${textOf(op, statement).replace(/\s+with\s+data\s*$/i, '')} WITH NO DATA;`;
    return [{ message: 'with-data', data: { view: nameText(op.view) }, instead: { text: 'Fill it after the migration.', sql } }];
  },
});
