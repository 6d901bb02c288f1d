import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { projects, type Project } from './executor.ts';

const { make, remove } = projects('way-back');
let folder: string;
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ folder, run, write } = make());
});
// An embedded database is some forty megabytes in many files.
afterAll(remove, 60_000);

const E = '--embedded';

describe('rollback', () => {
  test('the newest first; what holds data only when told; what has no way back not at all', () => {
    write('db/1.sql', '-- UP\nCREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\n-- DOWN\nDROP TABLE a;\n');
    write('db/2.sql', '-- UP\nALTER TABLE a ADD COLUMN b int;\n-- DOWN\nALTER TABLE a DROP COLUMN b;\n');
    write('db/3.sql', '-- UP\nCREATE TABLE c (id int);\n-- DOWN\n');
    expect(run(['apply', 'db', E]).status).toBe(0);
    const none = run(['rollback', 'db', E]);
    expect(none.stderr).toContain('db/3.sql has no way back.');
    expect(none.status).toBe(2);
    write('db/3.sql', '-- UP\nCREATE TABLE c (id int);\n-- DOWN\nDROP TABLE c;\n');
    expect(run(['rollback', 'db', E]).stdout).toContain('Took back 1 migration ');
    const dry = run(['rollback', 'db', E, '--count', '2', '--dry-run']);
    expect(dry.stdout).toContain('This destroys the rows of a.');
    const refused = run(['rollback', 'db', E, '--count', '2']);
    expect(refused.stderr).toContain('The way back destroys the rows of a. Nothing was run.');
    expect(refused.status).toBe(8);
    expect(run(['rollback', 'db', E, '--to', '1']).stdout).toContain('Took back 1 migration ');
    expect(run(['rollback', 'db', E, '--allow-destroying']).status).toBe(0);
    expect(run(['status', 'db', E]).stdout).toContain('3 to be applied');
    expect(run(['apply', 'db', E]).stdout).toContain('Applied 3 migrations');
  });
  test('an edited way back is looked at first', () => {
    write('db/1.sql', '-- UP\nCREATE TABLE a (id int);\n-- DOWN\nDROP TABLE a;\n');
    expect(run(['apply', 'db', E]).status).toBe(0);
    write('db/1.sql', '-- UP\nCREATE TABLE a (id int);\n-- DOWN\nDROP TABLE IF EXISTS a;\n');
    const edited = run(['rollback', 'db', E]);
    expect(edited.stderr).toContain('The way back of db/1.sql was edited since it was applied.');
    expect(edited.status).toBe(4);
    expect(run(['rollback', 'db', E, '--allow-edited-down']).status).toBe(0);
  });
});

test('redo: back and forth again, with what the file says now', () => {
  write('db/1.sql', '-- UP\nCREATE TABLE a (id int);\n-- DOWN\nDROP TABLE a;\n');
  expect(run(['apply', 'db', E]).status).toBe(0);
  write('db/1.sql', '-- UP\nCREATE TABLE a (id int, more text);\n-- DOWN\nDROP TABLE a;\n');
  const hooks = ['--before', 'echo $SQLSAFE_RUN_COMMAND: $SQLSAFE_RUN_FILE_COUNT', '--after', 'echo $SQLSAFE_RUN_DONE done'];
  const redone = run(['redo', 'db', E, ...hooks]);
  expect(redone.stdout).toContain('Took back and applied again 1 migration ');
  expect(redone.stdout).toMatch(/│ redo: 1\n[\s\S]*│ \d done\n/);
  expect(run(['status', 'db', E]).stdout).toContain('nothing is pending');
});

