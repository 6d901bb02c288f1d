import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { projects, root, type Project } from './executor.ts';

const { make, remove } = projects('apply');
let folder: string;
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ folder, run, write } = make());
});
// An embedded database is some forty megabytes in many files.
afterAll(remove, 60_000);

describe('the sample project, on the embedded database', () => {
  test('the line of the README applies it, and a second run has nothing to do', () => {
    const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts;
    const [program = '', binaryName = '', ...args] = (scripts['demo:apply'] ?? '').split(' ');
    expect([program, binaryName]).toEqual(['node', 'dist/cli.cjs']);
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('npm ci && npm run demo:apply');
    cpSync(join(root, 'fixtures/sample'), join(folder, 'fixtures/sample'), { recursive: true });
    const first = run(args);
    expect(first.stdout).toMatch(/^PostgreSQL 18\.\d+ · the embedded PostgreSQL in \.sqlsafe\/database\n/);
    expect(first.stdout.match(/✔ fixtures\/sample\/migrations\/00\d_/g)).toHaveLength(7);
    expect(first.stdout).toMatch(/✔ Applied 7 migrations in .*\.\n$/);
    expect(first.status).toBe(0);
    const second = run(args);
    expect(second.stdout).toContain('Nothing to do: all 7 migrations are applied.');
    expect(second.status).toBe(0);
    expect(readFileSync(join(folder, '.sqlsafe/.gitignore'), 'utf8')).toBe('*\n');
    expect(existsSync(join(folder, '.sqlsafe/database.lock'))).toBe(false);
  });
});

describe('what only psql or another tool could run', () => {
  test.each([
    ['CREATE TABLE ${prefix}b (id int);\n', 'db/2.sql:1: ${prefix} has no value.'],
    ['\\i other.sql\nCREATE TABLE b (id int);\n', 'db/2.sql:1: \\i is a command of psql'],
    ['CREATE TABLE b (id int);\nCOPY b FROM stdin;\n1\n', 'db/2.sql:2: This COPY awaits its rows behind it'],
  ])('%j is refused before anything runs', (text, said) => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    write('db/2.sql', text);
    const { status, stderr, stdout } = run(['apply', 'db', '--embedded']);
    expect(stderr).toContain(said);
    expect(stdout).not.toContain('✔');
    expect(status).toBe(2);
    expect(run(['status', 'db', '--embedded']).stdout).toContain('2 to be applied');
  });
});

describe('rows that follow a COPY', () => {
  const CHECK = (sum: number): string => `DO $$ BEGIN ASSERT (SELECT sum(id) FROM a) = ${sum}; END $$;\n`;
  test('are sent, shown as a count, and count for an edit; one that is wrong is named', () => {
    write('db/1.sql', 'CREATE TABLE a (id int PRIMARY KEY, t text);\n');
    write('db/2.sql', "COPY a FROM stdin;\n1\tit's ${a}\n2\t\\N\n\\.\n\nCOPY a (id) FROM stdin WITH (FORMAT csv);\n4\n\\.\n");
    expect(run(['apply', 'db', '--embedded', '--dry-run']).stdout).toContain('COPY a FROM stdin (2 lines of rows behind it)\n');
    expect(run(['plan', 'db', '--embedded', '--out', 'plan.json']).status).toBe(0);
    const rows = readFileSync(join(folder, 'db/2.sql'), 'utf8');
    expect(readFileSync(join(folder, 'plan.json'), 'utf8')).not.toContain('rows');
    write('db/2.sql', rows.replace('\n4\n', '\n3\n'));
    expect(run(['apply', 'db', '--embedded', '--plan', 'plan.json']).status).toBe(4);
    write('db/2.sql', rows);
    write('db/3.sql', CHECK(7));
    expect(run(['apply', 'db', '--embedded', '--fail-on', 'never'])).toMatchObject({ status: 0, stderr: '' });
    write('db/4.sql', 'COPY a FROM stdin;\n8\n\\.\n');
    const wrong = run(['apply', 'db', '--embedded', '--fail-on', 'never']);
    expect(wrong.stderr).toContain('db/4.sql:1: missing data for column "t" (line 1 of its rows) (22P04)');
    expect(wrong.stderr).toContain('it ran in one transaction, which was rolled back');
    write('db/4.sql', 'COPY a FROM stdin;\n\\.\n');
    expect(run(['apply', 'db', '--embedded', '--fail-on', 'never']).status).toBe(0);
  });
  test.each(['after-statement:1', 'before-commit:1', 'after-commit:1', 'after-intent:1', 'after-statement:3', 'after-commit:3'])(
    'in a file that runs piece by piece, killed %s: each row is there once',
    (fault) => {
      write('db/1.sql', 'CREATE TABLE a (id int);\n');
      expect(run(['apply', 'db', '--embedded']).status).toBe(0);
      write(
        'db/2.sql',
        'COPY a FROM stdin;\n1\n2\n\\.\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nCOPY a FROM stdin;\n3\n\\.\nINSERT INTO a VALUES (4);\n',
      );
      const never = ['--fail-on', 'never'];
      expect(run(['apply', 'db', '--embedded', ...never], { SQLSAFE_FAULT: fault }).signal).toBe('SIGKILL');
      write('db/3.sql', CHECK(10));
      expect(run(['apply', 'db', '--embedded', ...never])).toMatchObject({ status: 0 });
    },
  );
});

