import { describe, expect, test } from 'vitest';
import { createSizes } from '../../src/engine/sizes.ts';
import { statsOf } from '../support/stats.ts';
import { history, tableOf } from './history.ts';

const rowsOf = (tables: Readonly<Record<string, number>>, files: readonly string[], name: string): number | undefined => {
  const { catalog } = history(files);
  const sizes = createSizes(statsOf(Object.entries(tables).map(([each, rows]) => ({ name: each, rows }))));
  return sizes.of(tableOf(catalog, name), catalog)?.rows;
};

describe('sizes are found by identity', () => {
  const made = 'CREATE TABLE a (id int); CREATE TABLE b (id int);';

  test('by the name that it has', () => {
    expect(rowsOf({ a: 1, b: 2 }, [made], 'b')).toBe(2);
    expect(rowsOf({ b: 2 }, [made], 'a')).toBeUndefined();
  });
  test('before the renaming ran', () => {
    expect(rowsOf({ a: 1 }, [made, 'ALTER TABLE a RENAME TO c'], 'c')).toBe(1);
  });
  test('after the renaming ran', () => {
    expect(rowsOf({ c: 1 }, [made, 'ALTER TABLE a RENAME TO c'], 'c')).toBe(1);
  });
  test('a table that takes the place of another', () => {
    const swap = 'ALTER TABLE a RENAME TO a_old; ALTER TABLE b RENAME TO a;';
    expect(rowsOf({ a: 1, b: 2 }, [made, swap], 'a')).toBe(2);
    expect(rowsOf({ a: 2, a_old: 1 }, [made, swap], 'a')).toBe(2);
    expect(rowsOf({ a: 2, a_old: 1 }, [made, swap], 'a_old')).toBe(1);
  });
  test('a new table under an old name', () => {
    const anew = 'ALTER TABLE a RENAME TO a_old; CREATE TABLE a (id int);';
    expect(rowsOf({ a: 1, a_old: 7 }, [made, anew], 'a_old')).toBe(7);
    expect(rowsOf({ a: 1, a_old: 7 }, [made, anew], 'a')).toBe(1);
  });
  test('moved to another schema', () => {
    expect(rowsOf({ a: 1 }, [made, 'CREATE SCHEMA s; ALTER TABLE a SET SCHEMA s;'], 's.a')).toBe(1);
  });
});

test('partitions that go in a circle come to an end', () => {
  const { catalog } = history('CREATE TABLE p (id int)');
  const sizes = createSizes(
    statsOf([
      { name: 'p', rows: 1, partitionOf: { schema: 'public', name: 'q' } },
      { name: 'q', rows: 2, partitionOf: { schema: 'public', name: 'p' } },
    ]),
  );
  expect(sizes.of(tableOf(catalog, 'p'), catalog)?.rows).toBe(3);
});
