import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { sqlsafe } from './command.ts';

const histories = fileURLToPath(new URL('../../fixtures/histories', import.meta.url));
const outputs = fileURLToPath(new URL('../../fixtures/commands', import.meta.url));
const printing = (name: string): string => `cat '${join(outputs, name)}'`;
const SQL = `printf 'ALTER TABLE books ADD COLUMN pages int;\\nCREATE INDEX CONCURRENTLY i ON books (pages);\\n'`;

/** `rule/message line:column` of each finding, what nothing bounds left out. */
async function found(command: string, ...args: string[]): Promise<readonly string[]> {
  const { stdout } = await sqlsafe(histories, [...args, '--from-command', command, '--skip', 'session-blocking', '-f', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
  expect(findings.every(({ file }) => file === '<command>')).toBe(true);
  return findings.map(({ rule, message, range: { start } }) => `${rule}/${message} ${start.line}:${start.column}`);
}

test('what Django prints, and what it says it can not print', async () => {
  expect(await found(printing('django.sql'))).toEqual([
    'migration-not-understood/code 8:1',
    'create-index-blocking/build 11:1',
    'transaction-blocking/work 11:1',
    'create-index-blocking/build 12:1',
  ]);
});

test('what Alembic prints offline', async () => {
  expect(await found(printing('alembic.sql'))).toEqual(['create-index-blocking/build 5:1', 'set-not-null-scanning/may-scan 7:20']);
});

test('what Rails sends while it migrates', async () => {
  expect(await found(printing('rails.sql'))).toEqual([
    'create-index-blocking/build 4:1',
    'add-foreign-key-scanning/scan 6:22',
    'transaction-blocking/work 6:22',
  ]);
});

test('with a project it comes after all its files, and runs as they do', async () => {
  // Without one nothing is known of who runs it.
  expect(await found(SQL)).toEqual(['transaction-failing/alone 2:1']);
  expect(await found(SQL, 'kysely')).toContain('transaction-failing/concurrently-in-transaction 2:1');
  // The history knows the table and its columns.
  expect(await found(`echo 'ALTER TABLE dogs ADD COLUMN name text;'`, 'kysely')).toEqual(['add-column-failing/refused 1:18']);
});

test('what is run is said, and no secret in it', async () => {
  const { stderr, status } = await sqlsafe(histories, ['--from-command', `echo 'select 1;' # postgres://me:hunter2@db/app --token=abc`]);
  expect(stderr).toBe("sqlsafe: judging what `echo 'select 1;' # postgres://me:***@db/app --token=***` prints.\n");
  expect(status).toBe(0);
});

test.each([
  ['its exit code', 'echo "no database; password=hunter2" >&2; exit 3', 'ended with exit code 3: no database; password=***'],
  ['a command that there is not', 'no-such-command-at-all', 'ended with exit code 127'],
  ['a signal', 'kill -9 $$', 'was ended by SIGKILL'],
])('%s is a problem with its reason', async (_, command, reason) => {
  const { stderr, stdout, status } = await sqlsafe(histories, ['--from-command', command]);
  expect(stderr).toContain(reason);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('what it says in many lines stays in lines, and no more than the last', async () => {
  const { stderr } = await sqlsafe(histories, ['--from-command', 'seq 1 20 >&2; exit 1']);
  expect(stderr).toContain('ended with exit code 1.\n  9\n  10\n');
  expect(stderr).toContain('  20\n  It must print the SQL');
});

test('a revision of Alembic is a migration of its own: what an earlier one made is filled', async () => {
  expect(await found(printing('alembic-from-base.sql'))).toEqual([
    'create-index-blocking/build 16:1',
    'set-not-null-scanning/unproven 18:20',
    'drop-column-breaking/column 30:20',
  ]);
});

test('a file that drizzle-kit wrote in place of printing is judged, with its history', async () => {
  const said = "printf '1 tables\n\n[✓] Your SQL migration file ➜ drizzle/0001_brave_finch.sql 🚀\n'";
  const { stderr, stdout } = await sqlsafe(histories, ['--from-command', said]);
  expect(stderr).toContain('it wrote drizzle/0001_brave_finch.sql, which is judged.');
  expect(stdout).toContain('1 file');
  const none = await sqlsafe(histories, ['--from-command', "printf 'No schema changes, nothing to migrate 😴\n'"]);
  expect(none).toMatchObject({ status: 0, stderr: expect.stringContaining('it found nothing to write.') as string });
});

test('one that does not end is ended, with all that it started', async () => {
  const { stderr, status } = await sqlsafe(histories, ['--from-command', 'sleep 60 | sleep 60', '--command-timeout', '300ms']);
  expect(stderr).toContain('did not end within 0.3 s, and was ended');
  expect(status).toBe(2);
});

test('one that prints without end is ended', async () => {
  const { stderr, status } = await sqlsafe(histories, ['--from-command', 'yes', '--max-file-size', '100000']);
  expect(stderr).toContain('wrote more than 100000 bytes, and was ended');
  expect(status).toBe(2);
});

test('one that prints nothing says so', async () => {
  const { stderr, status } = await sqlsafe(histories, ['--from-command', 'true']);
  expect(stderr).toContain('it printed nothing');
  expect(status).toBe(0);
});

test.each([
  ['the index', ['--staged', '--from-command', 'true'], "--from-command and --staged can't be given together."],
  ['standard input', ['-', '--from-command', 'true'], "--from-command and the path - can't be given together."],
  ['two histories', ['knex', 'kysely', '--from-command', 'true'], 'are histories of their own'],
  ['no command', ['--from-command', ' '], '--from-command names no command.'],
  [
    'no duration',
    ['--from-command', 'true', '--command-timeout', 'soon'],
    '--command-timeout must be a duration such as 500ms, 1s or 2min, not "soon".',
  ],
])('together with %s it is refused', async (_, args, reason) => {
  const { stderr, status } = await sqlsafe(histories, args);
  expect(stderr).toContain(reason);
  expect(status).toBe(2);
});
