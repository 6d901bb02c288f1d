import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { found, sqlsafe } from './command.ts';
import { Repository } from './repository.ts';

// A migration that is on the base branch already, and is edited, renamed or deleted here.

// Each test makes a real repository, and git is called many times.
vi.setConfig({ testTimeout: 60_000 });

const FILES = {
  'm/001_a.sql': 'CREATE TABLE a (id int);\n',
  'm/002_b.sql': 'CREATE TABLE b (id int);\n',
  'm/003_c.sql': 'CREATE TABLE c (id int);\n',
};
let repository: Repository;
beforeEach(() => {
  repository = new Repository().commit(FILES);
  repository.git('checkout', '--quiet', '-b', 'topic');
});
afterEach(() => {
  repository.destroy();
});

const past = async (...args: readonly string[]): Promise<readonly string[]> =>
  (await found(repository.root, args)).filter((each) => /\/(?:edited|renamed|deleted) /.test(each));

/** The same, asked for in each of the three ways. */
async function inAllWays(): Promise<readonly string[]> {
  repository.git('add', '--all');
  const [staged, changed, since] = [await past('--staged'), await past('--changed'), await past('--since', 'main')];
  expect(changed).toEqual(staged);
  expect(since).toEqual(staged);
  return staged;
}

describe('on the base branch and', () => {
  test('edited', async () => {
    repository.write({ 'm/002_b.sql': 'CREATE TABLE b (id bigint);\n' });
    expect(await inAllWays()).toEqual(['migration-order/edited m/002_b.sql']);
    const { stdout, status } = await sqlsafe(repository.root, ['--staged']);
    expect(status).toBe(1);
    expect(stdout).toContain('It is on main already, and is changed here.');
    expect(stdout).toContain('put the change into a new migration');
  });

  test('edited in its comments and blanks only: that changes nothing', async () => {
    repository.write({ 'm/002_b.sql': '-- sqlsafe-ignore-file migration-irreversible: no way back\n\nCREATE TABLE  b\n  (id int);\n' });
    expect(await inAllWays()).toEqual([]);
  });

  test('edited on purpose: the file says why', async () => {
    repository.write({
      'm/002_b.sql': '-- sqlsafe-ignore-file migration-order/edited: it has never run anywhere\nCREATE TABLE b (id bigint);\n',
    });
    repository.git('add', '--all');
    expect(await sqlsafe(repository.root, ['--staged', '--skip', 'session-blocking'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 suppressed') as string,
    });
  });

  test('renamed', async () => {
    repository.move('m/002_b.sql', 'm/004_b.sql');
    expect(await inAllWays()).toEqual(['migration-order/renamed m/004_b.sql']);
  });

  test('deleted', async () => {
    repository.remove('m/002_b.sql');
    expect(await inAllWays()).toEqual(['migration-order/deleted m/002_b.sql']);
  });

  test('cleared away with many others: once', async () => {
    repository.git('checkout', '--quiet', 'main');
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`m/01${at}_x.sql`, `CREATE TABLE x${at} (id int);\n`]));
    repository.commit(many);
    repository.git('checkout', '--quiet', '-B', 'topic');
    for (const path of Object.keys(many)) repository.remove(path);
    expect(await inAllWays()).toEqual(['migration-order/deleted m/010_x.sql']);
    const { stdout } = await sqlsafe(repository.root, ['--staged', '-f', 'jsonl']);
    expect((JSON.parse(stdout) as Finding).text).toBe('It and 6 more in its folder are on main already, and are deleted here.');
  });

  test('outside of what is meant: nothing', async () => {
    repository.write({ 'm/002_b.sql': 'CREATE TABLE b (id bigint);\n' }).remove('m/003_c.sql');
    repository.git('add', '--all');
    expect(await past('--staged', 'other*/**')).toEqual([]);
    expect(await past('--staged', 'm/002_b.sql')).toEqual(['migration-order/edited m/002_b.sql']);
  });
});

