import { expect, test } from 'vitest';
import { matcherOf } from '../../src/config/glob.ts';

const fits: readonly (readonly [glob: string, path: string])[] = [
  ['legacy', 'legacy/1.sql'],
  ['legacy/', 'legacy/deep/1.sql'],
  ['./legacy/1.sql', 'legacy/1.sql'],
  ['.', 'any/1.sql'],
  ['legacy/**', 'legacy/deep/1.sql'],
  ['legacy/*.sql', 'legacy/1.sql'],
  ['**', 'a/b.sql'],
  ['**/*.sql', '1.sql'],
  ['**/seed/**', 'db/seed/a/b.sql'],
  ['db/**/x.sql', 'db/x.sql'],
  ['db/**/x.sql', 'db/a/b/x.sql'],
  ['V?__*.sql', 'V1__users.sql'],
  ['{a,b/{c,d}}/*.sql', 'b/d/1.sql'],
  ['00[1-3]*.sql', '002_b.sql'],
  ['00[!1-3]*.sql', '004_b.sql'],
  ['a[/b.sql', 'a[/b.sql'],
  ['{a/*.sql', '{a/1.sql'],
  ['\\*/1.sql', '*/1.sql'],
  ['a+b(c).sql', 'a+b(c).sql'],
  ['[9-0]*', '[9-0]x'],
  ['?.sql', '👍.sql'],
  ['2024-01-*.sql', '2024-01-02.sql'],
  ['[-^]*[a-].sql', '^1-.sql'],
  ['a[@!.]b', 'a!b'],
];
test.each(fits)('%s is for %s', (glob, path) => {
  expect(matcherOf(glob)(path)).toBe(true);
});

const others: readonly (readonly [glob: string, path: string])[] = [
  ['legacy', 'legacy2/1.sql'],
  ['legacy', 'old/legacy/1.sql'],
  ['legacy/*.sql', 'legacy/deep/1.sql'],
  ['*.sql', 'a/1.sql'],
  ['**/seed/**', 'seeds/1.sql'],
  ['00[1-3]*.sql', '004_b.sql'],
  ['a?b', 'a/b'],
  ['a[!x]b', 'a/b'],
  ['{a,b}/*.sql', 'c/1.sql'],
  ['a.sql', 'aXsql'],
  ['a.sq?', 'a.sql.bak'],
];
test.each(others)('%s is not for %s', (glob, path) => {
  expect(matcherOf(glob)(path)).toBe(false);
});

test('a long path against many stars is no trouble', () => {
  expect(matcherOf(`${'**/'.repeat(6)}x.sql`)(`${'a/'.repeat(40)}y.sql`)).toBe(false);
});
