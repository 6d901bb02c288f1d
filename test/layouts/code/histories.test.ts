import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkTree } from '../../../src/index.ts';
import { diskTree } from '../../../src/io/disk-tree.ts';

const cwd = fileURLToPath(new URL('../../../fixtures/histories', import.meta.url));

/** Files with their layout and how they run, and what is found where; what nothing bounds is left out, it is everywhere. */
async function judged(path: string): Promise<{ files: readonly unknown[]; found: readonly string[] }> {
  const { report, problems } = await checkTree(diskTree({ cwd, maxFileSize: 2 ** 20 }), [path], { skip: ['session-blocking'] });
  expect(problems).toEqual([]);
  return {
    files: report.files.map(
      ({ file, layout, transaction, statements }) => `${file.slice(path.length + 1)} ${layout} ${transaction} ${statements}`,
    ),
    found: report.findings.map(({ rule, message, file, range: { start, end } }) => {
      const until = end.line === start.line ? end.column : `${end.line}:${end.column}`;
      return `${rule}/${message} ${file.slice(path.length + 1)}:${start.line}:${start.column}-${until}`;
    }),
  };
}

test('knex: by name, a transaction unless the file takes it away', async () => {
  expect(await judged('knex')).toEqual({
    files: [
      'migrations/20240105090000_books.js knex file 2',
      'migrations/20240112090000_index_titles.js knex file 2',
      'migrations/20240119090000_index_concurrently.js knex statement 2',
      'migrations/20240126090000_authors.ts knex file 9',
    ],
    found: [
      'create-index-blocking/build migrations/20240112090000_index_titles.js:5:5-6:26',
      'add-foreign-key-scanning/scan migrations/20240126090000_authors.ts:10:5-51',
      'transaction-blocking/work migrations/20240126090000_authors.ts:10:5-51',
      'add-column-failing/not-null migrations/20240126090000_authors.ts:11:5-43',
      // Suppressed by a comment of the code.
      'drop-column-breaking/column migrations/20240126090000_authors.ts:13:5-30',
      'create-index-blocking/build migrations/20240126090000_authors.ts:14:5-29',
      'migration-not-understood/code migrations/20240126090000_authors.ts:18:11-49',
    ],
  });
});

test('kysely: by name, in one transaction', async () => {
  expect(await judged('kysely')).toEqual({
    files: [
      'migrations/2024-01-05_dogs.ts kysely file 2',
      'migrations/2024-01-12_index_names.ts kysely file 2',
      'migrations/2024-01-19_owners.ts kysely file 5',
    ],
    found: [
      'create-index-blocking/build migrations/2024-01-12_index_names.ts:5:5-46',
      'add-column-rewriting/volatile-default migrations/2024-01-19_owners.ts:13:6-78',
      'add-foreign-key-scanning/scan migrations/2024-01-19_owners.ts:16:38-107',
      'transaction-blocking/work migrations/2024-01-19_owners.ts:16:38-107',
    ],
  });
});

test('TypeORM: by the time in the name of the class', async () => {
  expect(await judged('typeorm')).toEqual({
    files: [
      'src/migrations/1704445200000-Loaves.ts typeorm file 2',
      'src/migrations/1705050000000-IndexNames.ts typeorm file 3',
      'src/migrations/1705654800000-Bakers.ts typeorm file 7',
      'src/migrations/1706259600000-IndexApart.ts typeorm statement 2',
    ],
    found: [
      'create-index-blocking/build src/migrations/1705050000000-IndexNames.ts:8:30-77',
      'add-foreign-key-scanning/scan src/migrations/1705654800000-Bakers.ts:9:11-12:6',
      'transaction-blocking/work src/migrations/1705654800000-Bakers.ts:9:11-12:6',
      'create-index-blocking/build src/migrations/1705654800000-Bakers.ts:13:11-84',
      'migration-not-understood/code src/migrations/1705654800000-Bakers.ts:14:11-103',
    ],
  });
});

test('Sequelize: no transaction of its own, several statements in one call have one', async () => {
  expect(await judged('sequelize')).toEqual({
    files: [
      'migrations/20240105090000-cars.js sequelize statement 2',
      'migrations/20240112090000-index-plates.js sequelize statement 4',
      'migrations/20240119090000-owners.js sequelize statement 8',
    ],
    found: [
      'create-index-blocking/build migrations/20240112090000-index-plates.js:8:8-64',
      'migration-lingering/half-done migrations/20240119090000-owners.js:6:11-9:7',
      'create-index-blocking/build migrations/20240119090000-owners.js:14:11-55',
      'transaction-failing/concurrently-in-transaction migrations/20240119090000-owners.js:16:13-103',
    ],
  });
});

test('MikroORM: a transaction around each', async () => {
  expect(await judged('mikro-orm')).toEqual({
    files: [
      'src/migrations/Migration20240105090000.ts mikro-orm file 2',
      'src/migrations/Migration20240112090000.ts mikro-orm file 2',
      'src/migrations/Migration20240119090000.ts mikro-orm statement 2',
    ],
    found: ['create-index-blocking/build src/migrations/Migration20240112090000.ts:6:18-67'],
  });
});

test('node-pg-migrate: a transaction unless the code takes it away', async () => {
  expect(await judged('node-pg-migrate')).toEqual({
    files: [
      'migrations/1704445200000_boats.js node-pg-migrate file 2',
      'migrations/1705050000000_index-names.js node-pg-migrate statement 2',
      'migrations/1705654800000_owners.js node-pg-migrate file 3',
    ],
    found: [
      'create-index-blocking/build migrations/1705050000000_index-names.js:7:12-68',
      'add-column-failing/not-null migrations/1705654800000_owners.js:6:13-47',
      'create-index-blocking/build migrations/1705654800000_owners.js:8:3-39',
      'transaction-blocking/work migrations/1705654800000_owners.js:8:3-39',
    ],
  });
});

test('node-pg-migrate: files of SQL beside them are of one history', async () => {
  expect(await judged('node-pg-migrate-sql')).toEqual({
    files: [
      'migrations/1704100000000_boats.sql node-pg-migrate file 2',
      'migrations/1706700000000_length.sql node-pg-migrate file 1',
      'migrations/1709200000000_index-name.js node-pg-migrate statement 1',
    ],
    found: [],
  });
});
