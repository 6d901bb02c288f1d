import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkTree } from '../../src/index.ts';
import { diskTree } from '../../src/io/disk-tree.ts';
import { history, projectsOf, reading } from './support.ts';

test('a dump of the schema; that, and the migrations in Ruby, are said to be unjudged', () => {
  const opened = history('rails');
  expect(projectsOf(opened)).toEqual([['rails', 'rails/db', ['*structure: structure.sql statement']]]);
  expect(opened.projects[0]?.migrations[0]?.baseline).toBe(true);
  expect(opened.skipped.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    'rails/db/structure.sql: it is a dump of a schema, which is read and not judged',
    'rails/db/migrate/20240101090000_create_tickets.rb: it is written in Ruby',
    'rails/db/migrate/20240201090000_index_tickets.rb: it is written in Ruby',
  ]);
});

test('its statements are not judged', async () => {
  const cwd = fileURLToPath(new URL('../../fixtures/histories', import.meta.url));
  const { report } = await checkTree(diskTree({ cwd, maxFileSize: 2 ** 20 }), ['rails'], { presets: ['strict', 'style'] });
  expect(report.findings).toEqual([]);
  expect(report.files.map(({ file, statements }) => [file, statements])).toEqual([['rails/db/structure.sql', 8]]);
});

test('known by the migrations beside it, or by its last statement', () => {
  expect(reading({ 'db/structure.sql': 'SELECT 1;' }).layout).toBe('plain');
  expect(reading({ 'db/structure.sql': 'SELECT 1;', 'db/migrate/1_a.rb': '' }).layout).toBe('rails');
  expect(reading({ 'db/structure.sql': `SELECT 1;\nINSERT INTO "schema_migrations" (version) VALUES\n('1');\n` }).layout).toBe('rails');
  expect(reading({ 'db/cache_structure.sql': 'SELECT 1;', 'db/cache_migrate/1_a.rb': '' }).layout).toBe('rails');
});
