import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statsOf } from '../support/stats.ts';

const binary = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-stats-')));
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [binary, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { stdout, stderr, status };
};
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

beforeAll(() => {
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'db'));
  write('db/1.sql', 'CREATE TABLE users (id bigint, age integer);\n');
  write('db/2.sql', "SET lock_timeout = '2s';\nCREATE INDEX users_age ON users (age);\n");
  write('small.json', JSON.stringify(statsOf([{ name: 'users', rows: 2000 }])));
  write('large.json', JSON.stringify(statsOf([{ name: 'users', rows: 80_000_000, writesPerSecond: 250 }])));
  write('older.json', JSON.stringify({ ...statsOf([]), server: { dialect: 'postgresql', version: '11.4' } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('check with sizes', () => {
  test('a large table: how long, and still an error', () => {
    const { stdout, status } = run(['check', 'db', '--stats', 'large.json']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      / = lasts about \d+ s to \d+ min: an index to build over 80 million rows; on average 250 rows are written in a second; sizes of 2026-11-02 /,
    );
    expect(status).toBe(1);
  });
  test('a small one is advice, and no reason to stop', () => {
    const { stdout, status } = run(['check', 'db', '--stats', 'small.json']);
    expect(stdout).toMatch(/^info {2}create-index-blocking/m);
    expect(stdout).toContain('= lasts    less than 0.1 s');
    expect(status).toBe(0);
    expect(run(['check', 'db', '--stats', 'small.json', '--blocking-allowed', '0']).status).toBe(1);
  });
  test('named by a variable, or by the configuration, from its own folder', () => {
    expect(run(['check', 'db'], { SQLSAFE_STATS: 'small.json' }).status).toBe(0);
    mkdirSync(join(folder, 'sub'));
    write('sub/c.json', '{ "stats": "../small.json", "blockingAllowed": "2s" }');
    expect(run(['check', 'db', '--config', 'sub/c.json'])).toMatchObject({ stderr: '', status: 0 });
  });
  test('the measured server is the one that is meant, where no other is named', () => {
    expect(run(['check', 'db', '--stats', 'older.json']).stdout).toContain('PostgreSQL 11');
    expect(run(['check', 'db', '--stats', 'older.json', '--db-version', '16']).stdout).toContain('PostgreSQL 16');
  });
  test('in JSON', () => {
    const { findings, statements } = JSON.parse(run(['check', 'db', '--stats', 'large.json', '-f', 'json']).stdout) as {
      readonly findings: readonly { readonly duration: object | null }[];
      readonly statements: readonly { readonly duration: object | null }[];
    };
    const duration = {
      secondsLow: expect.any(Number) as number,
      secondsHigh: expect.any(Number) as number,
      basis: expect.stringContaining('80 million') as string,
    };
    expect(findings.map((finding) => finding.duration)).toEqual([duration]);
    expect(statements.map((statement) => statement.duration)).toEqual([null, null, duration]);
  });
  test('locks says it too', () => {
    expect(run(['locks', 'db', '--stats', 'large.json']).stdout).toMatch(
      /^ {8}lasts about .* to .*: an index to build over 80 million rows/m,
    );
  });
  test.each([
    ['nowhere.json', 'nowhere.json does not exist'],
    ['db/1.sql', 'The stats file is not valid JSON.'],
    ['db', 'db is no regular file'],
  ])('%s is refused', (file, text) => {
    const { stdout, stderr, status } = run(['check', 'db', '--stats', file]);
    expect(stderr).toContain(text);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  });
  test('a duration that is none', () => {
    expect(run(['check', 'db', '--blocking-allowed', 'soon'])).toMatchObject({
      stderr: expect.stringContaining('1s or 2min') as string,
      status: 2,
    });
  });
});

describe('sqlsafe stats', () => {
  test('without a database', () => {
    const { stderr, status } = run(['stats']);
    expect(stderr).toContain('No database is named.');
    expect(status).toBe(2);
  });
  test('out of reach, and nothing of the password', () => {
    const { stdout, stderr, status } = run(['stats', '--url', 'postgres://me:sesame@127.0.0.1:1/app']);
    expect(stderr).toContain('No connection to the database: connect ECONNREFUSED 127.0.0.1:1.');
    expect(`${stdout}${stderr}`).not.toContain('sesame');
    expect(status).toBe(2);
  });
  test('its schema', () => {
    const { stdout, status } = run(['schema', 'stats']);
    expect(JSON.parse(stdout)).toMatchObject({ title: 'sqlsafe stats', properties: { schemaVersion: { const: 1 } } });
    expect(status).toBe(0);
  });
});

test('the driver comes along: nothing need be installed for it', () => {
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-alone-')));
  spawnSync('cp', ['-r', fileURLToPath(new URL('../../dist', import.meta.url)), elsewhere]);
  // Whatever lies in folders above: here it is broken.
  mkdirSync(join(elsewhere, 'node_modules/pg'), { recursive: true });
  writeFileSync(join(elsewhere, 'node_modules/pg/package.json'), '{ "name": "pg", "main": "absent.js" }');
  const { stderr, status } = spawnSync(process.execPath, [join(elsewhere, 'dist/cli.cjs'), 'stats', '--url', 'postgres://127.0.0.1:1/db'], {
    cwd: elsewhere,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_PG_FORCE_NATIVE: '1' },
  });
  rmSync(elsewhere, { recursive: true });
  expect(stderr).toContain('No connection to the database: connect ECONNREFUSED 127.0.0.1:1.');
  expect(status).toBe(2);
});
