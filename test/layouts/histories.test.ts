import { expect, test } from 'vitest';
import type { OpenedProjects } from '../../src/layouts/open-projects.ts';
import { LAYOUTS, type LayoutName } from '../../src/model/migration.ts';
import { history, projectsOf, said } from './support.ts';

/** Their migrations are no SQL. */
const CODE: ReadonlySet<LayoutName> = new Set(['knex', 'kysely', 'typeorm', 'sequelize', 'mikro-orm']);

/** Layout, root and outline of every project below a folder. */
const shown = (opened: OpenedProjects): unknown => {
  expect(opened.problems).toEqual([]);
  return projectsOf(opened);
};

test('plain: by number, and what has no number stands alone', () => {
  const opened = history('plain');
  expect(shown(opened)).toEqual([
    [
      'plain',
      'plain',
      [
        '*001_create_accounts: 001_create_accounts.sql auto',
        '*002_add_name: 002_add_name.sql auto',
        '*003_index_email: 003_index_email.sql auto',
        '*010_create_invoices: 010_create_invoices.sql auto',
      ],
    ],
    ['plain', 'plain', ['*schema.sql: schema.sql auto']],
  ]);
  expect(said(opened)).toEqual([]);
});

test('up and down files of many spellings', () => {
  const opened = history('up-down');
  expect(shown(opened)).toEqual([
    [
      'plain',
      'up-down',
      [
        '*0001_create_rooms: 0001_create_rooms.up.sql auto | 0001_create_rooms.down.sql auto',
        '*0002_add_floor_up: 0002_add_floor_up.sql auto | 0002_add_floor_down.sql auto',
        '*0003_add_seats: 0003_add_seats.sql auto | 0003_add_seats_rollback.sql auto',
        '*0004_create_bookings: 0004_create_bookings.sql auto | down/0004_create_bookings.sql auto',
        '*0005_scale_down: 0005_scale_down.sql auto',
      ],
    ],
  ]);
  expect(opened.projects[0]?.migrations.every(({ reversible }) => reversible)).toBe(true);
});

test('sections: three spellings, and a down part alone', () => {
  const opened = history('sections');
  expect(shown(opened)).toEqual([
    [
      'sections',
      'sections',
      [
        '*001_users: 001_users.sql:1-4 auto | 001_users.sql:5-6 auto',
        '*002_role: 002_role.sql:1-3 auto | 002_role.sql:4-5 auto',
        '*003_only_down_marked: 003_only_down_marked.sql:1-2 auto | 003_only_down_marked.sql:3-4 auto',
      ],
    ],
  ]);
});

test('golang-migrate: by number, a file is one string', () => {
  const opened = history('golang-migrate');
  expect(shown(opened)).toEqual([
    [
      'golang-migrate',
      'golang-migrate',
      [
        '*1_books: 1_books.up.sql string | 1_books.down.sql string',
        '*2_isbn: 2_isbn.up.sql string | 2_isbn.down.sql string',
        '*10_pages: 10_pages.up.sql string | 10_pages.down.sql string',
      ],
    ],
  ]);
});

test('diesel: metadata.toml takes the transaction away, a string stays', () => {
  const opened = history('diesel');
  expect(shown(opened)).toEqual([
    [
      'diesel',
      'diesel',
      [
        '*2024-01-01-000000_create_posts: 2024-01-01-000000_create_posts/up.sql file | 2024-01-01-000000_create_posts/down.sql file',
        '*2024-02-01-000000_index_posts: 2024-02-01-000000_index_posts/up.sql string | 2024-02-01-000000_index_posts/down.sql string',
      ],
    ],
  ]);
});

test('prisma: no down parts, one string', () => {
  const opened = history('prisma');
  expect(shown(opened)).toEqual([
    [
      'prisma',
      'prisma/migrations',
      [
        '*20240101090000_init: 20240101090000_init/migration.sql string',
        '*20240301090000_index_email: 20240301090000_index_email/migration.sql string',
      ],
    ],
  ]);
  expect(opened.projects[0]?.migrations[0]?.reversible).toBe(false);
});

