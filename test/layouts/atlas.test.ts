import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkTree } from '../../src/index.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { history, only, open, outline, projectsOf, reading, said } from './support.ts';

test('by name, with a header for each file; a checkpoint is no step between', () => {
  const opened = history('atlas');
  expect(projectsOf(opened)).toEqual([
    [
      'atlas',
      'atlas/migrations',
      [
        '*20240101090000_lamps: 20240101090000_lamps.sql file',
        '*20240201090000_index_watts: 20240201090000_index_watts.sql statement',
        '*20240401090000_colour: 20240401090000_colour.sql file',
      ],
    ],
    ['atlas', 'atlas/migrations', ['*20240301090000_checkpoint.sql: 20240301090000_checkpoint.sql file']],
  ]);
  expect(opened.projects.map(({ migrations }) => migrations.map(({ baseline }) => baseline))).toEqual([
    [undefined, undefined, undefined],
    [true],
  ]);
  expect(said(opened)).toEqual([]);
});

test('a checkpoint that the history begins with is replayed and not judged', async () => {
  const files = [
    { path: 'atlas.sum', text: 'h1:x=\n1_c.sql h1:x=\n2_b.sql h1:x=\n' },
    { path: '1_c.sql', text: '-- atlas:checkpoint\n\nCREATE TABLE t (id int);\nDROP TABLE old;\n' },
    { path: '2_b.sql', text: 'ALTER TABLE t DROP COLUMN id;\n' },
  ];
  const { report } = await checkTree(memoryTree(files), ['.'], {
    only: ['drop-table-breaking', 'drop-column-breaking'],
  });
  expect(report.files.map(({ file, statements }) => [file, statements])).toEqual([
    ['1_c.sql', 2],
    ['2_b.sql', 1],
  ]);
  expect(report.findings.map(({ rule, file }) => `${rule} ${file}`)).toEqual(['drop-column-breaking 2_b.sql']);
});

test('atlas.sum lists what is there', () => {
  const opened = open({
    'atlas.sum': 'h1:x=\n1_a.sql h1:x=\n2_b.sql h1:x=\n',
    '1_a.sql': 'SELECT 1;',
    '3_c.sql': 'SELECT 1;',
    '4_d.sql': '-- atlas:sum ignore\n\nSELECT 1;',
  });
  expect(said(opened)).toEqual(['migration-order/missing error atlas.sum', 'migration-order/unlisted error 3_c.sql']);
});

/** What `atlas migrate hash` writes: each sum goes on from the one before it. Seen to be that of directories that Atlas wrote. */
function atlasSum(texts: Readonly<Record<string, string>>): string {
  const all = createHash('sha256');
  const total = createHash('sha256');
  const lines = Object.entries(texts).map(([name, text]) => {
    const sum = all.update(name).update(text).copy().digest('base64');
    total.update(name).update(sum);
    return `${name} h1:${sum}\n`;
  });
  return `h1:${total.digest('base64')}\n${lines.join('')}`;
}

test('the first file that atlas.sum was not made from', () => {
  const texts = { '1_a.sql': 'SELECT 1;\n', '2_b.sql': '\uFEFFSELECT 2;\r\n', '3_c.sql': "SELECT 'ä';\n" };
  const sum = { 'atlas.sum': atlasSum(texts) };
  expect(said(open({ ...sum, ...texts }))).toEqual([]);
  expect(said(open({ ...sum, ...texts, '2_b.sql': 'SELECT 2;\n' }))).toEqual(['migration-order/hash error 2_b.sql']);
  expect(said(open({ ...sum, ...texts, '1_a.sql': '-- why\nSELECT 1;\n', '3_c.sql': '' }))).toEqual(['migration-order/hash error 1_a.sql']);
  // Behind one that is gone nothing is known.
  const { '1_a.sql': _, ...rest } = texts;
  expect(said(open({ ...sum, ...rest, '3_c.sql': '' }))).toEqual(['migration-order/missing error atlas.sum']);
});

