import { expect, test } from 'vitest';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { openProjects } from '../../src/layouts/open-projects.ts';
import { overlayTree } from '../../src/layouts/overlay-tree.ts';
import { open, outline, only } from './support.ts';

const one = 'SELECT 1;\n';

test('a forced layout rules', () => {
  const opened = open({ '1_a.up.sql': one, '1_a.down.sql': one }, { layout: 'plain' });
  expect([only(opened).layout, outline(only(opened))]).toEqual(['plain', ['*1_a: 1_a.up.sql auto | 1_a.down.sql auto']]);
});

test('a forced transaction rules', () => {
  expect(outline(only(open({ '1_a.up.sql': one }, { transaction: 'statement' })))).toEqual(['*1_a: 1_a.up.sql statement']);
});

test('in the order given, across folders, and nothing beside it', () => {
  const opened = open({ 'b/2.sql': one, 'a/3.sql': one, 'b/1.sql': one, 'b/0.sql': one }, { order: 'given', layout: 'plain' }, [
    'b/2.sql',
    'a/3.sql',
    'b/1.sql',
  ]);
  expect(outline(only(opened))).toEqual(['*b/2: b/2.sql auto', '*a/3: a/3.sql auto', '*b/1: b/1.sql auto']);
});

test('files whose name says another dialect are left out, and said', () => {
  const opened = open({
    '1_a.postgres.up.sql': one,
    '1_a.mysql.up.sql': one,
    '2_b.up.sql': one,
    '2_b.sqlite3.up.sql': one,
    '3_c.up.sql': one,
    '3_c.postgres.autocommit.up.sql': one,
  });
  expect(outline(only(opened))).toEqual([
    '*1_a: 1_a.postgres.up.sql file',
    '*2_b: 2_b.up.sql file',
    '*3_c: 3_c.postgres.autocommit.up.sql string',
  ]);
  expect(opened.skipped.map(({ path }) => path)).toEqual(['1_a.mysql.up.sql', '2_b.sqlite3.up.sql', '3_c.up.sql']);
});

test('folders named after databases: the sibling of ours is left out, a lone one is not', () => {
  const both = open({ 'm/postgres/1.sql': one, 'm/mysql/1.sql': one });
  expect([both.projects.map(({ root }) => root), both.skipped.map(({ path }) => path)]).toEqual([['m/postgres'], ['m/mysql']]);
  expect(open({ 'm/oracle/1.sql': one }).projects.map(({ root }) => root)).toEqual(['m/oracle']);
  expect(open({ 'm/postgres/1.sql': one, 'm/mysql/1.sql': one }, {}, ['m/mysql']).projects.map(({ root }) => root)).toEqual(['m/mysql']);
});

test('a lock file or journal for another dialect', () => {
  const prisma = open({ 'p/1_a/migration.sql': one, 'p/migration_lock.toml': 'provider = "mysql"\n' });
  expect([prisma.projects, prisma.skipped[0]?.path, prisma.problems[0]?.code]).toEqual([[], 'p', 'nothing-matched']);
  const drizzle = open({ 'd/0000_a.sql': one, 'd/meta/_journal.json': '{"dialect":"sqlite","entries":[]}', 'e/1.sql': one });
  expect([drizzle.projects.map(({ root }) => root), drizzle.skipped[0]?.path, drizzle.problems]).toEqual([['e'], 'd', []]);
});

test('prisma: 7.4 and later cut a file into statements, but for DROP INDEX CONCURRENTLY', () => {
  const modes = (version: string, text: string): unknown => {
    const opened = open(
      { 'web/package.json': `{"devDependencies":{"prisma":"${version}"}}`, 'web/prisma/migrations/1_a/migration.sql': text },
      {},
      ['web/prisma'],
    );
    return only(opened).migrations[0]?.up[0]?.transaction;
  };
  expect([modes('^7.4.0', one), modes('7.3.9', one), modes('~8.0', one), modes('latest', one), modes('6.19.0', one)]).toEqual([
    'statement',
    'string',
    'statement',
    'string',
    'string',
  ]);
  expect(modes('^7.9.0', 'DROP INDEX CONCURRENTLY i;\nSELECT 1;')).toBe('string');
});

