import { expect, test } from 'vitest';
import { checkTree } from '../../src/index.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { history, only, open, outline, projectsOf, said } from './support.ts';

const committed = (previous: string, hash: string, body = 'SELECT 1;\n'): string =>
  `--! Previous: ${previous}\n--! Hash: ${hash}\n\n${body}`;
const first = { 'm/committed/000001.sql': committed('-', 'sha1:a') };

test('committed ones in a chain, then the current one; a string without a transaction', () => {
  const opened = history('graphile-migrate');
  expect(projectsOf(opened)).toEqual([
    [
      'graphile-migrate',
      'graphile-migrate/migrations',
      [
        '*000001: committed/000001.sql file',
        '*000002-index-species: committed/000002-index-species.sql string',
        '*current: current.sql file',
      ],
    ],
    ['graphile-migrate', 'graphile-migrate/migrations', ['*seed.sql: fixtures/seed.sql auto']],
  ]);
  expect(said(opened)).toEqual([]);
});

test('what is included is read as if it stood there; placeholders have their values', () => {
  const [project] = history('graphile-migrate/migrations/current.sql').projects;
  const file = project?.migrations.at(-1)?.up[0]?.file;
  expect(file?.text).toContain('GRANT EXECUTE ON FUNCTION tree_count() TO orchard_app;');
  expect(file?.text).toContain('ALTER DATABASE _database_name_ SET');
  expect(project?.migrations[0]?.up[0]?.file.text).toContain('GRANT SELECT ON trees TO orchard_app;');
});

test('what is wrong in an included file is said on the line that includes it', async () => {
  const files = [
    { path: '.gmrc', text: '{}' },
    { path: 'm/committed/000001.sql', text: committed('-', 'sha1:a', 'CREATE TABLE t (a int);\n') },
    { path: 'm/current.sql', text: 'SELECT 1;\n--!include more/drop.sql\nSELECT 2;\n' },
    { path: 'm/fixtures/more/drop.sql', text: 'SELECT 3;\n\nDROP TABLE t;\n' },
  ];
  const { report, problems } = await checkTree(memoryTree(files), ['m'], { only: ['drop-table-breaking'] });
  expect(problems).toEqual([]);
  expect(
    report.findings.map(({ rule, file, range }) => `${rule} ${file}:${range.start.line}:${range.start.column}-${range.end.column}`),
  ).toEqual(['drop-table-breaking m/current.sql:2:1-25']);
});

test('a file that includes itself is read so often and no more', () => {
  const opened = open({
    '.gmrc': '',
    ...first,
    'm/current.sql': '--!include a.sql\n',
    'm/fixtures/a.sql': 'SELECT 1;\n--!include a.sql\n',
  });
  expect(opened.projects[0]?.migrations.at(-1)?.up[0]?.file.text.match(/SELECT 1;/g)).toHaveLength(8);
});

test('with a file that it includes the current migration is judged', () => {
  const texts = {
    '.gmrc': '',
    ...first,
    'm/current.sql': '--!include a.sql\n',
    'm/fixtures/a.sql': '--!include b.sql\n',
    'm/fixtures/b.sql': 'SELECT 1;',
    'm/fixtures/c.sql': '--!include d.sql\n',
    'm/fixtures/d.sql': 'SELECT 2;',
  };
  const asked = (path: string): unknown => open(texts, {}, [path]).projects.map((project) => outline(project));
  expect(asked('m/fixtures/b.sql')).toEqual([[' 000001: committed/000001.sql file', '*current: current.sql file']]);
  expect(asked('m/fixtures/d.sql')).toEqual([['*d.sql: fixtures/d.sql auto']]);
});

test('in parts', () => {
  const opened = open({
    ...first,
    'm/current/1.sql': '--! no-transaction\nSELECT 1;',
    'm/current/2-b.sql': 'SELECT 2;',
    'm/current/Three.sql': 'SELECT 3;',
  });
  expect(outline(only(opened))).toEqual([
    '*000001: committed/000001.sql file',
    '*current: current/1.sql string, current/2-b.sql string, current/Three.sql string',
  ]);
  expect(said(opened)).toEqual(['migration-order/unnumbered error m/current/Three.sql']);
  expect(said(open({ ...first, 'm/current.sql': '', 'm/current/1.sql': '' }))).toEqual(['migration-order/duplicate error m/current.sql']);
});