test('a file that is left out counts with its name, or not at all', () => {
  const out = { '0_x.sql': '-- atlas:sum ignore\n\nSELECT 0;\n' };
  const own = { '1_a.sql': 'SELECT 1;\n' };
  const named = createHash('sha256').update('0_x.sql').update('1_a.sql').update(own['1_a.sql']).digest('base64');
  for (const sum of [atlasSum(own), `h1:x=\n1_a.sql h1:${named}\n`]) {
    expect(said(open({ 'atlas.sum': sum, ...out, ...own }))).toEqual([]);
    expect(said(open({ 'atlas.sum': sum, ...out, '1_a.sql': 'SELECT 2;\n' }))).toEqual(['migration-order/hash error 1_a.sql']);
  }
});

test.each([
  ['its directives', { 'm/1_a.sql': '-- atlas:txmode file\n\nSELECT 1;' }, 'atlas'],
  ['a comment of another tool', { 'm/1_a.sql': '-- atlas:nothing here\n\nSELECT 1;' }, 'plain'],
  ['its configuration', { 'atlas.hcl': 'env "x" { migration { dir = "file://m" } }', 'm/1_a.sql': 'SELECT 1;' }, 'atlas'],
  ['its configuration, of another folder', { 'atlas.hcl': 'dir = "file://other"', 'm/1_a.sql': 'SELECT 1;' }, 'plain'],
])('known by %s', (_, texts: Record<string, string>, layout) => {
  expect(reading(texts).layout).toBe(layout);
});

test('an archive: checks, the way up, the way down', () => {
  const text =
    '-- atlas:txtar\n\n-- checks.sql --\nSELECT NOT EXISTS (SELECT 1 FROM t);\n-- migration.sql --\nDROP TABLE t;\n-- down.sql --\nCREATE TABLE t ();\n';
  expect(reading({ '1_a.sql': text }).lines).toEqual(['*1_a: 1_a.sql:5-6 file | 1_a.sql:7-8 file']);
});

describe('delimiters', () => {
  const textOf = (text: string): unknown => only(open({ '1_a.sql': text })).migrations[0]?.up[0]?.file.text;
  test.each([
    ['-- atlas:delimiter //\nSELECT 1 //\nSELECT 2 //', '-- atlas:delimiter //\nSELECT 1  ;\nSELECT 2  ;'],
    ['-- atlas:delimiter -- end\nSELECT 1;\n-- end\nSELECT 2;', '-- atlas:delimiter -- end\nSELECT 1;\n-- end\nSELECT 2;'],
    ['-- atlas:delimiter \\n\\n\nSELECT 1 -- one\n\nSELECT 2', '-- atlas:delimiter \\n\\n\nSELECT 1 -- one\n;SELECT 2'],
    ["-- atlas:delimiter GO\nSELECT 'GO', go FROM t\nGO\nSELECT 2", "-- atlas:delimiter GO\nSELECT 'GO', go FROM t\n ;\nSELECT 2"],
  ])('%j', (raw, text) => {
    expect(textOf(raw)).toBe(text);
  });
});

test.each([
  ['-- atlas:txmode none\nSELECT 1;', 'warning 1_a.sql:1:1-21 Atlas takes atlas:txmode for a comment of the statement below it.'],
  ['-- atlas:tx-mode none\n\nSELECT 1;', 'warning 1_a.sql:1:1-22 Atlas passes over this line: it is no directive as it is written.'],
  ['-- atlas: txmode none\n\nSELECT 1;', 'warning 1_a.sql:1:1-22 Atlas passes over this line: it is no directive as it is written.'],
  ['-- atlas:txmode off\n\nSELECT 1;', 'warning 1_a.sql:1:1-20 Atlas knows no txmode “off”, and refuses to run the file.'],
  [
    '-- about\n-- atlas:delimiter //\n\nSELECT 1;',
    'warning 1_a.sql:2:1-22 Atlas passes over atlas:delimiter here: it looks for it in the first line.',
  ],
])('misread: %j', (text, said) => {
  const { lines, misread } = reading({ 'atlas.sum': 'h1:x=\n1_a.sql h1:x=\n', '1_a.sql': text });
  expect(lines).toEqual(['*1_a: 1_a.sql file']);
  expect(misread).toEqual([said]);
});

test('Windows line ends', () => {
  expect(outline(only(open({ '1_a.sql': '-- atlas:txmode none\r\n\r\nSELECT 1;' })))).toEqual(['*1_a: 1_a.sql statement']);
});
