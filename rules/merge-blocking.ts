import { defineRule, nameText } from '../src/rule.ts';

export default defineRule({
  id: 'merge-blocking',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Merge a table into another in batches, each a transaction of its own.',
    why: 'A MERGE locks every row that it changes until its transaction ends, as an UPDATE does: other changes of these rows wait for that long. With a whole table as its source that may be all of them.',
    instead: 'Give it a few thousand rows of the source at a time, each batch in a transaction of its own, outside of the migration.',
    whenNot: 'The source has few rows.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-merge.html',
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS',
    ],
  },
  aliases: [],
  on: ['merge'],
  messages: {
    unbatched: 'MERGE changes all rows of {table} that match {source} in one go: other changes of them wait until the transaction ends.',
  },
  examples: [
    {
      title: 'One table is merged into another',
      dialect: 'postgresql',
      given: 'CREATE TABLE prices (id bigint PRIMARY KEY, cents int);\nCREATE TABLE imported (id bigint PRIMARY KEY, cents int);',
      bad: 'MERGE INTO prices USING imported ON imported.id = prices.id\nWHEN MATCHED THEN UPDATE SET cents = imported.cents;',
      good: 'MERGE INTO prices USING (VALUES (1, 500), (2, 700)) AS new (id, cents) ON new.id = prices.id\nWHEN MATCHED THEN UPDATE SET cents = new.cents;',
    },
  ],
  check({ op, effects, before }) {
    const found = before.find(op.table);
    if (effects.fails?.certain === true || (found === undefined ? before.presence(op.table) === 'absent' : before.isNew(found))) return [];
    const source = op.query.reads.find(({ relation }) => {
      const read = before.find(relation);
      return relation.name !== op.table.name && (read === undefined ? before.presence(relation) !== 'absent' : !before.isNew(read));
    });
    if (source === undefined) return [];
    const instead = { text: 'Merge a few thousand rows of the source at a time, each batch in a transaction of its own.', sql: null };
    return [{ message: 'unbatched', data: { table: nameText(op.table), source: nameText(source.relation) }, instead }];
  },
});
