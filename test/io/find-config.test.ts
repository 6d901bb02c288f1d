import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

/** As Node.js says of itself from 22.10 on. */
const stripsTypes = (process.features as { readonly typescript?: unknown }).typescript === 'strip';
const TYPED = 'const level: string = "warning";\nexport default { failOn: level };\n';
const withJiti = () => {
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(join(process.cwd(), 'node_modules/jiti'), join(cwd, 'node_modules/jiti'));
};

describe('TypeScript', () => {
  const alone = (path: string) => loadModule(path, undefined, () => undefined);

  test.each(['sqlsafe.config.ts', 'sqlsafe.config.mts'])('%s is read by Node.js where it can, else the way out is said', async (name) => {
    expect(await alone(write(name, TYPED))).toEqual(
      stripsTypes
        ? { value: { failOn: 'warning' } }
        : {
            problem: `is TypeScript, which Node.js ${process.versions.node} does not read.`,
            hint: expect.stringContaining('npm install --save-dev jiti') as string,
          },
    );
  });

  test.each([
    ['commonjs', TYPED],
    ['module', 'enum Level { A = "warning" }\nexport default { failOn: Level.A };\n'],
  ])('what Node.js can not read, in a package of type %s, comes with a way out', async (type, text) => {
    write('package.json', JSON.stringify({ type }));
    expect(await alone(write('sqlsafe.config.ts', text))).toMatchObject({ hint: expect.stringContaining('jiti') as string });
  });

  test('it is found, and its way out is part of the problem', async () => {
    write('.git/HEAD', '');
    write('sqlsafe.config.mts', 'export default 1 as;\n');
    expect((await findConfig(cwd, cwd)).problems).toMatchObject([{ code: 'config-failed', file: 'sqlsafe.config.mts' }]);
  });

  test.each([
    ['types', 'module', TYPED],
    ['a module in a package of scripts', 'commonjs', TYPED],
    ['what can not be stripped', 'module', 'enum Level { A = "warning" }\nexport default () => ({ failOn: Level.A });\n'],
  ])('with the project’s jiti: %s', async (_, type, text) => {
    withJiti();
    write('package.json', JSON.stringify({ type }));
    expect(await loadModule(write('sqlsafe.config.ts', text))).toEqual({ value: { failOn: 'warning' } });
  });

  test('a mistake in it is said, with jiti and without', async () => {
    const text = 'const level: string = "x";\nthrow new Error("not " + level);\nexport default {};\n';
    if (stripsTypes) expect(await alone(write('sqlsafe.config.mts', text))).toEqual({ problem: 'failed: not x' });
    withJiti();
    expect(await loadModule(write('sqlsafe.config.mts', text))).toEqual({ problem: 'failed: not x' });
  });
});

test.each([
  ['waits for ever', 'await new Promise(() => setInterval(() => {}, 1000));'],
  ['loops for ever', 'for (;;);'],
])('a module that %s is ended', async (_, text) => {
  expect(await loadModule(write('sqlsafe.config.mjs', text), 200)).toEqual({ problem: 'did not settle within 0.2 s.' });
});
