import { describe, expect, test } from 'vitest';
import type { Backfill } from '../../../src/model/backfill.ts';
import { statementsOf } from './operations.ts';

/** What is made of the first statement of a text: its backfill, what is wrong with its directive, or undefined. */
function readFirst(text: string): Backfill | string | undefined {
  const [statement] = statementsOf(text);
  const opaque = statement?.steps.flatMap(({ operations }) => operations).find(({ kind }) => kind === 'opaque');
  return opaque?.kind === 'opaque' ? opaque.detail : statement?.backfill;
}
const directive = (words: string, sql = 'UPDATE users SET n = 1'): Backfill | string | undefined =>
  readFirst(`-- sqlsafe: backfill ${words}\n${sql};\n`);

test('what is not said is as it usually is', () => {
  expect(directive('table=users key=id')).toMatchObject({
    table: { name: 'users' },
    key: ['id'],
    reference: 'users',
    batch: 1000,
    pause: 0,
    maxLag: 10_000,
    maxActive: 0,
  });
});

describe('what is said counts', () => {
  test.each([
    ['table=users key=id batch=5000', { batch: 5000 }],
    ['table=users key=id batch=1000000', { batch: 1_000_000 }],
    ['key=id   table=users\tpause=50ms', { pause: 50 }],
    ['table=users key=id pause=2s max-lag=1min max-active=8', { pause: 2000, maxLag: 60_000, maxActive: 8 }],
    ['table=users key=tenant,id', { key: ['tenant', 'id'] }],
    ['table=users key=Tenant,"Id, too"', { key: ['tenant', 'Id, too'] }],
    ['table=public.users key=id', { table: { name: 'users' } }],
    ['table="users" key="id"', { key: ['id'] }],
    ['TABLE=users KEY=id', undefined],
  ])('%s', (words, expected) => {
    if (expected === undefined) expect(directive(words)).toBe('there is no “TABLE” in a backfill');
    else expect(directive(words)).toMatchObject(expected);
  });
  test('of a table with another name for it, and in a schema', () => {
    expect(directive('table=app."Users" key=id', 'UPDATE app."Users" AS u SET n = 1')).toMatchObject({
      table: { schema: 'app', name: 'Users' },
      reference: 'u',
    });
  });
  test('it stands in a block comment as well, and the last of several counts', () => {
    expect(readFirst('/* sqlsafe: backfill table=users key=id */ UPDATE users SET n = 1;')).toMatchObject({ key: ['id'] });
    expect(
      readFirst('-- sqlsafe: backfill table=users key=id\n-- sqlsafe: backfill table=users key=id batch=7\nUPDATE users SET n = 1;'),
    ).toMatchObject({ batch: 7 });
  });
  test('it is about the statement right behind it', () => {
    const text = '-- sqlsafe: backfill table=users key=id\nUPDATE users SET n = 1;\nUPDATE users SET m = 1;\n';
    expect(statementsOf(text).map(({ backfill }) => backfill !== undefined)).toEqual([true, false]);
  });
  test.each([
    '-- backfill table=users key=id',
    '-- sqlsafe: backfills table=users key=id',
    '-- sqlsafe-ignore backfill: x',
    '-- SQLSAFE: backfill',
  ])('not a directive: %s', (comment) => {
    expect(readFirst(`${comment}\nUPDATE users SET n = 1;`)).toBeUndefined();
  });
});

describe('what is wrong is said', () => {
  test.each([
    ['', 'it does not say its table'],
    ['key=id', 'it does not say its table'],
    ['table=users', 'it does not say its key'],
    ['table=users key=id size=5', 'there is no “size” in a backfill'],
    ['table=users key=id slowly', 'there is no “slowly” in a backfill'],
    ['table=users key=id key=id', 'key is said twice'],
    ['table=users key=id batch=0', 'batch is a number of rows from 1 to 1000000'],
    ['table=users key=id batch=-1', 'batch is a number of rows from 1 to 1000000'],
    ['table=users key=id batch=1000001', 'batch is a number of rows from 1 to 1000000'],
    ['table=users key=id batch=many', 'batch is a number of rows from 1 to 1000000'],
    ['table=users key=id pause=50', 'pause is a duration: 50ms, 2s'],
    ['table=users key=id max-lag=long', 'max-lag is a duration: 50ms, 2s'],
    ['table=users key=id max-active=few', 'max-active is a number of sessions'],
    ['table=user key=id', 'the statement goes through users, not user'],
    ['table=app.users key=id', 'the statement goes through users, not app.users'],
    ['table=users key=n', 'the statement changes n, by which it would be cut into batches'],
    ['table=users key=id,n', 'the statement changes n, by which it would be cut into batches'],
    ['table=users key=,', 'it does not say its key'],
  ])('%s', (words, said) => {
    expect(directive(words)).toBe(said);
  });
  test('also what is no statement for it', () => {
    expect(directive('table=users key=id', 'CREATE TABLE users (id int)')).toBe(
      'only UPDATE, DELETE and INSERT … SELECT … FROM can run in batches',
    );
    expect(directive('table=users key=id', 'UPDATE users SET n = (SELECT max(n) FROM users)')).toBe(
      'it reads n of other rows, which the batches before have changed',
    );
  });
});
