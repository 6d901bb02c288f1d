import {
  apartSql,
  apartText,
  commandText,
  concurrentIndexSql,
  defineRule,
  inOrder,
  isConcurrent,
  milliseconds,
  nameText,
  operationsBefore,
  quoteIdentifier,
  quoteName,
  textOf,
  type CreateIndex,
  type Operation,
  type Session,
} from '../src/rule.ts';

// A concurrent build waits for every older transaction, in turn: for minutes on a busy day. And it reads the table twice.
const SHORT_LOCK_TIMEOUT = 60_000;
const SHORT_STATEMENT_TIMEOUT = 600_000;

export default defineRule({
  id: 'create-index-lingering',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let a concurrent build finish, and notice when it did not.',
    why: 'A concurrent build, drop or detach works in several transactions. One that is cancelled half-way, by a timeout above all, leaves an invalid index behind, or a partition half detached. An invalid index is not used for reading, yet every write keeps it up to date. IF NOT EXISTS sees only its name, and reports success.',
    instead:
      'Run concurrent statements without lock_timeout and statement_timeout: they block nobody while they wait. Instead of IF NOT EXISTS, drop what an earlier attempt left behind, then build.',
    whenNot: 'You look for invalid indexes after each deployment, and build them anew.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION',
    ],
  },
  aliases: ['migrationpilot:MP070'],
  on: ['create-index', 'drop-index', 'reindex', 'detach-partition'],
  messages: {
    'if-not-exists':
      'If this build fails, it leaves an invalid index {index}. The next run sees that name, skips the build and reports success, and the index stays invalid.',
    'lock-timeout':
      'With a lock_timeout of {value}, {command} fails where it has to wait longer than that for an older transaction: {left}.',
    'statement-timeout':
      'With a statement_timeout of {value}, {command} is cancelled where the table is so large that it takes longer: {left}.',
  },
  examples: [
    {
      title: 'IF NOT EXISTS on a concurrent build',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_id_idx ON orders (user_id);',
      good: ['DROP INDEX CONCURRENTLY IF EXISTS orders_user_id_idx;', 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);'],
    },
    {
      title: 'A short lock_timeout over a concurrent build',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      transaction: 'statement',
      bad: "SET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);",
      good: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
  ],
  check({ op, effects, session, section, statement, migration }) {
    if (!isConcurrent(op) || effects.relations.length === 0 || effects.fails?.certain === true) return [];
    const { layout } = migration;
    // DETACH is a clause, and the only one of its statement.
    const text = op.kind === 'detach-partition' ? statement.text : textOf(op, statement);
    const plain = op.kind === 'create-index' ? concurrentIndexSql(text) : `${text};`;
    const bare = {
      text: `Take the timeout away for this statement. ${apartText(layout)}`,
      sql: plain === undefined ? null : apartSql(layout, plain),
    };
    const command = commandText(op);
    const left = leftBehind(op);
    const lockTimeout = shorter(session, 'lock_timeout', SHORT_LOCK_TIMEOUT);
    const statementTimeout = shorter(session, 'statement_timeout', SHORT_STATEMENT_TIMEOUT);
    return [
      ...(op.kind === 'create-index' && op.ifNotExists && op.name !== undefined && !droppedBefore(op, operationsBefore(op, section))
        ? [
            {
              message: 'if-not-exists' as const,
              data: { index: op.name },
              instead: {
                text: `Drop what an earlier attempt left behind, then build. ${apartText(layout)}`,
                sql: plain === undefined ? null : inOrder(apartSql(layout, dropOf(op, op.name)), apartSql(layout, plain)),
              },
            },
          ]
        : []),
      ...(lockTimeout === undefined
        ? []
        : [{ message: 'lock-timeout' as const, data: { value: lockTimeout, command, left }, instead: bare }]),
      ...(statementTimeout === undefined
        ? []
        : [{ message: 'statement-timeout' as const, data: { value: statementTimeout, command, left }, instead: bare }]),
    ];
  },
});

/** The setting as written, where it is in force and short. */
function shorter(session: Session, setting: string, limit: number): string | undefined {
  const value = session.setting(setting);
  const length = value === undefined ? 0 : (milliseconds(value) ?? 0);
  return length > 0 && length < limit ? value : undefined;
}

function leftBehind(op: Operation): string {
  switch (op.kind) {
    case 'create-index':
      return `an invalid index${op.name === undefined ? '' : ` ${op.name}`} stays behind`;
    case 'drop-index':
      return `${op.indexes.map(nameText).join(', ')} stays, but invalid`;
    case 'detach-partition':
      return 'the partition stays half detached until DETACH PARTITION … FINALIZE';
    default:
      return 'an invalid index with _ccnew in its name stays behind';
  }
}

/** An index stands in the schema of its table. */
const indexName = (op: CreateIndex, name: string): string =>
  op.table.schema === undefined ? quoteIdentifier(name) : quoteName({ schema: op.table.schema, name });
const dropOf = (op: CreateIndex, name: string): string => `DROP INDEX CONCURRENTLY IF EXISTS ${indexName(op, name)};`;

const droppedBefore = (op: CreateIndex, before: readonly Operation[]): boolean =>
  before.some(
    (each) => each.kind === 'drop-index' && each.concurrently && each.ifExists && each.indexes.some(({ name }) => name === op.name),
  );
