import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// What people do to a command line by accident or on purpose. Nothing may crash, hang, or pass for safe.

const binary = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-faults-')));
const BAD = 'ALTER TABLE users ADD COLUMN role text NOT NULL;\n';
const run = (args: readonly string[], options: { readonly input?: string | Buffer; readonly env?: Record<string, string> } = {}) => {
  const { input, env = {} } = options;
  const { stdout, stderr, status } = spawnSync(process.execPath, [binary, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
    env: { PATH: process.env['PATH'], ...env },
  });
  return { stdout, stderr, status };
};
const write = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

/** C0 and C1 controls but the line feed, and bidirectional overrides. */
const drivesTerminals = (character: string): boolean => {
  const code = character.charCodeAt(0);
  return (code < 0x20 && code !== 10) || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e);
};

beforeAll(() => mkdirSync(join(folder, '.git')));
afterAll(() => rmSync(folder, { recursive: true }));

describe('paths', () => {
  test.each([
    ['new\nline.sql'],
    ['quo\'te".sql'],
    ['per%0Acent.sql'],
    ['emoji 👍.sql'],
    ['-leading.sql'],
    ['::error::.sql'],
    ['<script>.sql'],
  ])('a file called %j is judged under its name', (name) => {
    write(name, BAD);
    const json = run(['check', '--format', 'json', '--', name]);
    expect(json.status).toBe(1);
    expect((JSON.parse(json.stdout) as { findings: { file: string }[] }).findings[0]?.file).toBe(name);
    const pretty = run(['check', '--', name]);
    expect(pretty.stdout).toContain(name.replace('\n', '␊'));
  });

  test('what is not there is said, and the others are judged', () => {
    const { stdout, stderr, status } = run(['check', 'missing.sql', write('there.sql', BAD)]);
    expect(stderr).toContain('missing.sql');
    expect(stdout).toContain('add-column-failing');
    expect(status).toBe(2);
  });

  test('a pattern that matches nothing is an error, unless it is allowed', () => {
    expect(run(['check', 'nothing/*.sql'])).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing/*.sql') as string });
    mkdirSync(join(folder, 'empty'));
    expect(run(['check', 'empty']).status).toBe(2);
    expect(run(['check', 'empty', '--no-error-on-unmatched-pattern']).status).toBe(0);
  });

  test('nothing named is an error with the way out', () => {
    expect(run(['check'])).toMatchObject({ status: 2, stderr: expect.stringContaining('sqlsafe check migrations/') as string });
  });
});

describe('texts', () => {
  test('control characters of a file never reach the terminal', () => {
    write('escape.sql', `ALTER TABLE "\u001b]0;owned\u0007\u001b[2Jusers" ADD COLUMN "\u202edrop" text NOT NULL; -- \u001b[31m\n`);
    const { stdout, stderr } = run(['check', 'escape.sql', '--color', 'never']);
    expect(stdout).toContain('␛');
    expect((stdout + stderr).split('').filter(drivesTerminals)).toEqual([]);
    expect(stdout).toContain('input-invisible');
  });

  test('empty, blank and comment-only files are fine', () => {
    const names = [write('empty.sql', ''), write('blank.sql', ' \n\t\r\n'), write('comment.sql', '-- nothing\n/* to do */\n')];
    expect(run(['check', ...names])).toMatchObject({ status: 0, stderr: '' });
  });

  test('a byte order mark, CRLF and CR are no trouble, and places are right', () => {
    write('bom.sql', '\ufeffSELECT 1;\r\nALTER TABLE users ADD COLUMN role text NOT NULL;\r\n');
    write('cr.sql', 'SELECT 1;\rALTER TABLE users ADD COLUMN role text NOT NULL;\r');
    for (const name of ['bom.sql', 'cr.sql']) {
      const { findings } = JSON.parse(run(['check', name, '--format', 'json', '--only', 'add-column-failing']).stdout) as {
        findings: { range: { start: object } }[];
      };
      expect(findings.map(({ range }) => range.start)).toMatchObject([{ line: 2, column: 19 }]);
    }
  });

  test('one broken statement hides no other', () => {
    const { stdout, status } = run(['check', write('broken.sql', `SELEC 1;\n${BAD}`)]);
    expect(stdout).toContain('migration-not-understood');
    expect(stdout).toContain('add-column-failing');
    expect(status).toBe(1);
  });

  test('a file too large, and one that is no text, are refused; the others are judged', () => {
    write('large.sql', `${'-- filler\n'.repeat(200)}${BAD}`);
    mkdirSync(join(folder, 'binary'));
    write('binary/packed.sql', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]));
    const { stdout, status } = run(['check', 'large.sql', 'binary/packed.sql', 'there.sql', '--max-file-size', '1000']);
    expect(stdout).toContain('input-too-large');
    expect(stdout).toContain('there.sql');
    expect(status).toBe(2);
  });

  test('standard input is judged under the name it is given', () => {
    const { stdout, status } = run(['check', '-', '--stdin-filename', 'editor.sql'], { input: BAD });
    expect(stdout).toContain('editor.sql:1:');
    expect(status).toBe(1);
  });
});

