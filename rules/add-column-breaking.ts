import { defineRule, effectOn, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'add-column-breaking',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Name the columns that a prepared statement returns.',
    why: 'A prepared SELECT * returns one column more from now on. The server refuses to do that under a statement that was prepared before: it fails with "cached plan must not change result type" on every connection that has it, and the transaction around it fails with it.',
    instead: 'Have the application name its columns, or let its connections end and be made anew when the migration has run.',
    whenNot: 'The application prepares no statements, or its driver prepares them anew by itself.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-prepare.html',
      'https://www.postgresql.org/docs/current/plpgsql-implementation.html#PLPGSQL-PLAN-CACHING',
    ],
  },
  aliases: [],
  on: ['add-column'],
  messages: {
    'cached-plans':
      'Prepared statements that say SELECT * FROM {table} fail once it has the column {column}, until they are prepared anew.',
  },
  examples: [
    {
      title: 'A column more',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN phone text;",
      good: {
        none: 'it is the application that must not be surprised; once it is not, the finding can be ignored.',
      },
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true || effectOn(effects.relations, before, op.table) === undefined) return [];
    if (op.ifNotExists && before.table(op.table)?.columns.some(({ name }) => name === op.column) === true) return [];
    return [{ message: 'cached-plans', data: { table: nameText(op.table), column: op.column }, once: nameText(op.table) }];
  },
});
