import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expandGlobs } from '../../src/io/expand-globs.ts';

let cwd = '';
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-')));
  for (const name of [
    'a/1.sql',
    'a/2.sql',
    'a/deep/3.sql',
    'a/readme.md',
    'b/1.sql',
    'b/[x].sql',
    'node_modules/p/1.sql',
    '.hidden/1.sql',
  ]) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), 'SELECT 1;');
  }
});
afterAll(() => rmSync(cwd, { recursive: true }));

const expand = (given: readonly string[], ignore: readonly string[] = []): ReturnType<typeof expandGlobs> =>
  expandGlobs(given, { cwd, ignore });

test('paths are handed on', async () => {
  expect(await expand(['a', 'gone', '-'])).toEqual({ paths: ['a', 'gone', '-'], problems: [] });
});

test('globs stand for files, in code-unit order', async () => {
  expect((await expand(['a/*.sql', 'b/1.sql'])).paths).toEqual(['a/1.sql', 'a/2.sql', 'b/1.sql']);
  expect((await expand(['**/1.sql'])).paths).toEqual(['.hidden/1.sql', 'a/1.sql', 'b/1.sql']);
  expect((await expand(['{a,b}/*'])).paths).toEqual(['a/1.sql', 'a/2.sql', 'b/1.sql', 'b/[x].sql']);
});

test('a name that exists is no glob', async () => {
  expect((await expand(['b/[x].sql'])).paths).toEqual(['b/[x].sql']);
});

test('a glob that matches nothing is a problem', async () => {
  expect((await expand(['c/*.sql'])).problems.map(({ code }) => code)).toEqual(['nothing-matched']);
});

test('files are left out of folders, globs and names', async () => {
  expect((await expand(['.'], ['a/**'])).paths).toEqual(['.hidden/1.sql', 'b/1.sql', 'b/[x].sql']);
  expect((await expand(['a', 'b/1.sql', 'b/[x].sql'], ['**/1.sql', '**/deep/**'])).paths).toEqual(['a/2.sql', 'b/[x].sql']);
});

test('from elsewhere, patterns that start anywhere hold', async () => {
  const from = join(cwd, 'b');
  expect((await expandGlobs(['../a', '../b/1.sql'], { cwd: from, ignore: ['**/deep/**', '1.sql'] })).paths).toEqual([
    join(cwd, 'a/1.sql'),
    join(cwd, 'a/2.sql'),
  ]);
});

test('where the patterns to ignore leave nothing, that is said', async () => {
  const { paths, problems } = await expand(['a'], ['a/**']);
  expect(paths).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ code: 'nothing-matched', text: 'No SQL file is left of what is named.' })]);
});
