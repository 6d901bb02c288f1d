import { addedAsItCan, briefly, defineRule, listed, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'create-table-drifting',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Do not expect CREATE TABLE IF NOT EXISTS to change a table.',
    why: 'Where the table exists, CREATE TABLE IF NOT EXISTS does nothing at all, whatever stands between the parentheses. A database that has run all migrations then has another shape than one that is made from this file alone, and nobody is told.',
    instead: 'ALTER TABLE … ADD COLUMN for what is missing.',
    whenNot: 'The file is there for new databases only.',
    sources: ['https://www.postgresql.org/docs/current/sql-createtable.html'],
  },
  aliases: ['pg-migration-lint:PGM403'],
  on: ['create-table'],
  messages: {
    columns: '{table} exists already, so this does nothing: it goes on without {columns}.',
  },
  examples: [
    {
      title: 'A table that is there, in another shape',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: 'CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY, email text);',
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN email text;",
    },
  ],
  check({ op, before, effects, target }) {
    if (!op.ifNotExists || op.partitionOf !== undefined || effects.fails?.certain === true) return [];
    const table = before.table(op.table);
    if (table === undefined || !table.complete || table.temporary || op.persistence === 'temporary') return [];
    const missing = op.columns.filter(({ name }) => !table.columns.some((column) => column.name === name));
    if (missing.length === 0) return [];
    const steps = missing.flatMap((definition) => addedAsItCan({ table: op.table, definition, ifNotExists: true }, target));
    const instead = { text: 'Add the columns that are missing.', sql: briefly(...new Set(steps)) };
    return [{ message: 'columns', data: { table: nameText(op.table), columns: listed(missing.map(({ name }) => name)) }, instead }];
  },
});
