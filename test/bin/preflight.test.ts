import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PREFLIGHT } from '../../src/model/preflight.ts';
import { projects, root, type Project } from './executor.ts';

const { make, remove } = projects('preflight');
let folder: string;
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ folder, run, write } = make());
  write('db/1.sql', 'CREATE TABLE users (id int);\nINSERT INTO users VALUES (1);\n');
});
afterAll(remove, 60_000);

const exists = (name: string): boolean => existsSync(join(folder, name));
const lines = (name: string): readonly string[] => readFileSync(join(folder, name), 'utf8').trim().split('\n');
const events = (stdout: string): readonly Readonly<Record<string, unknown>>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

/** Never open: an hour of another day than today by UTC. */
const CLOSED = `${['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][(new Date().getUTCDay() + 2) % 7] ?? ''} 12:00-13:00 UTC`;

describe('sqlsafe preflight', () => {
  test('prints the whole list, each question with its answer, and runs nothing', () => {
    const { stdout, stderr, status } = run(['preflight', 'db', '--embedded']);
    for (const id of PREFLIGHT) expect(stdout).toMatch(new RegExp(`^  \\S ${id} +\\S.*\\?`, 'm'));
    expect(stdout).toContain('Do the replicas keep up? the embedded PostgreSQL has no replication');
    expect(stdout).toMatch(
      /\n1 migration pending; \d+ of 16 good; unknown: replication; not asked: window, monitoring, backup, staging\.\n$/,
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(run(['status', 'db', '--embedded']).stdout).toContain('1 to be applied');
  });
  test('7: something stops it; what may be left out is named', () => {
    const refused = run(['preflight', 'db', '--embedded', '--window', CLOSED, '--backup-check', 'echo of Monday >&2; exit 3']);
    expect(refused.stdout).toContain('`echo of Monday >&2; exit 3` ended with exit code 3');
    expect(refused.stdout).toContain('of Monday\n');
    expect(refused.stderr).toContain('the preflight stops it (window, backup); apply would run nothing.');
    expect(refused.stderr).toContain('--skip-preflight window --skip-preflight backup');
    expect(refused.status).toBe(7);
    const left = run(['preflight', 'db', '--embedded', '--window', CLOSED, '--skip-preflight', 'window']);
    expect(left.stdout).toContain('skipped: window');
    expect(left.status).toBe(0);
  });
  test('8: the checks refuse it; the list is there all the same', () => {
    write('db/2.sql', 'ALTER TABLE users ADD COLUMN n int NOT NULL;\n');
    expect(run(['apply', 'db', '--embedded', '--to', '1']).status).toBe(0);
    const { stdout, stderr, status } = run(['preflight', 'db', '--embedded']);
    expect(stdout).toContain('Is there a fresh backup?');
    expect(stderr).toContain('The checks refuse it (1 finding: add-column-failing).');
    expect(status).toBe(8);
  });
  test('for programs: an event for each answer, the last one says how it ended', () => {
    const all = events(run(['preflight', 'db', '--embedded', '-f', 'json', '--backup-check', 'exit 1']).stdout);
    expect(all.filter(({ event }) => event === 'preflight').map(({ id }) => id)).toEqual(PREFLIGHT);
    expect(all.find(({ id }) => id === 'backup')).toEqual({
      event: 'preflight',
      id: 'backup',
      asks: 'Is there a fresh backup?',
      verdict: 'stop',
      said: '`exit 1` ended with exit code 1',
      more: [],
      instead: expect.any(String) as string,
      source: expect.stringContaining('postgresql.org') as string,
    });
    expect(all.at(-1)).toMatchObject({ event: 'finished', outcome: 'preflight-refused', exitCode: 7 });
  });
  test('2: hours that are none, a question that there is not, a timeout that is none', () => {
    const window = run(['preflight', 'db', '--embedded', '--window', 'Mon-Fri 22-06 CET']);
    expect(window.stderr).toContain('--window: "Mon-Fri 22-06 CET" is no window.');
    expect(window.stderr).toContain('"Mon-Fri 22:00-06:00 Europe/Zurich"');
    expect(window.status).toBe(2);
    const unknown = run(['preflight', 'db', '--embedded', '--skip-preflight', 'backups']);
    expect(unknown.stderr).toContain('Did you mean "backup"?');
    expect(unknown.status).toBe(2);
    expect(run(['apply', 'db', '--embedded', '--command-timeout', 'soon']).status).toBe(2);
  });
  test('staging: another embedded database to which the same files were applied', () => {
    const staging = ['--staging-url', 'pglite:staging'];
    expect(run(['preflight', 'db', '--embedded', ...staging])).toMatchObject({
      status: 7,
      stdout: expect.stringContaining('has no journal') as string,
    });
    expect(run(['apply', 'db', '--url', 'pglite:staging']).status).toBe(0);
    expect(run(['apply', 'db', '--embedded', ...staging])).toMatchObject({ status: 0 });
    write('db/2.sql', 'SELECT 1;\n');
    const other = run(['apply', 'db', '--embedded', ...staging]);
    expect(other.stdout).toContain('db/2.sql: not applied there');
    expect(other.status).toBe(7);
  });
});

describe('apply asks the list before anything runs', () => {
  test('7: nothing ran; by name it runs', () => {
    const refused = run(['apply', 'db', '--embedded', '--monitor-check', 'exit 1', '--before', 'touch before']);
    expect(refused.stderr).toContain('the preflight stops it (monitoring); nothing was run.');
    expect(refused.status).toBe(7);
    expect(exists('before')).toBe(false);
    expect(run(['status', 'db', '--embedded', '--exit-code']).status).toBe(3);
    expect(run(['apply', 'db', '--embedded', '--monitor-check', 'exit 1', '--skip-preflight', 'monitoring']).status).toBe(0);
  });
  test('the configuration and variables say it once for all', () => {
    write('sqlsafe.jsonc', '{ "files": ["db"], "backupCheck": "exit 1", "skipPreflight": ["ways-back"] }');
    const refused = run(['apply', '--embedded']);
    expect(refused.stdout).not.toContain('way back');
    expect(refused.status).toBe(7);
    expect(run(['apply', '--embedded'], { SQLSAFE_SKIP_PREFLIGHT: 'backup' }).status).toBe(0);
  });
  test('a command that hangs is ended, and its output can do nothing to the terminal', () => {
    const { stdout, status } = run([
      'preflight',
      'db',
      '--embedded',
      '--command-timeout',
      '300ms',
      '--backup-check',
      'sleep 30 | sleep 30',
      '--monitor-check',
      "printf 'a\\033[2Jb'",
    ]);
    expect(stdout).toContain('did not end within 0.3 s, and was ended');
    expect(stdout).toContain('a␛[2Jb');
    expect(status).toBe(7);
  });
});

describe('hooks', () => {
  const ENV = (file: string): string => `env | grep ^SQLSAFE_RUN_ | sort > ${file}`;
  test('before, and after when all went well, each told of the run', () => {
    const { stdout, status } = run([
      'apply',
      'db',
      '--embedded',
      '--before',
      `echo a snapshot; ${ENV('before')}`,
      '--after',
      ENV('after'),
      '--on-failure',
      ENV('failed'),
    ]);
    expect(stdout).toContain('    │ a snapshot\n  ✔ --before');
    expect(stdout).toMatch(/✔ db\/1\.sql[\s\S]*✔ --after/);
    expect(status).toBe(0);
    expect(lines('before')).toEqual([
      'SQLSAFE_RUN_COMMAND=apply',
      'SQLSAFE_RUN_FILES=db/1.sql',
      'SQLSAFE_RUN_FILE_COUNT=1',
      'SQLSAFE_RUN_HOOK=before',
      expect.stringMatching(/^SQLSAFE_RUN_ID=[\da-f-]{36}$/),
      expect.stringMatching(/^SQLSAFE_RUN_LSN=[\dA-F]+\/[\dA-F]+$/),
      expect.stringMatching(/^SQLSAFE_RUN_SERVER_VERSION=\d+/),
      expect.stringMatching(/^SQLSAFE_RUN_STARTED_AT=\d{4}-\d\d-\d\dT.*Z$/),
      'SQLSAFE_RUN_STATE=starting',
      'SQLSAFE_RUN_TARGET=the embedded PostgreSQL in .sqlsafe/database',
      expect.stringMatching(/^SQLSAFE_RUN_TOOL_VERSION=/),
    ]);
    expect(lines('after')).toEqual(expect.arrayContaining(['SQLSAFE_RUN_DONE=1', 'SQLSAFE_RUN_EXIT_CODE=0', 'SQLSAFE_RUN_STATE=finished']));
    expect(exists('failed')).toBe(false);
  });
  test('nothing is pending: none is called', () => {
    expect(run(['apply', 'db', '--embedded']).status).toBe(0);
    expect(run(['apply', 'db', '--embedded', '--before', 'touch before', '--after', 'touch after'])).toMatchObject({ status: 0 });
    expect([exists('before'), exists('after')]).toEqual([false, false]);
  });
  test('7: --before fails, nothing runs and nothing follows', () => {
    const { stderr, stdout, status } = run([
      'apply',
      'db',
      '--embedded',
      '--before',
      'echo no space left >&2; exit 9',
      '--on-failure',
      'touch failed',
    ]);
    expect(stdout).toContain('│ no space left');
    expect(stderr).toContain('--before `echo no space left >&2; exit 9` ended with exit code 9. Nothing was run.');
    expect(status).toBe(7);
    expect(exists('failed')).toBe(false);
    expect(run(['status', 'db', '--embedded']).stdout).toContain('1 to be applied');
  });
  test('1: a statement fails, --on-failure is told which and why', () => {
    write('db/2.sql', 'SELECT 1;\nINSERT INTO users VALUES (1 / 0);\n');
    const { stderr, stdout, status } = run(['apply', 'db', '--embedded', '--after', 'touch after', '--on-failure', ENV('failed')]);
    expect(stdout).toContain('✔ --on-failure');
    expect(stderr).toContain('db/2.sql:2: division by zero (22012)');
    expect(status).toBe(1);
    expect(exists('after')).toBe(false);
    expect(lines('failed')).toEqual(
      expect.arrayContaining([
        'SQLSAFE_RUN_DONE=1',
        'SQLSAFE_RUN_ERROR=division by zero',
        'SQLSAFE_RUN_EXIT_CODE=1',
        'SQLSAFE_RUN_FILE=db/2.sql',
        'SQLSAFE_RUN_LINE=2',
        'SQLSAFE_RUN_SQLSTATE=22012',
        'SQLSAFE_RUN_STATE=failed',
        'SQLSAFE_RUN_STATEMENT=INSERT INTO users VALUES (1 / 0)',
      ]),
    );
  });
  test('--after fails: said, and the run is as it is', () => {
    const { stderr, stdout, status } = run(['apply', 'db', '--embedded', '--after', 'exit 4']);
    expect(stdout).toContain('✔ Applied 1 migration');
    expect(stderr).toContain('--after `exit 4` ended with exit code 4.');
    expect(stderr).toContain('It changes nothing about how the run itself ended');
    expect(status).toBe(0);
    const [last] = events(run(['apply', 'db', '--embedded', '-f', 'json']).stdout).slice(-1);
    expect(last).toMatchObject({ outcome: 'finished' });
  });
  test('for programs: events, and the hook in the last one', () => {
    const all = events(run(['apply', 'db', '--embedded', '-f', 'json', '--before', 'echo one; echo two', '--after', 'exit 4']).stdout);
    expect(
      all.filter(({ event }) => String(event).startsWith('hook')).map(({ event, hook, line, failure }) => [event, hook, line ?? failure]),
    ).toEqual([
      ['hook-started', 'before', undefined],
      ['hook-output', 'before', 'one'],
      ['hook-output', 'before', 'two'],
      ['hook-done', 'before', null],
      ['hook-started', 'after', undefined],
      ['hook-done', 'after', 'ended with exit code 4'],
    ]);
    expect(all.at(-1)).toMatchObject({ event: 'finished', exitCode: 0, hook: { hook: 'after', failure: 'ended with exit code 4' } });
  });
  test('killed in between: the next run says that a hook was left out', () => {
    const killed = run(['apply', 'db', '--embedded', '--before', 'true', '--on-failure', 'true'], { SQLSAFE_FAULT: 'before-commit:1' });
    expect(killed.signal).toBe('SIGKILL');
    const next = run(['apply', 'db', '--embedded']);
    expect(next.stdout).toMatch(/last-run .* the apply of .* ended without its --on-failure/);
    expect(next.status).toBe(0);
    expect(run(['preflight', 'db', '--embedded']).stdout).toMatch(/last-run .* ended by itself/);
  });
  test('a hook may call sqlsafe', () => {
    const { status } = run([
      'apply',
      'db',
      '--embedded',
      '--before',
      `"${process.execPath}" "${join(root, 'dist/cli.cjs')}" check db > said`,
    ]);
    expect(status).toBe(0);
    expect(lines('said').at(-1)).toContain('1 file');
  });
  test('what it prints holds no password', () => {
    const env = { DATABASE_URL: 'postgres://me:sesame@host/db', PGPASSWORD: 'open up' };
    const { stdout, stderr, status } = run(['apply', 'db', '--embedded', '--before', 'echo "$DATABASE_URL $PGPASSWORD"'], env);
    expect(stdout).toContain('│ postgres://me:***@host/db ***');
    expect(`${stdout}${stderr}`).not.toMatch(/sesame|open up/);
    expect(status).toBe(0);
  });
  test('rollback and redo have them', () => {
    write('db/1.sql', '-- +goose Up\nCREATE TABLE users (id int);\n-- +goose Down\nDROP TABLE users;\n');
    expect(run(['apply', 'db', '--embedded']).status).toBe(0);
    const { status, stderr } = run(['redo', 'db', '--embedded'], { SQLSAFE_BEFORE: 'touch redone' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(exists('redone')).toBe(true);
    expect(run(['rollback', 'db', '--embedded', '--before', ENV('before')]).status).toBe(0);
    expect(lines('before')).toContain('SQLSAFE_RUN_COMMAND=rollback');
  });
});
