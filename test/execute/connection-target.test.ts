import { describe, expect, test } from 'vitest';
import { connectionTarget } from '../../src/execute/drivers/connection-target.ts';

const urlOf = (flag: string | undefined, environment: Readonly<Record<string, string>> = {}): string | undefined => {
  const target = connectionTarget(flag, environment);
  return 'code' in target ? `refused: ${target.text}` : target.url;
};

describe('where to connect', () => {
  test('the flag, then DATABASE_URL, then the variables of PostgreSQL', () => {
    const environment = { DATABASE_URL: 'postgres://b/db', PGHOST: 'c' };
    expect(urlOf('postgres://a/db', environment)).toBe('postgres://a/db');
    expect(urlOf(undefined, environment)).toBe('postgres://b/db');
    expect(urlOf(undefined, { ...environment, SQLSAFE_DATABASE_URL: 'postgres://d/db' })).toBe('postgres://d/db');
    expect(connectionTarget(undefined, { PGHOST: 'c' })).toEqual({ url: undefined, secrets: [] });
    expect(connectionTarget(undefined, {})).toMatchObject({ code: 'connection-target', text: 'No database is named.' });
  });

  test.each([
    ['postgres://u@h:5433/db', 'postgres://u@h:5433/db'],
    ['postgresql:///db?host=/run/postgresql', 'postgresql:///db?host=/run/postgresql'],
    ['postgres://u@/db', 'postgres://u@/db'],
    ['/run/postgresql db', '/run/postgresql db'],
    ['postgres://h/db?sslmode=require', 'postgres://h/db?sslmode=require&uselibpqcompat=true'],
    ['host=/run/postgresql dbname=app user=me', 'postgres:///app?host=%2Frun%2Fpostgresql&user=me'],
    [
      " host = h dbname='my app' password='it\\'s' sslmode=prefer",
      "postgres:///my%20app?host=h&password=it's&sslmode=prefer&uselibpqcompat=true",
    ],
    ['mysql://h/db', "refused: The scheme mysql: is none of PostgreSQL's."],
    ['just words', 'refused: The connection string is not understood.'],
    ['postgres://u:p@ss/word@h:x/db', 'refused: The connection string is not understood.'],
  ])('%s', (given, url) => {
    expect(urlOf(given)).toBe(url);
  });
});

test('passwords are known, as written and as meant', () => {
  expect(connectionTarget('postgres://u:a%40b@h/db?password=zz', { PGPASSWORD: 'env' })).toMatchObject({
    secrets: ['env', 'a%40b', 'a@b', 'zz', 'zz'],
  });
});

test('a refusal shows nothing of the string', () => {
  const refused = connectionTarget('postgres://u:sesame@h:port/db', {});
  expect(JSON.stringify(refused)).not.toContain('sesame');
  expect(refused).toMatchObject({ hint: expect.stringContaining('%40') as string });
});
