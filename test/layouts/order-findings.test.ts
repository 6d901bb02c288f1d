import { expect, test } from 'vitest';
import type { LayoutName } from '../../src/model/migration.ts';
import { open, outline, only, said } from './support.ts';

const empty = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'SELECT 1;\n']));

test('two files of one number', () => {
  const opened = open(empty('001_a.sql', '002_b.sql', '02_c.sql'));
  expect(said(opened)).toEqual(['migration-order/duplicate warning 02_c.sql']);
  expect(opened.findings[0]?.text).toBe('The version 02 is taken by 002_b.sql as well.');
});

test.each<[LayoutName, string, 'error' | 'warning' | 'info']>([
  ['goose', '-- +goose Up\nSELECT 1;\n', 'error'],
  ['dbmate', '-- migrate:up\nSELECT 1;\n', 'error'],
  ['sections', '-- UP\nSELECT 1;\n', 'warning'],
  ['sql-migrate', '-- +migrate Up\nSELECT 1;\n', 'info'],
  ['node-pg-migrate', '-- Up Migration\nSELECT 1;\n', 'info'],
  ['sqlx', '-- no-transaction\nSELECT 1;\n', 'error'],
  ['atlas', '-- atlas:txmode file\n\nSELECT 1;\n', 'error'],
])('%s: what it makes of two files of one number', (layout, text, severity) => {
  const opened = open({ '0001_a.sql': text, '0001_b.sql': text });
  expect(only(opened).layout).toBe(layout);
  expect(said(opened)).toEqual([`migration-order/duplicate ${severity} 0001_b.sql`]);
});

test('flyway: 1.1 and 1_1 and 1.1.0 are one version', () => {
  expect(said(open(empty('V1__a.sql', 'V1.1__b.sql', 'V1_1__c.sql', 'V1.1.0__d.sql', 'V1.10__e.sql')))).toEqual([
    'migration-order/duplicate error V1.1__b.sql',
    'migration-order/duplicate error V1_1__c.sql',
  ]);
});

test('where one number for several files is a habit, they are no duplicates', () => {
  const names = [1, 2, 3, 4].flatMap((n) => [`${n}_a.up.sql`, `${n}_b.up.sql`]);
  expect(said(open(empty(...names)))).toEqual([]);
});

test('folders by release count for themselves', () => {
  const opened = open(empty('1.2/01_a.sql', '1.10/01_a.sql', '1.9/01_a.sql', '1.9/02_b.sql'));
  expect(outline(only(opened)).map((line) => line.split(':')[0])).toEqual(['*1.2/01_a', '*1.9/01_a', '*1.9/02_b', '*1.10/01_a']);
  expect(said(opened)).toEqual([]);
});

test('a number left out, where all others follow one another', () => {
  const opened = open(empty('001_a.sql', '002_b.sql', '003_c.sql', '005_e.sql'));
  expect(said(opened)).toEqual(['migration-order/gap info 005_e.sql']);
  expect(opened.findings[0]?.text).toBe('005 follows 003: 4 is missing.');
});

test.each([
  ['timestamps', ['20240101_a.sql', '20240105_b.sql', '20240301_c.sql', '20240302_d.sql']],
  ['tens', ['010_a.sql', '020_b.sql', '030_c.sql', '040_d.sql']],
  ['too few', ['1_a.sql', '3_b.sql']],
])('no gap: %s', (_, names) => {
  expect(said(open(empty(...names)))).toEqual([]);
});

test('an order by name that is another one by number', () => {
  expect(said(open(empty('1_a.sql', '2_b.sql', '10_c.sql')))).toEqual(['migration-order/width info 10_c.sql']);
  expect(outline(only(open(empty('1_a.sql', '2_b.sql', '10_c.sql')))).map((line) => line.split(':')[0])).toEqual(['*1_a', '*2_b', '*10_c']);
  const dbmate = open(Object.fromEntries(['1_a.sql', '2_b.sql', '10_c.sql'].map((name) => [name, '-- migrate:up\n'])));
  expect(outline(only(dbmate)).map((line) => line.split(':')[0])).toEqual(['*10_c', '*1_a', '*2_b']);
  expect(said(dbmate)).toEqual(['migration-order/width warning 10_c.sql']);
});

test('what is new and stands before what is there already', () => {
  const names = ['1_a.up.sql', '2_b.up.sql', '3_c.up.sql'];
  expect(said(open(empty(...names), { added: new Set(['2_b.up.sql']) }))).toEqual(['migration-order/late error 2_b.up.sql']);
  expect(said(open(empty(...names), { added: new Set(['3_c.up.sql']) }))).toEqual([]);
  expect(said(open(empty('1_a.sql', '2_b.sql'), { added: new Set(['1_a.sql']) }))).toEqual(['migration-order/late warning 1_a.sql']);
});

