import { describe, expect, it } from 'vitest';
import { brief, failures, infer } from './infer.ts';

// What the measurements begin too late for: they start at 13.

const T = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text);';
const P =
  'CREATE TABLE p (id bigint NOT NULL, k int NOT NULL) PARTITION BY RANGE (k); CREATE TABLE n (id bigint NOT NULL, k int NOT NULL);';

describe('versions before 13', () => {
  it.each([
    [
      'a constant default is stored in every row',
      T,
      'ALTER TABLE t ADD COLUMN c int DEFAULT 7',
      10,
      ['t ACCESS EXCLUSIVE rewrite', 't_pkey ACCESS EXCLUSIVE rewrite'],
    ],
    ['a constant default is not stored', T, 'ALTER TABLE t ADD COLUMN c int DEFAULT 7', 11, ['t ACCESS EXCLUSIVE']],
    ['DEFAULT NULL is none', T, 'ALTER TABLE t ADD COLUMN c int DEFAULT NULL', 10, ['t ACCESS EXCLUSIVE']],
    [
      'a check proves nothing',
      `${T} ALTER TABLE t ADD CHECK (a IS NOT NULL);`,
      'ALTER TABLE t ALTER a SET NOT NULL',
      11,
      ['t ACCESS EXCLUSIVE scan'],
    ],
    [
      'a check proves it',
      `${T} ALTER TABLE t ADD CHECK (a IS NOT NULL);`,
      'ALTER TABLE t ALTER a SET NOT NULL',
      12,
      ['t ACCESS EXCLUSIVE'],
    ],
    ['an index is renamed under the strongest lock', T, 'ALTER INDEX t_pkey RENAME TO pk', 11, ['t_pkey ACCESS EXCLUSIVE']],
    ['an index is renamed beside its users', T, 'ALTER INDEX t_pkey RENAME TO pk', 12, ['t_pkey SHARE UPDATE EXCLUSIVE']],
    [
      'ATTACH blocks the parent',
      P,
      'ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (0) TO (9)',
      11,
      ['n ACCESS EXCLUSIVE scan', 'p ACCESS EXCLUSIVE'],
    ],
    [
      'ATTACH lets the parent work',
      P,
      'ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (0) TO (9)',
      12,
      ['n ACCESS EXCLUSIVE scan', 'p SHARE UPDATE EXCLUSIVE'],
    ],
    [
      'an SQL function is not looked into',
      `${T} CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';`,
      'ALTER TABLE t ADD COLUMN c int DEFAULT f()',
      11,
      ['t ACCESS EXCLUSIVE rewrite', 't_pkey ACCESS EXCLUSIVE rewrite'],
    ],
  ])('%s', (_title, given, sql, version, expected) => {
    expect(brief(infer(given, sql, version))).toEqual(expected);
  });

  it('adds no enum value in a transaction, but to a type that is made there', () => {
    expect(failures(infer("CREATE TYPE m AS ENUM ('a');", "ALTER TYPE m ADD VALUE 'b'; SELECT 1", 11, 'file'))).toEqual(['25001']);
    expect(failures(infer('', "CREATE TYPE m AS ENUM ('a'); ALTER TYPE m ADD VALUE 'b'", 11, 'file'))).toEqual([]);
    expect(failures(infer("CREATE TYPE m AS ENUM ('a');", "ALTER TYPE m ADD VALUE 'b'; SELECT 1", 12, 'file'))).toEqual([]);
  });
});