test('plain files may say how they are run', () => {
  const mode = (text: string): unknown => only(open({ 'm/1.sql': text })).migrations[0]?.up[0]?.transaction;
  expect(mode('-- sqlsafe: transaction off\nSELECT 1;')).toBe('statement');
  expect(mode('--! no-transaction\nSELECT 1;')).toBe('statement');
  expect(mode('SELECT 1;')).toBe('auto');
});

test('every named file is in exactly one project, whatever its name and place', () => {
  const texts = {
    'db/migration/V1__a.sql': one,
    'db/migration/.old/V0__z.sql': one,
    'notes.txt': one,
    'm/1_a/migration.sql': one,
    'm/1_a/extra.sql': one,
    'm/top.sql': one,
  };
  const named = Object.keys(texts);
  const { projects } = open(texts, {}, named);
  const seen = projects.flatMap(({ migrations }) =>
    migrations.filter((m) => m.selected).flatMap(({ up, down }) => [...up, ...down].map(({ file }) => file.path)),
  );
  expect(seen.toSorted()).toEqual(named.toSorted());
});

test('nothing matched, and what does not exist, are problems', () => {
  expect(open({ 'readme.md': '' }).problems).toEqual([
    { code: 'nothing-matched', text: 'No SQL file was found: .', hint: 'Name a file or folder of migrations.' },
  ]);
  expect(open({ 'a.sql': one }, {}, ['b.sql', 'a.sql']).problems.map(({ code }) => code)).toEqual(['path-not-found']);
});

test('empty, blank and comment-only files are migrations like any other', () => {
  expect(outline(only(open({ '1.sql': '', '2.sql': ' \n\t\n', '3.sql': '-- later\n' })))).toEqual([
    '*1: 1.sql auto',
    '*2: 2.sql auto',
    '*3: 3.sql auto',
  ]);
});

test('a path may hold nearly anything', () => {
  const path = `a "b"/'c' %25\n🙂/-d/${'x'.repeat(4000)}.sql`;
  expect(only(open({ [path]: one }, {}, [path])).migrations[0]?.up[0]?.file.path).toBe(path);
});

test('text from elsewhere stands in for a file, also for one that is not there yet', () => {
  const tree = overlayTree(memoryTree([{ path: 'm/1.sql', text: one }]), 'm/2.sql', { text: 'SELECT 2;', findings: [], problems: [] });
  const opened = openProjects(tree, ['m/2.sql'], { dialect: 'postgresql' });
  expect(outline(only(opened))).toEqual([' 1: 1.sql auto', '*2: 2.sql auto']);
});

test('strings of the library: half a surrogate pair is replaced and said, a byte order mark is stripped', () => {
  const opened = open({ '1.sql': "SELECT '\uD800';", '2.sql': '\uFEFFSELECT 2;' });
  expect(opened.findings.map(({ rule, range }) => [rule, range.start.column])).toEqual([['input-encoding', 9]]);
  expect(only(opened).migrations.map(({ up }) => up[0]?.file.text)).toEqual(["SELECT '\uFFFD';", 'SELECT 2;']);
});

test('a mark inside a body, a string or a longer comment is none', () => {
  const text = "-- UP\nDO $$\nBEGIN\n-- down\nEND $$;\nSELECT '\n-- down\n';\n/*\n-- down\n*/\nSELECT 1;\n-- DOWN\nSELECT 2;\n";
  expect(outline(only(open({ '1.sql': text })))).toEqual(['*1: 1.sql:1-12 auto | 1.sql:13-14 auto']);
});

test('a way back is only missing where most have one', () => {
  const reversible = (...names: string[]): unknown =>
    only(open(Object.fromEntries(names.map((name) => [name, one])))).migrations[0]?.reversible;
  expect([
    reversible('1.sql', '2.sql'),
    reversible('1.sql', '1_down.sql', '2.sql'),
    reversible('1.sql', '1_down.sql', '2.sql', '3.sql'),
  ]).toEqual([false, true, false]);
});
