import { describe, expect, test } from 'vitest';
import { notSent } from '../../../src/execute/plan/not-sent.ts';
import { checkTree } from '../../../src/index.ts';
import { memoryTree } from '../../../src/layouts/memory-tree.ts';

// What psql or a tool of its own would do with a file, and sqlsafe's runner does not: none of it may be left out in silence.

async function said(text: string, placeholders: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { runs } = await checkTree(memoryTree([{ path: 'db/1.sql', text }]), ['db/1.sql'], {
    keepRuns: true,
    layout: 'plain',
    placeholders,
  });
  expect(runs).toHaveLength(1);
  return runs.flatMap(notSent).map(({ line, reason }) => `${line}: ${reason}`);
}

describe('what is not sent', () => {
  test.each([
    ['CREATE TABLE ${prefix}a (id int);', ['1: ${prefix} has no value.']],
    ['SELECT 1;\n\\i other.sql\nSELECT 2;', ['2: \\i is a command of psql, and it is not psql that runs this.']],
    ['\\set n 5\nSELECT 1;', ['1: \\set is a command of psql, and it is not psql that runs this.']],
    [
      '\\if true\nSELECT 1;\n\\endif\n',
      ['1: \\if', '3: \\endif'].map((each) => `${each} is a command of psql, and it is not psql that runs this.`),
    ],
    ["\\copy a from 'a.csv'\nSELECT 1;", ['1: \\copy is a command of psql, and it is not psql that runs this.']],
    [
      'CREATE TABLE a (b text);\nCOPY a FROM stdin;\n\\N\n\\.\nSELECT 1;\n\\i c.sql\n',
      ['6: \\i is a command of psql, and it is not psql that runs this.'],
    ],
    ['CREATE TABLE a (b text);\nCOPY a FROM stdin;\n', ['2: This COPY awaits its rows behind it, and no line \\. ends them.']],
    ['SELECT 1;\nCOPY a TO stdout;', ['2: This COPY writes rows to whoever runs it, and nobody reads them.']],
  ])('%j', async (text, expected) => {
    expect(await said(text)).toEqual(expected);
  });

  test.each([
    '\\set ON_ERROR_STOP on\n\\set QUIET 1\n\\echo hello\n\\timing\nSELECT 1;',
    "SELECT E'\\i other.sql';\n-- \\i other.sql\n/* \\i */ SELECT $$ \\i $$;",
    "CREATE TABLE a (b text);\nCOPY a FROM '/tmp/a.csv';\nCOPY a FROM PROGRAM 'cat a.csv';",
    'SELECT 1;',
    "\\restrict x\nCOPY a FROM stdin;\nit's ${one} :two {{three}}\t\\i\n\\.\nSELECT 1;",
  ])('%j is sent as it is', async (text) => {
    expect(await said(text)).toEqual([]);
  });

  test('a placeholder that has a value', async () => {
    expect(await said('CREATE TABLE ${prefix}a (id int);', { prefix: 'x_' })).toEqual([]);
  });
});
