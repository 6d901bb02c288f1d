import { commandText, defineRule, isConcurrent, type Operation, type SectionSubject } from '../src/rule.ts';

export default defineRule({
  id: 'migration-lingering',
  severity: 'info',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Let a migration that runs without a transaction do one thing.',
    why: 'Without a transaction around the file, each statement stays even when a later one fails. The next run starts from the top: what was done already fails, or is done twice.',
    instead: 'One statement a file; or a transaction around those that can run in one; or IF [NOT] EXISTS on what comes before the last.',
    whenNot: 'Your tool goes on at the statement that failed.',
    sources: ['https://www.postgresql.org/docs/current/sql-begin.html'],
  },
  aliases: [
    'squawk:prefer-robust-stmts',
    'pgls:preferRobustStmts',
    'migrationpilot:MP023',
    'pg-migration-lint:PGM401',
    'pg-migration-lint:PGM402',
  ],
  on: [],
  messages: {
    'half-done': 'This file runs statement by statement. If a later one fails, {command} stays, and the next run fails on it.',
    'done-twice':
      'This file runs statement by statement. If a later one fails, the rows of this {command} stay, and the next run writes them again.',
  },
  examples: [
    {
      title: 'Two steps without a transaction',
      dialect: 'postgresql',
      transaction: 'statement',
      bad: 'CREATE TABLE notes (id bigint PRIMARY KEY);\nCREATE TABLE tags (id bigint PRIMARY KEY);',
      good: 'BEGIN;\nCREATE TABLE notes (id bigint PRIMARY KEY);\nCREATE TABLE tags (id bigint PRIMARY KEY);\nCOMMIT;',
    },
  ],
  checkSection({ section, judged }) {
    if (section.transaction !== 'statement' || !section.transactionGiven) return [];
    const changes = judged.map((each, operation) => ({ ...each, operation })).filter(changesAlone);
    const last = changes.at(-1)?.statement.index;
    const found = changes.find(({ op, statement }) => statement.index !== last && !isConcurrent(op) && !canRunAgain(op));
    if (found === undefined) return [];
    const instead = {
      text: 'Give each statement a file of its own, or put BEGIN and COMMIT around those that belong together.',
      sql: null,
    };
    return [
      {
        operation: found.operation,
        message: found.op.kind === 'insert' || found.op.kind === 'copy' ? 'done-twice' : 'half-done',
        data: { command: commandText(found.op) },
        instead,
      },
    ];
  },
});

type Judged = SectionSubject['judged'][number];

const QUIET: ReadonlySet<Operation['kind']> = new Set([
  'transaction',
  'set-setting',
  'select',
  'inert',
  'analyze',
  'vacuum',
  'comment-on',
  'grant',
  'opaque',
  'dynamic',
]);
/** It changes something, and in a transaction of its own. */
const changesAlone = ({ op, session }: Judged): boolean =>
  !QUIET.has(op.kind) && session.transaction === undefined && !(op.kind === 'create-table' && op.persistence === 'temporary');

/** Run once more after it was done, it does no harm. */
function canRunAgain(op: Operation): boolean {
  if ('ifNotExists' in op && op.ifNotExists) return true;
  if ('ifExists' in op && op.ifExists && op.kind.startsWith('drop-')) return true;
  if (('columnIfExists' in op && op.columnIfExists) || ('constraintIfExists' in op && op.constraintIfExists)) return true;
  if ('replace' in op && op.replace) return true;
  switch (op.kind) {
    case 'insert':
      return op.onConflict !== undefined;
    case 'update':
    case 'delete':
    case 'merge':
    case 'truncate':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-default':
    case 'drop-default':
    case 'validate-constraint':
    case 'refresh-matview':
    case 'reindex':
    case 'cluster':
    case 'alter-relation':
    case 'set-column-attribute':
    case 'lock-table':
      return true;
    default:
      return false;
  }
}
