import {
  apartSql,
  apartText,
  briefly,
  defineRule,
  inOrder,
  nameText,
  quoteIdentifier,
  quoteName,
  relationSql,
  relationText,
  type Catalog,
  type Index,
  type Name,
  type Relation,
} from '../src/rule.ts';

export default defineRule({
  id: 'drop-index-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Drop only indexes that can be dropped, in a form that takes them.',
    why: 'DROP INDEX CONCURRENTLY takes one index, no CASCADE, and no index of a partitioned table. And an index that stands behind a constraint, or hangs on the index of a partitioned table, goes only together with that.',
    instead:
      'One index a statement; ALTER TABLE … DROP CONSTRAINT for the index of a constraint; a plain DROP INDEX on the parent for a partitioned one.',
    whenNot: 'The statement is always refused.',
    sources: ['https://www.postgresql.org/docs/current/sql-dropindex.html'],
  },
  aliases: ['migrationpilot:MP097'],
  on: ['drop-index'],
  messages: {
    several: 'DROP INDEX CONCURRENTLY takes one index at a time: this statement fails.',
    cascade: 'DROP INDEX CONCURRENTLY takes no CASCADE: this statement fails.',
    partitioned: '{index} is the index of a partitioned table, which cannot be dropped CONCURRENTLY: this statement fails.',
    constraint: '{index} is the index behind the constraint {constraint} of {table}: DROP INDEX fails.',
    attached: '{index} is part of the index {parent} of a partitioned table: DROP INDEX fails.',
  },
  examples: [
    {
      title: 'Two indexes in one concurrent drop',
      dialect: 'postgresql',
      given:
        'CREATE TABLE orders (id bigint PRIMARY KEY, a int, b int);\nCREATE INDEX orders_a_idx ON orders (a);\nCREATE INDEX orders_b_idx ON orders (b);',
      bad: 'DROP INDEX CONCURRENTLY orders_a_idx, orders_b_idx;',
      good: ['DROP INDEX CONCURRENTLY orders_a_idx;', 'DROP INDEX CONCURRENTLY orders_b_idx;'],
    },
    {
      title: 'The index of a constraint',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);',
      bad: 'DROP INDEX users_email_key;',
      good: "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-constraint-drifting: users may share an address from now on\nALTER TABLE users DROP CONSTRAINT users_email_key;",
    },
  ],
  check({ op, effects, before, migration }) {
    const { fails } = effects;
    if (fails?.certain !== true || (fails.code !== '0A000' && fails.code !== '2BP01')) return [];
    const found = op.indexes.map((name) => ({ name, index: indexOf(name, before) }));
    if (op.concurrently && op.indexes.length > 1) {
      const sql = inOrder(...op.indexes.map((name) => apartSql(migration.layout, `DROP INDEX CONCURRENTLY ${quoteName(name)};`)));
      return [{ message: 'several', instead: { text: `One index a statement. ${apartText(migration.layout)}`, sql } }];
    }
    if (op.concurrently && op.cascade) {
      const [only] = found;
      const free = only?.index !== undefined && isFree(only.index, before);
      return [
        {
          message: 'cascade',
          instead: free
            ? {
                text: `Nothing depends on it: leave CASCADE away. ${apartText(migration.layout)}`,
                sql: apartSql(migration.layout, `DROP INDEX CONCURRENTLY ${quoteName(only.name)};`),
              }
            : { text: 'First drop what depends on the index, then the index without CASCADE.', sql: null },
        },
      ];
    }
    for (const { name, index } of found) {
      const text = nameText(name);
      const table = index === undefined ? undefined : before.get(index.table);
      if (index === undefined || table === undefined) continue;
      if (index.constraint !== undefined && !op.cascade) {
        const sql = briefly(
          `-- sqlsafe-ignore drop-constraint-drifting: <why the rows need no longer be told apart>\nALTER TABLE ${relationSql(table)} DROP CONSTRAINT ${quoteIdentifier(index.constraint)};`,
        );
        return [
          {
            message: 'constraint',
            data: { index: text, constraint: index.constraint, table: relationText(table) },
            instead: { text: 'Drop the constraint: its index goes with it.', sql },
          },
        ];
      }
      const parent = index.parent === undefined ? undefined : before.get(index.parent);
      if (parent !== undefined) {
        return [
          {
            message: 'attached',
            data: { index: text, parent: relationText(parent) },
            instead: {
              text: `Drop ${relationText(parent)}: the indexes of all partitions go with it.`,
              sql: briefly(`DROP INDEX ${relationSql(parent)};`),
            },
          },
        ];
      }
      if (op.concurrently && isPartitioned(table)) {
        return [
          {
            message: 'partitioned',
            data: { index: text },
            instead: {
              text: 'Drop it without CONCURRENTLY: reads and writes of the table wait, but not for long.',
              sql: briefly(`DROP INDEX ${quoteName(name)};`),
            },
          },
        ];
      }
    }
    return [];
  },
});

function indexOf(name: Name, before: Catalog): Index | undefined {
  const found = before.find(name);
  return found?.kind === 'index' ? found : undefined;
}

const isPartitioned = (relation: Relation): boolean => 'partitionBy' in relation && relation.partitionBy !== undefined;

/** No constraint stands on it, of its table or of one that refers to it. */
const isFree = (index: Index, before: Catalog): boolean =>
  index.constraint === undefined &&
  index.parent === undefined &&
  !(index.unique && before.foreignKeysTo(index.table).length > 0) &&
  !isPartitionedTable(index, before);

function isPartitionedTable(index: Index, before: Catalog): boolean {
  const table = before.get(index.table);
  return table !== undefined && isPartitioned(table);
}
