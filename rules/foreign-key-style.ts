import { defineRule, nameText, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'foreign-key-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Say what becomes of the rows that refer to one that is deleted.',
    why: 'Without ON DELETE nobody can tell whether a refusal is meant. With ON DELETE CASCADE one DELETE may remove any number of rows from any number of tables, in one transaction, without a word in the statement about it.',
    instead:
      'ON DELETE RESTRICT or SET NULL; and delete what depends on a row in the application, in batches, where there can be much of it.',
    whenNot: 'The rows are parts of the one that they refer to, and always few.',
    sources: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
  },
  aliases: ['migrationpilot:MP086', 'migrationpilot:MP074'],
  on: ['add-foreign-key'],
  messages: {
    'no-action':
      'This foreign key of {table} does not say what happens to its rows when the row of {referenced} is deleted: the DELETE is refused.',
    cascade: 'ON {event} CASCADE: with one row of {referenced}, all rows of {table} that refer to it are {done}, however many there are.',
  },
  examples: [
    {
      title: 'No word about deletion',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT NOT VALID;",
    },
  ],
  check({ op, effects, statement }) {
    if (effects.fails?.certain === true) return [];
    const data = { table: nameText(op.table), referenced: nameText(op.references) };
    const silent = op.onDelete === 'no-action' && !/\bon\s+delete\b/i.test(textOf(op, statement));
    return [
      ...(silent
        ? [
            {
              message: 'no-action' as const,
              data,
              instead: { text: 'Write it out: ON DELETE RESTRICT, SET NULL or NO ACTION.', sql: null },
            },
          ]
        : []),
      ...(op.onDelete === 'cascade' ? [{ message: 'cascade' as const, data: { ...data, event: 'DELETE', done: 'deleted' } }] : []),
      ...(op.onUpdate === 'cascade' ? [{ message: 'cascade' as const, data: { ...data, event: 'UPDATE', done: 'updated' } }] : []),
    ];
  },
});
