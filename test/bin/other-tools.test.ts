import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { projects, type Project } from './executor.ts';

const { make, remove } = projects('other-tools');
let folder: string;
let run: Project['run'];
let write: Project['write'];
beforeEach(() => {
  ({ folder, run, write } = make());
});
afterAll(remove);

const E = '--embedded';

/** A migration as Prisma has it. */
function prisma(n: number, sql = `CREATE TABLE t${n} (id int PRIMARY KEY);\n`): void {
  mkdirSync(join(folder, `db/2024010100000${n}_t${n}`), { recursive: true });
  write('db/migration_lock.toml', 'provider = "postgresql"\n');
  write(`db/2024010100000${n}_t${n}/migration.sql`, sql);
}

/** A database that Prisma alone has migrated: ours, without the journal. */
function forgetJournal(more = ''): void {
  mkdirSync(join(folder, 'other'), { recursive: true });
  write('other/1.sql', `DROP SCHEMA sqlsafe CASCADE;\n${more}`);
  const done = run(['apply', 'other', E, '--history-schema', 'elsewhere', '--fail-on', 'never', '--allow', 'migration-not-understood']);
  expect(done.status, done.stderr).toBe(0);
}

describe('apply --mirror', () => {
  test('their rows come with ours, also those from before; what they have run alone is taken over first', () => {
    prisma(1);
    expect(run(['apply', 'db', E]).status).toBe(0);
    prisma(2);
    const second = run(['apply', 'db', E, '--mirror', 'prisma']);
    expect(second.stdout).toContain('Applied 1 migration ');
    forgetJournal();
    const ahead = run(['apply', 'db', E, '--mirror', 'auto']);
    expect(ahead.stderr).toContain(
      'Prisma Migrate has run what the journal does not have: db/20240101000001_t1/migration.sql, db/20240101000002_t2/migration.sql. Nothing was run.',
    );
    expect(ahead.stderr).toContain('Then: sqlsafe baseline db --embedded --adopt prisma');
    expect(ahead.status).toBe(4);
    const dry = run(['baseline', 'db', E, '--adopt', 'prisma', '--dry-run']);
    expect(dry.stdout).toContain('2 migrations would be taken over, nothing is pending; nothing was written.');
    const adopted = run(['baseline', 'db', E, '--adopt', 'prisma']);
    expect(adopted.stdout).toMatch(/20240101000001_t1\/migration\.sql +applied, its checksum agrees\n/);
    expect(adopted.stdout).toContain('2 migrations taken over, nothing is pending.');
    expect(adopted.status).toBe(0);
    expect(run(['status', 'db', E]).stdout).toContain('nothing is pending');
    expect(run(['baseline', 'db', E, '--adopt', 'prisma']).stdout).toContain('0 migrations taken over');
  });
  test('the configuration names it, too; files in a sequence that they can not express are refused', () => {
    write('db/1_a.up.sql', 'CREATE TABLE a (id int PRIMARY KEY);\n');
    write('db/3_c.up.sql', 'CREATE TABLE c (id int PRIMARY KEY);\n');
    write('sqlsafe.json', '{"mirror":"golang-migrate","files":["db"]}');
    expect(run(['apply', E]).status).toBe(0);
    write('db/2_b.up.sql', 'CREATE TABLE b (id int PRIMARY KEY);\n');
    write('db/4_d.up.sql', 'CREATE TABLE d (id int PRIMARY KEY);\n');
    const refused = run(['apply', E, '--allow-out-of-order', '--to', '1_a']);
    expect(refused.stderr).toContain('golang-migrate can not express that db/2_b.up.sql stays pending while a later migration is applied');
    expect(refused.status).toBe(4);
    expect(run(['apply', E, '--allow-out-of-order']).status).toBe(0);
  });
});

