import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run as init } from '../../src/cli/init.ts';
import { parseQuickly } from '../../src/cli/parse.ts';
import { sqlsafe, terminalIn } from './command.ts';
import { Repository } from './repository.ts';

vi.setConfig({ testTimeout: 60_000 });

const MIGRATION = { 'migrations/001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);\n' };
const made: Repository[] = [];
let repository: Repository;
beforeEach(() => {
  repository = new Repository().commit(MIGRATION);
  made.push(repository);
});
afterEach(() => {
  for (const each of made.splice(0)) each.destroy();
});

async function sqlsafeInit(cwd: string, ...args: readonly string[]) {
  const given = parseQuickly(['init', ...args]);
  if (given === undefined) throw new Error(`not understood: ${args.join(' ')}`);
  const terminal = terminalIn(cwd);
  const status = await init(given, terminal);
  return { status, ...terminal.said() };
}

const read = (path: string): string => readFileSync(join(repository.root, path), 'utf8');
const files = (): string => repository.git('status', '--porcelain', '--untracked-files=all');

describe('without --yes', () => {
  test('where nobody can be asked it shows all and writes nothing, with the way out', async () => {
    const { status, stdout, stderr } = await sqlsafeInit(repository.root);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'sqlsafe: Nothing was written: nobody can be asked here.\n  sqlsafe init --yes writes it.\n',
    });
    expect(stdout).toContain('sqlsafe.jsonc (new)\n+{\n+  "dialect": "postgresql",');
    expect(stdout).toContain('.git/hooks/pre-commit (new, executable)\n+#!/bin/sh\n');
    expect(files()).toBe('');
  });
});

describe('--yes', () => {
  test('writes it; the second time there is nothing to do', async () => {
    const first = await sqlsafeInit(repository.root, '--yes', '--ci', 'github');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(files()).toBe('?? .github/workflows/sqlsafe.yml\n?? sqlsafe.jsonc\n');
    expect(statSync(join(repository.root, '.git/hooks/pre-commit')).mode & 0o111).toBe(0o111);
    const before = read('sqlsafe.jsonc');
    const second = await sqlsafeInit(repository.root, '--yes', '--ci', 'github');
    expect(second).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('Nothing to do') as string });
    expect(read('sqlsafe.jsonc')).toBe(before);
  });

  test('what is there is added to, and keeps its permissions', async () => {
    repository.write({ '.git/hooks/pre-commit': '#!/bin/sh\nmake lint\n' });
    chmodSync(join(repository.root, '.git/hooks/pre-commit'), 0o700);
    const { stdout } = await sqlsafeInit(repository.root, '--yes');
    expect(stdout).toContain(' #!/bin/sh\n+npx --yes sqlsafe@');
    expect(read('.git/hooks/pre-commit')).toMatch(/^#!\/bin\/sh\nnpx --yes sqlsafe@\S+ check --staged \|\| exit\nmake lint\n$/);
    expect(statSync(join(repository.root, '.git/hooks/pre-commit')).mode & 0o777).toBe(0o711);
  });

  test('a hook that is a link stays one', async () => {
    repository.write({ 'tools/pre-commit': '#!/bin/sh\nmake lint\n' });
    symlinkSync('../../tools/pre-commit', join(repository.root, '.git/hooks/pre-commit'));
    await sqlsafeInit(repository.root, '--yes');
    expect(read('tools/pre-commit')).toContain('check --staged || exit\nmake lint');
  });

  test('from a folder below, the set-up is the repository’s', async () => {
    await sqlsafeInit(join(repository.root, 'migrations'), '--yes');
    expect(read('sqlsafe.jsonc')).toContain('"files": ["migrations"]');
  });

  test('in a worktree the hook goes where git looks for it', async () => {
    const tree = `${repository.root}-tree`;
    repository.git('worktree', 'add', '--quiet', tree);
    made.push(new Repository(tree, false));
    expect((await sqlsafeInit(tree, '--yes')).status).toBe(0);
    expect(read('.git/hooks/pre-commit')).toContain('check --staged');
    expect(readFileSync(join(tree, 'sqlsafe.jsonc'), 'utf8')).toContain('migrations');
  });

  test('core.hooksPath', async () => {
    repository.git('config', 'core.hooksPath', '.githooks');
    await sqlsafeInit(repository.root, '--yes');
    expect(files()).toBe('?? .githooks/pre-commit\n?? sqlsafe.jsonc\n');
  });

  test('a folder that can not be written to is a problem with its file', async () => {
    repository.write({ '.github': 'a file\n' });
    const { status, stderr } = await sqlsafeInit(repository.root, '--yes', '--ci', 'github');
    expect(status).toBe(2);
    expect(stderr).toContain('.github/workflows/sqlsafe.yml could not be written');
  });

  test('without a repository: a configuration, and no hook', async () => {
    const folder = join(repository.root, '.git', 'elsewhere');
    execFileSync('mkdir', ['-p', join(folder, 'migrations')]);
    writeFileSync(join(folder, 'migrations/001_a.sql'), 'SELECT 1;\n');
    vi.stubEnv('GIT_CEILING_DIRECTORIES', folder);
    const { stdout } = await sqlsafeInit(folder);
    vi.unstubAllEnvs();
    expect(stdout).toContain('sqlsafe.jsonc');
  });
});