test('drizzle 0.x: the journal orders; what it dates earlier or does not list is said', () => {
  const opened = history('drizzle');
  expect(shown(opened)).toEqual([
    [
      'drizzle',
      'drizzle',
      [
        '*0000_quiet_otter: 0000_quiet_otter.sql file',
        '*0002_calm_heron: 0002_calm_heron.sql file',
        '*0001_brave_finch: 0001_brave_finch.sql file',
      ],
    ],
    ['drizzle', 'drizzle', ['*0003_left_behind.sql: 0003_left_behind.sql auto']],
  ]);
  expect(said(opened)).toEqual([
    'migration-order/skipped error drizzle/0001_brave_finch.sql',
    'migration-order/unlisted warning drizzle/0003_left_behind.sql',
  ]);
});

test('drizzle 1.0: a folder each', () => {
  expect(shown(history('drizzle-folders'))).toEqual([
    [
      'drizzle',
      'drizzle-folders',
      [
        '*20250101100000_first: 20250101100000_first/migration.sql file',
        '*20250202100000_second: 20250202100000_second/migration.sql file',
      ],
    ],
  ]);
});

test('goose: NO TRANSACTION is for the file, StatementBegin is a comment', () => {
  expect(shown(history('goose'))).toEqual([
    [
      'goose',
      'goose',
      [
        '*00001_create_teams: 00001_create_teams.sql:1-12 file | 00001_create_teams.sql:13-15 file',
        '*00002_index_teams: 00002_index_teams.sql:1-4 statement | 00002_index_teams.sql:5-6 statement',
      ],
    ],
  ]);
});

test('dbmate: several sections, each with its own transaction', () => {
  expect(shown(history('dbmate'))).toEqual([
    [
      'dbmate',
      'dbmate',
      [
        '*20240101000000_create_jobs: 20240101000000_create_jobs.sql:1-3 file | 20240101000000_create_jobs.sql:4-5 file',
        '*20240201000000_index_jobs: 20240201000000_index_jobs.sql:1-3 string, 20240201000000_index_jobs.sql:7-9 file | 20240201000000_index_jobs.sql:4-6 string, 20240201000000_index_jobs.sql:10-11 file',
      ],
    ],
  ]);
});

test('flyway: versions by number, folders below the location, then repeatable ones', () => {
  const opened = history('flyway');
  expect(shown(opened)).toEqual([
    [
      'flyway',
      'flyway/db/migration',
      [
        '*V1__create_parts: V1__create_parts.sql auto',
        '*V1.2__add_weight: V1.2__add_weight.sql auto',
        '*V1.10__add_colour: V1.10__add_colour.sql auto | U1.10__add_colour.sql auto',
        '*V2__index_maker: later/V2__index_maker.sql statement',
        '*R__heavy_parts: R__heavy_parts.sql auto',
      ],
    ],
  ]);
  expect(said(opened)).toEqual([]);
});

test('sqitch: the plan orders, a reworked change keeps its first script', () => {
  const opened = history('sqitch');
  expect(shown(opened)).toEqual([
    [
      'sqitch',
      'sqitch',
      [
        '*shelves: deploy/shelves.sql statement | revert/shelves.sql statement',
        '*loans@v1: deploy/loans@v1.sql statement | revert/loans@v1.sql statement',
        '*names/open_loans: deploy/names/open_loans.sql statement | revert/names/open_loans.sql statement',
        '*loans: deploy/loans.sql statement | revert/loans.sql statement',
      ],
    ],
    ['sqitch', 'sqitch', ['*shelves.sql: verify/shelves.sql statement']],
  ]);
  expect(said(opened)).toEqual([]);
});

test('a file is seen in the light of all of its project', () => {
  expect(shown(history('plain/002_add_name.sql'))).toEqual([
    [
      'plain',
      'plain',
      [
        ' 001_create_accounts: 001_create_accounts.sql auto',
        '*002_add_name: 002_add_name.sql auto',
        ' 003_index_email: 003_index_email.sql auto',
        ' 010_create_invoices: 010_create_invoices.sql auto',
      ],
    ],
  ]);
  expect(shown(history('sqitch/deploy/names/open_loans.sql'))).toEqual([
    [
      'sqitch',
      'sqitch',
      [
        expect.stringMatching(/^ shelves/),
        expect.stringMatching(/^ loans@v1/),
        expect.stringMatching(/^\*names/),
        expect.stringMatching(/^ loans:/),
      ],
    ],
  ]);
});

test('a folder of folders holds many projects', () => {
  const opened = history('.');
  expect(opened.problems).toEqual([]);
  expect(new Set(opened.projects.map(({ layout }) => layout))).toEqual(new Set(LAYOUTS.filter((layout) => !CODE.has(layout))));
});
