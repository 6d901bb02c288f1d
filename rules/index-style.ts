import {
  freeName,
  concurrentIndexSql,
  defineRule,
  isFelt,
  listed,
  nameText,
  quoteIdentifier,
  textOf,
  type CreateIndex,
} from '../src/rule.ts';

/** From the fourth column on an index is seldom narrowed further, and always wider. */
const MANY = 3;

export default defineRule({
  id: 'index-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Give an index a name, and the few columns that it is for.',
    why: 'The server names an index after its columns and puts a number behind it where that name is taken, so that it may have different names on different servers: a later migration cannot drop it by name. Columns that narrow nothing down cost room and time with every write.',
    instead: 'Write the name. Leave out columns that no query needs, and use a B-tree unless another method does what it cannot.',
    whenNot:
      'A query is answered from a wide index alone; or equality is all that is asked of very long values, and a hash index is smaller.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createindex.html',
      'https://www.postgresql.org/docs/current/indexes-multicolumn.html',
      'https://www.postgresql.org/docs/current/hash-index.html',
    ],
  },
  aliases: [
    'migrationpilot:MP042',
    'strong_migrations:add_index_columns',
    'diesel-guard:WideIndexCheck',
    'diesel-guard:UnnamedIndexCheck',
    'online_migrations:add_hash_index',
  ],
  on: ['create-index'],
  messages: {
    unnamed: 'This index of {table} has no name: the server makes one up, and no later migration can be sure of it.',
    wide: '{index} has {count} columns: after the first three there is seldom anything left to narrow down, and every write pays for all of them.',
    hash: '{index} is a hash index: it answers = only, takes one column, and can be neither unique nor sorted by.',
    'duplicate-column': '{index} has {columns} more than once: the second time it does nothing.',
  },
  examples: [
    {
      title: 'An index without a name',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: 'CREATE INDEX CONCURRENTLY ON orders (user_id);',
      good: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
    {
      title: 'A hash index',
      dialect: 'postgresql',
      given: 'CREATE TABLE sessions (id bigint PRIMARY KEY, token text);',
      bad: 'CREATE INDEX CONCURRENTLY sessions_token_idx ON sessions USING hash (token);',
      good: 'CREATE INDEX CONCURRENTLY sessions_token_idx ON sessions (token);',
    },
  ],
  check({ op, effects, before, statement }) {
    if (effects.fails?.certain === true) return [];
    const columns = op.keys.flatMap(({ column }) => column ?? []);
    const index = op.name ?? `The index on ${nameText(op.table)}`;
    const twice = [...new Set(columns.filter((column, at) => columns.indexOf(column) !== at))];
    const isPartitioned = before.table(op.table)?.partitionBy !== undefined;
    // What builds on a new table, or of a partitioned one, has no concurrent form to propose.
    const rewritten = isPartitioned || !(op.concurrently || effects.relations.some(isFelt)) ? undefined : textOf(op, statement);
    const name = quoteIdentifier(op.name ?? freeName(op.table, columns, 'idx', before));
    const sql = better(op, name, rewritten);
    return [
      ...(op.name === undefined
        ? [{ message: 'unnamed' as const, data: { table: nameText(op.table) }, instead: { text: `Name it: ${name}.`, sql } }]
        : []),
      ...(!op.unique && op.method === 'btree' && op.keys.length > MANY
        ? [{ message: 'wide' as const, data: { index, count: String(op.keys.length) } }]
        : []),
      ...(op.method === 'hash'
        ? [{ message: 'hash' as const, data: { index }, instead: { text: 'Leave USING hash away: a B-tree answers = as well.', sql } }]
        : []),
      ...(twice.length > 0 ? [{ message: 'duplicate-column' as const, data: { index, columns: listed(twice) } }] : []),
    ];
  },
});

/** The user's statement with a name and without USING hash; null where it is left as it is. */
function better(op: CreateIndex, name: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const withName = op.name === undefined ? text.replace(/\s+on\b/i, ` ${name} ON`) : text;
  return concurrentIndexSql(withName.replace(/\s+using\s+hash\b/i, '')) ?? null;
}
