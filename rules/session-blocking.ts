import {
  commandText,
  defineRule,
  isConcurrent,
  isFelt,
  LOCK_TIMEOUT,
  LOCKS,
  relationText,
  waitIsBounded,
  type Effect,
  type Operation,
  type SectionSubject,
} from '../src/rule.ts';

export default defineRule({
  id: 'session-blocking',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Limit how long a statement waits for its lock.',
    why: 'A statement that needs a strong lock waits until every query that uses the table has ended, and every query that comes after it waits behind it. One slow report is enough: a change that takes a millisecond closes the table for minutes.',
    instead: "SET lock_timeout = '2s' before the first such statement. When the wait ends in an error, nothing has happened: try again.",
    whenNot: 'The tool or the role that runs the migrations sets a lock_timeout on its connection: say so in the configuration.',
    sources: [
      'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT',
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
    ],
  },
  aliases: [
    'squawk:require-timeout-settings',
    'eugene:E9',
    'pgfence:missing-lock-timeout',
    'pgfence:lock-timeout-zero',
    'pgfence:lock-timeout-after-dangerous-statement',
    'pgls:lockTimeoutWarning',
    'migrationpilot:MP004',
    'diesel-guard:MissingLockTimeoutCheck',
    'pgsafe:require-timeout',
  ],
  on: [],
  messages: {
    missing: 'Nothing limits how long {command} waits for {lock} on {table}. While it waits, {queue} wait behind it.',
    zero: 'A lock_timeout of 0 is none: {command} waits for {lock} on {table} as long as it takes, and {queue} wait behind it.',
    'local-outside-transaction':
      'SET LOCAL does nothing outside a transaction: {command} waits for {lock} on {table} as long as it takes, and {queue} wait behind it.',
    reset: 'The lock_timeout was reset before this: {command} waits for {lock} on {table} as long as it takes, and {queue} wait behind it.',
    'transaction-ended':
      'The lock_timeout ended with its transaction: {command} waits for {lock} on {table} as long as it takes, and {queue} wait behind it.',
    'too-late':
      'The lock_timeout is set only after this: {command} waits for {lock} on {table} as long as it takes, and {queue} wait behind it.',
  },
  examples: [
    {
      title: 'A change that takes a moment, once it has the lock',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      bad: 'ALTER TABLE users ADD COLUMN phone text;',
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN phone text;",
    },
    {
      title: 'SET LOCAL without a transaction',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY);',
      transaction: 'statement',
      bad: "SET LOCAL lock_timeout = '2s';\nALTER TABLE users ADD COLUMN phone text;",
      good: "BEGIN;\nSET LOCAL lock_timeout = '2s';\nALTER TABLE users ADD COLUMN phone text;\nCOMMIT;",
    },
  ],
  checkSection({ judged, settings }) {
    for (const [operation, { op, effects, session }] of judged.entries()) {
      if (!effects.relations.some(isWaitedFor) || effects.fails?.certain === true) continue;
      if (waitsOnPurpose(op) || waitIsBounded(session, settings)) continue;
      const [strongest] = effects.relations.filter(isWaitedFor).toSorted((a, b) => LOCKS.indexOf(b.lock) - LOCKS.indexOf(a.lock));
      if (strongest === undefined) continue;
      const data = {
        command: commandText(op),
        lock: strongest.lock,
        table: relationText(strongest),
        queue: strongest.blocks === 'everything' ? 'all later reads and writes of it' : 'all later writes to it',
      };
      const later = judged
        .slice(operation + 1)
        .some((each) => each.op.kind === 'set-setting' && each.op.name === 'lock_timeout' && each.op.values !== undefined);
      const ineffective = session.ineffective.findLast(({ name }) => name === 'lock_timeout');
      const instead = { text: textFor(judged), sql: LOCK_TIMEOUT };
      // Once a file: the same line mends them all.
      return [
        {
          operation,
          message: ineffective?.reason ?? (later ? 'too-late' : 'missing'),
          data,
          instead,
          relation: `${strongest.schema}.${strongest.name}`,
        },
      ];
    }
    return [];
  },
});

const isWaitedFor = (effect: Effect): boolean => isFelt(effect) && effect.kind !== 'index';
const waitsOnPurpose = (op: Operation): boolean => isConcurrent(op) || (op.kind === 'lock-table' && op.nowait);

const textFor = (judged: SectionSubject['judged']): string =>
  judged.some(({ op }) => isConcurrent(op))
    ? 'Set a lock_timeout before this statement, and give what is CONCURRENTLY a file of its own, without one.'
    : 'Set a lock_timeout before this statement, and try again when the wait ends in an error.';
