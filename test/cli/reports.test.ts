import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lineHashes } from '../../src/report/line-hash.ts';
import { junitFaults } from '../report/xml.ts';
import { sarifFaults } from '../report/sarif-schema.ts';
import { sqlsafe } from './command.ts';

const BAD = 'ALTER TABLE users ADD COLUMN role text NOT NULL;\n';
let root: string;
/** Where the command runs: a folder below the root of the repository. */
let folder: string;
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-reports-')));
  folder = join(root, 'db');
  mkdirSync(join(root, '.git'));
  mkdirSync(folder);
  writeFileSync(join(folder, '001_role.sql'), BAD);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('several reports of one run', () => {
  test('each goes where it should, with paths from the root of the repository', async () => {
    const path = (name: string): string => join(folder, name);
    const { status, stdout, stderr } = await sqlsafe(folder, [
      '001_role.sql',
      ...[
        'pretty',
        ...['sarif', 'gitlab', 'junit', 'markdown', 'jsonl', 'github', 'json'].map((format) => `${format}:${path(format)}`),
      ].flatMap((each) => ['-f', each]),
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('error  add-column-failing');
    expect(sarifFaults(read('sarif'))).toEqual([]);
    expect(read('sarif')).toContain('"uri": "db/001_role.sql"');
    expect(JSON.parse(read('gitlab'))).toMatchObject([{ location: { path: 'db/001_role.sql' } }, {}]);
    expect(await junitFaults(read('junit'))).toEqual([]);
    expect(read('markdown')).toContain('`db/001_role.sql:1`');
    expect(read('github')).toContain('::error file=db/001_role.sql,line=1,');
    expect(read('jsonl').split('\n').length).toBe(3);
    expect(JSON.parse(read('json'))).toMatchObject({ schemaVersion: 1, statements: [{ file: '001_role.sql' }] });
  });

  test('the configuration and a variable say it as well; its paths start from its folder', async () => {
    writeFileSync(join(root, 'sqlsafe.jsonc'), '{ "format": ["pretty", "sarif:report.sarif"] }');
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      expect((await sqlsafe(folder, ['001_role.sql'])).status).toBe(1);
      expect(sarifFaults(readFileSync(join(root, 'report.sarif'), 'utf8'))).toEqual([]);
      expect((await sqlsafe(folder, ['001_role.sql'], { SQLSAFE_FORMAT: 'json,junit:report.xml' })).stdout).toContain('"schemaVersion": 1');
      expect(await junitFaults(read('report.xml'))).toEqual([]);
    } finally {
      process.chdir(cwd);
    }
  });

  test('a wrong one is said with what is near, and nothing is judged', async () => {
    expect(await sqlsafe(folder, ['001_role.sql', '-f', 'sarf:x'])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/--format must be one of pretty, json, .*, not "sarf:x".*\n.*Did you mean "sarif"\?/) as string,
    });
    expect(await sqlsafe(folder, ['001_role.sql', '-f', 'json', '-f', 'sarif'])).toMatchObject({ status: 2, stdout: '' });
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test('one that can not be written is said, and the others are', async () => {
    const { status, stderr, stdout } = await sqlsafe(folder, ['001_role.sql', '-f', 'pretty', '-f', `sarif:${folder}/none/x`]);
    expect(status).toBe(2);
    expect(stderr).toContain('none/x could not be written');
    expect(stdout).toContain('add-column-failing');
  });

  test('a byte order mark counts in the hash of its line, as it does for GitHub', async () => {
    writeFileSync(join(folder, '002_mark.sql'), `\uFEFF${BAD}`);
    const hashOf = async (name: string): Promise<unknown> => {
      const { stdout } = await sqlsafe(folder, [name, '-f', 'sarif']);
      const { runs } = JSON.parse(stdout) as { runs: [{ results: [{ partialFingerprints: { primaryLocationLineHash: string } }] }] };
      return runs[0].results[0].partialFingerprints.primaryLocationLineHash;
    };
    expect(await hashOf('001_role.sql')).toBe(lineHashes(BAD)[0]);
    expect(await hashOf('002_mark.sql')).toBe(lineHashes(`\uFEFF${BAD}`)[0]);
    expect(await hashOf('002_mark.sql')).not.toBe(await hashOf('001_role.sql'));
  });

  test('a problem is in the reports for programs, too', async () => {
    const { status, stdout } = await sqlsafe(folder, ['001_role.sql', 'missing.sql', '-f', 'sarif']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ descriptor: { id: 'path-not-found' } }] }] }],
    });
  });
});

describe('where GitHub runs it', () => {
  const env = { GITHUB_ACTIONS: 'true' };

  test('annotations follow the report; a name that looks like an order is none', async () => {
    writeFileSync(join(folder, '::error::x.sql'), BAD);
    const { stdout } = await sqlsafe(folder, ['.'], env);
    const orders = stdout.split('\n').filter((line) => /^\s*::/.test(line));
    expect(orders.length).toBeGreaterThan(1);
    expect(orders.every((line) => /^::(?:error|warning) file=db\//.test(line))).toBe(true);
    expect(stdout).toContain('error  add-column-failing');
    expect((await sqlsafe(folder, ['.', '-f', 'pretty'], env)).stdout).not.toMatch(/^\s*::/m);
  });

  test('sqlsafe locks gives no orders either', async () => {
    writeFileSync(join(folder, '::error::x.sql'), 'SELECT /* ##[group] */ 1;\n');
    const { stdout } = await sqlsafe(folder, ['.'], env, 'locks');
    expect(stdout).toContain(': :error::x.sql');
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
    const { stdout: json } = await sqlsafe(folder, ['.', '-f', 'json'], env, 'locks');
    expect(json).not.toContain('##[');
    expect(JSON.stringify(JSON.parse(json))).toContain('##[group]');
  });

  test('what it annotates no more stands in the step summary, up to what that may hold', async () => {
    const summary = join(root, 'summary.md');
    writeFileSync(summary, 'earlier\n');
    writeFileSync(join(folder, '001_role.sql'), BAD.repeat(15));
    const { stdout } = await sqlsafe(folder, ['.'], { ...env, GITHUB_STEP_SUMMARY: summary });
    expect(stdout.match(/^::error /gm)?.length).toBe(10);
    expect(stdout).toContain('they stand in the step summary');
    const text = readFileSync(summary, 'utf8');
    expect(text.startsWith('earlier\n')).toBe(true);
    expect(text.match(/\| ❌ \| `add-column-failing`/g)?.length).toBe(15);

    writeFileSync(summary, 'x'.repeat(1024 * 1024 - 10));
    await sqlsafe(folder, ['.'], { ...env, GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary).length).toBe(1024 * 1024 - 10);
    expect(await sqlsafe(folder, ['.'], { ...env, GITHUB_STEP_SUMMARY: `${root}/none/x` })).toMatchObject({ status: 2 });
  });
});
