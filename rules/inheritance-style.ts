import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'inheritance-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Prefer partitions and plain tables to inheritance and typed tables.',
    why: 'A table that INHERITS has neither the keys nor the indexes of its parent, and no key is unique over both. A typed table can change its columns only through its type.',
    instead: 'PARTITION BY for a table in parts; LIKE for one of the same shape.',
    whenNot: 'An extension asks for it.',
    sources: ['https://www.postgresql.org/docs/current/ddl-inherit.html', 'https://www.postgresql.org/docs/current/sql-createtable.html'],
  },
  aliases: [],
  on: ['create-table', 'inherit'],
  messages: {
    inherits: '{table} inherits from {parent}: columns and checks, but no key and no index.',
    typed: '{table} is of the type {type}, and follows it.',
  },
  examples: [
    {
      title: 'A table below another',
      dialect: 'postgresql',
      given: 'CREATE TABLE events (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nCREATE TABLE clicks (x int) INHERITS (events);",
      good: 'CREATE TABLE clicks (LIKE events INCLUDING ALL, x int);',
    },
  ],
  check({ op, effects }) {
    if (effects.fails?.certain === true) return [];
    const table = nameText(op.table);
    const parent = op.kind === 'inherit' ? (op.add ? op.parent : undefined) : op.inherits[0];
    const instead = { text: 'Use partitions, or a table of its own made with LIKE.', sql: null };
    if (parent !== undefined) return [{ message: 'inherits', data: { table, parent: nameText(parent) }, instead }];
    return op.kind === 'create-table' && op.ofType !== undefined
      ? [{ message: 'typed', data: { table, type: nameText(op.ofType) }, instead }]
      : [];
  },
});
