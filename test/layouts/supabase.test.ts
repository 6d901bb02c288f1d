import { expect, test } from 'vitest';
import { history, open, outline, only, projectsOf, said } from './support.ts';

test('a file is one pipeline; what can not run there is taken out of it by newer versions', () => {
  const opened = history('supabase');
  expect(projectsOf(opened)).toEqual([
    [
      'supabase',
      'supabase/supabase/migrations',
      ['*20240101090000_loaves: 20240101090000_loaves.sql auto', '*20240201090000_index_kind: 20240201090000_index_kind.sql auto'],
    ],
  ]);
  expect(said(opened)).toEqual([]);
});

test.each([
  [undefined, 'CREATE INDEX CONCURRENTLY i ON t (a);', 'file'],
  ['2.108.3', 'CREATE INDEX CONCURRENTLY i ON t (a);', 'file'],
  ['^2.109.0', 'CREATE INDEX CONCURRENTLY i ON t (a);', 'auto'],
  ['2.110.0', 'DROP INDEX CONCURRENTLY i;', 'file'],
  ['2.117.0', 'DROP INDEX CONCURRENTLY i;', 'auto'],
  ['latest', 'VACUUM t;', 'file'],
])('version %s: %s', (version, text, mode) => {
  const extra = version === undefined ? {} : { 'package.json': `{"devDependencies":{"supabase":"${version}"}}` };
  expect(outline(only(open({ ...extra, 'supabase/migrations/1_a.sql': text })))).toEqual([`*1_a: 1_a.sql ${mode}`]);
});

test('a folder of another name, by its configuration; names that the CLI passes over', () => {
  const opened = open({
    'db/config.toml': 'project_id = "x"\n',
    'db/migrations/2_b.sql': 'SELECT 1;',
    'db/migrations/10_c.sql': 'SELECT 1;',
    'db/migrations/notes.sql': 'SELECT 2;',
  });
  expect(projectsOf(opened)).toEqual([
    ['supabase', 'db/migrations', ['*10_c: 10_c.sql file', '*2_b: 2_b.sql file']],
    ['supabase', 'db/migrations', ['*notes.sql: notes.sql auto']],
  ]);
  expect(said(opened)).toEqual(['migration-order/width warning db/migrations/10_c.sql']);
});
