import { describe, expect, test } from 'vitest';
import { conflicts, lockOfMode, touchedBy } from '../../../src/execute/preflight/touched.ts';
import { LOCKS } from '../../../src/model/effect.ts';
import { subjectOf, told } from './subject.ts';

describe('locks that exclude each other', () => {
  test('as PostgreSQL’s table of conflicts has it', () => {
    // https://www.postgresql.org/docs/current/explicit-locking.html: a line for each mode, a # where it conflicts.
    expect(LOCKS.map((mine) => LOCKS.map((theirs) => (conflicts(mine, theirs) ? '#' : '.')).join(''))).toEqual([
      '.......#',
      '......##',
      '....####',
      '...#####',
      '..##.###',
      '..######',
      '.#######',
      '########',
    ]);
  });
  test('modes as pg_locks names them', () => {
    expect(['AccessShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'AccessExclusiveLock'].map(lockOfMode)).toEqual(
      ['ACCESS SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE', 'ACCESS EXCLUSIVE'],
    );
    expect(lockOfMode('SIReadLock')).toBeUndefined();
  });
});

test('each relation once, with the strongest that is done to it, and what is waited for with a timeout', async () => {
  const { runs } = await subjectOf(told({}), {
    '1.sql': 'CREATE TABLE "Users" (id int PRIMARY KEY); CREATE TABLE app.orders (id int);',
    '2_new.sql': 'CREATE INDEX CONCURRENTLY i ON "Users" (id);',
    '3_new.sql': 'CREATE INDEX CONCURRENTLY o ON app.orders (id);\nALTER TABLE app.orders ADD COLUMN a int;',
    '4_new.sql': 'CREATE TABLE fresh (id int); DROP TABLE fresh;',
  });
  expect(touchedBy(runs).map(({ name, lock, work, hurried }) => [name, lock, work, hurried])).toEqual([
    ['"Users"', 'SHARE UPDATE EXCLUSIVE', 'build', undefined],
    ['app.orders', 'ACCESS EXCLUSIVE', 'build', 'ACCESS EXCLUSIVE'],
  ]);
});
