import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projects, type Project } from './executor.ts';

const { make, remove } = projects('targets');
let folder: string;
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ folder, run, write } = make());
  write('db/1.sql', 'CREATE TABLE a (id int);\n');
});
afterAll(remove, 60_000);

const LIST = '# all\none = pglite:data/one\ntwo = pglite:data/two\n\nthree = pglite:data/three\n';
const TWO = '# all\none = pglite:data/one\n\ntwo = pglite:data/two\n';
/** What of the list before a deployment warns here. */
const SKIP = ['--skip-preflight', 'ways-back'];
const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly event: string; readonly target?: string; readonly exitCode?: number });

describe('several embedded databases', () => {
  test('all of them, one report; what is refused is said once for all; events say of which database they are', { timeout: 300_000 }, () => {
    write('t.txt', TWO);
    const first = run(['apply', 'db', '--targets', 't.txt', '--parallel', '3', ...SKIP]);
    expect(first.stdout.match(/✔ (?:one|two) +Applied 1 migration in/g)).toHaveLength(2);
    expect(first.stdout).toMatch(/\n\n✔ 2 databases, 2 migrations applied in 2, [\d.]+ s\n$/);
    expect(first).toMatchObject({ stderr: '', status: 0 });
    expect(run(['status', 'db', '--targets', 't.txt']).stdout).toMatch(
      /^✔ one, two \(2 databases\)\n {4}PostgreSQL 18\.\d+\n {4}1 migration, nothing is pending\n/,
    );
    expect(run(['verify', 'db', '--targets', 't.txt']).stdout).toContain('(2 databases)\n    ✔ The database holds what');

    write('db/2.sql', 'ALTER TABLE a ADD COLUMN n int NOT NULL;\n');
    const refused = run(['apply', 'db', '--targets', 't.txt', '--stop-after', '0']);
    expect(refused.stdout.match(/error {2}add-column-failing/g)).toHaveLength(1);
    expect(refused.stdout).toContain('✖ one, two (2 databases)\n');
    expect(refused.stdout).toContain('    the checks refuse it (1 finding); nothing was run.\n');
    expect(refused.status).toBe(8);
    const dry = run(['apply', 'db', '--targets', 't.txt', '--dry-run']);
    expect(dry.stdout.match(/a: ACCESS EXCLUSIVE/g)).toHaveLength(1);
    expect(dry.status).toBe(8);

    write('db/2.sql', 'CREATE TABLE b (id int);\n');
    write('t.json', '["pglite:data/one", {"name": "two", "url": "pglite:data/two"}]');
    const all = events(run(['apply', 'db', '--targets', 't.json', '-f', 'json']).stdout);
    const own = all.filter(({ target, event }) => target === 'two' && event !== 'preflight').map(({ event }) => event);
    expect(own).toEqual([
      'connected',
      'migration-started',
      'statement-started',
      'statement-done',
      'migration-done',
      'finished',
      'target-finished',
    ]);
    expect(all.filter(({ target }) => target === undefined).map(({ event }) => event)).toEqual(['report']);
    expect(all.at(-1)).toMatchObject({
      exitCode: 0,
      ended: 'through',
      targets: [{ target: 'the embedded PostgreSQL in data/one', done: ['db/2.sql'], waiting: [] }, { target: 'two' }],
    });
    const status = events(run(['status', 'db', '--targets', 't.txt', '--target', 'two', '-f', 'json']).stdout);
    expect(status).toMatchObject([{ event: 'status', target: 'two', pending: 0 }, { event: 'target-finished' }, { event: 'report' }]);
  });

  test('the canary fails: the rest is untouched; mended it goes on', { timeout: 180_000 }, () => {
    write('t.txt', LIST);
    write('db/2.sql', 'SELECT 1 / 0;\n');
    const failed = run(['apply', 'db', '--targets', 't.txt', '--canary', '1', '--parallel', '4', ...SKIP]);
    expect(failed.stdout).toContain('✖ one\n    db/2.sql:1: division by zero (22012)\n');
    expect(failed.stdout).toContain('Then: sqlsafe apply db --targets t.txt --target one\n    done: db/1.sql; waiting: db/2.sql');
    expect(failed.stderr).toBe(
      'sqlsafe: The canary one failed; no other was begun.\n  Untouched: two, three.\n  Then, for all of them: sqlsafe apply db --targets t.txt\n',
    );
    expect(failed.status).toBe(1);
    expect(existsSync(join(folder, 'data/two'))).toBe(false);
    write('db/2.sql', 'SELECT 1;\n');
    const mended = run(['apply', 'db', '--targets', 't.txt', '--canary', '1']);
    expect(mended.stdout).toMatch(/one +Applied 1 migration [\s\S]*two +Applied 2 migrations [\s\S]*three +Applied 2 migrations/);
    expect(mended.status).toBe(0);
  });

  test('one that fails is the last, unless it is told otherwise', { timeout: 180_000 }, () => {
    write('t.txt', TWO);
    write('db/2.sql', 'INSERT INTO a SELECT 1 / count(*) FROM only_here;\n');
    write('db/3.sql', 'CREATE TABLE c (id int);\n');
    const stopped = run(['apply', 'db', '--targets', 't.txt']);
    expect(stopped.stdout).toContain('2 databases, 1 failed, 1 not begun');
    expect(stopped.status).toBe(1);
    const through = run(['apply', 'db', '--targets', 't.txt', '--stop-after', '0', ...SKIP]);
    expect(through.stdout).toContain('✖ one, two (2 databases)\n    db/2.sql:1: relation "only_here" does not exist');
    expect(through.stderr).toContain('2 databases failed; all others are through.');
    expect(through.status).toBe(1);
  });

  test('killed in the middle of one, it goes on right there', { timeout: 180_000 }, () => {
    write('t.txt', TWO);
    write('db/2.sql', 'INSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nINSERT INTO a VALUES (2);\n');
    expect(run(['apply', 'db', '--targets', 't.txt'], { SQLSAFE_FAULT: 'after-intent:2' }).signal).toBe('SIGKILL');
    const { stdout, status } = run(['apply', 'db', '--targets', 't.txt']);
    expect(stdout).toMatch(/one +Nothing to do[\s\S]*two {2}.*going on after statement 1 of 3[\s\S]*two +Applied 1 migration/);
    expect(status).toBe(0);
  });
});

