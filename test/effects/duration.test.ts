import { describe, expect, test } from 'vitest';
import { check, type Report, type Stats } from '../../src/index.ts';
import { statsOf } from '../support/stats.ts';

const HISTORY = `CREATE TABLE users (id bigint, name text, age integer, bio varchar(100));
CREATE UNIQUE INDEX users_id ON users (id);
CREATE INDEX users_name ON users (name);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE own (id integer);`;

const indexes = [
  { name: 'users_id', bytes: 25_000_000, method: 'btree', keys: ['int8'] },
  { name: 'users_name', bytes: 60_000_000, method: 'btree', keys: ['text'] },
];
const STATS = statsOf([
  { name: 'users', rows: 1_000_000, heapBytes: 200_000_000, toastBytes: 40_000_000, indexes },
  { name: 'orders', rows: 5_000_000, heapBytes: 300_000_000, writesPerSecond: 120.4 },
]);

async function judged(sql: string, stats: Stats = STATS, history = HISTORY): Promise<Report> {
  const files = [
    { path: '1.sql', text: history },
    { path: '2.sql', text: sql },
  ];
  return check({ files, layout: 'plain', stats });
}
async function lastOf(sql: string, stats?: Stats, history?: string) {
  const { statements } = await judged(sql, stats, history);
  return statements.at(-1)?.duration ?? null;
}
const high = async (sql: string, stats?: Stats): Promise<number> => (await lastOf(sql, stats))?.secondsHigh ?? Number.NaN;

describe('what is counted', () => {
  test.each([
    ['ALTER TABLE users ADD CHECK (age > 0)', '1 million rows, 200 MB, to read'],
    ['ALTER TABLE users ALTER COLUMN age SET NOT NULL', '1 million rows, 200 MB, to read'],
    ['CREATE INDEX ON users (age)', 'an index to build over 1 million rows'],
    ['CREATE INDEX CONCURRENTLY i ON users (age)', 'an index to build over 1 million rows'],
    ['CREATE INDEX ON users USING gin (name gin_trgm_ops)', 'an index of a kind that was not measured to build over 1 million rows'],
    ['ALTER TABLE users ADD PRIMARY KEY (id)', 'an index to build over 1 million rows, and 1 million rows, 200 MB, to read'],
    ['ALTER TABLE users ALTER COLUMN age TYPE bigint', '240 MB to write anew, with 2 indexes'],
    ['ALTER TABLE users ADD COLUMN r float DEFAULT random()', '240 MB to write anew, with 2 indexes'],
    ['VACUUM FULL users', '240 MB to write anew, with 2 indexes'],
    ['ALTER TABLE users SET TABLESPACE fast', '240 MB to copy'],
    ['REINDEX TABLE users', '2 indexes to build anew, 85 MB'],
    ['REINDEX INDEX users_name', '1 index to build anew, 60 MB'],
    ['ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES orders (id)', '1 million rows to look up in orders'],
  ])('%s', async (sql, text) => {
    expect((await lastOf(sql))?.basis).toBe(`${text}; sizes of 2026-11-02`);
  });

  test('writes of others are said', async () => {
    expect((await lastOf('CREATE INDEX ON orders (user_id)'))?.basis).toBe(
      'an index to build over 5 million rows; on average 120 rows are written in a second; sizes of 2026-11-02',
    );
  });

  test('one pass over a table counts once, an index each time', async () => {
    const both = await lastOf('ALTER TABLE users ALTER COLUMN age TYPE bigint, ALTER COLUMN name SET NOT NULL');
    expect(both).toEqual(await lastOf('ALTER TABLE users ALTER COLUMN age TYPE bigint'));
    const two = await high('ALTER TABLE users ADD UNIQUE (age), ADD UNIQUE (id)');
    expect(two).toBeGreaterThan(1.8 * (await high('ALTER TABLE users ADD UNIQUE (age)')));
  });
});

describe('what can not be told is not said', () => {
  test.each([
    ['a table without a size', 'CREATE INDEX ON own (id)'],
    ['no work', 'ALTER TABLE users ADD COLUMN x integer'],
    ['a function of the project', 'ALTER TABLE users ADD CHECK (slow(age))'],
    ['a new table', 'CREATE TABLE fresh (id integer); CREATE INDEX ON fresh (id)'],
    ['an index that was not measured', 'CREATE INDEX i ON users (age); REINDEX INDEX i'],
  ])('%s', async (_, sql) => {
    const history = `${HISTORY} CREATE FUNCTION slow(integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';`;
    expect(await lastOf(sql, STATS, history)).toBeNull();
  });

  test('of two tables one is not enough', async () => {
    expect(await lastOf('VACUUM FULL users, own')).toBeNull();
  });
});

