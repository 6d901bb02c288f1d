import { defineRule, nameText, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'create-table-destroying',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Make a table UNLOGGED only for rows that may be lost.',
    why: 'What is written to an UNLOGGED table does not go through the write-ahead log. After a crash the table is empty, on replicas it always is, and a restored backup has it empty as well.',
    instead: 'A logged table; or a temporary one, where only this session needs it.',
    whenNot: 'The rows are a cache or a staging area, and come back by themselves.',
    sources: ['https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED'],
  },
  aliases: ['pg-migration-lint:PGM506'],
  on: ['create-table'],
  messages: {
    unlogged: '{table} is UNLOGGED: a crash of the server empties it, and replicas never have its rows.',
  },
  examples: [
    {
      title: 'A table that a crash empties',
      dialect: 'postgresql',
      bad: 'CREATE UNLOGGED TABLE sessions (id bigint PRIMARY KEY, data text);',
      good: 'CREATE TABLE sessions (id bigint PRIMARY KEY, data text);',
    },
  ],
  check: ({ op, effects, statement }) =>
    op.persistence !== 'unlogged' || effects.fails?.certain === true
      ? []
      : [
          {
            message: 'unlogged',
            data: { table: nameText(op.table) },
            instead: { text: 'Create it as a logged table.', sql: `${textOf(op, statement).replace(/\bunlogged\s+/i, '')};` },
          },
        ],
});
