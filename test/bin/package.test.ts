import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A project of somebody who installed the package: its own folder, and the dependencies beside it. */
const user = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-package-')));
const installed = join(user, 'node_modules/sqlsafe');

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', user], { cwd: root, encoding: 'utf8' });
  const [tarball] = JSON.parse(packed) as [{ readonly filename: string }];
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(user, tarball.filename), '-C', installed, '--strip-components=1']);
  // Where Node looks next, after the package's own folder.
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
  mkdirSync(join(user, 'migrations'));
  writeFileSync(join(user, 'migrations/001_role.sql'), 'ALTER TABLE users ADD COLUMN role text NOT NULL;\n');
});

afterAll(() => {
  rmSync(user, { recursive: true });
});

const run = (...args: readonly string[]) => spawnSync(process.execPath, args, { cwd: user, encoding: 'utf8' });
const sqlsafe = (...args: readonly string[]) => run(join(installed, 'dist/cli.cjs'), ...args);

describe('the packed package', () => {
  test('says its version', () => {
    const { stdout, stderr, status } = sqlsafe('--version');
    expect({ stdout: stdout.trim(), stderr, status }).toEqual({ stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/), stderr: '', status: 0 });
  });

  test('helps', () => {
    const { stdout, status } = sqlsafe('--help');
    expect(stdout).toContain('sqlsafe check');
    expect(status).toBe(0);
  });

  test('judges a migration', () => {
    const { stdout, stderr, status } = sqlsafe('check', 'migrations');
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
    expect(stdout).toContain('add-column-failing');
  });

  test('is a library, too', () => {
    const script = `
      import { check } from 'sqlsafe';
      const files = [{ path: 'a.sql', text: 'CREATE INDEX i ON users (role);' }];
      const report = await check({ files, target: { dialect: 'postgresql', version: '17' }, layout: 'plain' });
      console.log(report.statements[0].effects[0].lock, report.findings.map(({ rule }) => rule).includes('create-index-blocking'));`;
    const { stdout, stderr, status } = run('--input-type=module', '--eval', script);
    expect({ stdout, stderr, status }).toEqual({ stdout: 'SHARE true\n', stderr: '', status: 0 });
  });
});
