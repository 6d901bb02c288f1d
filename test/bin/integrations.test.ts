import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseQuickly } from '../../src/cli/parse.ts';
import { Repository } from '../cli/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratchHome = mkdtempSync(join(tmpdir(), 'sqlsafe-home-'));

interface Step {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};

describe('the GitHub action', () => {
  let repository: Repository;
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'sqlsafe-action-'));
    repository = new Repository().commit({ 'my migrations/001_a.sql': 'CREATE TABLE a (b int);\n' });
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    repository.commit({ 'my migrations/002_b.sql': 'CREATE INDEX i ON a (b);\n', 'other/001_c.sql': 'CREATE INDEX j ON c (d);\n' });
  });
  afterEach(() => {
    repository.destroy();
    rmSync(scratch, { recursive: true });
  });

  /** Its steps, as a runner does them. */
  function run(inputs: Readonly<Record<string, string>>, baseRef = '') {
    const value = (expression: string): string =>
      expression.replaceAll(/\$\{\{ (inputs|github)\.([\w-]+) \}\}/g, (_, from: string, name: string) =>
        from === 'github' ? baseRef : (inputs[name] ?? action.inputs[name]?.default ?? ''),
      );
    const output = join(scratch, 'output');
    let said = '';
    for (const { run: script, env = {} } of action.runs.steps) {
      const { stdout, stderr, status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
        cwd: repository.root,
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          GITHUB_ACTION_PATH: root,
          GITHUB_OUTPUT: output,
          ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, value(text)])),
        },
      });
      said += stdout + stderr;
      if (status !== 0) return { status, said, output: existsSync(output) ? readFileSync(output, 'utf8') : '' };
    }
    return { status: 0, said, output: readFileSync(output, 'utf8') };
  }

  test('a pull request: what its branch brings', () => {
    const { status, said, output } = run({}, 'main');
    expect({ status, output }).toEqual({ status: 1, output: 'exit-code=1\n' });
    expect(said).toContain('my migrations/002_b.sql:1:');
    expect(said).toContain('other/001_c.sql:1:');
  });

  test('paths with blanks, a report, a threshold and other arguments', () => {
    const sarif = join(scratch, 'out file.sarif');
    const { status, said } = run(
      { paths: 'my migrations\n', 'sarif-file': sarif, 'fail-on': 'never', args: '--skip\nsession-blocking\n' },
      'main',
    );
    expect(status).toBe(0);
    expect(said).not.toContain('other/001_c.sql');
    expect(readFileSync(sarif, 'utf8')).toContain('create-index-blocking');
  });

  test('all, where it is asked for, or there is no base', () => {
    expect(run({ since: 'none', paths: 'my migrations' }, 'main').said).toContain('2 files');
    expect(run({ paths: 'my migrations' }).said).toContain('2 files');
  });

  test('what comes from outside is text', () => {
    for (const hostile of ['$(touch pwned)', '`touch pwned`', '"; touch pwned; "', '--upload-pack=x']) {
      expect(run({ since: hostile }).said).toContain('is no branch, tag or commit');
      expect(run({ paths: hostile, since: 'none' }).status).toBe(2);
    }
    expect(repository.git('status', '--porcelain')).toBe('');
    for (const { run: script } of action.runs.steps) expect(script).not.toContain('${{');
  });
});

describe('the pre-commit hook', () => {
  afterAll(() => {
    rmSync(scratchHome, { recursive: true });
  });
  const [hook] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as [
    { readonly entry: string; readonly language: string },
  ];

  test('is a command of sqlsafe', () => {
    const [name, ...argv] = hook.entry.split(' ');
    expect(name).toBe('sqlsafe');
    expect(parseQuickly(argv)).toMatchObject({ command: 'check', values: { staged: true } });
    expect(hook.language).toBe('node');
  });

  test('what builds it from a clone prints nothing but the name of the package, which pre-commit reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-clone-'));
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder]);
    // As it stands here, and without what the real script needs to be installed.
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    execFileSync('cp', [join(root, '.npmrc'), folder]);
    execFileSync('npm', ['pkg', 'set', 'scripts.build=echo built'], { cwd: folder });
    const printed = execFileSync('npm', ['pack'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: scratchHome } });
    rmSync(folder, { recursive: true });
    expect(printed.trim()).toBe(`sqlsafe-${version}.tgz`);
  });
});
