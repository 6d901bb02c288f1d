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
    ],
    found: ['create-index-blocking/build migrations/20240112090000_index_titles.js:5:5-6:26'],
  });
});

test('kysely: by name, in one transaction', async () => {
  expect(await judged('kysely')).toEqual({
    files: ['migrations/2024-01-05_dogs.ts kysely file 2', 'migrations/2024-01-12_index_names.ts kysely file 2'],
    found: ['create-index-blocking/build migrations/2024-01-12_index_names.ts:5:5-46'],
  });
});

test('TypeORM: by the time in the name of the class', async () => {
  expect(await judged('typeorm')).toEqual({
    files: ['src/migrations/1704445200000-Loaves.ts typeorm file 2', 'src/migrations/1705050000000-IndexNames.ts typeorm file 3'],
    found: ['create-index-blocking/build src/migrations/1705050000000-IndexNames.ts:8:30-77'],
  });
});

test('Sequelize: no transaction of its own, several statements in one call have one', async () => {
  expect(await judged('sequelize')).toEqual({
    files: ['migrations/20240105090000-cars.js sequelize statement 2', 'migrations/20240112090000-index-plates.js sequelize statement 4'],
    found: ['create-index-blocking/build migrations/20240112090000-index-plates.js:8:8-64'],
  });
});

test('MikroORM: a transaction around each', async () => {
  expect(await judged('mikro-orm')).toEqual({
    files: ['src/migrations/Migration20240105090000.ts mikro-orm file 2', 'src/migrations/Migration20240112090000.ts mikro-orm file 2'],
    found: ['create-index-blocking/build src/migrations/Migration20240112090000.ts:6:18-67'],
  });
});

test('node-pg-migrate: a transaction unless the code takes it away', async () => {
  expect(await judged('node-pg-migrate')).toEqual({
    files: [
      'migrations/1704445200000_boats.js node-pg-migrate file 2',
      'migrations/1705050000000_index-names.js node-pg-migrate statement 2',
    ],
    found: ['create-index-blocking/build migrations/1705050000000_index-names.js:7:12-68'],
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