describe('baseline --adopt', () => {
  test('4: a file that was edited since they ran it; what settles it', () => {
    prisma(1);
    expect(run(['apply', 'db', E, '--mirror', 'prisma']).status).toBe(0);
    forgetJournal();
    prisma(1, 'CREATE TABLE t1 (id bigint PRIMARY KEY);\n');
    const edited = run(['baseline', 'db', E, '--adopt', 'prisma']);
    expect(edited.stdout).toContain('applied with another text: edited since');
    expect(edited.stderr).toContain('sqlsafe repair db --embedded --accept-checksum 20240101000001_t1');
    expect(edited.status).toBe(4);
    expect(run(['apply', 'db', E]).status).toBe(4);
    expect(run(['repair', 'db', E, '--accept-checksum', '20240101000001_t1']).status).toBe(0);
    expect(run(['apply', 'db', E, '--mirror', 'prisma']).status).toBe(0);
  });
  test('5: what they left in doubt, and the decision', () => {
    prisma(1);
    prisma(2);
    expect(run(['apply', 'db', E, '--mirror', 'prisma']).status).toBe(0);
    forgetJournal("UPDATE _prisma_migrations SET finished_at = NULL, logs = 'ERROR: no' WHERE migration_name LIKE '%2';\n");
    const doubt = run(['baseline', 'db', E, '--adopt', 'prisma', '--format', 'json']);
    expect(JSON.parse(doubt.stdout)).toMatchObject({
      outcome: 'adopted',
      exitCode: 5,
      migrations: [{ state: 'applied' }, { state: 'unknown', evidence: 'ERROR: no' }],
    });
    expect(doubt.stderr).toContain('sqlsafe repair db --embedded --mark-applied 20240101000002_t2');
    expect(doubt.status).toBe(5);
    expect(run(['apply', 'db', E]).status).toBe(5);
    expect(run(['repair', 'db', E, '--mark-applied', '20240101000002_t2']).status).toBe(0);
    const goesOn = run(['apply', 'db', E, '--mirror', 'prisma']);
    expect(goesOn.stdout).toContain('Nothing to do');
    expect(goesOn.status, goesOn.stderr).toBe(0);
  });
  test('2: no history of that tool, or of other files', () => {
    prisma(1);
    const none = run(['baseline', 'db', E, '--adopt', 'prisma']);
    expect(none.stderr).toContain('There is no history of Prisma Migrate in this database');
    expect(none.status).toBe(2);
    expect(run(['apply', 'db', E, '--mirror', 'prisma']).status).toBe(0);
    mkdirSync(join(folder, 'strange/20230101000000_other'), { recursive: true });
    write('strange/20230101000000_other/migration.sql', 'CREATE TABLE other (id int);\n');
    const others = run(['baseline', 'strange', E, '--adopt', 'prisma']);
    expect(others.stderr).toContain('public._prisma_migrations has migrations of Prisma Migrate, and none of them is of these files');
    expect(others.status).toBe(2);
    expect(run(['baseline', 'db', '--adopt', 'nothing']).status).toBe(2);
  });
  test('migrations that are programs are taken over, and SQL goes on after them', () => {
    write('package.json', '{"dependencies":{"knex":"3.0.0"}}');
    write(
      'db/20240101_a.js',
      "exports.up = (knex) => knex.schema.createTable('a', (t) => t.increments());\nexports.down = (knex) => knex.schema.dropTable('a');\n",
    );
    mkdirSync(join(folder, 'setup'));
    write(
      'setup/1.sql',
      "CREATE TABLE a (id serial PRIMARY KEY);\nCREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);\nINSERT INTO knex_migrations (name, batch) VALUES ('20240101_a.js', 1);\n",
    );
    expect(run(['apply', 'setup', E, '--history-schema', 'elsewhere', '--fail-on', 'never']).status).toBe(0);
    const pending = run(['apply', 'db', E]);
    expect(pending.stderr).toContain('db/20240101_a.js is a program');
    const adopted = run(['baseline', 'db', E, '--adopt', 'auto']);
    expect(adopted.stdout, adopted.stderr).toContain('1 migration taken over, nothing is pending.');
    expect(adopted.status).toBe(0);
    expect(run(['apply', 'db', E]).stdout).toContain('Nothing to do');
  });
});
