import { afterAll, beforeEach, expect, test } from 'vitest';
import { projects, type Project } from './executor.ts';

const { make, remove } = projects('backfill');
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ run, write } = make());
  write(
    'db/1.sql',
    'CREATE TABLE users (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0);\nINSERT INTO users SELECT generate_series(1, 3000);\n',
  );
});
// Each project has had a database of its own.
afterAll(remove, 60_000);

const FILL = '-- sqlsafe: backfill table=users key=id batch=100\nUPDATE users SET n = n + 1;\n';
/** Fails unless every row was changed once. */
const ONCE = 'DO $$ BEGIN ASSERT (SELECT bool_and(n = 1) FROM users); END $$;\n';

test('check takes it for bounded, and the same without the line not', () => {
  write('db/2.sql', FILL);
  expect(run(['check', 'db']).status).toBe(0);
  write('db/2.sql', 'UPDATE users SET n = n + 1;\n');
  expect(run(['check', 'db']).stdout).toContain('update-blocking');
});

test.each([
  ['table=user key=id', 'the statement goes through users, not user'],
  ['table=users', 'it does not say its key'],
  ['table=users key=n', 'the statement changes n, by which it would be cut into batches'],
  ['table=users key=id batch=0', 'batch is a number of rows'],
  ['table=users key=id size=5', 'there is no “size” in a backfill'],
])('a wrong directive is said and refused: %s', (words, said) => {
  write('db/2.sql', `-- sqlsafe: backfill ${words}\nUPDATE users SET n = n + 1;\n`);
  const checked = run(['check', 'db']);
  expect(checked.stdout.replaceAll(/\s+│?\s*/g, ' ')).toContain(said);
  expect(checked.status).toBe(1);
  expect(run(['apply', 'db', '--embedded']).status).toBe(8);
});

test.each(['before-statement', 'after-statement', 'before-record', 'before-commit', 'after-commit'])(
  'killed %s, it goes on behind the rows that are done',
  (point) => {
    write('db/2.sql', FILL);
    write('db/3.sql', ONCE);
    const killed = run(['apply', 'db', '--embedded'], { SQLSAFE_FAULT: `${point}:7` });
    expect(killed.signal).toBe('SIGKILL');
    const again = run(['apply', 'db', '--embedded']);
    expect(again.stderr).toBe('');
    expect(again.status).toBe(0);
    expect(run(['backfill', '--embedded']).stdout).toContain('done, 3,000 rows changed');
  },
);

test('cancelled, it stays where it is until it is resumed, and nothing behind it runs', () => {
  write('db/2.sql', FILL);
  write('db/3.sql', ONCE);
  run(['apply', 'db', '--embedded'], { SQLSAFE_FAULT: 'after-commit:7' });
  expect(run(['backfill', '--embedded']).status).toBe(9);
  expect(run(['backfill', 'cancel', '2', '--embedded']).status).toBe(0);
  const cancelled = run(['apply', 'db', '--embedded']);
  expect(cancelled.stderr).toContain('sqlsafe backfill resume 2');
  expect(cancelled.status).toBe(9);
  expect(run(['backfill', 'resume', '--embedded']).status).toBe(0);
  expect(run(['apply', 'db', '--embedded']).status).toBe(0);
  expect(run(['backfill', 'pause', '--embedded']).status).toBe(2);
});

test('of many databases: where one is unfinished is the answer; what is asked is asked of each that has one', { timeout: 180_000 }, () => {
  write('t.txt', 'one = pglite:data/one\ntwo = pglite:data/two\n');
  const targets = ['--targets', 't.txt'];
  write('db/2.sql', FILL);
  expect(run(['apply', 'db', ...targets], { SQLSAFE_FAULT: 'after-commit:7' }).signal).toBe('SIGKILL');
  expect(run(['apply', 'db', ...targets, '--target', 'two']).status).toBe(0);
  const { stdout, stderr, status } = run(['backfill', ...targets]);
  expect(stdout).toMatch(/^\S one\n {4}2, statement 1 {2}users: running, [\s\S]*✔ two\n {4}2, statement 1 {2}users: done/);
  expect({ stderr, status }).toEqual({ stderr: '', status: 9 });
  const paused = run(['backfill', 'pause', ...targets]);
  expect(paused.stdout).toMatch(/✔ one {2}1 backfill: pauses[\s\S]*✔ two {2}There is no unfinished backfill\.\n/);
  expect(paused.status).toBe(0);
});

test('a key that may be NULL, or that no index knows, is refused', () => {
  write('db/1.sql', 'CREATE TABLE users (id bigint, n int NOT NULL DEFAULT 0);\n');
  write('db/2.sql', FILL);
  const { stderr, status } = run(['apply', 'db', '--embedded']);
  expect(stderr).toContain('users (id) can be NULL');
  expect(status).toBe(1);
});
