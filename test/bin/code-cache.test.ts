import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const binary = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sqlsafe-cache-'));
  writeFileSync(join(place, '001.sql'), 'CREATE INDEX i ON users (role);\n');
});
afterEach(() => rmSync(place, { recursive: true }));

const folder = (): string => join(place, 'sqlsafe');
const kept = (): readonly string[] => (existsSync(folder()) ? readdirSync(folder()) : []);
function run(args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [binary, ...args], {
    cwd: place,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], XDG_CACHE_HOME: place, ...more },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: args[0] === 'check' ? 1 : 0 });
  return stdout;
}

test('compiled code is kept by a run that judges, for one that follows, where only its owner can write', () => {
  const first = run(['check', '001.sql']);
  const [name = ''] = kept();
  expect(name).toMatch(/^[0-9a-f]{16}-check-v[\d.]+-\w+\.code$/);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  const before = readFileSync(join(folder(), name));
  expect(run(['check', '001.sql'])).toBe(first);
  expect(readFileSync(join(folder(), name)).equals(before), 'it was taken, and not made anew').toBe(true);
});

test('a run over many files keeps code of its own, which a hook does not load', () => {
  mkdirSync(join(place, 'many'));
  for (let number = 1; number <= 400; number++)
    writeFileSync(
      join(place, 'many', `${number}.sql`),
      `CREATE TABLE t${number} (id bigint);\n${number === 400 ? 'CREATE INDEX ON t1 (id);\n' : ''}`,
    );
  run(['check', 'many']);
  expect(kept().map((name) => name.split('-')[1])).toEqual(['many']);
  run(['check', '001.sql']);
  const [few = '', many = ''] = kept().toSorted();
  expect([few, many].map((name) => name.split('-')[1])).toEqual(['check', 'many']);
  expect(statSync(join(folder(), few)).size).toBeLessThan(statSync(join(folder(), many)).size);
  const before = statSync(join(folder(), many)).mtimeMs;
  run(['check', 'many']);
  expect(kept()).toHaveLength(2);
  expect(statSync(join(folder(), many)).mtimeMs, 'it was taken, and not made anew').toBe(before);
});

test('a run that is not like the others keeps nothing, nor does one in CI, nor where it is switched off', () => {
  run(['rules']);
  run(['check', '001.sql'], { CI: 'true' });
  run(['check', '001.sql'], { NODE_DISABLE_COMPILE_CACHE: '1' });
  expect(kept()).toEqual([]);
});

test('what is broken is replaced', () => {
  const first = run(['check', '001.sql']);
  const file = join(folder(), kept()[0] ?? '');
  const whole = statSync(file).size;
  writeFileSync(file, 'nonsense');
  expect(run(['check', '001.sql'])).toBe(first);
  expect(statSync(file).size).toBeGreaterThan(whole / 2);
});

test('what others could have written is not believed', () => {
  const first = run(['check', '001.sql']);
  const file = join(folder(), kept()[0] ?? '');
  chmodSync(file, 0o666);
  expect(run(['check', '001.sql'])).toBe(first);
  expect(statSync(file).mode & 0o777, 'it was made anew').toBe(0o600);
});

test('a place that can not be written costs nothing', () => {
  writeFileSync(join(place, 'file'), '');
  expect(run(['check', '001.sql'], { XDG_CACHE_HOME: join(place, 'file') })).toContain('create-index-blocking');
});

test('what works on a database has code of its own', () => {
  const apply = ['apply', '001.sql', '--embedded'];
  writeFileSync(join(place, '001.sql'), 'CREATE TABLE users (id bigint PRIMARY KEY, role text);\n');
  run(apply);
  const [name = '', ...others] = kept();
  expect(name).toMatch(/^[0-9a-f]{16}-main-v[\d.]+-\w+\.code$/);
  expect(others).toEqual([]);
  run(apply);
  expect(kept()).toEqual([name]);
});
