import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { projects, type Project } from './executor.ts';

const { make, remove } = projects('growing');
let folder: string;
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ folder, run, write } = make());
});
// An embedded database is some forty megabytes in many files.
afterAll(remove, 60_000);

const E = '--embedded';

describe('Liquibase: a changelog grows', () => {
  const FIRST = `--liquibase formatted sql

--changeset ann:1
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--rollback DROP TABLE users;

--changeset "bob o'hara":2 runInTransaction:false
CREATE INDEX CONCURRENTLY users_email ON users (email);
--rollback DROP INDEX users_email;
`;
  const VIEW = (columns: string): string => `
--changeset ann:view runOnChange:true
CREATE OR REPLACE VIEW v AS SELECT ${columns} FROM users;
--rollback DROP VIEW v;
`;
  const ALWAYS = `
--changeset ann:always runAlways:true
INSERT INTO users (id) SELECT coalesce(max(id), 0) + 1 FROM users;
--rollback SELECT 1;
`;
  const THIRD = `
--changeset ann:3
ALTER TABLE users ADD COLUMN name text;
--rollback ALTER TABLE users DROP COLUMN name;
`;

  test('each changeset is run and recorded by itself, what is new of it and nothing else', () => {
    write('db/changelog.sql', FIRST);
    expect(run(['apply', 'db', E]).stdout).toContain('Applied 2 migrations');
    write('db/changelog.sql', FIRST + THIRD);
    const { stdout } = run(['apply', 'db', E]);
    expect(stdout).toContain('db/changelog.sql, changeset ann:3');
    expect(stdout).toContain('Applied 1 migration ');
    expect(run(['apply', 'db', E]).stdout).toContain('Nothing to do: all 3 migrations are applied');
    expect(run(['rollback', 'db', E, '--allow-destroying']).stdout).toContain('Took back 1 migration ');
    expect(run(['status', 'db', E]).stdout).toMatch(/changeset bob o'hara:2 +applied[\s\S]*changeset ann:3 +pending/);
  });

  test('what was there before is no longer new to what comes', () => {
    write('db/changelog.sql', FIRST);
    expect(run(['apply', 'db', E]).status).toBe(0);
    write('db/changelog.sql', `${FIRST}\n--changeset ann:3\nCREATE INDEX users_id ON users (id, email);\n`);
    const refused = run(['apply', 'db', E]);
    expect(refused.stdout).toContain('create-index-blocking');
    expect(refused.stdout).toContain('1 error');
    expect(refused.status).toBe(8);
  });

  test('an edited one is said, by its name as a shell takes it; comments and attributes are none of it', () => {
    write('db/changelog.sql', FIRST);
    expect(run(['apply', 'db', E]).status).toBe(0);
    write('db/changelog.sql', FIRST.replace('--changeset ann:1', '--property name:x value:y\n-- of users\n--changeset ann:1 labels:a'));
    expect(run(['status', 'db', E]).status).toBe(0);
    write('db/changelog.sql', FIRST.replace('users_email ON', 'users_mail ON'));
    const edited = run(['apply', 'db', E]);
    expect(edited.stderr).toContain("Edited since applied: db/changelog.sql, changeset bob o'hara:2.");
    expect(edited.stderr).toContain("sqlsafe repair db --embedded --accept-checksum 'changelog::bob o'\\''hara:2'");
    expect(edited.status).toBe(4);
    expect(run(['repair', 'db', E, '--accept-checksum', "changelog::bob o'hara:2"]).status).toBe(0);
    expect(run(['status', 'db', E]).status).toBe(0);
  });

  test('runOnChange runs again when it changes, runAlways each time', () => {
    write('db/changelog.sql', FIRST + VIEW('id') + ALWAYS);
    expect(run(['apply', 'db', E]).stdout).toContain('Applied 4 migrations');
    expect(run(['apply', 'db', E]).stdout).toContain('Applied 1 migration ');
    write('db/changelog.sql', FIRST + VIEW('id, email') + ALWAYS);
    expect(run(['status', 'db', E]).stdout).toMatch(/changeset ann:view +to be run again/);
    expect(run(['apply', 'db', E]).stdout).toContain('Applied 2 migrations');
    write(
      'db/check.sql',
      '--liquibase formatted sql\n--changeset ann:c\nDO $$ BEGIN ASSERT (SELECT count(*) = 4 AND count(email) = 0 FROM v); END $$;\n',
    );
    expect(run(['apply', 'db/changelog.sql', 'db/check.sql', E, '--to', 'check::ann:c', '--fail-on', 'never'])).toMatchObject({
      status: 0,
    });
  });
});

test('graphile-migrate: current.sql is not run, and never recorded, until it is committed', () => {
  write('.gmrc', '{}');
  mkdirSync(join(folder, 'db/committed'));
  write('db/current.sql', 'CREATE TABLE IF NOT EXISTS b (id int);\n');
  const alone = run(['apply', 'db', E]);
  expect(alone.stdout).toContain('not run until graphile-migrate commit has made a migration of it: db/current.sql');
  expect(alone.status).toBe(0);
  write('db/current.sql', 'DROP TABLE IF EXISTS b;\n');
  const status = run(['status', 'db', E, '-f', 'json']);
  expect(JSON.parse(status.stdout)).toMatchObject({ pending: 0, uncommitted: ['db/current.sql'], migrations: [] });
  expect(status.status).toBe(0);
});
