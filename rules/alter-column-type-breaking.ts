import { defineRule, effectOn, nameText, typeText } from '../src/rule.ts';

export default defineRule({
  id: 'alter-column-type-breaking',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let connections end after a type has changed.',
    why: 'A statement that was prepared before returns the column with its old type. The server refuses to change that under it: "cached plan must not change result type", on every connection that has prepared it, also where no row was touched.',
    instead: 'Let the connections of the application end and be made anew, or have them run DISCARD PLANS, when the migration has run.',
    whenNot: 'The application prepares no statements, or its driver prepares them anew by itself.',
    sources: ['https://www.postgresql.org/docs/current/sql-prepare.html', 'https://www.postgresql.org/docs/current/sql-discard.html'],
  },
  aliases: [],
  on: ['alter-column-type'],
  messages: {
    'cached-plans': 'Prepared statements that return {column} of {table} fail once its type is {type}, until they are prepared anew.',
  },
  examples: [
    {
      title: 'A longer varchar',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name TYPE varchar(100);",
      good: {
        none: 'it is the application that must not be surprised; once it is not, the finding can be ignored.',
      },
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true || effectOn(effects.relations, before, op.table) === undefined) return [];
    const type = typeText(op.type);
    const from = before.table(op.table)?.columns.find(({ name }) => name === op.column)?.type;
    if (from !== undefined && typeText(from) === type) return [];
    return [{ message: 'cached-plans', data: { table: nameText(op.table), column: op.column, type } }];
  },
});
