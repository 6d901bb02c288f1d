import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projects, type Project } from './executor.ts';

const { make, remove } = projects('seed');
let folder: string;
let run: Project['run'];
/** A project whose migrations are applied: making a database takes longer than copying one. */
let applied: string;

beforeAll(() => {
  ({ folder, run } = make());
  applied = folder;
  write('db/1.sql', SCHEMA);
  const { stderr, status } = run(['apply', 'db', '--embedded']);
  if (status !== 0) throw new Error(stderr);
}, 60_000);
beforeEach(() => {
  ({ folder, run } = make());
  write('db/1.sql', SCHEMA);
  write('seeds/2_countries.sql', COUNTRIES);
  write('seeds/10_more.sql', "UPDATE countries SET name = upper(name) WHERE code = 'fr';\n");
  write('seeds/test/1_users.sql', usersOf('a@example.org', 'b@example.org'));
  write('seeds/development/1_users.sql', usersOf('dev@example.org'));
});
// Each project has had databases of its own.
afterAll(remove, 60_000);

const SCHEMA = `CREATE TABLE countries (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, country text REFERENCES countries);
CREATE TABLE visits (at timestamptz DEFAULT now());\n`;
const COUNTRIES =
  "INSERT INTO countries VALUES ('ch', 'Switzerland'), ('fr', 'France') ON CONFLICT (code) DO UPDATE SET name = excluded.name;\n";
const usersOf = (...emails: readonly string[]): string =>
  `INSERT INTO users (email, country) VALUES ${emails.map((email) => `('${email}', 'ch')`).join(', ')} ON CONFLICT DO NOTHING;\n`;

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Rows of a database that no command has open. */
async function rows(sql: string, database = '.sqlsafe/database'): Promise<readonly unknown[]> {
  const pglite = await PGlite.create(join(folder, database));
  try {
    return (await pglite.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row).join(' '));
  } finally {
    await pglite.close();
  }
}

const apply = (database = '.sqlsafe/database'): void =>
  cpSync(join(applied, '.sqlsafe/database'), join(folder, database), { recursive: true });
const seed = (...args: readonly string[]): ReturnType<Project['run']> => run(['seed', '--embedded', ...args]);

describe('two environments, twice each', () => {
  test('the same rows; each has what is for all, and its own', async () => {
    const wanted = { test: ['a@example.org', 'b@example.org'], development: ['dev@example.org'] };
    for (const [environment, emails] of Object.entries(wanted)) {
      const at = ['--url', `pglite:${environment}`];
      apply(environment);
      const first = run(['seed', '--env', environment, ...at]);
      expect(first.stderr).toBe('');
      expect(first.stdout.match(/✔ seeds\/\S+/g)).toEqual([
        '✔ seeds/2_countries.sql',
        '✔ seeds/10_more.sql',
        `✔ seeds/${environment}/1_users.sql`,
      ]);
      expect(first.stdout).toContain(`Seeded for ${environment}: 3 files in`);
      const all = async (): Promise<readonly unknown[]> => [
        ...(await rows('SELECT code, name FROM countries ORDER BY 1', environment)),
        ...(await rows('SELECT id, email FROM users ORDER BY id', environment)),
      ];
      const before = await all();
      expect(before).toEqual(['ch Switzerland', 'fr FRANCE', ...emails.map((email, index) => `${index + 1} ${email}`)]);
      const second = run(['seed', '--env', environment, ...at]);
      expect(second).toMatchObject({ status: 0, stderr: '' });
      expect(second.stdout).toContain(`Nothing to do: all 3 seeds for ${environment} are as they ran.`);
      const again = run(['seed', '--env', environment, ...at, '--again']);
      expect(again.stdout).toContain(`Seeded for ${environment}: 3 files in`);
      expect(await all()).toEqual(before);
      expect(await rows('SELECT path, environment, runs, statements FROM sqlsafe.seed ORDER BY path', environment)).toEqual([
        `10_more.sql ${environment} 2 1`,
        `2_countries.sql ${environment} 2 1`,
        `${environment}/1_users.sql ${environment} 2 1`,
      ]);
    }
  });

  test('what would add rows again is refused, and nothing runs', async () => {
    apply();
    write('seeds/3_visits.sql', 'INSERT INTO visits DEFAULT VALUES;\n');
    const refused = seed('--env', 'test');
    expect(refused.stderr).toContain('seeds/3_visits.sql:1: This INSERT adds its rows to visits again each time it runs.');
    expect(refused.stderr).toContain('1 of 4 seeds is refused; nothing was run.');
    expect(refused.stderr).toContain('--allow seeds/3_visits.sql');
    expect(refused.status).toBe(8);
    expect(await rows('SELECT count(*) FROM countries')).toEqual(['0']);
    expect(seed('--env', 'test', '--dry-run').status).toBe(8);

    const misspelt = seed('--env', 'test', '--allow', 'seeds/3_visit.sql');
    expect(misspelt).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean seeds/3_visits.sql?') as string });
    expect(seed('--env', 'test', '--allow', 'seeds/3_visits.sql').status).toBe(0);
    // It has run, and does not run again.
    expect(seed('--env', 'test').stdout).toContain('Nothing to do');
    expect(await rows('SELECT count(*) FROM visits')).toEqual(['1']);
  });
});

