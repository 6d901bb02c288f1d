import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { found, sqlsafe } from './command.ts';
import { Repository } from './repository.ts';

// What can be with a file, by how it is asked for: staged for a commit, or since a branch parted.

vi.setConfig({ testTimeout: 60_000 });

const FILES = {
  'm/001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n',
  'm/002_old.sql': 'ALTER TABLE users ADD COLUMN old text;\n',
  'notes/index.sql': 'CREATE INDEX users_email_idx ON users (email);\n',
};
const INDEX = FILES['notes/index.sql'];
const BLOCKING = 'create-index-blocking/build';
const ORDER = 'migration-order';

const made: Repository[] = [];
let repository: Repository;
const make = (...given: ConstructorParameters<typeof Repository>): Repository => {
  const each = new Repository(...given);
  made.push(each);
  return each;
};
/** A branch `topic` that main has parted from. */
beforeEach(() => {
  repository = make().commit(FILES);
  repository.git('checkout', '--quiet', '-b', 'topic');
});
afterEach(() => {
  for (const each of made.splice(0)) each.destroy();
});

const WAYS = [
  ['--staged', (at: Repository) => void at.git('add', '--all')],
  ['--since=main', (at: Repository) => void at.commit()],
] as const;

describe.each(WAYS)('%s', (flag, settle) => {
  const now = async (at = repository): Promise<readonly string[]> => {
    settle(at);
    return found(at.root, [flag]);
  };

  test('added', async () => {
    repository.write({ 'm/003_index.sql': INDEX });
    expect(await now()).toEqual([`${BLOCKING} m/003_index.sql`]);
  });

  test('edited: what stands in it now is judged, and that it was changed is said', async () => {
    repository.write({ 'm/002_old.sql': INDEX });
    expect(await now()).toEqual([`${BLOCKING} m/002_old.sql`, `${ORDER}/edited m/002_old.sql`]);
  });

  test('renamed, as it was and with a change', async () => {
    repository.move('m/002_old.sql', 'm/003_new.sql');
    expect(await now()).toEqual([`${ORDER}/renamed m/003_new.sql`]);
    repository.write({ 'm/003_new.sql': `${FILES['m/002_old.sql']}${INDEX}` });
    expect(await now()).toContain(`${BLOCKING} m/003_new.sql`);
  });

  test('renamed into a folder of migrations it is new there; out of it, it is gone', async () => {
    repository.write({ 'sqlsafe.json': '{ "files": ["m"] }' });
    repository.move('notes/index.sql', 'm/003_index.sql');
    expect(await now()).toEqual([`${BLOCKING} m/003_index.sql`]);
    repository.move('m/002_old.sql', 'notes/002_old.sql');
    expect(await now()).toContain(`${ORDER}/deleted m/002_old.sql`);
  });

  test('renamed in letters’ case only', async () => {
    repository.move('m/002_old.sql', 'm/002_OLD.sql');
    expect(await now()).toEqual([`${ORDER}/renamed m/002_OLD.sql`]);
  });

  test('deleted', async () => {
    repository.remove('m/002_old.sql');
    expect(await now()).toEqual([`${ORDER}/deleted m/002_old.sql`]);
  });

  test('added and deleted again is nothing', async () => {
    repository.write({ 'm/003_index.sql': INDEX });
    settle(repository);
    repository.remove('m/003_index.sql');
    expect(await now()).toEqual([]);
  });

  test('another mode is no change', async () => {
    repository.git('update-index', '--chmod=+x', 'm/002_old.sql');
    expect(await found(repository.root, [flag])).toEqual([]);
  });

  test('a submodule that moved brings nothing here; its own files are asked for there', async () => {
    const other = make().commit({ 'm/001_a.sql': 'CREATE TABLE a (b int);\n' });
    repository.git('submodule', '--quiet', 'add', other.root, 'sub');
    repository.commit();
    repository.git('branch', '--force', 'main');
    const inner = make(join(repository.root, 'sub'), false);
    inner.git('checkout', '--quiet', '-b', 'topic');
    inner.write({ 'm/002_index.sql': 'CREATE INDEX i ON a (b);\n' });
    settle(inner);
    expect(await found(inner.root, [flag])).toEqual([`${BLOCKING} m/002_index.sql`]);
    inner.commit();
    settle(repository);
    expect(await found(repository.root, [flag])).toEqual([]);
  });

  test('in a worktree', async () => {
    const tree = make(`${repository.root}-tree`, false);
    repository.git('worktree', 'add', '--quiet', '-b', 'other', tree.root);
    tree.write({ 'm/003_index.sql': INDEX });
    expect(await now(tree)).toEqual([`${BLOCKING} m/003_index.sql`]);
    expect(await found(repository.root, [flag])).toEqual([]);
  });
});

