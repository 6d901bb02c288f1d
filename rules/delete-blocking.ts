import { defineRule, heldOn, nameText, quoteName, reachOf, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'delete-blocking',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Delete in batches, each a transaction of its own.',
    why: 'A DELETE locks every row that it removes until its transaction ends. Removing all rows at once stops every change of any of them for that long, fires a trigger and checks the foreign keys for each, and leaves as many dead rows to clean up. The rows are gone for good.',
    instead:
      'Delete a few thousand rows at a time, each batch in a transaction of its own, outside of the migration. Whole partitions can be detached and dropped.',
    whenNot: 'The table is small, or the rows that match are few.',
    sources: [
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS',
      'https://www.postgresql.org/docs/current/sql-delete.html',
    ],
  },
  aliases: [
    'pgfence:delete-without-where',
    'pgls:banDeleteWithoutWhere',
    'migrationpilot:MP067',
    'pg-migration-lint:PGM303',
    'diesel-guard:MutationWithoutWhereCheck',
  ],
  on: ['delete'],
  messages: {
    'all-rows': 'DELETE removes all rows of {table} in one go: other changes of any of them wait until the transaction ends.',
    unbatched: 'DELETE removes all rows of {table} that match in one go: other changes of them wait until the transaction ends.',
    loop: 'This loop never commits: all its batches are one transaction, and other changes of the rows of {table} wait until the last is done.',
  },
  examples: [
    {
      title: 'All rows',
      dialect: 'postgresql',
      given: 'CREATE TABLE sessions (id bigint PRIMARY KEY, ended boolean);',
      bad: 'DELETE FROM sessions WHERE true;',
      good: 'DELETE FROM sessions WHERE ctid IN (SELECT ctid FROM sessions LIMIT 5000);',
    },
  ],
  check({ op, effects, before, session, context, statement }) {
    const found = before.find(op.table);
    if (effects.fails?.certain === true || (found === undefined ? before.presence(op.table) === 'absent' : before.isNew(found))) return [];
    const reach = reachOf(op, before);
    const table = quoteName(op.table);
    const data = { table: nameText(op.table) };
    const instead = {
      text: 'Delete a few thousand rows at a time, each batch in a transaction of its own, until none is left.',
      sql: PLAIN.test(textOf(op, statement))
        ? `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table}${reach === 'all' ? '' : ` WHERE ${op.where?.text ?? ''}`} LIMIT 5000);`
        : null,
    };
    if (context?.loop === true) {
      if (context.commits || (reach === 'few' && !op.limited)) return [];
      return [
        {
          message: 'loop',
          data,
          certain: reach !== 'some',
          instead: {
            text: 'COMMIT after each batch, and run the block outside a transaction; or run the batches from a script.',
            sql: null,
          },
        },
      ];
    }
    if (reach === 'all') return [{ message: 'all-rows', data, instead }];
    // Since a stronger lock is held, others wait for that.
    if (reach === 'few' || heldOn(op.table, before, session, 'writes') !== undefined) return [];
    return [{ message: 'unbatched', data, severity: 'info', instead }];
  },
});

/** No alias, no other table: the condition means the same in a query of its own. */
const PLAIN = /^delete\s+from\s+\S+\s*(?:$|where\b(?!.*\breturning\b))/is;
