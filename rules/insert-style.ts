import { defineRule, nameText, quoteIdentifier, textOf } from '../src/rule.ts';

export default defineRule({
  id: 'insert-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Name the columns that you insert into.',
    why: 'Without a list, the values follow the order in which the columns happen to stand. The statement fails or fills the wrong ones on a database whose columns came about in another order.',
    instead: 'INSERT INTO table (columns) VALUES (…).',
    whenNot: 'The same migration creates the table.',
    sources: ['https://www.postgresql.org/docs/current/sql-insert.html'],
  },
  aliases: ['bytebase:statement.insert.must-specify-column'],
  on: ['insert'],
  messages: {
    'no-columns': 'This INSERT relies on the order of the columns of {table}.',
  },
  examples: [
    {
      title: 'Values in some order',
      dialect: 'postgresql',
      given: 'CREATE TABLE plans (id bigint PRIMARY KEY, name text);',
      bad: "INSERT INTO plans VALUES (1, 'free');",
      good: "INSERT INTO plans (id, name) VALUES (1, 'free');",
    },
  ],
  check({ op, effects, before, statement }) {
    const table = before.table(op.table);
    if (
      op.columns !== undefined ||
      op.source === 'default' ||
      effects.fails?.certain === true ||
      (table !== undefined && before.isNew(table))
    )
      return [];
    const text = textOf(op, statement);
    const head = /^\s*insert\s+into\s+(?:"[^"]+"|[\w.])+/i.exec(text)?.[0];
    const columns = table?.complete === true ? table.columns.map(({ name }) => quoteIdentifier(name)).join(', ') : undefined;
    const sql = head === undefined || columns === undefined ? null : `${head} (${columns})${text.slice(head.length)};`;
    return [{ message: 'no-columns', data: { table: nameText(op.table) }, instead: { text: 'Name the columns.', sql } }];
  },
});
