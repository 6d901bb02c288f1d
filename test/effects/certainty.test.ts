import { describe, expect, it } from 'vitest';
import { brief, failures, infer } from './infer.ts';

const T = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text);';
const FULL = `${T} INSERT INTO t VALUES (1, 1, 'x');`;

describe('what is known for sure, and what may be', () => {
  it('knows that rows are there where the history puts them', () => {
    expect(failures(infer(FULL, 'ALTER TABLE t ADD COLUMN c int NOT NULL'))).toEqual(['23502']);
    expect(failures(infer(T, 'ALTER TABLE t ADD COLUMN c int NOT NULL'))).toEqual(['23502?']);
  });

  it('takes a table that no file mentions as existing', () => {
    expect(brief(infer('', 'CREATE INDEX ON u (a)'))).toEqual(['u SHARE build']);
    expect(failures(infer('', 'ALTER TABLE u ADD COLUMN c int'))).toEqual([]);
    expect(failures(infer(T, 'ALTER TABLE u ADD COLUMN c int'))).toEqual(['42P01?']);
    expect(failures(infer(`${T} DROP TABLE t;`, 'ALTER TABLE t ADD COLUMN c int'))).toEqual(['42P01']);
  });

  it('says "may" of a default that calls what nobody has shown', () => {
    const [effects] = infer(T, 'ALTER TABLE t ADD COLUMN c uuid DEFAULT make_id()');
    expect(effects?.relations[0]).toMatchObject({ work: 'rewrite', certain: false });
  });

  it('says "may" of a type change where the old type is unknown', () => {
    const [effects] = infer('', 'ALTER TABLE u ALTER c TYPE bigint');
    expect(effects?.relations).toMatchObject([{ name: 'u', work: 'rewrite', certain: false, id: undefined }]);
  });

  it('gives a reason wherever there is work, and a page for every claim', () => {
    const all = infer(
      `${FULL} CREATE INDEX t_a ON t (a);`,
      'ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ADD CHECK (a > 0); CREATE INDEX ON t (b); REINDEX TABLE t; VACUUM FULL t; ALTER TABLE t SET UNLOGGED',
    ).flatMap(({ relations }) => relations);
    expect(all.filter(({ work, because }) => (work === 'none') !== (because === ''))).toEqual([]);
    expect(all.every(({ source }) => source.startsWith('https://www.postgresql.org/docs/current/'))).toBe(true);
  });
});

describe('deferred checks', () => {
  const keyed = `${FULL} CREATE TABLE r (id bigint PRIMARY KEY); ALTER TABLE t ADD COLUMN r_id bigint REFERENCES r DEFERRABLE INITIALLY DEFERRED;`;
  it('may stand in the way of DDL after the rows were written', () => {
    expect(failures(infer(keyed, 'UPDATE t SET r_id = 1; ALTER TABLE t ADD COLUMN z int', 17, 'file'))).toEqual(['55006?']);
    expect(failures(infer(keyed, 'UPDATE t SET r_id = 1; ALTER TABLE t ADD COLUMN z int', 17, 'statement'))).toEqual(['23503?']);
  });
});