describe('not on the base branch:', () => {
  test('what the branch itself brought may be changed at will', async () => {
    repository.commit({ 'm/004_d.sql': 'CREATE TABLE d (id int);\n', 'm/005_e.sql': 'SELECT 1;\n', 'm/006_f.sql': 'SELECT 6;\n' });
    repository.write({ 'm/004_d.sql': 'CREATE TABLE d (id bigint);\n' }).remove('m/005_e.sql').move('m/006_f.sql', 'm/007_f.sql');
    expect(await inAllWays()).toEqual([]);
  });

  test('a remote says which branch is the base', async () => {
    const clone = new Repository(`${repository.root}/clone`, false);
    repository.git('clone', '--quiet', '--branch', 'main', repository.root, clone.root);
    // Committed here, and not given to anybody.
    clone.commit({ 'm/004_d.sql': 'CREATE TABLE d (id int);\n' });
    clone.stage({ 'm/004_d.sql': 'CREATE TABLE d (id bigint);\n' });
    expect(await found(clone.root, ['--staged'])).toEqual([]);
    clone.stage({ 'm/003_c.sql': 'CREATE TABLE c (id bigint);\n' });
    expect(await found(clone.root, ['--staged'])).toEqual(['migration-order/edited m/003_c.sql']);
  });

  test('without a branch that looks like one nothing is known', async () => {
    repository.git('branch', '--quiet', '-D', 'main');
    repository.stage({ 'm/002_b.sql': 'CREATE TABLE b (id bigint);\n' });
    expect(await past('--staged')).toEqual([]);
  });
});

describe('files that are no migrations, or that may run again:', () => {
  test.each([
    ['no number', 'queries/users.sql', 'queries/other.sql'],
    ["Flyway's repeatable migrations", 'db/R__views.sql', 'db/V1__a.sql'],
    ['a way back in a file of its own', 'g/1_a.down.sql', 'g/1_a.up.sql'],
  ])('%s', async (_, path, beside) => {
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ [path]: 'SELECT 1;\n', [beside]: 'SELECT 2;\n' });
    repository.write({ [path]: 'SELECT 3;\n' });
    expect(await inAllWays()).toEqual([]);
    repository.remove(path);
    expect(await inAllWays()).toEqual([]);
  });

  test('the way back within a file', async () => {
    repository.git('checkout', '--quiet', 'main');
    const up = '-- +goose Up\nCREATE TABLE x (id int);\n-- +goose Down\n';
    repository.commit({ 'g/001_x.sql': `${up}SELECT 1;\n`, 'g/002_y.sql': up.replaceAll('x', 'y') });
    repository.write({ 'g/001_x.sql': `${up}DROP TABLE x;\n` });
    expect(await inAllWays()).toEqual([]);
    repository.write({ 'g/001_x.sql': `${up.replace('int', 'bigint')}DROP TABLE x;\n` });
    expect(await inAllWays()).toEqual(['migration-order/edited g/001_x.sql']);
  });
});

describe('what the tool makes of it decides:', () => {
  const severities = async (): Promise<readonly string[]> => {
    repository.git('add', '--all');
    const { stdout } = await sqlsafe(repository.root, ['--staged', '-f', 'jsonl']);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Finding)
      .filter(({ message }) => ['edited', 'renamed', 'deleted'].includes(message))
      .map(({ severity, message, why }) => `${severity} ${message}: ${why}`);
  };

  test('Flyway counts comments', async () => {
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'f/V1__a.sql': 'SELECT 1;\n', 'f/V2__b.sql': 'SELECT 2;\n' });
    repository.write({ 'f/V1__a.sql': '-- why\nSELECT 1;\n' });
    expect(await severities()).toEqual([expect.stringMatching(/^error edited: Flyway keeps a checksum/) as string]);
    repository.git('reset', '--quiet', '--hard');
    repository.move('f/V1__a.sql', 'f/V1__other.sql');
    expect(await severities()).toEqual([expect.stringMatching(/^error renamed: Flyway compares the names/) as string]);
  });

  test('Prisma knows folders; a number that stays is enough for others', async () => {
    repository.git('checkout', '--quiet', 'main');
    repository.commit({
      'p/migration_lock.toml': 'provider = "postgresql"\n',
      'p/20240101000000_a/migration.sql': 'CREATE TABLE p (id int);\n',
      'g/1_a.up.sql': 'CREATE TABLE g (id int);\n',
      'g/1_a.down.sql': 'DROP TABLE g;\n',
    });
    repository.git('mv', 'p/20240101000000_a', 'p/20240101000000_b');
    expect(await severities()).toEqual([expect.stringMatching(/^error renamed: Prisma knows it by its whole name/) as string]);
    repository.git('reset', '--quiet', '--hard');
    repository.git('mv', 'g/1_a.up.sql', 'g/1_b.up.sql');
    repository.git('mv', 'g/1_a.down.sql', 'g/1_b.down.sql');
    expect(await severities()).toEqual([]);
    repository.git('mv', 'm/002_b.sql', 'm/002_other.sql');
    expect(await severities()).toEqual([expect.stringMatching(/^warning renamed: A runner that remembers whole names/) as string]);
  });
});
