import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findConfig, loadConfig } from '../../src/io/find-config.ts';
import { loadModule } from '../../src/io/load-module.ts';

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-')));
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});
const write = (name: string, text: string): string => {
  const path = join(cwd, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

test('the nearest one holds, up to the root of the repository', async () => {
  write('sqlsafe.json', '{"quiet":true}');
  write('repo/.git/HEAD', '');
  mkdirSync(join(cwd, 'repo/db/migrations'), { recursive: true });
  expect(await findConfig(join(cwd, 'repo/db/migrations'), cwd)).toEqual({ config: undefined, problems: [] });
  write('repo/package.json', '{"name":"x","sqlsafe":{"quiet":true}}');
  expect((await findConfig(join(cwd, 'repo/db/migrations'), cwd)).config).toMatchObject({ file: 'repo/package.json', under: 'sqlsafe' });
  write('repo/sqlsafe.jsonc', '{}');
  expect((await findConfig(join(cwd, 'repo/db/migrations'), cwd)).config).toEqual({ file: 'repo/sqlsafe.jsonc', content: { text: '{}' } });
  write('repo/db/sqlsafe.config.mjs', 'export default { failOn: "warning" };');
  expect((await findConfig(join(cwd, 'repo/db/migrations'), cwd)).config).toEqual({
    file: 'repo/db/sqlsafe.config.mjs',
    content: { value: { failOn: 'warning' } },
  });
});

test('a package.json of that name, or a broken one, is no configuration', async () => {
  write('.git/HEAD', '');
  write('a/package.json', '{"name":"sqlsafe"}');
  write('package.json', '{"sqlsafe": ');
  expect(await findConfig(join(cwd, 'a'), cwd)).toEqual({ config: undefined, problems: [] });
});

test('two in one folder are a problem', async () => {
  write('sqlsafe.json', '{}');
  write('sqlsafe.config.js', '');
  expect((await findConfig(cwd, cwd)).problems.map(({ code }) => code)).toEqual(['config-ambiguous']);
});

test('one that was named must be there, and of a sensible size', async () => {
  expect((await loadConfig(join(cwd, 'gone.json'), cwd)).problems).toMatchObject([{ code: 'path-not-found', file: 'gone.json' }]);
  expect((await loadConfig(cwd, cwd)).problems).toMatchObject([{ code: 'config-unreadable' }]);
  write('large.json', ' '.repeat(10 * 2 ** 20));
  expect((await loadConfig(join(cwd, 'large.json'), cwd)).problems).toMatchObject([
    { code: 'config-too-large', text: 'large.json has 10.0 MB; a configuration has 1 MB at most.' },
  ]);
});

test.each([
  ['a value', 'export default { quiet: true };', { value: { quiet: true } }],
  ['a function', 'export default async () => ({ quiet: true });', { value: { quiet: true } }],
  ['no default', 'export const quiet = true;', { problem: 'has no default export.' }],
  ['throws', 'throw new Error("not today");', { problem: 'failed: not today' }],
  ['throws later', 'export default () => { throw new TypeError("nor tomorrow"); };', { problem: 'failed: nor tomorrow' }],
  ['does not parse', 'export default {', { problem: expect.stringMatching(/^failed: /) as string }],
  ['is no data', 'export default { rules: () => 1 };', { problem: expect.stringMatching(/^failed: .*could not be cloned/) as string }],
  ['ends the process', 'process.exit(3);', { problem: 'ended without a value.' }],
  [
    'imports what is not there',
    'import "./gone.mjs"; export default {};',
    { problem: expect.stringMatching(/^failed: Cannot find module/) as string },
  ],
])('a module that is %s', async (_, text, expected) => {
  expect(await loadModule(write('sqlsafe.config.mjs', text))).toEqual(expected);
});

test.each([
  ['waits for ever', 'await new Promise(() => setInterval(() => {}, 1000));'],
  ['loops for ever', 'for (;;);'],
])('a module that %s is ended', async (_, text) => {
  expect(await loadModule(write('sqlsafe.config.mjs', text), 200)).toEqual({ problem: 'did not settle within 0.2 s.' });
});