describe('what is only in the worktree', () => {
  test('untracked and unstaged files are new since a branch, and not staged', async () => {
    repository.write({ 'm/003_index.sql': INDEX });
    expect(await found(repository.root, ['--since=main'])).toEqual([`${BLOCKING} m/003_index.sql`]);
    expect(await found(repository.root, ['--staged'])).toEqual([]);
  });

  test('partly staged: the index for a commit, the worktree since a branch', async () => {
    repository.stage({ 'm/003_index.sql': 'SELECT 1;\n' }).write({ 'm/003_index.sql': INDEX });
    expect(await found(repository.root, ['--staged'])).toEqual([]);
    expect(await found(repository.root, ['--since=main'])).toEqual([`${BLOCKING} m/003_index.sql`]);
    repository.stage({ 'm/003_index.sql': INDEX }).remove('m/003_index.sql');
    expect(await found(repository.root, ['--staged'])).toEqual([`${BLOCKING} m/003_index.sql`]);
    expect(await found(repository.root, ['--since=main'])).toEqual([]);
  });
});

describe('a shallow clone', () => {
  const clone = (depth: string): Repository => {
    const shallow = make(join(repository.root, 'clone'), false);
    repository.git('clone', '--quiet', '--depth', depth, '--no-single-branch', `file://${repository.root}`, shallow.root);
    return shallow;
  };

  test('is enough for what is staged', async () => {
    repository.commit();
    const shallow = clone('1').stage({ 'm/003_index.sql': INDEX });
    expect(await found(shallow.root, ['--staged'])).toEqual([`${BLOCKING} m/003_index.sql`]);
  });

  test('is enough where it reaches back to where the branch parted', async () => {
    repository.commit({ 'm/003_index.sql': INDEX });
    const shallow = clone('2');
    expect(await found(shallow.root, ['--since=origin/main'])).toEqual([`${BLOCKING} m/003_index.sql`]);
  });
});

describe('a ref that begins with -', () => {
  test('a branch of a remote that is called so is found, and nothing is done', async () => {
    repository.git('update-ref', 'refs/remotes/origin/--output=x', 'main');
    repository.commit({ 'm/003_index.sql': INDEX });
    expect(await found(repository.root, ['--since=origin/--output=x'])).toEqual([`${BLOCKING} m/003_index.sql`]);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  test('a local one is refused with a way out, or found; git is given no option', async () => {
    repository.git('update-ref', 'refs/heads/--upload-pack=touch', 'main');
    repository.commit({ 'm/003_index.sql': INDEX });
    const short = await sqlsafe(repository.root, ['--since=--upload-pack=touch', '-f', 'jsonl']);
    expect([1, 2]).toContain(short.status);
    expect(short.status === 2 ? short.stderr : short.stdout).toMatch(/is no branch, tag or commit|create-index-blocking/);
    expect(await found(repository.root, ['--since=refs/heads/--upload-pack=touch'])).toEqual([`${BLOCKING} m/003_index.sql`]);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});
