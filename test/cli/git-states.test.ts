import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { found, sqlsafe } from './command.ts';
import { Repository } from './repository.ts';

// What a repository may be in the middle of when a commit is made.

vi.setConfig({ testTimeout: 60_000 });

const INDEX = 'CREATE INDEX users_email_idx ON users (email);\n';
const BLOCKING = 'create-index-blocking/build';
const PROVEN = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\nALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL);\n';

let repository: Repository;
beforeEach(() => {
  repository = new Repository().commit({ 'm/001_users.sql': PROVEN });
  repository.git('checkout', '--quiet', '-b', 'topic');
});
afterEach(() => {
  repository.destroy();
});

/** Both branches change a file, so that the merge stops before its commit. */
function stopInMerge(ours: Readonly<Record<string, string>>, theirs: Readonly<Record<string, string>>): void {
  repository.commit({ ...ours, 'notes.txt': 'ours\n' });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ ...theirs, 'notes.txt': 'theirs\n' });
  repository.git('checkout', '--quiet', 'topic');
  expect(() => repository.git('merge', 'main')).toThrow(/CONFLICT|failed/);
  repository.stage({ 'notes.txt': 'both\n' });
}

test('a merge: what the other branch brings is there already', async () => {
  stopInMerge(
    { 'm/003_b.sql': 'CREATE TABLE b ();\n' },
    { 'm/002_index.sql': INDEX, 'm/001_users.sql': PROVEN.replace('text', 'varchar') },
  );
  for (const flag of ['--staged', '--changed']) expect(await found(repository.root, [flag])).toEqual([]);
});

test('a merge: what is in neither branch is new, and so is what was made of a conflict', async () => {
  stopInMerge({ 'm/002_a.sql': 'CREATE TABLE a ();\n' }, { 'm/002_a.sql': 'CREATE TABLE b ();\n' });
  repository.stage({ 'm/002_a.sql': INDEX, 'm/003_c.sql': 'ALTER TABLE users ADD COLUMN c text NOT NULL;\n' });
  for (const flag of ['--staged', '--changed'])
    expect(await found(repository.root, [flag])).toEqual([
      `${BLOCKING} m/002_a.sql`,
      'migration-order/edited m/002_a.sql',
      'add-column-failing/not-null m/003_c.sql',
    ]);
});

test('a merge of several branches', async () => {
  repository.commit({ 'm/002_index.sql': INDEX });
  repository.git('checkout', '--quiet', '-b', 'second', 'main');
  repository.commit({ 'm/003_other.sql': 'CREATE INDEX other ON users (lower(email));\n' });
  repository.git('checkout', '--quiet', '-b', 'third', 'main');
  repository.git('merge', '--quiet', '--no-ff', '--no-commit', 'topic', 'second');
  expect(await found(repository.root, ['--staged'])).toEqual([]);
});

test('a folder of old migrations that moves is not judged again; what is new beside them is', async () => {
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'm/002_index.sql': INDEX });
  renameSync(join(repository.root, 'm'), join(repository.root, 'migrations'));
  repository.git('add', '--all');
  const settled = { status: 0, stdout: '✔ no migration is staged\n', stderr: '' };
  expect(await sqlsafe(repository.root, ['--staged'])).toEqual(settled);
  repository.stage({ 'migrations/003_other.sql': 'CREATE INDEX other ON users (lower(email));\n' });
  for (const flag of ['--staged', '--changed', '--since=HEAD'])
    expect(await found(repository.root, [flag])).toEqual([`${BLOCKING} migrations/003_other.sql`]);
});

test('a sparse checkout: the history is seen, though it is not on the disk', async () => {
  repository.commit({ 'app/x.txt': '' });
  repository.git('sparse-checkout', 'set', 'app');
  repository.write({ 'm/002_not_null.sql': 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n' });
  repository.git('add', '--sparse', 'm/002_not_null.sql');
  for (const flag of ['--staged', '--changed', '--since=main']) expect(await found(repository.root, [flag])).toEqual([]);
  // Without what proves it, it reads all rows.
  repository.git('rm', '--quiet', '--cached', '--sparse', 'm/001_users.sql');
  expect(await found(repository.root, ['--staged'])).toContain('set-not-null-scanning/may-scan m/002_not_null.sql');
});
