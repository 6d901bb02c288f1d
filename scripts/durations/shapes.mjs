// Tables and statements that are timed. Each table is filled with random, unordered values; `pad` characters make its rows wide.

/**
 * @typedef {{ name: string, rows: number, pad: number, indexes: readonly string[], fit: boolean }} Shape
 * `fit`: the coefficients come from it. The others only test them.
 */

const few = ['id'];
const some = ['id', 'a'];
const many = ['id', 'a', 'b', 'u'];

/** @type {readonly Shape[]} */
export const SHAPES = [
  { name: 'narrow 10k', rows: 1e4, pad: 0, indexes: few, fit: true },
  { name: 'narrow 300k', rows: 3e5, pad: 0, indexes: few, fit: true },
  { name: 'narrow 3M', rows: 3e6, pad: 0, indexes: some, fit: true },
  { name: 'wide 100k', rows: 1e5, pad: 800, indexes: few, fit: true },
  { name: 'wide 1M', rows: 1e6, pad: 500, indexes: many, fit: true },
  { name: 'narrow 30k, 2 indexes', rows: 3e4, pad: 0, indexes: some, fit: false },
  { name: 'narrow 1M, 4 indexes', rows: 1e6, pad: 0, indexes: many, fit: false },
  { name: 'narrow 10M', rows: 1e7, pad: 0, indexes: few, fit: false },
  { name: 'middling 2M', rows: 2e6, pad: 120, indexes: some, fit: false },
  { name: 'wide 300k, 2 indexes', rows: 3e5, pad: 1500, indexes: some, fit: false },
];

/** What a shape's history has created; the server's own names are kept out of it. @param {Shape} shape */
export const definition = ({ pad, indexes }) => [
  'CREATE TABLE parents (id bigint PRIMARY KEY)',
  `CREATE TABLE measured (id bigint NOT NULL, a integer, r bigint, n integer, b text, u uuid${pad > 0 ? ', pad text' : ''})`,
  ...indexes.map((column) => `CREATE ${column === 'id' ? 'UNIQUE ' : ''}INDEX measured_${column} ON measured (${column})`),
];

/** @param {Shape} shape */
export const filling = ({ rows, pad }) => [
  `INSERT INTO parents SELECT i FROM generate_series(1, ${Math.max(100, rows / 10)}) i`,
  `INSERT INTO measured SELECT i, (random() * 2e9)::int, 1 + (random() * ${Math.max(99, rows / 10 - 1)})::bigint, i % 1000,
     md5(i::text), gen_random_uuid()${pad > 0 ? `, repeat('x', ${pad})` : ''} FROM generate_series(1, ${rows}) i`,
];

/**
 * The statement that is timed, what must come before it, and what takes it back.
 * @type {readonly { readonly name: string, readonly sql: string, readonly before?: string, readonly undo?: string }[]}
 */
export const CASES = [
  { name: 'add check', sql: 'ALTER TABLE measured ADD CONSTRAINT c CHECK (a >= 0)', undo: 'ALTER TABLE measured DROP CONSTRAINT c' },
  {
    name: 'set not null',
    sql: 'ALTER TABLE measured ALTER COLUMN n SET NOT NULL',
    undo: 'ALTER TABLE measured ALTER COLUMN n DROP NOT NULL',
  },
  {
    name: 'validate check',
    before: 'ALTER TABLE measured ADD CONSTRAINT c CHECK (length(b) < 100) NOT VALID',
    sql: 'ALTER TABLE measured VALIDATE CONSTRAINT c',
    undo: 'ALTER TABLE measured DROP CONSTRAINT c',
  },
  {
    name: 'add foreign key',
    sql: 'ALTER TABLE measured ADD CONSTRAINT f FOREIGN KEY (r) REFERENCES parents (id)',
    undo: 'ALTER TABLE measured DROP CONSTRAINT f',
  },
  { name: 'index, integer', sql: 'CREATE INDEX i ON measured (a)', undo: 'DROP INDEX i' },
  { name: 'index, bigint in order', sql: 'CREATE INDEX i ON measured (id)', undo: 'DROP INDEX i' },
  { name: 'unique index, bigint', sql: 'CREATE UNIQUE INDEX i ON measured (id)', undo: 'DROP INDEX i' },
  { name: 'index, text', sql: 'CREATE INDEX i ON measured (b)', undo: 'DROP INDEX i' },
  { name: 'index, uuid', sql: 'CREATE INDEX i ON measured (u)', undo: 'DROP INDEX i' },
  { name: 'index, two columns', sql: 'CREATE INDEX i ON measured (n, b)', undo: 'DROP INDEX i' },
  { name: 'alter type', sql: 'ALTER TABLE measured ALTER COLUMN n TYPE bigint', undo: 'ALTER TABLE measured ALTER COLUMN n TYPE integer' },
  {
    name: 'volatile default',
    sql: 'ALTER TABLE measured ADD COLUMN v double precision DEFAULT random()',
    undo: 'ALTER TABLE measured DROP COLUMN v',
  },
  { name: 'vacuum full', sql: 'VACUUM FULL measured' },
  { name: 'cluster', sql: 'CLUSTER measured USING measured_id' },
];