describe('which database', () => {
  test('none named: the embedded one, said loudly; under CI it is refused unless asked for', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    const local = run(['apply', 'db']);
    expect(local.stderr).toContain('no database was named: this is the embedded PostgreSQL in .sqlsafe/database.');
    expect(local.status).toBe(0);
    const ci = run(['status', 'db'], { CI: 'true' });
    expect(ci.stderr).toContain('No database is named, and this is CI.');
    expect(ci.status).toBe(2);
    const asked = run(['status', 'db', '--embedded'], { CI: 'true' });
    expect(asked).toMatchObject({ stderr: '', status: 0, stdout: expect.stringContaining('nothing is pending') as string });
  });
  test('a folder by its name; a server out of reach, and nothing of its password', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    expect(run(['apply', 'db', '--url', 'pglite:mine']).status).toBe(0);
    expect(existsSync(join(folder, 'mine/PG_VERSION'))).toBe(true);
    const { stdout, stderr, status } = run(['apply', 'db', '--url', 'postgres://me:sesame@127.0.0.1:1/app']);
    expect(stderr).toContain('ECONNREFUSED');
    expect(`${stdout}${stderr}`).not.toContain('sesame');
    expect(status).toBe(2);
  });
});

test('pending files are judged on what the database holds, and what only that gives reason for is said to be so', () => {
  write('db/1.sql', 'CREATE TABLE users (id bigint PRIMARY KEY);\n');
  expect(run(['apply', 'db', '--embedded']).status).toBe(0);
  // Somebody else has been at it.
  mkdirSync(join(folder, 'elsewhere'));
  write('elsewhere/1.sql', 'ALTER TABLE users ADD COLUMN role text;\nCREATE TABLE orders (id int PRIMARY KEY, code varchar(10));\n');
  expect(run(['apply', 'elsewhere', '--embedded', '--stream', 'elsewhere']).status).toBe(0);
  write('db/2.sql', 'ALTER TABLE users ADD COLUMN role text;\n');
  const refused = run(['apply', 'db', '--embedded']);
  expect(refused.stderr).toContain(
    'db/2.sql:1: The database is not what the applied files make of it: ADD COLUMN role fails: column "role" of relation "users" already exists.',
  );
  expect(refused.status).toBe(8);
  // No file of this history makes it: the database does, and the new length needs no look at the rows.
  write('db/2.sql', 'ALTER TABLE orders ALTER COLUMN code TYPE varchar(20);\n');
  expect(run(['apply', 'db', '--embedded'])).toMatchObject({ stderr: '', status: 0 });
});

test('the dump of a schema is not run', () => {
  write('db/structure.sql', 'CREATE TABLE a (id int);\n');
  const { stderr, status } = run(['apply', 'db', '--layout', 'rails', '--embedded']);
  expect(stderr).toContain('db/structure.sql is a dump of the schema');
  expect(status).toBe(2);
});

describe('exit codes', () => {
  test('8: the checks refuse it, nothing runs; allowed by name it runs', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    expect(run(['apply', 'db', '--embedded']).status).toBe(0);
    write('db/2.sql', 'ALTER TABLE a ADD COLUMN n int NOT NULL;\n');
    const refused = run(['apply', 'db', '--embedded']);
    expect(refused.stdout).toContain('add-column-failing');
    expect(refused.stderr).toContain('the checks refuse it (1 finding); nothing was run.');
    expect(refused.status).toBe(8);
    const dry = run(['apply', 'db', '--embedded', '--dry-run']);
    expect(dry.stdout).toContain('a: ACCESS EXCLUSIVE');
    expect(dry.status).toBe(8);
    expect(run(['status', 'db', '--embedded', '--exit-code']).status).toBe(3);
    expect(run(['apply', 'db', '--embedded', '--allow', 'add-column-failing']).status).toBe(0);
    expect(run(['status', 'db', '--embedded', '--exit-code']).status).toBe(0);
  });
  test('1: a statement fails, its file is rolled back, the rest waits; mended it goes on', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\n');
    write('db/2.sql', 'CREATE TABLE b (id int);\nINSERT INTO a SELECT 1 / (id - 1) FROM a;\n');
    write('db/3.sql', 'CREATE TABLE c (id int);\n');
    const failed = run(['apply', 'db', '--embedded']);
    expect(failed.stderr).toContain('db/2.sql:2: division by zero (22012)');
    expect(failed.stderr).toContain('Nothing of db/2.sql took effect: it ran in one transaction, which was rolled back.');
    expect(failed.stderr).toContain('Then: sqlsafe apply db --embedded');
    expect(failed.status).toBe(1);
    const { stdout } = run(['status', 'db', '--embedded']);
    expect(stdout).toMatch(/✔ db\/1\.sql +applied[\s\S]*db\/2\.sql +failed\n +division by zero[\s\S]*db\/3\.sql +pending/);
    write('db/2.sql', 'CREATE TABLE b (id int);\n');
    expect(run(['apply', 'db', '--embedded'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Applied 2 migrations') as string,
    });
  });
  test('4: edited, missing, out of order; line ends and blank lines are no edit', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    write('db/3.sql', 'CREATE TABLE c (id int);\n');
    expect(run(['apply', 'db', '--embedded']).status).toBe(0);
    write('db/1.sql', '\r\nCREATE TABLE a (id int);\r\n\r\n');
    expect(run(['apply', 'db', '--embedded']).status).toBe(0);
    write('db/2.sql', 'CREATE TABLE b (id int);\n');
    const late = run(['apply', 'db', '--embedded']);
    expect(late.stderr).toContain('Pending, though later ones are applied: db/2.sql.');
    expect(late.status).toBe(4);
    expect(run(['apply', 'db', '--embedded', '--allow-out-of-order']).status).toBe(0);
    write('db/1.sql', 'CREATE TABLE a (id bigint);\n');
    rmSync(join(folder, 'db/3.sql'));
    const drift = run(['apply', 'db', '--embedded']);
    expect(drift.stderr).toContain('Edited since applied: db/1.sql.');
    expect(drift.stderr).toContain('their files are gone: db/3.sql.');
    expect(drift.status).toBe(4);
    expect(run(['status', 'db', '--embedded']).status).toBe(4);
  });
  test('2: nothing named, no such migration, a count that is none', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    expect(run(['apply', '--embedded']).status).toBe(2);
    expect(run(['apply', 'db', '--embedded', '--to', '9'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no migration 9') as string,
    });
    expect(run(['apply', 'db', '--embedded', '--count', 'many']).status).toBe(2);
  });
});