describe('the request', () => {
  test('every mistake of a configuration is said at its place, and nothing is judged', () => {
    write('wrong.jsonc', '{\n  // a comment\n  "dbVersoin": 17,\n  "failOn": "never ever",\n}\n');
    const { stdout, stderr, status } = run(['check', 'there.sql', '--config', 'wrong.jsonc']);
    expect(stderr).toMatch(/wrong\.jsonc:3:\d+: .*dbVersoin[\s\S]*dbVersion/);
    expect(stderr).toMatch(/wrong\.jsonc:4:\d+: /);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  });

  test.each([
    [['check', 'there.sql', '--formt', 'json'], /formt/],
    [['check', 'there.sql', '--rule', 'create-index-blockng=off'], /create-index-blocking/],
    [['check', 'there.sql', '--preset', 'strickt'], /Did you mean "strict"/],
    [['check', 'there.sql', '--db-version', '9.6'], /from 10 to 18/],
    [['check', 'there.sql', '--dialect', 'mysql'], /postgresql/],
    [['check', 'there.sql', '--max-warnings', 'many'], /max-warnings/],
    [['explain', 'require-concurrent-index'], /rule/],
    [['check', 'there.sql', '--config', 'none.jsonc'], /none\.jsonc/],
  ] as const)('sqlsafe %j', (args, reason) => {
    const { stderr, status } = run(args);
    expect(stderr).toMatch(reason);
    expect(status).toBe(2);
  });

  test('settings for some files are found from the folder of the configuration, wherever the command runs', () => {
    mkdirSync(join(folder, 'nested/legacy'), { recursive: true });
    write('nested/legacy/1.sql', BAD);
    write('nested/2.sql', BAD);
    write('overrides.jsonc', '{ "overrides": [{ "files": ["nested/legacy/**"], "rules": { "add-column-failing": "info" } }] }');
    const severities = (cwd: string, config: string): readonly string[] => {
      const args = [binary, 'check', '.', '--config', config, '-f', 'json', '--only', 'add-column-failing'];
      const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
      return (JSON.parse(stdout) as { findings: { file: string; severity: string }[] }).findings
        .map(({ file, severity }) => `${file} ${severity}`)
        .toSorted();
    };
    expect(severities(join(folder, 'nested'), '../overrides.jsonc')).toEqual(['2.sql error', 'legacy/1.sql info']);
    expect(severities(join(folder, 'nested/legacy'), '../../overrides.jsonc')).toEqual(['1.sql info']);
  });

  test('thresholds decide the exit code', () => {
    write('warned.sql', 'ALTER TABLE users ADD COLUMN nick text;\n');
    expect(run(['check', 'warned.sql']).status).toBe(0);
    expect(run(['check', 'warned.sql', '--fail-on', 'warning']).status).toBe(1);
    expect(run(['check', 'warned.sql', '--max-warnings', '0']).status).toBe(1);
    expect(run(['check', 'there.sql', '--fail-on', 'never']).status).toBe(0);
    expect(run(['check', 'warned.sql'], { env: { SQLSAFE_FAIL_ON: 'warning' } }).status).toBe(1);
  });
});

describe('the output', () => {
  test('colours only where they are wanted', () => {
    const ESCAPE = '\u001b[';
    expect(run(['check', 'there.sql']).stdout).not.toContain(ESCAPE);
    expect(run(['check', 'there.sql'], { env: { CI: 'true' } }).stdout).not.toContain(ESCAPE);
    expect(run(['check', 'there.sql', '--color', 'always']).stdout).toContain(ESCAPE);
    expect(run(['check', 'there.sql'], { env: { FORCE_COLOR: '1' } }).stdout).toContain(ESCAPE);
    expect(run(['check', 'there.sql'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain(ESCAPE);
    expect(run(['check', 'there.sql', '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain(ESCAPE);
  });

  test('a reader that goes away early is no error', async () => {
    write('many.sql', BAD.repeat(3000));
    const child = spawn(process.execPath, [binary, 'check', 'many.sql', '--format', 'json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 });
  });

  test('a full disk is said', () => {
    // Only Linux has a disk that is always full.
    if (!existsSync('/dev/full')) return;
    const { stderr, status } = spawnSync(process.execPath, [binary, 'check', 'there.sql'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect(stderr).toContain('ENOSPC');
    expect(status).toBe(2);
  });

  test('a report goes to a file as a whole, or is refused with the reason', () => {
    expect(run(['check', 'there.sql', '-f', 'json', '-o', 'report.json'])).toMatchObject({ status: 1, stdout: '' });
    expect(run(['check', 'there.sql', '-o', 'no/such/folder/report.txt'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no/such/folder') as string,
    });
  });

  test('a link that is named for the report is written through, not replaced', () => {
    write('target.txt', '');
    symlinkSync('target.txt', join(folder, 'link.txt'));
    expect(run(['check', 'there.sql', '-o', 'link.txt']).status).toBe(1);
    expect(lstatSync(join(folder, 'link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'target.txt'), 'utf8')).toContain('add-column-failing');
  });

  test('the same input gives the same bytes', () => {
    const first = run(['check', '.', '-f', 'json']);
    expect(first.stdout.length).toBeGreaterThan(1000);
    expect(run(['check', '.', '-f', 'json'], { env: { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8' } }).stdout).toBe(first.stdout);
  });

  test('timings go to stderr', () => {
    const { stdout, stderr } = run(['check', 'there.sql', '--timings', '-f', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stderr).toMatch(/ms {2}parsing and lowering[\s\S]*ms {2}in all/);
  });
});
