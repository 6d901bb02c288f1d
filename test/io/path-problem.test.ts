import { mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pathProblem } from '../../src/io/path-problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-path-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of a file that can't be opened. */
function said(name: string, shown = name): string {
  try {
    openSync(join(folder, name), 'r');
  } catch (error) {
    return pathProblem(error, shown).text;
  }
  throw new Error(`${name} can be opened`);
}

test('a file that is not there, a link to one, a link to itself, and a name that was not UTF-8', () => {
  symlinkSync('nowhere', join(folder, 'dangling.sql'));
  symlinkSync('loop.sql', join(folder, 'loop.sql'));
  expect(said('none.sql')).toBe('none.sql does not exist.');
  expect(said('dangling.sql')).toBe('dangling.sql is a link to what does not exist.');
  expect(said('loop.sql')).toBe('loop.sql is a link that leads back to itself.');
  expect(said('a\uFFFD.sql')).toBe('a\uFFFD.sql: the name of this file is not UTF-8.');
});

test('what no system said is thrown on', () => {
  expect(() => pathProblem(new TypeError('ours'), 'a')).toThrow('ours');
});
