import {
  apartSql,
  apartText,
  commandText,
  concurrentIndexSql,
  defineRule,
  isConcurrent,
  lineAt,
  operationsBefore,
  textOf,
  type LayoutName,
  type Operation,
  type SectionView,
  type Session,
  type Statement,
  type Target,
} from '../src/rule.ts';

export default defineRule({
  id: 'transaction-failing',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Run outside a transaction what PostgreSQL refuses to run inside one.',
    why: 'Concurrent builds, VACUUM, CREATE DATABASE and a few more manage their own transactions, and fail inside another. A file that a tool wraps in BEGIN and COMMIT is one; so are several statements that a tool sends as one string, and a DO block.',
    instead: 'Give the statement a file of its own, and tell the tool to run that without a transaction.',
    whenNot:
      'The statement is always refused where it stands. If your tool runs files in another way than we think, say so with --transaction.',
    sources: [
      'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
      'https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT',
    ],
  },
  aliases: [
    'squawk:ban-concurrent-index-creation-in-transaction',
    'pgfence:concurrent-in-transaction',
    'pgls:banConcurrentIndexCreationInTransaction',
    'migrationpilot:MP012',
    'migrationpilot:MP025',
    'pg-migration-lint:PGM003',
    'atlas:PG103',
    'pgsafe:concurrently-in-transaction',
  ],
  on: [
    'create-index',
    'drop-index',
    'reindex',
    'detach-partition',
    'vacuum',
    'cluster',
    'server-command',
    'add-enum-value',
    'alter-publication',
    'transaction',
    'lock-table',
    'select',
  ],
  messages: {
    'concurrently-in-transaction': '{command} fails inside a transaction, and {opened}.',
    'in-string': '{command} fails here: this file is sent as one string, which PostgreSQL runs as one transaction.',
    'in-do-block': '{command} fails inside a DO block or a procedure: that always runs in a transaction.',
    'statement-in-transaction': '{command} fails inside a transaction, and {opened}.',
    'commit-in-do-block':
      '{command} fails here: a block or procedure may end a transaction only where none was open before it, and {opened}.',
    'commit-under-exception': '{command} fails here: inside a block with an EXCEPTION clause no transaction can be ended.',
    'outside-transaction': '{command} fails outside a transaction, and none is open here.',
    alone:
      '{command} cannot run in a transaction, so this file runs statement by statement, and what came before stays when a later statement fails. Tools that wrap a file in a transaction, or send it as one string, fail on it.',
  },
  examples: [
    {
      title: 'A concurrent build inside BEGIN and COMMIT',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: 'BEGIN;\nCREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);\nCOMMIT;',
      good: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
    {
      title: 'A setting and a concurrent build in one string',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      transaction: 'string',
      bad: "SET application_name = 'migrations';\nCREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);",
      good: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
  ],
  check({ op, effects, session, context, section, statement, migration }) {
    const code = effects.fails?.code;
    if (effects.fails === null || (code !== '25001' && code !== '25P01' && code !== '2D000')) return [];
    const { certain } = effects.fails;
    const command = commandText(op);
    if (code === '25P01') {
      return [
        {
          message: 'outside-transaction',
          data: { command },
          certain,
          instead: { text: 'Put BEGIN before it, and COMMIT after what needs it.', sql: null },
        },
      ];
    }
    const opened = openedBy(op, session, section, statement);
    if (code === '2D000' && context !== undefined && context.guarded.length > 0) {
      return [
        {
          message: 'commit-under-exception',
          data: { command },
          certain,
          instead: { text: `Put ${command} outside the block that has the EXCEPTION clause.`, sql: null },
        },
      ];
    }
    if (code === '2D000') {
      return [
        {
          message: 'commit-in-do-block',
          data: { command, opened },
          certain,
          instead: { text: `Run the block outside a transaction. ${apartText(migration.layout)}`, sql: null },
        },
      ];
    }
    const instead = { text: apartText(migration.layout), sql: apartOf(op, statement, migration.layout) };
    if (context !== undefined || session.transaction === 'do')
      return [{ message: 'in-do-block', data: { command }, certain, instead: { text: apartText(migration.layout), sql: null } }];
    if (session.transaction === 'string') return [{ message: 'in-string', data: { command }, certain, instead }];
    return [
      {
        message: isConcurrent(op) ? 'concurrently-in-transaction' : 'statement-in-transaction',
        data: { command, opened },
        certain,
        instead,
      },
    ];
  },
  checkSection({ section, migration, target, judged }) {
    const runsByItself =
      !section.isDown &&
      section.transaction === 'statement' &&
      !section.transactionGiven &&
      (migration.layout === 'plain' || migration.layout === 'sections');
    // An author who writes BEGIN and COMMIT knows that the file runs as it stands.
    if (!runsByItself || judged.some(({ op }) => op.kind === 'transaction')) return [];
    const alone = judged.findIndex(({ op }) => mustRunAlone(op, target));
    const first = judged[alone];
    if (first === undefined || !judged.some(({ op }) => changesSomething(op) && !mustRunAlone(op, target))) return [];
    return [
      {
        operation: alone,
        message: 'alone',
        data: { command: commandText(first.op) },
        severity: 'info',
        instead: { text: apartText(migration.layout), sql: apartOf(first.op, first.statement, migration.layout) },
      },
    ];
  },
});

/** Who opened the transaction, as the end of a sentence. */
function openedBy(op: Operation, session: Session, section: SectionView, statement: Statement): string {
  if (session.transaction === 'begin') {
    const begin = operationsBefore(op, section).findLast((each) => each.kind === 'transaction' && (each.action === 'begin' || each.chain));
    return begin === undefined ? 'one is open here' : `one is open since line ${String(lineAt(statement, begin.span.start))}`;
  }
  return session.transaction === 'string' ? 'this file is sent as one string, which is one' : 'this file runs in one';
}

/** The statement in a file of its own, where that is all that is wrong with it. */
function apartOf(op: Operation, statement: Statement, layout: LayoutName): string | null {
  const isWhole = op.span.start === statement.span.start && op.span.end === statement.span.end;
  const text = textOf(op, statement);
  if (op.kind === 'create-index') {
    const sql = concurrentIndexSql(text);
    return sql === undefined ? null : apartSql(layout, sql);
  }
  const isFine =
    isConcurrent(op) ||
    (op.kind === 'vacuum' && !op.full) ||
    op.kind === 'add-enum-value' ||
    (op.kind === 'server-command' && !op.destroys);
  return isWhole && isFine ? apartSql(layout, `${text};`) : null;
}

/** Refused inside a transaction wherever it stands; what only some tables decide is left out. */
function mustRunAlone(op: Operation, target: Target): boolean {
  switch (op.kind) {
    case 'create-index':
    case 'drop-index':
    case 'detach-partition':
      return op.concurrently;
    case 'reindex':
      return op.concurrently || (op.scope !== 'index' && op.scope !== 'table');
    case 'vacuum':
      return true;
    case 'cluster':
      return op.table === undefined;
    case 'server-command':
      return !op.transactional;
    case 'add-enum-value':
      return target.version[0] < 12;
    default:
      return false;
  }
}

const HARMLESS: ReadonlySet<Operation['kind']> = new Set(['transaction', 'set-setting', 'select', 'inert', 'analyze']);
const changesSomething = (op: Operation): boolean => !HARMLESS.has(op.kind);
