import { defineRule, nameText, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'insert-lingering',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Copy rows of a large table in batches.',
    why: 'INSERT … SELECT copies all rows in one transaction. Nobody waits for rows that are new, but for as long as it takes vacuum keeps what is dead everywhere, replicas fall behind, and a failure at the last row undoes it all.',
    instead: 'A few thousand rows at a time, each batch a transaction of its own, outside of the migration.',
    whenNot: 'The query yields few rows.',
    sources: ['https://www.postgresql.org/docs/current/sql-insert.html'],
  },
  aliases: ['pg-migration-lint:PGM302'],
  on: ['insert'],
  messages: {
    unbatched: 'INSERT … SELECT copies all rows of its query into {table} in one transaction.',
  },
  examples: [
    {
      title: 'One table is copied into another',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean);\nCREATE TABLE archive (id bigint PRIMARY KEY);',
      bad: 'INSERT INTO archive (id) SELECT id FROM orders WHERE paid;',
      good: 'INSERT INTO archive (id) SELECT id FROM orders WHERE paid ORDER BY id LIMIT 5000;',
    },
  ],
  check({ op, effects, before, context, statement }) {
    if (op.source !== 'select' || effects.fails?.certain === true || context?.loop === true) return [];
    if (/\blimit\s+\d/i.test(textOf(op, statement))) return [];
    const reads = op.query.reads.some(({ relation }) => {
      const found = before.find(relation);
      return relation.name !== op.table.name && (found === undefined ? before.presence(relation) !== 'absent' : !before.isNew(found));
    });
    const instead = { text: 'Copy a few thousand rows at a time, each batch in a transaction of its own.', sql: null };
    return reads ? [{ message: 'unbatched', data: { table: nameText(op.table) }, instead }] : [];
  },
});
