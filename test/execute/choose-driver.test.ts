import { expect, test } from 'vitest';
import { chooseDriver } from '../../src/execute/drivers/choose-driver.ts';

const choose = (url: string | undefined, environment: Readonly<Record<string, string>> = {}, embedded = false): string => {
  const chosen = chooseDriver({ url, embedded }, environment, '/app');
  return 'code' in chosen ? `refused: ${chosen.text}` : `${chosen.driver.name}${chosen.byDefault ? ', by default' : ''}`;
};

test.each([
  [undefined, {}, 'the embedded PostgreSQL in .sqlsafe/database, by default'],
  ['pglite:data', {}, 'the embedded PostgreSQL in data'],
  ['postgres://me:sesame@db.example:5433/app', {}, 'app on db.example:5433'],
  ['postgres://me:sesame@db.example/app?sslmode=require', {}, 'app on db.example'],
  ['host=/run/postgresql dbname=app password=sesame', {}, 'app on /run/postgresql'],
  [undefined, { DATABASE_URL: 'postgres://h/d' }, 'd on h'],
  [undefined, { DATABASE_URL: 'pglite:data' }, 'the embedded PostgreSQL in data'],
  [undefined, { PGHOST: 'h', PGDATABASE: 'd', CI: 'true' }, 'd on h'],
  [undefined, { CI: 'true' }, 'refused: No database is named, and this is CI.'],
  [undefined, { CI: 'false' }, 'the embedded PostgreSQL in .sqlsafe/database, by default'],
  ['mysql://h/d', {}, "refused: The scheme mysql: is none of PostgreSQL's."],
])('%s with %j: %s', (url, environment, expected) => {
  expect(choose(url, environment as Readonly<Record<string, string>>)).toBe(expected);
});

test('--embedded wins over the environment, and goes with no URL', () => {
  expect(choose(undefined, { CI: 'true', DATABASE_URL: 'postgres://h/d' }, true)).toBe('the embedded PostgreSQL in .sqlsafe/database');
  expect(choose('postgres://h/d', {}, true)).toContain('refused: --embedded and --url name two databases.');
});