describe('a tenant in a schema of its own', () => {
  test('has tables and a history of its own; a schema that is not there is an error', { timeout: 180_000 }, () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\nRESET ALL;\nINSERT INTO a VALUES (1);\n');
    write('s.txt', 'schema=x\ny = schema="Y y",public\nz = schema=z\n');
    for (const name of ['init', 'look']) mkdirSync(join(folder, name));
    write('init/1.sql', 'CREATE SCHEMA x;\nCREATE SCHEMA "Y y";\n');
    const base = ['--url', 'pglite:data/all'];
    expect(run(['apply', 'init', ...base, '--stream', 'init']).status).toBe(0);
    const { stdout, status } = run(['apply', 'db', '--targets', 's.txt', ...base, '--parallel', '3', '--stop-after', '0']);
    expect(stdout).toContain('✖ z\n    There is no schema z in the embedded PostgreSQL in data/all. Nothing was run.');
    expect(stdout).toContain('2 migrations applied in 2');
    expect(status).toBe(2);
    write('look/1.sql', 'SELECT 1 / (SELECT count(*) FROM x.a JOIN "Y y".a USING (id));\n');
    expect(run(['apply', 'look', ...base, '--stream', 'look']).status).toBe(0);
    const query = "SELECT nspname AS schema FROM pg_namespace WHERE nspname IN ('x', 'Y y') ORDER BY 1";
    expect(run(['status', 'db', '--targets-query', query, ...base, '--exit-code']).status).toBe(0);
    expect(run(['apply', 'db', '--targets-query', query, ...base]).stdout.match(/Nothing to do/g)).toHaveLength(2);
  });
});

describe('what is wrong is said, all of it, and nothing runs', () => {
  const refused = (args: readonly string[], env = {}): string => {
    const { stdout, stderr, status } = run(args, env);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(existsSync(join(folder, 'data'))).toBe(false);
    return stderr;
  };
  test('a list with lines that are none, one twice, and no word of their passwords', () => {
    write('t.txt', 'one = pglite:data/one\nx postgres://u:sesame@h/x\none = pglite:data/two\nb = pglite:data/one\n');
    const said = refused(['apply', 'db', '--targets', 't.txt']);
    expect(said).toContain('sqlsafe: t.txt:2: The line is not understood.');
    expect(said).toContain('sqlsafe: t.txt:3: The name one stands in line 1 already.');
    expect(said).toContain('sqlsafe: t.txt:4: This is the database of line 1 again.');
    expect(said).not.toContain('sesame');
  });
  test('no such file, an empty list, an unknown name, two lists, numbers that are none', () => {
    expect(refused(['apply', 'db', '--targets', 'no.txt'])).toContain('no.txt');
    write('t.txt', '# nobody\n');
    expect(refused(['apply', 'db', '--targets', 't.txt'])).toContain('The list names no database.');
    write('t.txt', LIST);
    expect(refused(['apply', 'db', '--targets', 't.txt', '--target', 'tow'])).toContain('The list names no database tow.\n  Is two meant?');
    expect(refused(['apply', 'db', '--targets', 't.txt', '--targets-query', 'SELECT 1'])).toContain('are two lists');
    expect(refused(['apply', 'db', '--targets', 't.txt', '--parallel', 'many'])).toContain('--parallel');
    expect(refused(['apply', 'db', '--canary', '1', '--url', 'pglite:data/one'])).toContain('--canary: of which databases?');
    expect(refused(['apply', 'db', '--targets-query', 'SELECT 1'])).toContain('Which database knows the others?');
  });
  test('what is about one database asks which', () => {
    write('t.txt', LIST);
    expect(refused(['repair', 'db', '--targets', 't.txt'])).toContain(
      'The list names 3 databases; repair works at one.\n  Which? --target NAME',
    );
    expect(refused(['plan', 'db', '--targets', 't.txt', '--out', 'p.json'])).toContain('--out is about one database.');
  });
  test('a list of the configuration gives way to a database on the command line', { timeout: 180_000 }, () => {
    write('t.txt', TWO);
    write('sqlsafe.jsonc', '{ "targets": "t.txt", "canary": 1 }');
    expect(run(['status', 'db', '--url', 'pglite:data/four']).stdout).toContain('1 migration, 1 to be applied');
    expect(run(['status', 'db']).stdout).toContain('one, two (2 databases)');
  });
});
