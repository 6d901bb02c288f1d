import { describe, expect, test } from 'vitest';
import { readStats } from '../../src/config/read-stats.ts';
import { statsOf } from '../support/stats.ts';

const good = statsOf([{ name: 'users', indexes: [{ name: 'i', bytes: 8192, method: 'btree', keys: ['int8'] }], writesPerSecond: 1.5 }]);
const read = (value: unknown) => readStats('stats.json', typeof value === 'string' ? value : JSON.stringify(value));
const textsOf = (value: unknown): readonly string[] => read(value).problems.map(({ text }) => text);

test('what sqlsafe stats writes is read', () => {
  expect(read(good)).toEqual({ stats: good, problems: [] });
  expect(read(`\uFEFF${JSON.stringify({ ...good, later: 'more' })}`).problems).toEqual([]);
});

describe('what is wrong is said', () => {
  test('no JSON', () => {
    expect(read('{')).toMatchObject({ stats: undefined, problems: [{ code: 'stats-invalid-json', file: 'stats.json' }] });
  });
  test('another version', () => {
    const { stats, problems } = read({ schemaVersion: 2, tables: 7 });
    expect(stats).toBeUndefined();
    expect(problems).toMatchObject([
      {
        code: 'stats-unknown-version',
        text: 'The stats file has schemaVersion 2; this version of sqlsafe reads 1.',
        hint: expect.stringContaining('newer version') as string,
      },
    ]);
    expect(read({ ...good, schemaVersion: 'one' }).problems).toHaveLength(1);
  });
  test('no object at all', () => {
    expect(textsOf([])).toEqual(['The stats file must be an object, not a list.']);
    expect(textsOf('null')).toEqual(['The stats file must be an object, not null.']);
  });
  test('all of it at once', () => {
    const [table] = good.tables;
    const wrong = {
      ...good,
      measuredAt: 'yesterday',
      server: { dialect: 'oracle', version: 17 },
      writesCounted: { since: good.measuredAt, from: 'guess' },
      tables: [{ ...table, rows: -1, heapBytes: '3', partitionOf: {}, indexes: [{}] }, 'users'],
    };
    expect(textsOf(wrong)).toEqual([
      'measuredAt must look like 2026-11-02T08:30:00Z, not "yesterday".',
      'server.dialect must be "postgresql", not "oracle".',
      'server.version must be a text, not 17.',
      'writesCounted.from must be one of stats-reset, server-start, not "guess".',
      'tables[0].partitionOf.schema is missing.',
      'tables[0].partitionOf.name is missing.',
      'tables[0].rows must be a number from 0, not -1.',
      'tables[0].heapBytes must be a number from 0, not "3".',
      'tables[0].indexes[0].name is missing.',
      'tables[0].indexes[0].bytes is missing.',
      'The stats file has 3 more faults.',
    ]);
  });
});
