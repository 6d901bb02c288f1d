import { mkdirSync, realpathSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { found, sqlsafe } from './command.ts';
import { Repository } from './repository.ts';

// Each test makes real repositories, and git is called many times.
vi.setConfig({ testTimeout: 60_000 });

const USERS = { 'm/001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n' };
const INDEX = 'CREATE INDEX users_email_idx ON users (email);\n';
const FINE = 'SELECT 1;\n';
const BLOCKING = 'create-index-blocking/build';

const made: Repository[] = [];
let repository: Repository;
const make = (...given: ConstructorParameters<typeof Repository>): Repository => {
  const each = new Repository(...given);
  made.push(each);
  return each;
};
beforeEach(() => {
  repository = make().commit(USERS);
});
afterEach(() => {
  for (const each of made.splice(0)) each.destroy();
  vi.unstubAllEnvs();
});

describe('--staged', () => {
  test('the new file alone is judged, in the light of all before it', async () => {
    repository.stage({ 'm/002_index.sql': INDEX });
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    const { status, stdout } = await sqlsafe(repository.root, ['--staged']);
    expect(status).toBe(1);
    expect(stdout).toContain('1 file, 1 statement');
  });

  test('what is staged is judged, not what the file says by now', async () => {
    repository.stage({ 'm/002_index.sql': INDEX }).write({ 'm/002_index.sql': FINE });
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    repository.stage({ 'm/002_index.sql': FINE }).write({ 'm/002_index.sql': INDEX });
    expect(await found(repository.root, ['--staged'])).toEqual([]);
  });

  test('the frame around a finding shows what is staged', async () => {
    repository.stage({ 'm/002_index.sql': `-- staged\n${INDEX}` }).write({ 'm/002_index.sql': `${FINE}${FINE}${FINE}` });
    const { stdout } = await sqlsafe(repository.root, ['--staged']);
    expect(stdout).toContain('1 │ -- staged\n  2 │ CREATE INDEX');
  });

  test('the history is the staged one, too', async () => {
    // In the worktree the table is gone, and another file makes the same index; neither is staged.
    repository.stage({ 'm/003_index.sql': INDEX });
    repository.write({ 'm/001_users.sql': FINE, 'm/002_draft.sql': INDEX });
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/003_index.sql`]);
    repository.remove('m/001_users.sql').remove('m/003_index.sql');
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/003_index.sql`]);
  });

  test('neither ignored nor announced files are part of it', async () => {
    repository.commit({ '.gitignore': '*.draft.sql\nbuild/\n' });
    repository.stage({ 'm/004_index.sql': INDEX });
    repository.write({ 'm/002_x.draft.sql': INDEX, 'm/003_announced.sql': INDEX });
    repository.git('add', '--intent-to-add', 'm/003_announced.sql');
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/004_index.sql`]);
  });

  test('the staged files are one deployment: what one creates is empty for the next', async () => {
    repository.stage({ 'm/002_orders.sql': 'CREATE TABLE orders (a int);\n', 'm/003_orders_idx.sql': 'CREATE INDEX i ON orders (a);\n' });
    expect(await found(repository.root, ['--staged'])).toEqual([]);
    expect(await found(repository.root, ['m/003_orders_idx.sql'])).toEqual([`${BLOCKING} m/003_orders_idx.sql`]);
  });

  test('a first commit has no HEAD to be compared with', async () => {
    const fresh = make().stage({ ...USERS, 'm/002_role.sql': 'ALTER TABLE other ADD COLUMN role text NOT NULL;\n' });
    expect(await found(fresh.root, ['--staged'])).toEqual(['add-column-failing/not-null m/002_role.sql']);
  });

  test('with nothing staged a hook passes, with a short line; programs get an empty report', async () => {
    expect(await sqlsafe(repository.root, ['--staged'])).toEqual({ status: 0, stdout: '✔ no migration is staged\n', stderr: '' });
    repository.stage({ 'readme.txt': 'x' });
    expect((await sqlsafe(repository.root, ['--staged'])).status).toBe(0);
    const { stdout, status } = await sqlsafe(repository.root, ['--staged', '-f', 'sarif']);
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ results: [] }] });
    expect(status).toBe(0);
  });

  test('paths limit it: files, folders, globs; what they leave out is not judged', async () => {
    repository.stage({ 'm/002_index.sql': INDEX, 'other/001_index.sql': INDEX });
    for (const path of ['m', 'm/', './m/002_index.sql', 'm/*.sql', '**/002_*.sql'])
      expect(await found(repository.root, ['--staged', path])).toEqual([`${BLOCKING} m/002_index.sql`]);
    expect(await found(repository.root, ['--staged', '--ignore-pattern', 'other/**'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    expect(await found(repository.root, ['--staged', '--ignore-pattern', '**/*_index.sql'])).toEqual([]);
    expect((await sqlsafe(repository.root, ['--staged', 'm/001_users.sql'])).stdout).toBe('✔ no migration is staged\n');
    expect(await sqlsafe(repository.root, ['--staged', 'missing'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('missing does not exist') as string,
    });
  });

  test('a configuration limits it in the same way', async () => {
    repository.commit({ 'sqlsafe.jsonc': '{ "files": ["m"], "ignorePatterns": ["m/old/**"] }' });
    repository.stage({ 'm/002_index.sql': INDEX, 'other/001_index.sql': INDEX, 'm/old/001_index.sql': INDEX });
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/002_index.sql`]);
  });

  test('from a folder below the root all of the repository is looked at', async () => {
    repository.stage({ 'm/002_index.sql': INDEX, 'app/x.txt': '' });
    expect(await found(join(repository.root, 'm'), ['--staged'])).toEqual([`${BLOCKING} 002_index.sql`]);
    expect(await found(join(repository.root, 'app'), ['--staged'])).toEqual([`${BLOCKING} ${repository.root}/m/002_index.sql`]);
  });

  test.each(['m/002 ü "quoted".sql', 'm/-002.sql', 'm/002\ttab\nline.sql', 'm/:(glob)*.sql', 'm/002_👍.sql'])(
    'a file called %j',
    async (name) => {
      repository.stage({ [name]: INDEX });
      expect(await found(repository.root, ['--staged', '--skip', 'migration-irreversible'])).toContain(`${BLOCKING} ${name}`);
    },
  );

  test('a conflict that is not solved is no clean answer', async () => {
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'm/002_a.sql': INDEX });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'm/002_a.sql': FINE });
    expect(() => repository.git('merge', 'topic')).toThrow(/CONFLICT|failed/);
    expect(await sqlsafe(repository.root, ['--staged'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('m/002_a.sql is not merged yet') as string,
    });
  });

  test('in a hook git says which index is meant', async () => {
    repository.write({ 'm/002_index.sql': INDEX });
    const index = join(repository.root, 'other-index');
    vi.stubEnv('GIT_INDEX_FILE', index);
    repository.git('add', '--all', 'm');
    expect(await found(repository.root, ['--staged', 'm'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    vi.unstubAllEnvs();
    expect(await found(repository.root, ['--staged', 'm'])).toEqual([]);
  });

  test('worktrees and submodules are repositories of their own', async () => {
    const tree = make(join(repository.root, '../', `${repository.root.split('/').pop()}-tree`), false);
    repository.git('worktree', 'add', '--quiet', tree.root);
    tree.stage({ 'm/002_index.sql': INDEX });
    expect(await found(tree.root, ['--staged'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    expect(await found(repository.root, ['--staged'])).toEqual([]);
    vi.stubEnv('GIT_DIR', tree.git('rev-parse', '--absolute-git-dir').trim());
    expect(await found(tree.root, ['--staged'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    vi.unstubAllEnvs();

    const outer = make().commit({ 'readme.txt': 'x' });
    outer.git('submodule', '--quiet', 'add', repository.root, 'db');
    const inner = make(join(outer.root, 'db'), false);
    inner.stage({ 'm/002_index.sql': INDEX });
    expect(await found(inner.root, ['--staged'])).toEqual([`${BLOCKING} m/002_index.sql`]);
    expect(await found(outer.root, ['--staged'])).toEqual([]);
  });
});

describe('--changed', () => {
  test('the worktree against HEAD: edited, staged and files that git does not know yet', async () => {
    repository.commit({ 'm/002_a.sql': FINE, '.gitignore': 'm/005*\n' });
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository
      .write({ 'm/003_index.sql': INDEX, 'm/005_ignored.sql': INDEX })
      .stage({ 'm/004_index.sql': INDEX.replace('users_email_idx ON users (email)', 'other ON users (lower(email))') });
    expect(await found(repository.root, ['--changed'])).toEqual([`${BLOCKING} m/003_index.sql`, `${BLOCKING} m/004_index.sql`]);
    repository.remove('m/003_index.sql').write({ 'm/004_index.sql': FINE });
    expect(await found(repository.root, ['--changed'])).toEqual([]);
    repository.remove('m/004_index.sql');
    expect(await sqlsafe(repository.root, ['--changed'])).toEqual({ status: 0, stdout: '✔ no migration differs from HEAD\n', stderr: '' });
  });
});

describe('--since', () => {
  test('what the branch has and the other had not where they parted, committed or not', async () => {
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.commit({ 'm/002_index.sql': INDEX });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'm/002_theirs.sql': 'CREATE INDEX theirs ON users (id);\n' });
    repository.git('checkout', '--quiet', 'topic');
    repository.write({ 'm/003_role.sql': 'ALTER TABLE users ADD COLUMN role text NOT NULL;\n' });
    expect(await found(repository.root, ['--since', 'main'])).toEqual([
      `${BLOCKING} m/002_index.sql`,
      'add-column-failing/not-null m/003_role.sql',
    ]);
    expect(await found(repository.root, ['--since=main', 'm/003_role.sql'])).toEqual(['add-column-failing/not-null m/003_role.sql']);
    expect((await sqlsafe(repository.root, ['--since', 'HEAD', 'm/002_index.sql'])).stdout).toBe('✔ no migration is new since HEAD\n');
  });

  test('a shallow clone gets the command that mends it', async () => {
    repository.commit().commit();
    repository.git('branch', 'release/1');
    const clone = make(join(repository.root, 'clone'), false);
    repository.git('clone', '--quiet', '--depth', '1', `file://${repository.root}`, clone.root);
    const { status, stderr } = await sqlsafe(clone.root, ['--since', 'origin/release/1']);
    expect(status).toBe(2);
    expect(stderr).toContain('shallow');
    const [, command = ''] = /^ {2}(git fetch .*)$/m.exec(stderr) ?? [];
    expect(command).toBe('git fetch --unshallow origin +refs/heads/release/1:refs/remotes/origin/release/1');
    clone.git(...command.split(' ').slice(1));
    expect(await sqlsafe(clone.root, ['--since', 'origin/release/1'])).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(['--upload-pack=touch x', '-x', '--', '', ' ', 'no such', 'origin/none', 'HEAD:m', 'a..b', '$(touch x)', '`x`', '@{-9}'])(
    'a ref that is none, %j, is refused and does nothing',
    async (ref) => {
      const { status, stderr, stdout } = await sqlsafe(repository.root, [`--since=${ref}`]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/is no branch, tag or commit/);
      expect(repository.git('status', '--porcelain')).toBe('');
    },
  );

  test('a repository without a commit', async () => {
    const fresh = make();
    expect(await sqlsafe(fresh.root, ['--since', 'main'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('main is no branch') as string,
    });
    expect(await sqlsafe(fresh.root, ['--since', 'HEAD'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no commit yet') as string,
    });
  });

  test('branches without a common commit', async () => {
    repository.git('checkout', '--quiet', '--orphan', 'alone');
    repository.commit({ 'alone.txt': 'x' });
    expect(await sqlsafe(repository.root, ['--since', 'main'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no commit in common') as string,
    });
  });
});

describe('a request that can not be met', () => {
  test('two selections, and standard input', async () => {
    expect(await sqlsafe(repository.root, ['--staged', '--since', 'main'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--staged and --since can't be given together") as string,
    });
    expect(await sqlsafe(repository.root, ['--staged', '-'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('standard input') as string,
    });
  });

  test('no repository, and no git', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-none-')));
    try {
      expect(await sqlsafe(folder, ['--staged'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('no git repository') as string,
      });
      mkdirSync(join(folder, '.git'));
      expect(await sqlsafe(folder, ['--staged'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('no git repository') as string,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    vi.stubEnv('PATH', '');
    expect(await sqlsafe(repository.root, ['--staged'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('git is not installed') as string,
    });
  });
});

describe('startAfter', () => {
  const old = {
    'm/001_users.sql': USERS['m/001_users.sql'],
    'm/002_index.sql': INDEX,
    'm/003_index.sql': 'CREATE INDEX other ON users (lower(email));\n',
  };

  test.each(['002_index.sql', '002_index', 'm/002_index.sql', '002'])(
    '%s and what comes before it is replayed, not judged',
    async (name) => {
      repository.write(old);
      expect(await found(repository.root, ['m', '--start-after', name])).toEqual([`${BLOCKING} m/003_index.sql`]);
    },
  );

  test('the configuration may say it; with nothing after it that is said', async () => {
    repository.write({ ...old, 'sqlsafe.jsonc': '{ "startAfter": "003_index" }' });
    expect(await sqlsafe(repository.root, ['m'])).toEqual({
      status: 0,
      stdout: '✔ nothing comes after 003_index (startAfter)\n',
      stderr: '',
    });
    repository.write({ 'm/004_role.sql': 'ALTER TABLE users ADD COLUMN role text NOT NULL;\n' });
    expect(await found(repository.root, ['m'])).toEqual(['add-column-failing/not-null m/004_role.sql']);
  });

  test('a name that no migration has is a mistake', async () => {
    expect(await sqlsafe(repository.root, ['m', '--start-after', '999'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no migration 999') as string,
    });
  });
});
