import { defineRule, isFelt, listed, nameText, whoWaits } from '../src/rule.ts';

export default defineRule({
  id: 'lock-table-blocking',
  severity: 'warning',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let statements take the locks that they need.',
    why: 'LOCK TABLE takes a lock that no statement asked for yet, and holds it until the transaction ends: for as long as everything that follows takes.',
    instead: 'Leave it away; or take it with a short lock_timeout, right before a change that takes a moment, and try again when it fails.',
    whenNot: 'Rows must not change between two statements of the migration.',
    sources: ['https://www.postgresql.org/docs/current/sql-lock.html'],
  },
  aliases: ['migrationpilot:MP065'],
  on: ['lock-table'],
  messages: {
    held: 'LOCK TABLE holds {lock} on {table} until the transaction ends: {waits}.',
  },
  examples: [
    {
      title: 'A table is locked first',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY);',
      bad: "SET lock_timeout = '2s';\nLOCK TABLE orders IN SHARE MODE;\nALTER TABLE orders ADD COLUMN note text;",
      good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN note text;",
    },
  ],
  check({ op, effects }) {
    if (effects.fails?.certain === true) return [];
    const [felt] = effects.relations.filter(isFelt);
    if (felt === undefined) return [];
    const instead = { text: 'Leave it away: each statement locks what it needs.', sql: null };
    return [{ message: 'held', data: { lock: op.mode, table: listed(op.tables.map(nameText)), waits: whoWaits(felt.blocks) }, instead }];
  },
});
