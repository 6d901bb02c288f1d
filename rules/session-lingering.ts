import { commandText, defineRule, isConcurrent, milliseconds, nameText, type Effect, type Operation, type Session } from '../src/rule.ts';

export default defineRule({
  id: 'session-lingering',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Limit how long a statement may run, and a transaction may stand still.',
    why: 'A statement that takes far longer than anybody thought holds its locks and its snapshot for all that time: vacuum stops everywhere in the database. A migration that is interrupted between two statements leaves its transaction and its locks behind until somebody ends it.',
    instead:
      'SET statement_timeout well above what the work should take, and idle_in_transaction_session_timeout for the pauses. Not for CREATE INDEX CONCURRENTLY, which would leave an invalid index behind.',
    whenNot: 'The role or the tool sets them.',
    sources: [
      'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT',
      'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
    ],
  },
  aliases: [
    'migrationpilot:MP020',
    'pgfence:missing-statement-timeout',
    'pgfence:missing-idle-timeout',
    'pgls:requireStatementTimeout',
    'pgls:requireIdleInTransactionTimeout',
  ],
  on: [],
  messages: {
    'no-statement-timeout': 'Nothing limits how long {command} may run.',
    'no-idle-timeout': 'Nothing ends this transaction if whoever runs it stops here, while it holds {lock} on {table}.',
  },
  examples: [
    {
      title: 'A long statement without a limit',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, email text);',
      transaction: 'statement',
      bad: 'UPDATE users SET email = lower(email) WHERE ctid IN (SELECT ctid FROM users LIMIT 5000);\nVACUUM users;',
      good: "SET statement_timeout = '15min';\nVACUUM users;",
    },
  ],
  checkSection({ judged }) {
    const long = judged.findIndex(
      ({ op, effects, session }) =>
        effects.fails?.certain !== true && !isConcurrent(op) && isLong(op, effects.relations) && !isSet(session, 'statement_timeout'),
    );
    const held = judged.findIndex(
      ({ session }) =>
        session.locks.some(({ lock }) => lock === 'ACCESS EXCLUSIVE') && !isSet(session, 'idle_in_transaction_session_timeout'),
    );
    const lock = judged[held]?.session.locks.find((each) => each.lock === 'ACCESS EXCLUSIVE');
    const first = judged[long];
    return [
      ...(first === undefined
        ? []
        : [
            {
              operation: long,
              message: 'no-statement-timeout' as const,
              data: { command: commandText(first.op) },
              instead: { text: 'Set a statement_timeout well above what it should take.', sql: "SET statement_timeout = '15min';" },
            },
          ]),
      ...(lock === undefined
        ? []
        : [
            {
              operation: held,
              message: 'no-idle-timeout' as const,
              data: { lock: lock.lock, table: nameText(lock.name) },
              instead: {
                text: 'Set an idle_in_transaction_session_timeout first.',
                sql: "SET idle_in_transaction_session_timeout = '1min';",
              },
            },
          ]),
    ];
  },
});

const isSet = (session: Session, name: string): boolean => (milliseconds(session.setting(name) ?? '0') ?? 0) > 0;

/** Its time grows with a table. */
const isLong = (op: Operation, effects: readonly Effect[]): boolean =>
  effects.some(({ work }) => work !== 'none') ||
  op.kind === 'vacuum' ||
  (effects.length > 0 &&
    (op.kind === 'update' || op.kind === 'delete' || op.kind === 'merge' || (op.kind === 'insert' && op.source === 'select')));
