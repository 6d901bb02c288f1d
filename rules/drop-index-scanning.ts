import {
  apartSql,
  apartText,
  defineRule,
  inOrder,
  nameText,
  operationsAfter,
  quoteName,
  textOf,
  concurrentIndexSql,
  type Catalog,
  type CreateIndex,
  type DropIndex,
  type Index,
  type Name,
  type Operation,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-index-scanning',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Build the new index before you drop the old one.',
    why: 'From the moment the old index is gone until the new one is built, every query that needs it reads the whole table. On a large table that is as good as an outage, and the build takes the longer for it. A unique index that is away lets duplicates in, and then the new one cannot be built.',
    instead:
      'CREATE INDEX CONCURRENTLY under another name first, then DROP INDEX CONCURRENTLY; ALTER INDEX … RENAME gives back the old name where that matters.',
    whenNot: 'No query uses the old index.',
    sources: ['https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY'],
  },
  aliases: ['online_migrations:replace_index'],
  on: ['drop-index'],
  messages: {
    replaced:
      'From this DROP until {index} is built anew, no index of {table} begins with {column}: queries that look for it read the whole table.',
  },
  examples: [
    {
      title: 'An index gets one more column',
      dialect: 'postgresql',
      given:
        'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, placed_at timestamptz);\nCREATE INDEX orders_user_idx ON orders (user_id);',
      transaction: 'statement',
      bad: 'DROP INDEX CONCURRENTLY orders_user_idx;\nCREATE INDEX CONCURRENTLY orders_user_idx ON orders (user_id, placed_at);',
      good: [
        'CREATE INDEX CONCURRENTLY orders_user_placed_idx ON orders (user_id, placed_at);',
        'DROP INDEX CONCURRENTLY orders_user_idx;',
      ],
    },
  ],
  check({ op, effects, before, section, session, statement, migration }) {
    if (effects.fails?.certain === true || effects.relations.length === 0 || session.transaction !== undefined) return [];
    const later = operationsAfter(op, section).filter((each) => each.kind === 'create-index');
    for (const name of op.indexes) {
      const index = before.find(name);
      if (index?.kind !== 'index' || !index.valid) continue;
      const column = index.keys[0]?.column;
      const next = later.find((each) => replaces(each, index, before));
      if (column === undefined || next === undefined || isRetry(op, next, index) || othersBeginWith(column, index, op, before)) continue;
      return [
        {
          message: 'replaced',
          data: { index: next.name ?? 'its successor', table: nameText(next.table), column },
          instead: {
            text: `Build the new one first, under another name, and drop this one after it. ${apartText(migration.layout)}`,
            sql: nextFirst(name, next, textOf(next, statement), migration.layout),
          },
        },
      ];
    }
    return [];
  },
});

/** It is built on the same table, and begins with the same column. */
const replaces = (each: Operation, index: Index, before: Catalog): each is CreateIndex =>
  each.kind === 'create-index' && before.table(each.table)?.id === index.table && each.keys[0]?.column === index.keys[0]?.column;

/** `DROP INDEX IF EXISTS i; CREATE INDEX i` with the same columns: an attempt that may have failed is made again. */
const isRetry = (op: DropIndex, next: CreateIndex, index: Index): boolean =>
  op.ifExists &&
  next.name === index.name &&
  next.keys.length === index.keys.length &&
  next.keys.every(({ column }, at) => column === index.keys[at]?.column);

const othersBeginWith = (column: string, index: Index, op: DropIndex, before: Catalog): boolean =>
  before
    .indexesOf(index.table)
    .some(
      (each) =>
        each.id !== index.id &&
        each.valid &&
        each.where === undefined &&
        each.keys[0]?.column === column &&
        !op.indexes.some(({ name }) => name === each.name),
    );

function nextFirst(old: Name, next: CreateIndex, text: string, layout: Parameters<typeof apartSql>[0]): string | null {
  const sql = next.name === undefined || next.name === old.name ? undefined : concurrentIndexSql(text);
  return sql === undefined ? null : inOrder(apartSql(layout, sql), apartSql(layout, `DROP INDEX CONCURRENTLY ${quoteName(old)};`));
}