test('plan: reviewed, then held to', () => {
  write('db/1.sql', 'CREATE TABLE a (id int);\n');
  expect(run(['plan', 'db', E, '--out', 'plan.json']).stdout).toContain('1 migration planned');
  const text = readFileSync(join(folder, 'plan.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ schemaVersion: 1, migrations: [{ id: '1', mode: 'file' }] });
  expect(run(['plan', 'db', E, '--out', 'again.json']).status).toBe(0);
  expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(text);
  write('db/1.sql', 'CREATE TABLE a (id bigint);\n');
  const changed = run(['apply', 'db', E, '--plan', 'plan.json']);
  expect(changed.stderr).toContain('changed since: the migrations. Nothing was run.');
  expect(changed.status).toBe(4);
  expect(run(['preflight', 'db', E, '--plan', 'plan.json'])).toMatchObject({ status: 4, stderr: changed.stderr });
  write('db/1.sql', 'CREATE TABLE a (id int);\n');
  expect(run(['preflight', 'db', E, '--plan', 'plan.json', '--skip-preflight', 'ways-back'])).toMatchObject({ status: 0 });
  write('db/2.sql', 'CREATE TABLE b (id int);\n');
  // What came in behind it is not in the plan.
  expect(run(['preflight', 'db', E, '--plan', 'plan.json']).stdout).toContain('\n1 migration pending; ');
  rmSync(join(folder, 'db/2.sql'));
  writeFileSync(join(folder, 'plan.json'), text.replace('"mode": "file"', '"mode": "statement"'));
  expect(run(['apply', 'db', E, '--plan', 'plan.json'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('was edited after it was made') as string,
  });
  expect(run(['apply', 'db', E, '--plan', 'again.json']).status).toBe(0);
  expect(run(['apply', 'db', E, '--plan', 'again.json']).status).toBe(4);
});

describe('baseline', () => {
  test('what is there already is recorded, and not run; in an empty database it is refused', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    write('db/2.sql', 'CREATE TABLE b (id int);\n');
    const empty = run(['baseline', 'db', E, '--to', '1']);
    expect(empty.stderr).toContain('The database has no table or view');
    expect(empty.status).toBe(2);
    expect(run(['baseline', 'db', E, '--to', '1', '--force']).stdout).toContain('1 migration recorded as there already');
    expect(run(['apply', 'db', E]).stdout).toContain('Applied 1 migration ');
    expect(run(['status', 'db', E]).stdout).toMatch(/db\/1\.sql +baselined[\s\S]*db\/2\.sql +applied/);
    const final = run(['rollback', 'db', E, '--count', '2']);
    expect(final.stderr).toContain('it is baselined');
    expect(final.status).toBe(2);
  });
});

describe('repair', () => {
  test('edited and missing files are settled by a person, with the evidence first', () => {
    write('db/1.sql', 'CREATE TABLE a (id int);\n');
    expect(run(['apply', 'db', E]).status).toBe(0);
    write('db/1.sql', 'CREATE TABLE a (id int); -- as it always was\n');
    const evidence = run(['repair', 'db', E]);
    expect(evidence.stdout).toContain('db/1.sql: edited since it was applied');
    expect(evidence.stdout).toContain('sqlsafe repair db --embedded --accept-checksum 1');
    expect(run(['repair', 'db', E, '--accept-checksum', '1']).status).toBe(0);
    expect(run(['verify', 'db', E]).status).toBe(0);
    expect(run(['repair', 'db', E, '--mark-pending', '1']).stdout).toContain('db/1.sql is pending again');
    expect(run(['repair', 'db', E, '--mark-applied', '1']).stdout).toContain('db/1.sql is recorded as applied');
    expect(run(['repair', 'db', E, '--forget', 'nothing'])).toMatchObject({ status: 2 });
    expect(run(['repair', 'db', E, '--step-done', '1'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('No statement of db/1.sql is in doubt') as string,
    });
  });
});

describe('a run that dies between intent and result', () => {
  const procedure = [
    'CREATE TABLE a (id int);',
    'CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a VALUES (1); COMMIT; INSERT INTO a VALUES (2); END $$;',
  ].join('\n');
  test('what nobody can tell stays in doubt until a person says; then it goes on', () => {
    write('db/1.sql', procedure);
    write('db/2.sql', 'CALL fill();\nINSERT INTO a VALUES (3);\n');
    expect(run(['apply', 'db', E], { SQLSAFE_FAULT: 'after-alone:1' }).signal).toBe('SIGKILL');
    const doubt = run(['apply', 'db', E]);
    expect(doubt.stderr).toContain('db/2.sql, statement 1: the run ended while it ran');
    expect(doubt.stderr).toContain('Then: sqlsafe repair db --embedded');
    expect(doubt.status).toBe(5);
    expect(run(['status', 'db', E]).status).toBe(5);
    const evidence = run(['repair', 'db', E]);
    expect(evidence.stdout).toContain('sqlsafe repair db --embedded --step-done 2');
    expect(evidence.status).toBe(5);
    expect(run(['repair', 'db', E, '--step-done', '2']).status).toBe(0);
    expect(run(['apply', 'db', E]).stdout).toContain('going on after statement 1 of 2');
    expect(run(['verify', 'db', E]).status).toBe(0);
  });
  test("the author's probe tells", () => {
    write('db/1.sql', procedure);
    write('db/2.sql', '-- sqlsafe: probe SELECT count(*) = 2 FROM a\nCALL fill();\nINSERT INTO a VALUES (3);\n');
    expect(run(['apply', 'db', E], { SQLSAFE_FAULT: 'after-alone:1' }).signal).toBe('SIGKILL');
    const { stdout, status } = run(['apply', 'db', E]);
    expect(stdout).toContain('statement 1 of an earlier run had taken effect (its probe says done)');
    expect(status).toBe(0);
  });
});

describe('verify --roundtrip', () => {
  test('says which way back does not lead back, and how', () => {
    write('db/1.sql', '-- UP\nCREATE TABLE a (id int);\n-- DOWN\nDROP TABLE a;\n');
    write('db/2.sql', '-- UP\nALTER TABLE a ADD COLUMN b int;\n-- DOWN\nALTER TABLE a DROP COLUMN b;\n');
    expect(run(['verify', 'db', '--roundtrip'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('2 migrations, and every way back leads back') as string,
    });
    write('db/3.sql', '-- UP\nCREATE TABLE c (id int);\nCREATE INDEX a_id ON a (id);\n-- DOWN\nDROP TABLE c;\n');
    const { stdout, status } = run(['verify', 'db', '--roundtrip', '-f', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      roundtrip: [
        { kind: 'same' },
        { kind: 'same' },
        {
          kind: 'failed',
          when: 'again',
          error: 'relation "a_id" already exists',
          lines: ['+ index CREATE INDEX a_id ON public.a USING btree (id)'],
        },
      ],
      untried: [],
    });
    expect(status).toBe(1);
    // What a bad way back leaves is not the next one's fault.
    write('db/4.sql', '-- UP\nCREATE TABLE d (id int);\n-- DOWN\nDROP TABLE nothing;\n');
    write('db/5.sql', '-- UP\nALTER TABLE c ADD COLUMN b int;\n-- DOWN\nALTER TABLE c DROP COLUMN b;\n');
    expect(JSON.parse(run(['verify', 'db', '--roundtrip', '-f', 'json']).stdout)).toMatchObject({
      roundtrip: [
        { kind: 'same' },
        { kind: 'same' },
        { kind: 'failed', when: 'again' },
        { kind: 'failed', when: 'back', error: 'table "nothing" does not exist' },
        { kind: 'same' },
      ],
    });
    for (const path of ['db/4.sql', 'db/5.sql']) rmSync(join(folder, path));
    write('db/3.sql', '-- UP\nCREATE TABLE c (id int);\nCREATE INDEX IF NOT EXISTS a_id ON a (id);\n-- DOWN\nDROP TABLE c;\n');
    const differs = run(['verify', 'db', '--roundtrip']);
    expect(differs.stdout).toContain(
      'db/3.sql  the way back leaves something behind\n      + index CREATE INDEX a_id ON public.a USING btree (id)',
    );
    expect(differs.status).toBe(4);
    expect(existsSync(join(folder, '.sqlsafe'))).toBe(false);
  });
  test('files of one title that undo each other are taken back together, and judged as one', () => {
    write('db/10_users.up.sql', 'CREATE TABLE a (id int);\n');
    write('db/10_users.down.sql', 'DROP TABLE a;\n');
    write('db/11_users.up.sql', 'CREATE INDEX a_id ON a (id);\n');
    write('db/11_users.down.sql', 'DROP TABLE b;\n');
    write('db/12_users.up.sql', 'CREATE TABLE b (id int);\n');
    write('db/12_users.down.sql', '');
    write('db/13_more.up.sql', 'ALTER TABLE b ADD COLUMN c int;\n');
    write('db/13_more.down.sql', 'ALTER TABLE b DROP COLUMN c;\n');
    const names = ['db/10_users.up.sql', 'db/11_users.up.sql', 'db/12_users.up.sql'];
    const good = run(['verify', 'db', '--roundtrip', '-f', 'json']);
    expect(JSON.parse(good.stdout)).toMatchObject({ roundtrip: [{ kind: 'together', name: names[0], names }, { kind: 'same' }] });
    expect(good.status).toBe(0);
    expect(run(['verify', 'db', '--roundtrip']).stdout).toContain(
      'db/10_users.up.sql  with 2 others of its title: they lead back only together',
    );
    write('db/11_users.down.sql', 'DROP TABLE b;\nCREATE TABLE left_over (id int);\n');
    const bad = run(['verify', 'db', '--roundtrip']);
    expect(bad.stdout).toContain('db/10_users.up.sql  with 2 others of its title, all taken back: the way back leaves something behind\n');
    expect(bad.stdout).toContain('      + table public.left_over\n');
    expect(bad.stdout).toContain('4 migrations, 1 way back that does not lead back (-: was there before it, +: is there behind it)\n');
    expect(bad.status).toBe(4);
  });
  test('what only psql runs is said, and how much behind it was not tried', () => {
    write('db/1.sql', '-- UP\nCREATE TABLE a (id int);\n-- DOWN\n\\i away.sql\nDROP TABLE a;\n');
    write('db/2.sql', "-- UP\n\\copy a from 'a.csv'\nINSERT INTO a SELECT id FROM a;\n-- DOWN\nDELETE FROM a;\n");
    write('db/3.sql', '-- UP\nCREATE TABLE b (id int);\n-- DOWN\nDROP TABLE b;\n');
    const { stdout, status } = run(['verify', 'db', '--roundtrip']);
    expect(stdout).toContain(
      'db/1.sql  its way back fails\n      db/1.sql:4: \\i is a command of psql, and it is not psql that runs this.',
    );
    expect(stdout).toContain('db/2.sql  fails\n      db/2.sql:2: \\copy is a command of psql');
    expect(stdout).toContain('2 migrations, 1 that fails on the way, 1 that cannot be applied\n');
    expect(stdout).toContain('1 migration behind it was not tried.');
    expect(status).toBe(1);
    expect(JSON.parse(run(['verify', 'db', '--roundtrip', '-f', 'json']).stdout)).toMatchObject({ untried: ['db/3.sql'] });
    const without = run(['verify', 'db', '--roundtrip', '-f', 'json', '--ignore-pattern', 'db/[12].sql']);
    expect(JSON.parse(without.stdout)).toEqual({ schemaVersion: 1, roundtrip: [{ kind: 'same', name: 'db/3.sql' }], untried: [] });
  });
});

test('wait: until it answers, until nothing is pending', () => {
  write('db/1.sql', 'CREATE TABLE a (id int);\n');
  expect(run(['wait', E]).stdout).toContain('The database answers.');
  expect(run(['wait', 'db', E, '--applied', '--timeout', '0'])).toMatchObject({ status: 3 });
  expect(run(['apply', 'db', E]).status).toBe(0);
  expect(run(['wait', 'db', E, '--applied']).status).toBe(0);
  expect(run(['wait', '--url', 'postgres://127.0.0.1:1/app', '--timeout', '100ms'])).toMatchObject({ status: 2 });
});

test('new: in the layout that the folder has', () => {
  write('db/007_users.sql', '-- +goose Up\nCREATE TABLE a ();\n-- +goose Down\nDROP TABLE a;\n');
  expect(run(['new', 'db', 'Add orders!']).stdout).toBe('db/008_add_orders.sql\n');
  expect(readFileSync(join(folder, 'db/008_add_orders.sql'), 'utf8')).toMatch(/^-- \+goose Up\n[\s\S]*-- \+goose Down\n/);
  expect(run(['new', 'db'])).toMatchObject({ status: 2 });
  expect(run(['new', 'db', '!?'])).toMatchObject({ status: 2 });
});
