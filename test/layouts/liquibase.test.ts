import { describe, expect, test } from 'vitest';
import { checkTree } from '../../src/index.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { openProjects } from '../../src/layouts/open-projects.ts';
import { history, only, open, outline, projectsOf, reading, said } from './support.ts';

const head = '--liquibase formatted sql\n';
const changeset = (rest: string, sql = 'SELECT 1;'): string => `${head}--changeset a:1 ${rest}\n${sql}\n`;

test('in the order of the changelog; each changeset is a part with its way back', () => {
  const opened = history('liquibase');
  expect(projectsOf(opened)).toEqual([
    [
      'liquibase',
      'liquibase/db/changelog',
      [
        '*changes/horses: changes/horses.sql:1-8 file, changes/horses.sql:11-16 file | changes/horses.sql:17-19 file, changes/horses.sql:9-9 file',
        '*changes/index-names: changes/index-names.sql:1-4 statement | changes/index-names.sql:5-5 statement',
        '*later/010-height: later/010-height.sql:1-7 file | later/010-height.sql:8-8 file',
      ],
    ],
  ]);
  expect(opened.skipped).toEqual([
    { path: 'liquibase/db/changelog/changes/horses.sql, changeset ada:engine', reason: 'its dbms is mysql' },
  ]);
  expect(said(opened)).toEqual([]);
});

test('what runs, at its place', async () => {
  const text = `${head}\n--changeset a:1 endDelimiter:/\nCREATE TABLE t (a int)\n/\nDROP TABLE old\n/\n--rollback DROP TABLE gone;\n--rollback DROP TABLE t;\n`;
  const { report } = await checkTree(memoryTree([{ path: '1.sql', text }]), ['1.sql'], { only: ['drop-table-breaking'] });
  expect(report.statements.map(({ line, sql }) => `${line} ${sql}`)).toEqual(['4 CREATE TABLE t (a int)', '6 DROP TABLE old']);
  expect(report.files[0]?.statements).toBe(4);
  expect(report.findings.map(({ rule, range }) => `${rule} ${range.start.line}:${range.start.column}`)).toEqual([
    'drop-table-breaking 6:1',
  ]);
});

test.each([
  ['', 'file'],
  ['runInTransaction:false', 'statement'],
  ['RUNINTRANSACTION:FALSE', 'statement'],
  ['runInTransaction:false splitStatements:false', 'string'],
  ['splitStatements:false', 'file'],
])('a changeset %j runs as %s', (rest, mode) => {
  expect(outline(only(open({ '1.sql': changeset(rest) })))).toEqual([`*1: 1.sql ${mode}`]);
});

test.each([
  ['dbms:postgresql', true],
  ['dbms:h2,postgresql', true],
  ['dbms:!mysql', true],
  ['dbms:all', true],
  ['dbms:oracle', false],
  ['dbms:!postgresql', false],
  ['ignore:true', false],
])('%s', (rest, runs) => {
  const opened = open({ '1.sql': changeset(rest) });
  expect(only(opened).migrations[0]?.up[0]?.span.end).toBe(runs ? changeset(rest).length : 0);
  expect(opened.skipped).toHaveLength(runs ? 0 : 1);
});

test('ignored lines, several ways back, SQL behind them', () => {
  const text = `${head}--changeset a:1\nSELECT 1;\n--ignoreLines:start\nDROP TABLE x;\n--ignoreLines:end\n--ignoreLines:1\nDROP TABLE y;\n--rollback DELETE FROM t\n--rollback WHERE a = 1;\nSELECT 2;\n--changeset a:2\nSELECT 3;\n--rollback empty\n`;
  const [migration] = only(open({ '1.sql': text })).migrations;
  const texts = (parts: readonly { file: { text: string }; span: { start: number; end: number } }[] = []): unknown =>
    parts.map(({ file, span }) =>
      file.text
        .slice(span.start, span.end)
        .replaceAll(/--.*|\s+/g, ' ')
        .replaceAll(/ +/g, ' ')
        .trim(),
    );
  expect(texts(migration?.up)).toEqual(['SELECT 1;', 'SELECT 2;', 'SELECT 3;']);
  expect(texts(migration?.down)).toEqual(['', 'DELETE FROM t WHERE a = 1;']);
});

test('properties are values of placeholders', () => {
  const opened = open({ '1.sql': `${head}--property name:tab value:horses\n--changeset a:1\nDROP TABLE \${tab}, \${other};\n` });
  expect(only(opened).migrations[0]?.up[0]?.file.text).toContain('DROP TABLE horses, _other_;');
});

test('two of one name', () => {
  expect(said(open({ '1.sql': `${head}--changeset a:1\nSELECT 1;\n--changeset a:1\nSELECT 2;\n` }))).toEqual([
    'migration-order/duplicate error 1.sql',
  ]);
});

