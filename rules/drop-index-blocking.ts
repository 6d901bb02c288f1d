import {
  apartSql,
  apartText,
  concurrentIndexSql,
  defineRule,
  heldOn,
  inOrder,
  isFelt,
  listed,
  nameOf,
  nameText,
  operationsAfter,
  quoteName,
  relationText,
  replacedIndexSql,
  textOf,
  waitIsBounded,
  type Catalog,
  type CreateIndex,
  type DropIndex,
  type LayoutName,
  type Name,
  type SectionView,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-index-blocking',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop an index without queueing behind readers, and everybody else behind you.',
    why: 'DROP INDEX is quick once it runs, but it takes ACCESS EXCLUSIVE on the table, too. It waits until every query that uses the table is done, and everything that comes after it waits behind it.',
    instead: 'DROP INDEX CONCURRENTLY, one index a statement, outside a transaction.',
    whenNot: 'A lock_timeout ends the wait, and you try again when it did. A partitioned index has no concurrent form.',
    sources: ['https://www.postgresql.org/docs/current/sql-dropindex.html'],
  },
  aliases: [
    'squawk:require-concurrent-index-deletion',
    'pgfence:drop-index-not-concurrent',
    'strong_migrations:remove_index',
    'pgls:requireConcurrentIndexDeletion',
    'migrationpilot:MP009',
    'pg-migration-lint:PGM002',
    'atlas:PG102',
    'diesel-guard:DropIndexCheck',
    'pgsafe:drop-index-non-concurrent',
  ],
  on: ['drop-index'],
  messages: {
    table:
      'DROP INDEX takes ACCESS EXCLUSIVE on {table}: it waits for every query that uses {table}, and reads and writes that come later wait behind it.',
    'unknown-table':
      'DROP INDEX takes ACCESS EXCLUSIVE on the table of {index}: it waits for every query that uses that table, and reads and writes that come later wait behind it.',
  },
  examples: [
    {
      title: 'An index of a table in use',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\nCREATE INDEX orders_user_id_idx ON orders (user_id);',
      bad: 'DROP INDEX orders_user_id_idx;',
      good: 'DROP INDEX CONCURRENTLY orders_user_id_idx;',
    },
  ],
  check({ op, effects, before, session, section, settings, statement, migration }) {
    if (op.concurrently || effects.fails?.certain === true || !effects.relations.some(isFelt)) return [];
    const droppable = op.indexes.filter((name) => hasConcurrentForm(name, before));
    if (droppable.length === 0) return [];
    const locked = effects.relations.filter((effect) => effect.kind !== 'index' && isFelt(effect));
    // Nobody waits who does not wait for this transaction already.
    if (locked.length > 0 && locked.every((effect) => heldOn(nameOf(effect), before, session, 'everything') !== undefined)) return [];
    const tables = locked.map(relationText);
    const sql = droppable.map((name) => `DROP INDEX CONCURRENTLY ${op.ifExists ? 'IF EXISTS ' : ''}${quoteName(name)};`);
    const apart = sql.map((each) => apartSql(migration.layout, each));
    const next = successorOf(op, section, before);
    const details = {
      severity: waitIsBounded(session, settings) ? ('info' as const) : ('warning' as const),
      instead:
        next === undefined
          ? { text: `Drop it CONCURRENTLY. ${apartText(migration.layout)}`, sql: inOrder(...apart) }
          : afterItsSuccessor(next, op, apart, textOf(next, statement), migration.layout),
    };
    if (tables.length > 0) return [{ message: 'table', data: { table: listed(tables) }, ...details }];
    // A name that the history never mentions: with IF EXISTS there may well be nothing to drop.
    const perhaps = op.ifExists && before.hasHistory ? { severity: 'info' as const, certain: false } : {};
    return [{ message: 'unknown-table', data: { index: listed(op.indexes.map(nameText)) }, ...details, ...perhaps }];
  },
});

/** The index that this section builds in its place: it has its name, or is unique like it on the same table. */
function successorOf(op: DropIndex, section: SectionView, before: Catalog): CreateIndex | undefined {
  const dropped = op.indexes.flatMap((name) => {
    const found = before.find(name);
    return found?.kind === 'index' ? [found] : [];
  });
  return operationsAfter(op, section).find(
    (each): each is CreateIndex =>
      each.kind === 'create-index' &&
      (op.indexes.some(({ name }) => name === each.name) ||
        (each.unique && dropped.some(({ unique, table }) => unique && table === before.find(each.table)?.id))),
  );
}

function afterItsSuccessor(
  next: CreateIndex,
  op: DropIndex,
  drops: readonly string[],
  text: string,
  layout: LayoutName,
): { readonly text: string; readonly sql: string | null } {
  const old = op.indexes.find(({ name }) => name === next.name);
  if (old !== undefined)
    return {
      text: `Build its successor CONCURRENTLY under another name first, then drop it: these steps stand for both statements. ${apartText(layout)}`,
      sql: replacedIndexSql(text, old, layout) ?? null,
    };
  const created = concurrentIndexSql(text);
  return {
    text: `Build its successor CONCURRENTLY first, then drop it: these steps stand for both statements. ${apartText(layout)}`,
    sql: created === undefined ? null : inOrder(apartSql(layout, created), ...drops),
  };
}

/** Neither the index of a partitioned table nor what hangs on it can be dropped concurrently. */
function hasConcurrentForm(name: Name, before: Catalog): boolean {
  const index = before.find(name);
  if (index === undefined) return before.presence(name) !== 'absent';
  if (index.kind !== 'index' || index.parent !== undefined) return false;
  const table = before.get(index.table);
  return table === undefined || !('partitionBy' in table) || table.partitionBy === undefined;
}
