import { describe, expect, test } from 'vitest';
import { createParser } from '../../../src/dialects/postgresql/libpg-query.ts';
import { wasm } from '../../../src/io/wasm.ts';
import { parser } from './support.ts';

const kinds = (text: string): string[] | string => {
  const result = parser.parse(text);
  return result.ok ? result.stmts.map(({ stmt }) => Object.keys(stmt).join()) : result.error.kind;
};

test('statements with their places', () => {
  const result = parser.parse('/* a */ SELECT 1;\n-- b\nCREATE TABLE t () -- c\n;');
  expect(result.ok && result.stmts.map((each) => [Object.keys(each.stmt), each.stmt_location, each.stmt_len])).toEqual([
    [['SelectStmt'], 8, 8],
    [['CreateStmt'], 23, 23],
  ]);
});

test('texts without statements', () => {
  for (const text of ['', ' \n', '-- a', '/* a */', ';', ';;\n;']) expect(kinds(text)).toEqual([]);
});

describe('places in texts with wide characters', () => {
  const text = "SELECT 'é😀名'; ALTER TABLE größe ADD 名 int; SELECT 1";

  test('of statements and nodes', () => {
    const result = parser.parse(text);
    if (!result.ok) throw new Error(result.error.message);
    expect(result.stmts.map((each) => text.slice(result.locate(each.stmt_location)).split(' ')[0])).toEqual(['SELECT', 'ALTER', 'SELECT']);
    const alter = result.stmts[1]?.stmt as { AlterTableStmt: { relation: { location: Parameters<typeof result.locate>[0] } } };
    expect(text.slice(result.locate(alter.AlterTableStmt.relation.location))).toMatch(/^größe ADD/);
  });

  test('of errors', () => {
    const broken = text.replace('ADD 名', 'ADD 名 😀 FROM');
    expect(parser.parse(broken)).toEqual({
      ok: false,
      error: { kind: 'syntax', message: 'syntax error at or near "FROM"', offset: broken.indexOf('FROM') },
    });
  });
});

describe('errors', () => {
  test.each([
    ['SELECT FROM t WHERE', 'syntax', 'syntax error at end of input', 19],
    ["SELECT '\\", 'syntax', 'unterminated quoted string at or near "\'\\"', 7],
    ['SELECT 1 1', 'syntax', 'syntax error at or near "1"', 9],
    ['\uFEFFSELECT 1', 'syntax', 'syntax error at or near "\uFEFFSELECT"', 0],
    ['SELECT 1; \0 DROP TABLE t', 'nul', 'NUL character: PostgreSQL reads no text that has one', 10],
    ['('.repeat(200_000), 'too-deep', 'memory exhausted at or near "("', 9_998],
  ])('%.30s', (text, kind, message, offset) => {
    expect(parser.parse(text)).toEqual({ ok: false, error: { kind, message, offset } });
  });

  test('a message does not repeat a token of any length', () => {
    const result = parser.parse(`SELECT ${'x'.repeat(100_000)} ${'y'.repeat(100_000)} z`);
    expect(result.ok || result.error.message.length).toBeLessThan(250);
  });

  test('lone surrogates are read as something', () => {
    expect(kinds("SELECT '\uD800', '\uDC00'")).toEqual(['SelectStmt']);
  });
});

describe('an instance that broke is replaced', () => {
  const bomb = `SELECT ${Array.from({ length: 64_000 }, () => '1').join('+')}`;

  test('25 overflows, each followed by a good statement', () => {
    const own = createParser(wasm);
    for (let round = 0; round < 25; round++) {
      expect(own.parse(bomb)).toEqual({ ok: false, error: { kind: 'too-deep', message: 'nested too deeply to be read', offset: 0 } });
      const good = own.parse(`CREATE TABLE größe${round} (a int DEFAULT '😀'); SELECT ${round}`);
      expect(good.ok && good.stmts.length).toBe(2);
      expect(own.parsePlpgsql('DO $$ BEGIN NULL; END $$').ok).toBe(true);
    }
  });

  test('many errors break nothing', () => {
    for (let round = 0; round < 2_000; round++) {
      expect(kinds('SELECT FROM WHERE')).toBe('syntax');
      expect(parser.parsePlpgsql('DO $$ BEGIN x := 1; END $$').ok).toBe(false);
    }
    expect(kinds('SELECT 1; SELECT 2')).toEqual(['SelectStmt', 'SelectStmt']);
  });
});

describe('large and deep texts', () => {
  test('rows of one INSERT', () => {
    const result = parser.parse(`INSERT INTO t VALUES ${Array.from({ length: 50_000 }, (_, row) => `(${row}, 'x${row}')`).join(', ')}`);
    const insert = result.ok
      ? (result.stmts[0]?.stmt as { InsertStmt: { selectStmt: { SelectStmt: { valuesLists: unknown[] } } } })
      : undefined;
    expect(insert?.InsertStmt.selectStmt.SelectStmt.valuesLists).toHaveLength(50_000);
  });

  test('a literal of ten megabytes', () => {
    expect(kinds(`SELECT '${'x'.repeat(10_000_000)}'`)).toEqual(['SelectStmt']);
  });

  test.each([
    ['NOT', `SELECT ${'NOT '.repeat(50_000)}true`],
    ['OR', `SELECT ${Array.from({ length: 20_000 }, () => 'a').join(' OR ')}`],
    ['sub-selects', `${'SELECT * FROM ('.repeat(300)}SELECT 1${') x'.repeat(300)}`],
  ])('%s: read, or too deep', (_, text) => {
    expect([['SelectStmt'], 'too-deep']).toContainEqual(kinds(text));
    expect(kinds('SELECT 1')).toEqual(['SelectStmt']);
  });
});

describe('PL/pgSQL', () => {
  test('is read', () => {
    const result = parser.parsePlpgsql("DO 'BEGIN PERFORM 1; END'");
    expect(result.ok && result.functions).toHaveLength(1);
  });

  test.each([
    ['DO $$ BEGIN PERFRM 1; END $$', 'syntax error at or near "PERFRM"'],
    ['DO $$ BEGIN x := 1; END $$', '"x" is not a known variable'],
    ['DO $$ BEGIN', 'unterminated dollar-quoted string at or near "$$ BEGIN"'],
  ])('errors of %s', (text, message) => {
    expect(parser.parsePlpgsql(text)).toEqual({ ok: false, error: { kind: 'syntax', message, offset: 0 } });
  });
});