describe('changelogs', () => {
  const files = { 'x/b.sql': changeset(''), 'x/a.sql': changeset(''), 'x/raw.sql': 'SELECT 1;\n' };
  const order = (name: string, text: string): unknown => {
    const opened = open({ [name]: text, ...files }, {}, ['x']);
    return [opened.projects.map(({ root, migrations }) => [root, migrations.map(({ id }) => id)]), said(opened)];
  };
  test.each([
    [
      'changelog.xml',
      '<databaseChangeLog><!-- <include file="x/no.sql"/> --><include file="x/b.sql"/><include file="x/a.sql" relativeToChangelogFile="true"/><changeSet id="r" author="a"><sqlFile path="x/raw.sql"/></changeSet></databaseChangeLog>',
    ],
    [
      'db.changelog-master.yaml',
      'databaseChangeLog:\n- include:\n    relativeToChangelogFile: true\n    file: "x/b.sql"\n# - include:\n- include: {file: x/a.sql}\n- include: {"file": "x/raw.sql"}\n',
    ],
    [
      'master-changelog.json',
      '{"databaseChangeLog":[{"include":{"file":"classpath:/x/b.sql"}},{"include":{"file":"x/a.sql"}},{"include":{"file":"x/raw.sql"}}]}',
    ],
  ])('%s', (name, text) => {
    expect(order(name, text)).toEqual([[['.', ['x/b', 'x/a', 'x/raw']]], []]);
  });

  test('one that includes another, a folder, and what is not there', () => {
    const opened = open(
      {
        'changelog.yaml':
          'databaseChangeLog:\n- include: {file: x/changelog.yaml}\n- include: {file: x/gone.sql}\n- changeSet:\n    id: 1\n',
        'x/changelog.yaml': 'databaseChangeLog:\n- includeAll: {path: sql, relativeToChangelogFile: true}\n',
        'x/sql/10.sql': changeset(''),
        'x/sql/2.sql': changeset(''),
      },
      {},
      ['x/sql/2.sql'],
    );
    expect(projectsOf(opened)).toEqual([['liquibase', '.', [' x/sql/10: x/sql/10.sql file', '*x/sql/2: x/sql/2.sql file']]]);
    expect(said(opened)).toEqual(['migration-order/missing error changelog.yaml']);
    expect(opened.skipped).toEqual([{ path: 'changelog.yaml', reason: 'it has changesets that are not SQL' }]);
  });

  test('a file that none includes', () => {
    const [projects, findings] = order('changelog.yaml', 'databaseChangeLog:\n- include: {file: x/b.sql}\n') as [unknown, unknown];
    expect(projects).toEqual([
      ['.', ['x/b']],
      ['.', ['a.sql']],
      ['.', ['raw.sql']],
    ]);
    expect(findings).toEqual(['migration-order/unlisted warning x/a.sql']);
  });
});

test('a changeset that is on the base branch may not change; others may come, and what runs again on change may', () => {
  const before = `${head}--changeset a:1\nSELECT 1;\n--changeset a:2 runOnChange:true\nSELECT 2;\n`;
  const edited = (text: string): unknown =>
    said(
      openProjects(memoryTree([{ path: 'log.sql', text }]), ['.'], {
        dialect: 'postgresql',
        past: [{ kind: 'edited', path: 'log.sql', text: before, base: 'main' }],
      }),
    );
  expect(edited(`${before}--changeset a:3\nSELECT 3;\n`)).toEqual([]);
  expect(edited(before.replace('SELECT 2', 'SELECT 22').replace('SELECT 1', '-- one\nSELECT  1'))).toEqual([]);
  expect(edited(before.replace('SELECT 1', 'SELECT 11'))).toEqual(['migration-order/edited error log.sql']);
  expect(edited(before.replace('a:1', 'a:9'))).toEqual(['migration-order/edited error log.sql']);
});

test.each([
  [changeset('runInTransaction: false'), 'warning 1.sql:2:17-40 Liquibase passes over runInTransaction as it is written here.'],
  [changeset('runInTransaction=false'), 'warning 1.sql:2:17-39 Liquibase passes over runInTransaction as it is written here.'],
  [changeset('runInTransactions:false'), 'warning 1.sql:2:17-40 Liquibase knows no attribute runInTransactions, and passes over it.'],
  [changeset('noTransaction:true'), 'warning 1.sql:2:17-35 Liquibase knows no attribute noTransaction, and passes over it.'],
  [`${head}--changeset a:1\nSELECT 1;\n--rolback SELECT 2;\n`, 'warning 1.sql:4:1-20 To Liquibase this line is a comment like any other.'],
  [
    `${head}--changeset a:1\nSELECT 1;\n--rollback\n`,
    'warning 1.sql:4:1-11 Liquibase passes over this line: no way back stands behind it.',
  ],
  [
    `${head}--changeset a:1\nSELECT 1;\n--changset a:2\nSELECT 2;\n`,
    'warning 1.sql:4:1-15 To Liquibase this line is a comment like any other.',
  ],
  [`${head}--changeset a 1\nSELECT 1;\n`, 'error 1.sql:2:1-16 Liquibase refuses to read this line.'],
  [
    `${head}SELECT 0;\n--changeset a:1\nSELECT 1;\n`,
    'warning 1.sql:2:1-10 This stands before the first changeset: Liquibase never runs it.',
  ],
])('misread: %j', (text, said) => {
  expect(reading({ '1.sql': text }).misread[0]).toBe(said);
});

test.each([
  'context:"prod or test" labels:a,b (see JIRA:12)',
  'logicalFilePath:db/x.sql failOnError:false stripComments:false runWith:psql',
])('well read: %s', (rest) => {
  expect(reading({ '1.sql': changeset(rest) }).misread).toEqual([]);
});

test('known by its first line only', () => {
  expect(reading({ '1.sql': '\n  -- Liquibase Formatted SQL\n--changeset a:1\nSELECT 1;' }).layout).toBe('liquibase');
  expect(reading({ '1.sql': '-- about\n--liquibase formatted sql\n--changeset a:1\nSELECT 1;' }).layout).toBe('plain');
});