test('what runs after all others stands before nothing: repeatable migrations, and the one that is being written', () => {
  const flyway = empty('V1__a.sql', 'V2__b.sql', 'R__views.sql');
  expect(said(open(flyway, { added: new Set(['V2__b.sql']) }))).toEqual([]);
  expect(said(open(flyway, { added: new Set(['V1__a.sql']) }))).toEqual(['migration-order/late error V1__a.sql']);
  const graphile = {
    '.gmrc': '{}',
    'committed/000001-a.sql': '--! Previous: -\n--! Hash: sha1:0\n\nSELECT 1;\n',
    'current.sql': 'SELECT 2;\n',
  };
  const late = said(open(graphile, { added: new Set(['committed/000001-a.sql']) })).filter((each) => each.includes('/late'));
  expect(late).toEqual([]);
});

test.each<[LayoutName, 'error' | 'warning', Record<string, string>]>([
  ['sql-migrate', 'warning', { '1_a.sql': '-- +migrate Up\nSELECT 1;\n', '2_b.sql': '-- +migrate Up\nSELECT 1;\n' }],
  ['sqlx', 'warning', { 'sqlx.toml': '', '1_a.sql': 'SELECT 1;', '2_b.sql': 'SELECT 1;' }],
  ['supabase', 'error', { 'supabase/migrations/1_a.sql': 'SELECT 1;', 'supabase/migrations/2_b.sql': 'SELECT 1;' }],
  ['node-pg-migrate', 'error', { '1_a.sql': '-- Up Migration\nSELECT 1;', '2_b.sql': 'SELECT 1;' }],
  [
    'graphile-migrate',
    'error',
    {
      'committed/000001-a.sql': '--! Previous: -\n--! Hash: x\n\nSELECT 1;',
      'committed/000002-b.sql': '--! Previous: x\n--! Hash: y\n\nSELECT 1;',
    },
  ],
  ['hasura', 'warning', { 'm/1700000000001_a/up.sql': 'SELECT 1;', 'm/1700000000002_b/up.sql': 'SELECT 1;' }],
  ['atlas', 'error', { 'atlas.hcl': 'dir = "file://m"', 'm/1_a.sql': 'SELECT 1;', 'm/2_b.sql': 'SELECT 1;' }],
  ['liquibase', 'warning', { '1_a.sql': '--liquibase formatted sql\n--changeset a:1\nSELECT 1;', '2_b.sql': 'SELECT 1;' }],
  ['refinery', 'error', { 'refinery.toml': '', 'V1__a.sql': 'SELECT 1;', 'V2__b.sql': 'SELECT 1;' }],
  ['pop', 'warning', { 'database.yml': '', '1_a.up.sql': 'SELECT 1;', '2_b.up.sql': 'SELECT 1;' }],
])('%s: what is new and stands before what is there already', (layout, severity, texts) => {
  const opened = open(texts);
  const first = only(opened).migrations.find(({ id }) => id.endsWith('a'))?.up[0]?.file.path ?? '';
  const again = open(texts, { added: new Set([first]) });
  expect([only(again).layout, said(again).filter((each) => each.includes('/late'))]).toEqual([
    layout,
    [`migration-order/late ${severity} ${first}`],
  ]);
});

test('only what was asked for is spoken of', () => {
  expect(said(open(empty('001_a.sql', '001_b.sql', '002_c.sql'), {}, ['002_c.sql']))).toEqual([]);
  expect(said(open(empty('001_a.sql', '001_b.sql', '002_c.sql'), {}, ['001_b.sql']))).toEqual([
    'migration-order/duplicate warning 001_b.sql',
  ]);
});

test('drizzle: a listed file that is not there', () => {
  const journal = JSON.stringify({
    dialect: 'postgresql',
    entries: [
      { tag: '0000_a', when: 1 },
      { tag: '0001_b', when: 2 },
    ],
  });
  const opened = open({ '0000_a.sql': 'SELECT 1;', 'meta/_journal.json': journal });
  expect(said(opened)).toEqual(['migration-order/missing error meta/_journal.json']);
});

test('drizzle: a journal that can not be read is a problem, and the files are judged', () => {
  const opened = open({ '0000_a.sql': 'SELECT 1;', 'meta/_journal.json': '{ "entries": ' });
  expect(opened.problems.map(({ code }) => code)).toEqual(['journal-unreadable']);
  expect(outline(only(opened))).toEqual(['*0000_a: 0000_a.sql file']);
});

test('sqitch: what the plan lists must be there, what is there must be listed', () => {
  const opened = open({
    'sqitch.plan': '%project=x\na 2024-01-01T00:00:00Z A <a@x> # one\nb [a] 2024-01-01T00:00:00Z A <a@x>\n',
    'deploy/a.sql': 'SELECT 1;',
    'deploy/c.sql': 'SELECT 1;',
  });
  expect(said(opened)).toEqual(['migration-order/missing error sqitch.plan', 'migration-order/unlisted warning deploy/c.sql']);
});
