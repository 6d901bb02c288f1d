import { checkTree, rules, type CheckRequest, type Outcome } from '../../src/index.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import type { FormatContext } from '../../src/report/context.ts';

/** Files judged as `sqlsafe check` does, and what the formats need of that. `below`: where the files stand in their repository. */
export async function outcomeOf(
  files: Readonly<Record<string, string>>,
  request: CheckRequest = {},
  below = '',
): Promise<{ outcome: Outcome; context: FormatContext }> {
  const given = Object.entries(files).map(([path, text]) => ({ path, text }));
  const outcome = await checkTree(
    memoryTree(given),
    given.map(({ path }) => path),
    { target: { dialect: 'postgresql', version: '17' }, today: '2026-01-01', ...request },
  );
  const { source, hasMark, problems, origins } = outcome;
  return { outcome, context: { source, hasMark, fromRoot: (file) => `${below}${file}`, rules, problems, origins } };
}

/** A short history with findings of all severities, one of them suppressed. */
export const HISTORY: Readonly<Record<string, string>> = {
  'migrations/001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text, legacy text);\n',
  'migrations/002_email.sql':
    "SET lock_timeout = '2s';\nCREATE INDEX users_email_idx ON users (email);\nALTER TABLE users ADD COLUMN role text NOT NULL;\n",
  'migrations/003_legacy.sql':
    "SET lock_timeout = '2s';\n-- sqlsafe-ignore drop-column-breaking: nothing reads it since 2.4\nALTER TABLE users DROP COLUMN legacy;\n",
  'migrations/004_nick.sql': 'ALTER TABLE users ADD COLUMN nick text;\n',
};

/** So many tables, and an index on each that blocks its writes. */
export const blockingIndexes = (count: number): Readonly<Record<string, string>> => ({
  '001_tables.sql': Array.from({ length: count }, (_, at) => `CREATE TABLE t${at} (a int);`).join('\n'),
  '002_indexes.sql': `SET lock_timeout = '2s';\n${Array.from({ length: count }, (_, at) => `CREATE INDEX i${at} ON t${at} (a);`).join('\n')}`,
});
