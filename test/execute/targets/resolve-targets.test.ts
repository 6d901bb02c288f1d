import { describe, expect, test } from 'vitest';
import { resolveTargets, type Listed } from '../../../src/execute/targets/resolve-targets.ts';

const entry = (line: number, given: Partial<Listed>): Listed => ({
  name: undefined,
  url: undefined,
  database: undefined,
  schemas: [],
  at: { file: 't.txt', line },
  ...given,
});
const resolved = (listed: readonly Listed[], url?: string, environment: Readonly<Record<string, string>> = {}) =>
  resolveTargets(listed, { base: { url, embedded: false }, stream: 'default', environment, cwd: '/project' });

describe('names and places', () => {
  test('what has no name is called by what it is, without user and password', () => {
    const { targets, problems } = resolved([
      entry(1, { name: 'acme', url: 'postgres://u:sesame@db/acme' }),
      entry(2, { url: 'postgres://u:sesame@db:5433/other' }),
      entry(3, { url: 'postgres://u:sesame@db/app', schemas: ['t'] }),
      entry(4, { url: 'pglite:here' }),
    ]);
    expect(problems).toEqual([]);
    expect(targets.map(({ name }) => name)).toEqual(['acme', 'other on db:5433', 't in app on db', 'the embedded PostgreSQL in here']);
  });
  test('a database or a schema of the one that is named, by flag or variable', () => {
    const listed = [entry(1, { database: 'b' }), entry(2, { schemas: ['s', 'public'] })];
    const names = ['b', 's'];
    expect(resolved(listed, 'postgres://db/a').targets.map(({ name }) => name)).toEqual(names);
    const { targets } = resolved(listed, undefined, { DATABASE_URL: 'postgres://db/a' });
    expect(targets.map(({ name }) => name)).toEqual(names);
    expect(targets.map(({ schema, driver }) => [schema, driver.searchPath])).toEqual([
      [undefined, undefined],
      ['s', ['s', 'public']],
    ]);
  });
  test('an embedded database is open once at a time, a server is not', () => {
    const { targets } = resolved([
      entry(1, { url: 'pglite:x', schemas: ['a'] }),
      entry(2, { url: 'pglite:x', schemas: ['b'] }),
      entry(3, { url: 'postgres://db/a' }),
    ]);
    expect(targets[0]?.oneAtATime).toBeDefined();
    expect(targets[0]?.oneAtATime).toBe(targets[1]?.oneAtATime);
    expect(targets[2]?.oneAtATime).toBeUndefined();
  });
});

test('all that is wrong, each with its line, and no secret', () => {
  const { targets, problems } = resolved([
    entry(1, { name: 'a', url: 'postgres://u:sesame@db/a' }),
    entry(2, { name: 'a', url: 'postgres://db/b' }),
    entry(3, { name: 'c', url: 'postgres://u:sesame@db/a' }),
    entry(4, { name: 'd', url: 'mysql://u:sesame@db/d' }),
    entry(5, { name: 'e', schemas: ['e'] }),
  ]);
  expect(targets.map(({ name }) => name)).toEqual(['a']);
  expect(problems.map(({ line, text }) => `${line}: ${text}`)).toEqual([
    '2: The name a stands in line 1 already.',
    '3: This is the database of line 1 again.',
    "4: The scheme mysql: is none of PostgreSQL's.",
    '5: It is in the database of --url, and none is named.',
  ]);
  expect(JSON.stringify(problems)).not.toContain('sesame');
});
