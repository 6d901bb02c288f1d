// Tables and statements that are timed. Each table is filled with random, unordered values; `pad` characters make its rows wide.

/**
 * @typedef {{ name: string, rows: number, pad: number, indexes: readonly string[], fit: boolean }} Shape
 * `fit`: the costs are taken from it. The others only test them.
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

/** Rows of the table that foreign keys point at. @param {number} rows */
const parentRows = (rows) => Math.max(100, rows / 10);

/** @param {Shape} shape */
export const tables = ({ pad }) => [
  'CREATE TABLE parents (id bigint PRIMARY KEY)',
  `CREATE TABLE measured (id bigint NOT NULL, a integer, r bigint, n integer, b text, u uuid${pad > 0 ? ', pad text' : ''})`,
];

/** @param {Shape} shape */
export const filling = ({ rows, pad }) => [
  `INSERT INTO parents SELECT i FROM generate_series(1, ${parentRows(rows)}) i`,
  `INSERT INTO measured SELECT i, (random() * 2e9)::int, 1 + floor(random() * ${parentRows(rows)})::bigint, i % 1000,
     md5(i::text), gen_random_uuid()${pad > 0 ? `, repeat('x', ${pad})` : ''} FROM generate_series(1, ${rows}) i`,
];

/** @param {Shape} shape */
export const indexes = (shape) =>
  shape.indexes.map((column) => `CREATE ${column === 'id' ? 'UNIQUE ' : ''}INDEX measured_${column} ON measured (${column})`);

/**
 * The statement that is timed, what must come before it, and what takes it back. `large`: also on the largest tables. `work`: what it
 * works on, for the fit.
 * @typedef {typeof import('../../src/effects/postgresql/duration/work.ts')} Work
 * @typedef {import('../../src/model/stats.ts').Size} Size
 * @typedef {{ name: string, sql: string, before?: string, undo?: string, large?: true, work: (w: Work, table: Size, parent: Size) => ReturnType<Work['scan']> }} Case
 * @type {readonly Case[]}
 */
export const CASES = [
  {
    name: 'add check',
    sql: 'ALTER TABLE measured ADD CONSTRAINT c CHECK (a >= 0)',
    undo: 'ALTER TABLE measured DROP CONSTRAINT c',
    large: true,
    work: (w, table) => w.scan(table),
  },
  {
    name: 'set not null',
    sql: 'ALTER TABLE measured ALTER COLUMN n SET NOT NULL',
    undo: 'ALTER TABLE measured ALTER COLUMN n DROP NOT NULL',
    large: true,
    work: (w, table) => w.scan(table),
  },
  {
    name: 'validate check',
    before: 'ALTER TABLE measured ADD CONSTRAINT c CHECK (length(b) < 100) NOT VALID',
    sql: 'ALTER TABLE measured VALIDATE CONSTRAINT c',
    undo: 'ALTER TABLE measured DROP CONSTRAINT c',
    work: (w, table) => w.scan(table),
  },
  {
    name: 'add foreign key',
    sql: 'ALTER TABLE measured ADD CONSTRAINT f FOREIGN KEY (r) REFERENCES parents (id)',
    undo: 'ALTER TABLE measured DROP CONSTRAINT f',
    large: true,
    work: (w, table, parent) => w.lookUp(table, parent),
  },
  {
    name: 'index, integer',
    sql: 'CREATE INDEX i ON measured (a)',
    undo: 'DROP INDEX i',
    large: true,
    work: (w, table) => w.build(table, ['int4']),
  },
  {
    name: 'index, bigint in order',
    sql: 'CREATE INDEX i ON measured (id)',
    undo: 'DROP INDEX i',
    work: (w, table) => w.build(table, ['int8']),
  },
  {
    name: 'unique index, bigint',
    sql: 'CREATE UNIQUE INDEX i ON measured (id)',
    undo: 'DROP INDEX i',
    work: (w, table) => w.build(table, ['int8']),
  },
  {
    name: 'index, text',
    sql: 'CREATE INDEX i ON measured (b)',
    undo: 'DROP INDEX i',
    large: true,
    work: (w, table) => w.build(table, ['text']),
  },
  { name: 'index, uuid', sql: 'CREATE INDEX i ON measured (u)', undo: 'DROP INDEX i', work: (w, table) => w.build(table, ['uuid']) },
  {
    name: 'index, two columns',
    sql: 'CREATE INDEX i ON measured (n, b)',
    undo: 'DROP INDEX i',
    work: (w, table) => w.build(table, ['int4', 'text']),
  },
  {
    name: 'alter type',
    sql: 'ALTER TABLE measured ALTER COLUMN n TYPE bigint',
    undo: 'ALTER TABLE measured ALTER COLUMN n TYPE integer',
    large: true,
    work: (w, table) => w.rewrite(table),
  },
  {
    name: 'volatile default',
    sql: 'ALTER TABLE measured ADD COLUMN v double precision DEFAULT random()',
    undo: 'ALTER TABLE measured DROP COLUMN v',
    work: (w, table) => w.rewrite(table),
  },
  { name: 'vacuum full', sql: 'VACUUM FULL measured', large: true, work: (w, table) => w.rewrite(table) },
  { name: 'cluster', sql: 'CLUSTER measured USING measured_id', work: (w, table) => w.rewrite(table) },
];