describe('how long', () => {
  test('more rows take longer, low is below high', async () => {
    const of = (rows: number) => lastOf('CREATE INDEX ON users (age)', statsOf([{ name: 'users', rows }]));
    const [small, large] = [await of(10_000), await of(10_000_000)];
    expect(large?.secondsLow).toBeGreaterThan(500 * (small?.secondsLow ?? Number.NaN));
    expect(large?.secondsHigh).toBeGreaterThan(large?.secondsLow ?? Number.NaN);
  });

  test('texts sort slower than numbers; an unknown column may be either', async () => {
    const [number, text] = [await lastOf('CREATE INDEX ON users (age)'), await lastOf('CREATE INDEX ON users (name)')];
    expect(text?.secondsHigh).toBeGreaterThan(number?.secondsHigh ?? Number.NaN);
    const unknown = await lastOf('CREATE INDEX ON users (lower(name))');
    expect(unknown?.secondsLow).toBe(number?.secondsLow);
    expect(unknown?.secondsHigh).toBe(text?.secondsHigh);
  });

  test('a partial index may be cheap', async () => {
    const [all, part] = [await lastOf('CREATE INDEX ON users (age)'), await lastOf('CREATE INDEX ON users (age) WHERE age > 7')];
    expect(part?.secondsLow).toBeLessThan(all?.secondsLow ?? Number.NaN);
    expect(part?.secondsHigh).toBe(all?.secondsHigh);
  });

  test('where nobody counted rows, the bytes tell', async () => {
    const duration = await lastOf('CREATE INDEX ON users (age)', statsOf([{ name: 'users', rows: null, heapBytes: 5e8 }]));
    expect(duration?.basis).toContain('perhaps 5 million rows');
  });

  test('partitions count with their parent, also those that the history does not know', async () => {
    const history = `CREATE TABLE e (id bigint, at date) PARTITION BY RANGE (at);
      CREATE TABLE e1 PARTITION OF e FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`;
    const stats = statsOf([
      { name: 'e', kind: 'partitioned-table', rows: null, heapBytes: 0 },
      { name: 'e1', rows: 2_000_000, partitionOf: { schema: 'public', name: 'e' } },
      { name: 'e2', rows: 3_000_000, partitionOf: { schema: 'public', name: 'e' } },
    ]);
    expect((await lastOf('CREATE INDEX ON e (id)', stats, history))?.basis).toContain('over 5 million rows');
    expect((await lastOf('CREATE INDEX ON e1 (id)', stats, history))?.basis).toContain('over 2 million rows');
  });
});

describe('severities', () => {
  const severityOf = async (sql: string, rule: string, request: Parameters<typeof check>[0] | object) => {
    const files = [
      { path: '1.sql', text: HISTORY },
      { path: '2.sql', text: `SET lock_timeout = '2s';\n${sql};` },
    ];
    const { findings } = await check({ files, layout: 'plain', ...request });
    return findings.filter((finding) => finding.rule === rule).map(({ severity, duration }) => [severity, duration !== null]);
  };
  const index = ['CREATE INDEX ON users (age)', 'create-index-blocking'] as const;
  const small = statsOf([{ name: 'users', rows: 2000 }]);

  test('what is over soon is advice, but only where sizes are given', async () => {
    expect(await severityOf(...index, {})).toEqual([['error', false]]);
    expect(await severityOf(...index, { stats: STATS })).toEqual([['error', true]]);
    expect(await severityOf(...index, { stats: small })).toEqual([['info', true]]);
    expect(await severityOf(...index, { stats: statsOf([]) })).toEqual([['error', false]]);
  });
  test('how soon is for the project to say', async () => {
    expect(await severityOf(...index, { stats: small, blockingAllowed: 0 })).toEqual([['error', true]]);
    expect(await severityOf(...index, { stats: STATS, blockingAllowed: 600 })).toEqual([['info', true]]);
  });
  test('a severity that the project sets stays', async () => {
    expect(await severityOf(...index, { stats: small, levels: { 'create-index-blocking': 'error' } })).toEqual([['error', true]]);
  });
  test('what is not about time stays', async () => {
    const stats = statsOf([{ name: 'users', rows: 3 }]);
    expect(await severityOf('DROP TABLE users', 'drop-table-breaking', { stats })).toEqual([['error', false]]);
    expect(await severityOf('ALTER TABLE users ADD COLUMN n uuid NOT NULL', 'add-column-failing', { stats })).toEqual([['error', false]]);
  });
  test('few rows are looked up soon, however large the other table', async () => {
    const stats = statsOf([
      { name: 'orders', rows: 10 },
      { name: 'users', rows: 50_000_000 },
    ]);
    const sql = 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id)';
    expect(await severityOf(sql, 'add-foreign-key-scanning', { stats })).toEqual([['info', true]]);
  });
});