test('a database that is not read is refused, with what names it', async () => {
  repository.write({ 'docker-compose.yml': 'services:\n  db:\n    image: mysql:8\n' });
  const { status, stderr } = await sqlsafeInit(repository.root, '--yes');
  expect(status).toBe(2);
  expect(stderr).toContain('docker-compose.yml (mysql:8)');
  expect(files()).toBe('?? docker-compose.yml\n');
});

test('the hook refuses a commit with a hazard, and lets a clean one through', async () => {
  const bin = join(repository.root, '.git/bin');
  repository.write({ '.git/bin/npx': `#!/bin/sh\nshift 2\nexec node "${process.cwd()}/dist/cli.cjs" "$@"\n` });
  chmodSync(join(bin, 'npx'), 0o755);
  await sqlsafeInit(repository.root, '--yes');
  repository.stage({ 'migrations/002_role.sql': 'ALTER TABLE users ADD COLUMN role text NOT NULL;\n' });
  const commit = () =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-m', 'x'], {
      cwd: repository.root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
  const refused = commit();
  expect(refused.status).toBe(1);
  expect(refused.stdout + refused.stderr).toContain('migrations/002_role.sql:1:');
  repository.stage({ 'migrations/002_role.sql': "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN role text;\n" });
  expect(commit().status).toBe(0);
});

describe('--from', () => {
  const SQL = `-- squawk-ignore ban-drop-column
ALTER TABLE users DROP COLUMN old;
SELECT '-- squawk-ignore ban-drop-table';
/* squawk-ignore-file ban-drop-table */
-- squawk-ignore no-rule-of-ours
DROP TABLE gone;
-- eugene: ignore E6
`;

  test('comments are in our form with a reason; strings and other tools’ comments stay', async () => {
    repository.commit({ 'migrations/002_a.sql': SQL });
    const { status, stdout } = await sqlsafeInit(repository.root, '--yes', '--from', 'squawk');
    expect(status).toBe(0);
    expect(read('migrations/002_a.sql')).toBe(
      SQL.replace('squawk-ignore ban-drop-column', 'sqlsafe-ignore drop-column-breaking: squawk was told so: ban-drop-column').replace(
        'squawk-ignore-file ban-drop-table */',
        'sqlsafe-ignore-file drop-table-breaking: squawk was told so: ban-drop-table */',
      ),
    );
    expect(stdout).toContain('a comment of squawk names no rule, or one that has no like here: it stays, and works as it stands');
    const report = await sqlsafe(repository.root, ['migrations/002_a.sql', '--only', 'drop-column-breaking']);
    expect(report.status).toBe(0);
  });

  test('pgsafe’s reason goes along', async () => {
    repository.commit({ 'migrations/002_a.sql': '-- pgsafe:ignore drop-column nobody reads it\nALTER TABLE users DROP COLUMN old;\n' });
    await sqlsafeInit(repository.root, '--yes', '--from', 'pgsafe');
    expect(read('migrations/002_a.sql')).toContain('-- sqlsafe-ignore drop-column-breaking: nobody reads it\n');
  });

  test('a file of which its tool keeps a hash is left as it is', async () => {
    const path = 'prisma/migrations/20240101_a/migration.sql';
    repository.commit({ [path]: SQL, 'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n' });
    const { stdout } = await sqlsafeInit(repository.root, '--yes', '--from', 'squawk');
    expect(read(path)).toBe(SQL);
    expect(stdout).toContain('of which prisma keeps a hash');
  });
});