test('from any of its folders the same project', () => {
  const texts = { ...first, 'm/current.sql': 'SELECT 1;', 'm/fixtures/deep/x.sql': 'SELECT 2;' };
  expect(open(texts, {}, ['m/fixtures/deep']).projects.map(({ root, layout }) => [root, layout])).toEqual([['m', 'graphile-migrate']]);
  expect(outline(only(open(texts, {}, ['m/current.sql'])))).toEqual([' 000001: committed/000001.sql file', '*current: current.sql file']);
});

test('a committed one that was changed since', () => {
  // As `graphile-migrate commit` 1.4.1 wrote them.
  const files = {
    'm/committed/000001-one.sql':
      '--! Previous: -\n--! Hash: sha1:36a71cb03c7c2788e94a717f89a8abad61dd9609\n--! Message: one\n\nCREATE TABLE a (id int); -- ü\n',
    'm/committed/000002.sql':
      '--! Previous: sha1:36a71cb03c7c2788e94a717f89a8abad61dd9609\n--! Hash: sha1:839a9cdf406c4fc342d1da38fdc9fb6e513e1e69\n\n--! no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\n',
  };
  expect(said(open(files))).toEqual([]);
  const one = files['m/committed/000001-one.sql'].replace('int', 'bigint');
  expect(said(open({ ...files, 'm/committed/000001-one.sql': one }))).toEqual(['migration-order/hash error m/committed/000001-one.sql']);
  const allowed = one.replace('--! Message', '--! AllowInvalidHash\n--! Message');
  expect(said(open({ ...files, 'm/committed/000001-one.sql': allowed }))).toEqual([]);
  const needless = allowed.replace('bigint', 'int');
  expect(said(open({ ...files, 'm/committed/000001-one.sql': needless }))).toEqual([
    'migration-order/hash error m/committed/000001-one.sql',
  ]);
});

test('a broken chain', () => {
  const opened = open({
    ...first,
    'm/committed/000002.sql': committed('sha1:a', 'sha1:b'),
    'm/committed/000003.sql': committed('sha1:x', 'sha1:c'),
    'm/committed/000004.sql': 'SELECT 1;\n',
    'm/committed/000005.sql': committed('sha1:d', 'sha1:e'),
  });
  expect(opened.findings.map(({ file, text }) => `${file} ${text}`)).toEqual([
    'm/committed/000003.sql It follows sha1:x, and 000002.sql before it is sha1:b.',
    'm/committed/000004.sql A committed migration begins with `--! Previous:` and `--! Hash:`, and this one does not.',
  ]);
  expect(said(open({ 'm/committed/000002.sql': committed('sha1:a', 'sha1:b') }))).toEqual([
    'migration-order/missing error m/committed/000002.sql',
  ]);
});

const misread = (current: string): unknown => {
  const opened = open({ '.gmrc': '', ...first, 'm/current.sql': current, 'm/fixtures/a.sql': 'SELECT 1;' });
  return opened.findings.map(({ message, severity, range, text }) => `${message} ${severity} ${range.start.line} ${text}`);
};

test.each([
  '-- no-transaction\nSELECT 1;',
  '--! no transaction\nSELECT 1;',
  'SELECT 1;\n--! no-transaction\n',
  '-- about\n--! no-transaction\nSELECT 1;',
])('misread: %j', (text) => {
  expect(misread(text)).toEqual([
    expect.stringMatching(/^directive warning \d graphile-migrate passes over this line, and runs the file in a transaction\.$/),
  ]);
});

test.each(['-- !include a.sql\n', '--! includes a.sql\n', '--!include a.sql, and more\n'])('misread: %j', (text) => {
  expect(misread(text)).toEqual(['directive warning 1 graphile-migrate includes nothing here: to it this is a comment.']);
});

test('an included file that is not there', () => {
  expect(misread('--!include b.sql\n')).toEqual(['missing error 1 It includes b.sql, and there is no fixtures/b.sql.']);
});