describe('production', () => {
  test('what is for all, and its own; no test data, whoever says that it is production', async () => {
    apply();
    write('seeds/production/1.sql', usersOf('root@example.org'));
    for (const NODE_ENV of ['production', 'prod']) {
      const refused = run(['seed', '--embedded', '--env', 'test'], { NODE_ENV });
      expect(refused.stderr).toContain(`NODE_ENV says ${NODE_ENV}, and --env says test: test data has no place in production.`);
      expect(refused.status).toBe(8);
    }
    expect(run(['seed', '--embedded', '--env', 'production'], { NODE_ENV: 'production' }).status).toBe(0);
    expect(await rows('SELECT email FROM users')).toEqual(['root@example.org']);

    // From now on the database knows what it is.
    const refused = seed('--env', 'test');
    expect(refused.stderr).toContain('This database is production, as it was told, and --env says test');
    expect(refused.stderr).toContain('sqlsafe seed --embedded --env test --set-env');
    expect(refused.status).toBe(8);
    renameSync(join(folder, 'seeds/production'), join(folder, 'seeds/prod'));
    expect(seed('--env', 'prod').status).toBe(0);
    // A copy that is no production any more.
    expect(seed('--env', 'test', '--set-env').status).toBe(0);
    expect(seed('--env', 'test').status).toBe(0);
    const back = seed('--env', 'prod');
    expect(back).toMatchObject({ status: 8, stderr: expect.stringContaining('holds its test data') as string });
  });

  test('what apply was told holds as well; a folder by another word for it is asked about', () => {
    const env = { SQLSAFE_ENV: 'production' };
    expect(run(['apply', 'db', '--embedded'], env).status).toBe(0);
    expect(seed('--env', 'test')).toMatchObject({ status: 8, stderr: expect.stringContaining('This database is production') as string });
    write('seeds/production/1.sql', usersOf('root@example.org'));
    const { stderr, status } = seed('--env', 'prod');
    expect(stderr).toContain('There is no folder seeds/prod. Did you mean production?');
    expect(status).toBe(2);
    expect(run(['seed', '--embedded'], env).stdout).toContain('Seeded for production: 3 files');
  });

  test('SQLSAFE_ENV names the environment, and a flag does not talk it out of production', () => {
    apply();
    const env = { SQLSAFE_ENV: 'production' };
    expect(run(['seed', '--embedded', '--env', 'test'], env).status).toBe(8);
    expect(run(['seed', '--embedded'], env).stdout).toContain('Seeded for production: 2 files');
  });
});

