import { describe, expect, test } from 'vitest';
import { connectionTarget, withDatabase, withSearchPath } from '../../src/execute/drivers/connection-target.ts';

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

describe('the same server, another database', () => {
  test.each([
    ['postgres://u:p@h:5433/a?sslmode=require', 'postgres://u:p@h:5433/b?sslmode=require'],
    ['postgres://h', 'postgres://h/b'],
    ['postgres:///a?host=/run/postgresql', 'postgres:///b?host=/run/postgresql'],
    [undefined, 'postgres:///b'],
    ['/run/postgresql a', 'postgres:///b?host=%2Frun%2Fpostgresql'],
    ["host=h dbname='a'", "host=h dbname='a' dbname='b'"],
  ])('%s', (given, expected) => {
    expect(withDatabase(given, 'b')).toBe(expected);
  });
  test('a name that has to be written with care', () => {
    expect(withDatabase('postgres://h/a', 'ü/x?')).toBe('postgres://h/%C3%BC%2Fx%3F');
    const target = connectionTarget(withDatabase('host=h dbname=a', "it's"), {});
    expect(target).toMatchObject({ url: "postgres:///it's?host=h" });
  });
});

describe('sessions that look for names in certain schemas', () => {
  const path = (url: string | undefined, schemas: readonly string[], environment: Readonly<Record<string, string>> = {}): string | null =>
    new URL((withSearchPath({ url, secrets: [] }, schemas, environment).url ?? '').replace(':///', '://localhost/')).searchParams.get(
      'options',
    );
  test('as an option of the start, beside those that are there', () => {
    expect(path('postgres://h/a', ['t', 'public'])).toBe('-c search_path=t,public');
    expect(path('postgres://h/a?sslmode=disable', ['t'])).toBe('-c search_path=t');
    expect(path('postgres://h/a?options=-c%20work_mem%3D1MB&x=1', ['t'])).toBe('-c work_mem=1MB -c search_path=t');
    expect(path(undefined, ['t'], { PGOPTIONS: '-c jit=off' })).toBe('-c jit=off -c search_path=t');
  });
  test('quoted for SQL, and blanks for the option', () => {
    expect(path('postgres://h/a', ['My Tenant', 'a"b'])).toBe('-c search_path="My\\ Tenant","a""b"');
  });
});
