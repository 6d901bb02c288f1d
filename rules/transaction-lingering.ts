import { defineRule, type Operation, type SectionSubject } from '../src/rule.ts';

export default defineRule({
  id: 'transaction-lingering',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Begin and end a transaction in the same place.',
    why: 'A COMMIT that ends the transaction of the tool, or a BEGIN that nothing ends, means that the file is not what its tool takes it for. The tool notes it as done, or as not done, while half of it is: its locks are still held, or what came before the COMMIT stays when the rest fails.',
    instead: 'Leave BEGIN and COMMIT to the tool, and move what must run outside a transaction into a file of its own.',
    whenNot: 'The tool sends the file to psql, and the file has both BEGIN and COMMIT.',
    sources: ['https://www.postgresql.org/docs/current/sql-begin.html', 'https://www.postgresql.org/docs/current/sql-commit.html'],
  },
  aliases: [
    'squawk:transaction-nesting',
    'squawk:ban-uncommitted-transaction',
    'pgfence:unclosed-transaction',
    'pgls:transactionNesting',
    'migrationpilot:MP053',
  ],
  on: [],
  messages: {
    'commit-of-runner':
      'This {command} ends the transaction of whatever runs this file: what came before it stays, even when a later statement fails.',
    nested:
      'A transaction is open already: this BEGIN begins none, and the next COMMIT ends the one that is open. What follows that runs outside of it.',
    unclosed: 'This BEGIN has no COMMIT: what follows is undone when the connection closes, or holds its locks until somebody ends it.',
  },
  examples: [
    {
      title: 'Out of the transaction, and in again',
      dialect: 'postgresql',
      given: 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
      bad: 'COMMIT;\nCREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);\nBEGIN;',
      good: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
    {
      title: 'A forgotten COMMIT',
      dialect: 'postgresql',
      bad: 'BEGIN;\nCREATE TABLE notes (id bigint PRIMARY KEY);',
      good: 'BEGIN;\nCREATE TABLE notes (id bigint PRIMARY KEY);\nCOMMIT;',
    },
  ],
  checkSection({ judged, section, migration }) {
    let begun: number | undefined;
    let changed = false;
    for (const [operation, { op, context, session }] of judged.entries()) {
      if (op.kind !== 'transaction' || context !== undefined) {
        changed ||= op.kind !== 'transaction' && !READS.has(op.kind);
        continue;
      }
      if (op.action === 'begin') {
        // Whoever wraps the file is known, or named: then BEGIN … COMMIT ends that early.
        const isWrapped =
          session.transaction === 'file' && (section.transactionGiven || (migration.layout !== 'plain' && migration.layout !== 'sections'));
        if ((begun !== undefined && session.transaction === 'begin') || (isWrapped && judged.some(commits)))
          return [
            {
              operation,
              message: 'nested',
              severity: 'info',
              instead: { text: 'Leave BEGIN and COMMIT away: the transaction is there.', sql: null },
            },
          ];
        begun ??= operation;
        changed = false;
      } else if (op.action === 'commit' || op.action === 'rollback' || op.action === 'prepare') {
        if (begun === undefined)
          return [{ operation, message: 'commit-of-runner', data: { command: op.action.toUpperCase() }, severity: 'info' }];
        if (!op.chain) begun = undefined;
      }
    }
    return begun !== undefined && changed ? [{ operation: begun, message: 'unclosed' }] : [];
  },
});

const commits = ({ op }: SectionSubject['judged'][number]): boolean => op.kind === 'transaction' && op.action === 'commit';

const READS: ReadonlySet<Operation['kind']> = new Set(['select', 'set-setting', 'inert']);