test('a changed file runs again, and it alone; line ends are no change', async () => {
  apply();
  expect(seed('--env', 'test').status).toBe(0);
  write('seeds/2_countries.sql', `\r\n${COUNTRIES.replace('\n', '\r\n')}\r\n`);
  expect(seed('--env', 'test').stdout).toContain('Nothing to do');
  write('seeds/2_countries.sql', COUNTRIES.replace('Switzerland', 'Helvetia'));
  write('seeds/test/2_late.sql', usersOf('late@example.org'));
  const status = run(['status', 'db', '--embedded']).stdout;
  expect(status).toContain('4 seeds for test, 1 not run yet, 1 changed since it ran: sqlsafe seed --env test\n');
  const { stdout } = seed('--env', 'test');
  expect(stdout.match(/✔ seeds\/\S+/g)).toEqual(['✔ seeds/2_countries.sql', '✔ seeds/test/2_late.sql']);
  expect(await rows('SELECT name FROM countries ORDER BY code')).toEqual(['Helvetia', 'France']);
  expect(run(['status', 'db', '--embedded']).stdout).toContain('4 seeds for test, as they ran\n');
  const json = JSON.parse(run(['status', 'db', '--embedded', '-f', 'json']).stdout) as { readonly seeds: unknown };
  expect(json.seeds).toMatchObject({
    environment: 'test',
    files: [{ path: '2_countries.sql', state: 'unchanged', runs: 2 }, { runs: 1 }, { runs: 1 }, { file: 'seeds/test/2_late.sql' }],
  });
});

describe('of a file that does not get to its end nothing stays', () => {
  test('one that fails: what came before it stays, and so it goes on', async () => {
    apply();
    write('seeds/test/1_users.sql', `${usersOf('a@example.org')}\nUPDATE users SET country = 'xx';\n`);
    const failed = seed('--env', 'test');
    expect(failed.stderr).toContain('seeds/test/1_users.sql:3: insert or update on table "users" violates foreign key constraint');
    expect(failed.stderr).toContain(
      'Nothing of seeds/test/1_users.sql took effect: it ran in one transaction, which was rolled back; 2 seeds ran before it.',
    );
    expect(failed.stderr).toContain('Then: sqlsafe seed --embedded --env test');
    expect(failed.status).toBe(1);
    expect(await rows('SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM countries) AS countries')).toEqual(['0 2']);
    expect(await rows("SELECT event, id FROM sqlsafe.event WHERE event LIKE 'seed-%' ORDER BY event_id")).toEqual([
      'seed-applied 2_countries.sql',
      'seed-applied 10_more.sql',
      'seed-failed test/1_users.sql',
    ]);
    write('seeds/test/1_users.sql', usersOf('a@example.org'));
    expect(seed('--env', 'test').stdout).toContain('Seeded for test: 1 file in');
  });

  test('a schema that is not there yet', () => {
    const failed = seed('--env', 'test');
    expect(failed.stderr).toContain('seeds/2_countries.sql:1: relation "countries" does not exist (42P01)');
    expect(failed.stderr).toContain('sqlsafe status says whether migrations are pending.');
    expect(failed.status).toBe(1);
    // Nothing came in, and nothing was said of what the database is.
    expect(seed('--env', 'production').stderr).not.toContain('test data');
  });

  test.each(['after-statement', 'before-commit', 'after-commit'])('killed %s: the next run has each once', async (point) => {
    apply();
    const killed = run(['seed', '--embedded', '--env', 'test'], { SQLSAFE_FAULT: `${point}:3` });
    expect(killed.signal).toBe('SIGKILL');
    const left = point === 'after-commit' ? '2' : '0';
    expect(await rows('SELECT count(*) FROM users')).toEqual([left]);
    expect(seed('--env', 'test').status).toBe(0);
    expect(await rows('SELECT id - min(id) OVER (), email FROM users ORDER BY id')).toEqual(['0 a@example.org', '1 b@example.org']);
    expect(await rows('SELECT path, runs FROM sqlsafe.seed ORDER BY path')).toEqual([
      '10_more.sql 1',
      '2_countries.sql 1',
      'test/1_users.sql 1',
    ]);
  });
});

