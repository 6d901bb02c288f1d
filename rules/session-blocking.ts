import {
  commandText,
  defineRule,
  isConcurrent,
  isFelt,
  LOCK_TIMEOUT,
  LOCKS,
  milliseconds,
  relationText,
  waitIsBounded,
  type Effect,
  type Operation,
  type RuleSettings,
  type SectionSubject,
  type Session,
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
    'pgfence:max-lock-timeout',
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
    'too-long': 'A {setting} of {value} lets {command} wait that long for {lock} on {table}, and {queue} wait behind it.',
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
      if (effects.fails?.certain === true || waitsOnPurpose(op)) continue;
      const long = tooLong(session, settings);
      if (long === undefined && waitIsBounded(session, settings)) continue;
      const [strongest] = effects.relations
        .filter((effect) => isFelt(effect) && !isHeld(effect, session))
        .toSorted((a, b) => LOCKS.indexOf(b.lock) - LOCKS.indexOf(a.lock) || Number(a.kind === 'index') - Number(b.kind === 'index'));
      if (strongest === undefined) continue;
      const relation = `${strongest.schema}.${strongest.name}`;
      const data = {
        command: commandText(op),
        lock: strongest.lock,
        table: (strongest.kind === 'index' ? 'the index ' : '') + relationText(strongest),
        queue: queueBehind(strongest),
      };
      const instead = { text: textFor(judged), sql: LOCK_TIMEOUT };
      if (long !== undefined) return [{ operation, message: 'too-long', data: { ...data, ...long }, instead, relation }];
      const later = judged
        .slice(operation + 1)
        .some((each) => each.op.kind === 'set-setting' && each.op.name === 'lock_timeout' && each.op.values !== undefined);
      const ineffective = session.ineffective.findLast(({ name }) => name === 'lock_timeout');
      // Once a file: the same line mends them all.
      return [
        {
          operation,
          message: ineffective?.reason ?? (later ? 'too-late' : 'missing'),
          data,
          instead,
          relation,
          // Of a name that no file mentions, with IF EXISTS: perhaps there is nothing to lock.
          certain: strongest.certain,
        },
      ];
    }
    return [];
  },
});

/** Who holds the lock already, or a stronger one, does not wait for it. */
const isHeld = (effect: Effect, session: Session): boolean =>
  session.locks.some(
    ({ relation, name, lock }) =>
      (relation === undefined ? name.name === effect.name : relation === effect.id) && LOCKS.indexOf(lock) >= LOCKS.indexOf(effect.lock),
  );

/** Planning a query of a table locks all its indexes. */
function queueBehind({ kind, blocks }: Effect): string {
  if (blocks !== 'everything') return 'all later writes to it';
  return kind === 'index' ? 'all later queries of its table' : 'all later reads and writes of it';
}

/** Longer than anybody wants a table to be closed. */
const LONGEST = 60_000;
/** The timeout that ends the wait first, where even that comes late. */
function tooLong(session: Session, settings: RuleSettings): { readonly setting: string; readonly value: string } | undefined {
  if (settings.lockTimeoutSetByRunner && session.setting('lock_timeout') === undefined) return undefined;
  const [first] = ['lock_timeout', 'statement_timeout']
    .flatMap((setting) => {
      const value = session.setting(setting);
      const ms = value === undefined ? undefined : milliseconds(value);
      return value === undefined || ms === undefined || ms <= 0 ? [] : [{ setting, value, ms }];
    })
    .toSorted((a, b) => a.ms - b.ms);
  return first === undefined || first.ms <= LONGEST ? undefined : { setting: first.setting, value: first.value };
}
const waitsOnPurpose = (op: Operation): boolean => isConcurrent(op) || (op.kind === 'lock-table' && op.nowait);

const textFor = (judged: SectionSubject['judged']): string =>
  judged.some(({ op }) => isConcurrent(op))
    ? 'Set a lock_timeout before this statement, and give what is CONCURRENTLY a file of its own, without one.'
    : 'Set a lock_timeout before this statement, and try again when the wait ends in an error.';
