import { expect, test } from 'vitest';
import { everyAdvice, recipeFiles, type Advice } from '../support/advice.ts';

// What no advice may ever propose, whatever else it says: read off its text, so that it does not lean on what sqlsafe itself knows.

const advices = await everyAdvice((versions) => [...new Set([...versions, 11, 17, 18])]);

const breaking = (isWrong: (file: string, advice: Advice) => boolean): string[] =>
  advices.filter((advice) => recipeFiles(advice.sql).some((file) => isWrong(file, advice))).map(({ name, sql }) => `${name}\n${sql}`);

const NAME = String.raw`(?:\w+\.)?("[^"]+"|\w+)`;
const PARTITIONED = new RegExp(String.raw`create\s+table\s+(?:if\s+not\s+exists\s+)?${NAME}[^;]*\)\s*partition\s+by`, 'gi');
const partitioned = ({ before }: Advice): ReadonlySet<string> =>
  new Set(before.flatMap((text) => [...text.matchAll(PARTITIONED)].map(([, name]) => name ?? '')));

test('there is much to look at', () => {
  expect(advices.length).toBeGreaterThan(500);
  expect(advices.filter((advice) => partitioned(advice).size > 0).length).toBeGreaterThan(20);
});

test('NOT VALID never stands where it is refused', () => {
  const never = /\badd\s+(?:constraint\s+(?:"[^"]+"|\w+)\s+)?(?:unique|primary\s+key|exclude)\b[^;]*\bnot\s+valid\b/i;
  expect(breaking((file) => never.test(file))).toEqual([]);
  const key = new RegExp(String.raw`alter\s+table\s+${NAME}\s+add\s[^;]*foreign\s+key[^;]*not\s+valid`, 'gi');
  expect(
    breaking((file, advice) => advice.version < 18 && [...file.matchAll(key)].some(([, table]) => partitioned(advice).has(table ?? ''))),
  ).toEqual([]);
});

test('CONCURRENTLY never stands on a partitioned parent', () => {
  const build = new RegExp(String.raw`create\s+(?:unique\s+)?index\s+concurrently\s[^;]*?\bon\s+${NAME}`, 'gi');
  expect(breaking((file, advice) => [...file.matchAll(build)].some(([, table]) => partitioned(advice).has(table ?? '')))).toEqual([]);
});

test('IF NOT EXISTS never stands on a concurrent build', () => {
  expect(breaking((file) => /\bindex\s+concurrently\s+if\s+not\s+exists\b/i.test(file))).toEqual([]);
});

test('a timeout is never in force over what is CONCURRENTLY', () => {
  const timeout = /\bset\s+(?:local\s+|session\s+)?(?:lock|statement|transaction)_timeout\s*(?:=|to)\s*(?!'?0\b)/i;
  // REFRESH is over when it fails: nothing is left half done
  const concurrent = /\b(?:create|drop|reindex)\b[^;]*\bconcurrently\b|\bdetach\b[^;]*\bconcurrently\b/i;
  expect(breaking((file) => timeout.test(file) && concurrent.test(file))).toEqual([]);
});