describe('bad input', () => {
  test.each([
    [['--env', 'tset'], 'There is no folder seeds/tset. Did you mean test?'],
    [['--env', '../db'], '../db is no name of an environment.'],
    [[], 'For which environment?'],
    [['nowhere', '--env', 'test'], 'There is no folder nowhere.'],
    [['db/1.sql', '--env', 'test'], 'db/1.sql is no folder.'],
    [['seeds/test', '--env', 'development'], 'seeds/test is the folder of an environment'],
  ])('%j: %s', (args, said) => {
    const { stderr, status } = seed(...args);
    expect(stderr).toContain(said);
    expect(status).toBe(2);
  });

  test('an environment of its own without a folder has what is for all', () => {
    apply();
    const { stdout, status } = seed('--env', 'staging');
    expect(stdout).toContain('no folder staging in seeds: only what is for all');
    expect(stdout).toContain('Seeded for staging: 2 files');
    expect(status).toBe(0);
  });

  test('no SQL in a file, a program, a folder too deep: left out, and said', () => {
    apply();
    write('seeds/1_empty.sql', '-- to come\n');
    write('seeds/users.ts', 'export {};\n');
    write('seeds/test/old/1.sql', usersOf('old@example.org'));
    const { stdout, stderr, status } = seed('--env', 'test');
    expect(stderr).toContain('seeds/1_empty.sql was left out: there is no statement in it.');
    expect(stderr).toContain('seeds/users.ts was left out: it is a program, and seeds are SQL.');
    expect(stderr).toContain('seeds/test/old was left out: only files right in the folder of an environment run.');
    expect(stdout).toContain('Seeded for test: 3 files');
    expect(status).toBe(0);
  });

  test('what is not understood is refused by its place; bytes that are no text as well', () => {
    apply();
    write('seeds/3.sql', 'SELECT 1;\nINSRT INTO users VALUES (1);\n');
    const { stderr, status } = seed('--env', 'test');
    expect(stderr).toContain('seeds/3.sql:2: This is not understood: syntax error at or near "INSRT".');
    expect(status).toBe(8);
    writeFileSync(join(folder, 'seeds/3.sql'), Buffer.from([0xff, 0xfe, 0x00, 0x01]));
    expect([2, 8]).toContain(seed('--env', 'test').status);
  });

  test('no seeds at all', () => {
    rmSync(join(folder, 'seeds'), { recursive: true });
    mkdirSync(join(folder, 'seeds'));
    apply();
    expect(seed('--env', 'test')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Nothing to do: there is no seed for test.') as string,
    });
  });
});

describe('never in one folder with migrations', () => {
  test('by the name of the folder, by the configuration, by what was applied from there', () => {
    mkdirSync(join(folder, 'app/migrations'), { recursive: true });
    renameSync(join(folder, 'seeds'), join(folder, 'app/migrations/seeds'));
    const named = seed('app/migrations/seeds', '--env', 'test');
    expect(named.stderr).toContain('app/migrations/seeds is a folder of migrations: it stands in app/migrations.');
    expect(named.status).toBe(2);

    apply();
    write('db/2_seed.sql', COUNTRIES);
    const applied = seed('db', '--env', 'test');
    expect(applied.stderr).toContain('db is a folder of migrations: the migration db/1.sql is there.');
    expect(applied.status).toBe(2);

    write('sqlsafe.jsonc', '{ "files": ["history"], "seeds": "history" }\n');
    write('history/1.sql', COUNTRIES);
    const configured = seed('--env', 'test');
    expect(configured.stderr).toContain(`history is a folder of migrations: the configuration's "files" has history/1.sql.`);
    expect(configured.status).toBe(2);
  });
});

test('the folder and the environment from the configuration', () => {
  apply();
  renameSync(join(folder, 'seeds'), join(folder, 'data'));
  write('sqlsafe.jsonc', '{ "seeds": "data", "env": "test", "files": ["db"] }\n');
  const { stdout, status } = seed();
  expect(stdout).toContain('✔ data/test/1_users.sql');
  expect(status).toBe(0);
  expect(run(['status', '--embedded']).stdout).toContain('3 seeds for test, as they ran');
});

test('a journal of an earlier version is read, and brought up to date by who runs', async () => {
  apply();
  await rows('DROP TABLE sqlsafe.seed, sqlsafe.lease');
  await rows("UPDATE sqlsafe.meta SET value = '2' WHERE key = 'format'");
  expect(run(['status', 'db', '--embedded']).stdout).toContain('2 seeds, 2 not run yet: sqlsafe seed --env NAME');
  expect(seed('--env', 'test', '--dry-run').status).toBe(0);
  expect(await rows("SELECT to_regclass('sqlsafe.seed') IS NULL")).toEqual(['true']);
  expect(seed('--env', 'test').status).toBe(0);
  expect(await rows('SELECT count(*) FROM sqlsafe.seed')).toEqual(['3']);
});