test('some of it: --to and --count', () => {
  for (const n of [1, 2, 3, 4]) write(`db/${n}.sql`, `CREATE TABLE t${n} (id int);\n`);
  expect(run(['apply', 'db', '--embedded', '--to', '2']).stdout).toContain('Applied 2 migrations');
  expect(run(['apply', 'db', '--embedded', '--count', '1']).stdout).toContain('Applied 1 migration ');
  expect(run(['status', 'db', '--embedded']).stdout).toContain('1 to be applied');
});

test('for programs: an event a line, the last one says how it ended', () => {
  write('db/1.sql', 'CREATE TABLE a (id int);\n');
  const lines = run(['apply', 'db', '--embedded', '-f', 'json'])
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly event: string });
  const asked = lines.filter(({ event }) => event === 'preflight');
  expect(asked.length).toBeGreaterThan(10);
  expect(lines.filter((line) => !asked.includes(line)).map(({ event }) => event)).toEqual([
    'connected',
    'migration-started',
    'statement-started',
    'statement-done',
    'migration-done',
    'finished',
  ]);
  expect(lines.at(-1)).toMatchObject({ outcome: 'finished', exitCode: 0, done: ['1'] });
  const status = JSON.parse(run(['status', 'db', '--embedded', '-f', 'json']).stdout) as { readonly pending: number };
  expect(status).toMatchObject({ pending: 0, migrations: [{ id: '1', file: 'db/1.sql', state: 'applied' }] });
});

test('what the patterns to ignore leave out is neither run nor pending, and is said; what was applied stays so', () => {
  write('db/001_a.sql', 'CREATE TABLE a (id int);\n');
  write('db/002_b.sql', 'CREATE TABLE b (id int);\n');
  const without = ['--embedded', '--ignore-pattern', 'db/002*'];
  const said = 'neither checked nor run: db/002_b.sql';
  expect(run(['apply', 'db', ...without]).stdout).toMatch(new RegExp(`${said}[^]*Applied 1 migration `));
  expect(run(['status', 'db', ...without]).stdout).toContain(said);
  expect(run(['apply', 'db', ...without, '-f', 'json']).stdout).toContain('{"event":"left-out","files":["db/002_b.sql"]}');
  expect(run(['apply', 'db', '--embedded']).stdout).toContain('Applied 1 migration ');
  const after = run(['status', 'db', ...without]).stdout;
  expect(after).toContain('db/002_b.sql  applied');
  expect(after).not.toContain(said);
});

test("what the layout's tool does not run is passed over, and said", () => {
  write('db/schema.sql', 'CREATE TABLE nothing (id int);\n');
  for (const path of ['up', 'down']) {
    mkdirSync(join(folder, 'db/2026-01-01-000001_a'), { recursive: true });
    write(`db/2026-01-01-000001_a/${path}.sql`, path === 'up' ? 'CREATE TABLE a (id int);\n' : 'DROP TABLE a;\n');
  }
  const said = 'passed over, as diesel does not run it: db/schema.sql';
  expect(run(['status', 'db', '--embedded']).stdout).toContain(said);
  expect(run(['apply', 'db', '--embedded'])).toMatchObject({ status: 0, stdout: expect.stringContaining(said) as string });
  expect(run(['apply', 'db', '--embedded', '-f', 'json']).stdout).toContain(
    '{"event":"passed-over","layout":"diesel","files":["db/schema.sql"]}',
  );
});