describe('for programs', () => {
  const lines = (stdout: string): readonly Record<string, unknown>[] =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  test('an event a line; what is refused; what would run', () => {
    apply();
    write('seeds/10_more.sql', 'INSERT INTO visits DEFAULT VALUES;\n');
    const [, refused] = lines(seed('--env', 'test', '-f', 'json').stdout);
    expect(refused).toMatchObject({
      event: 'finished',
      outcome: 'checks-refused',
      exitCode: 8,
      refusals: [{ file: 'seeds/10_more.sql', line: 1, allowable: true }],
    });
    rmSync(join(folder, 'seeds/10_more.sql'));
    expect(lines(seed('--env', 'test', '-f', 'json', '--dry-run').stdout)[1]).toMatchObject({
      event: 'planned',
      environment: 'test',
      seeds: [{ path: '2_countries.sql', state: 'new', runs: true, statements: [{ line: 1 }] }, { path: 'test/1_users.sql' }],
      refusals: [],
    });
    const events = lines(seed('--env', 'test', '-f', 'json').stdout);
    const one = ['seed-started', 'statement-started', 'statement-done', 'seed-done'];
    expect(events.map(({ event }) => event)).toEqual(['connected', ...one, ...one, 'finished']);
    expect(events.at(-1)).toMatchObject({
      outcome: 'finished',
      exitCode: 0,
      environment: 'test',
      done: ['2_countries.sql', 'test/1_users.sql'],
    });
  });
});

test('of many databases each gets the rows, and has its own record of them; a refusal is said once', { timeout: 180_000 }, () => {
  write('init/1.sql', 'CREATE SCHEMA x;\nCREATE SCHEMA y;\n');
  write('t.txt', 'schema=x\nschema=y\n');
  const many = ['--targets', 't.txt', '--url', 'pglite:data/all'];
  expect(run(['apply', 'init', '--url', 'pglite:data/all', '--stream', 'init']).status).toBe(0);
  expect(run(['apply', 'db', ...many]).status).toBe(0);
  const dry = run(['seed', '--env', 'test', ...many, '--dry-run']);
  expect(dry.stdout.match(/seeds\/2_countries\.sql {2}new/g)).toHaveLength(1);
  expect(dry.stdout).toContain('x, y (2 databases)\n');
  const { stdout, status } = run(['seed', '--env', 'test', ...many]);
  expect(stdout.match(/✔ [xy] {2}Seeded for test: 3 files/g)).toHaveLength(2);
  expect(stdout).toContain('2 databases, 6 seeds run in 2, ');
  expect(status).toBe(0);
  expect(run(['seed', '--env', 'test', ...many]).stdout.match(/Nothing to do: all 3 seeds/g)).toHaveLength(2);
  write('init/2.sql', 'DO $$ BEGIN ASSERT (SELECT count(*) FROM x.users JOIN y.users USING (email)) = 2; END $$;\n');
  expect(run(['apply', 'init', '--url', 'pglite:data/all', '--stream', 'init']).status).toBe(0);
  write('seeds/3_visits.sql', 'INSERT INTO visits DEFAULT VALUES;\n');
  const refused = run(['seed', '--env', 'test', ...many, '--stop-after', '0']);
  expect(refused.stdout.match(/1 of 4 seeds is refused; nothing was run/g)).toHaveLength(1);
  expect(refused.stdout).toContain('✖ x, y (2 databases)\n');
  expect(refused.status).toBe(8);
});

test('rows behind a COPY fill a table that the file has emptied', () => {
  cpSync(join(applied, '.sqlsafe'), join(folder, '.sqlsafe'), { recursive: true });
  write('seeds/30_visits.sql', 'TRUNCATE visits;\nCOPY visits (at) FROM stdin;\n2024-01-01 00:00:00+00\n2024-01-02 00:00:00+00\n\\.\n');
  for (const again of [[], ['--again']]) expect(run(['seed', '--env', 'test', '--embedded', ...again])).toMatchObject({ status: 0 });
  write('db/2.sql', 'DO $$ BEGIN ASSERT (SELECT count(*) FROM visits) = 2; END $$;\n');
  expect(run(['apply', 'db', '--embedded'])).toMatchObject({ status: 0 });
});
