import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cut, fileOf, parser, readText, splitText } from './support.ts';
import { split } from '../../../src/dialects/postgresql/split.ts';
import { random } from './random.ts';

// Cases of fixtures/statements/postgresql, each under `--- title`, and behind it what must come of it, white space folded:
// `--=` a statement, `--x` one that the grammar refuses, `--~` what is skipped, `--!` what is never closed.
const folder = new URL('../../../fixtures/statements/postgresql/', import.meta.url);
const EXPECTED = /^--[=x~!] /;

for (const name of readdirSync(folder).filter((each) => each.endsWith('.sql'))) {
  describe(`fixture ${name}`, () => {
    const cases = readFileSync(new URL(name, folder), 'utf8').split(/^--- /m).slice(1);
    test.each(cases.map((each) => [each.slice(0, each.indexOf('\n')), each.slice(each.indexOf('\n') + 1)]))('%s', (_, body) => {
      const lines = body.split('\n');
      const text = lines.filter((line) => !EXPECTED.test(line)).join('\n');
      expect(outcome(text)).toEqual(lines.filter((line) => EXPECTED.test(line)));
    });
  });
}

function outcome(text: string): string[] {
  const { readings, skipped, problems } = readText(text);
  const slice = ({ start, end }: { start: number; end: number }): string => fold(text.slice(start, end));
  return [
    ...readings.map(({ ok, statement }) => `--${ok ? '=' : 'x'} ${fold(statement.text)}`),
    ...skipped.map(({ kind, span }) => `--~ ${kind} ${slice(span)}`),
    ...problems.map(({ kind, span }) => `--! ${kind} ${slice(span)}`),
  ];
}

const fold = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

describe('line ends', () => {
  test.each(['\n', '\r\n', '\r'])('%j ends a line comment, a meta-command and a line of data', (end) => {
    const lines = ['SELECT 1; -- one', '\\set x', 'SELECT 2', ';', 'COPY t FROM stdin;', 'a;', '\\.', "SELECT E'a'", "'b\\'';", 'SELECT 3'];
    expect(cut(lines.join(end))).toEqual(['SELECT 1', 'SELECT 2', 'COPY t FROM stdin', `SELECT E'a'${end}'b\\''`, 'SELECT 3']);
  });
});

describe('places', () => {
  test('a stretch of a file is cut as if it stood alone', () => {
    const text = "SELECT '; -- migrate:up\nSELECT 1; SELECT 2 -- migrate:down\n; DROP TABLE x";
    const span = { start: text.indexOf('\n') + 1, end: text.indexOf(' -- migrate:down') };
    const { statements } = split(fileOf(text), span);
    expect(statements.map((each) => [each.text, each.index, text.slice(each.span.start, each.span.end)])).toEqual([
      ['SELECT 1', 0, 'SELECT 1'],
      ['SELECT 2', 1, 'SELECT 2'],
    ]);
  });

  test('nothing is read beyond the stretch', () => {
    for (const text of ["SELECT 'a;' b", 'SELECT $$ $$ b', 'SELECT /* */ b', 'SELECT "a" b', "SELECT E'a' b", 'SELECT - - b']) {
      for (let end = 0; end <= text.length; end++) {
        const { statements, comments } = split(fileOf(text), { start: 0, end });
        expect(Math.max(0, ...statements.map(({ span }) => span.end), ...comments.map(({ span }) => span.end))).toBeLessThanOrEqual(end);
      }
    }
  });

  test('comments keep their bodies', () => {
    expect(
      splitText('-- sqlsafe-ignore a: b \r\nSELECT 1 /* c\n /* d */ */;--\n/**/').comments.map(({ style, body }) => [style, body]),
    ).toEqual([
      ['line', ' sqlsafe-ignore a: b '],
      ['block', ' c\n /* d */ '],
      ['line', ''],
      ['block', ''],
    ]);
  });

  test('text in strings, bodies and data is no comment', () => {
    const { comments } = splitText("SELECT '-- a', $$ -- b $$; COPY t FROM stdin;\n-- c\n\\.\n\\echo -- d\n");
    expect(comments).toEqual([]);
  });
});

test('many statements, and many that hold their semicolons back for nothing', () => {
  expect(cut('INSERT INTO t VALUES (1);\n'.repeat(20_000))).toHaveLength(20_000);
  expect(cut('CREATE RULE r AS ON INSERT TO t DO ALSO (;\n'.repeat(5_000))).toHaveLength(5_000);
  expect(cut('COPY t FROM stdin;\n'.repeat(5_000))).toHaveLength(5_000);
});

describe('soups of tokens', () => {
  const TOKENS =
    String.raw`' " $$ $a$ $ /* */ -- ; ; ( ) \ \. \g \; E' \' '' U&" . , - / * a é 😀 1 CREATE FUNCTION RULE BEGIN ATOMIC CASE END`
      .split(' ')
      .concat([' ', '\n', '\r', '\0', '\n\\set x\n', 'COPY t FROM stdin;\n', '\n\\.\n']);

  test('each character is in one statement, skipped stretch, comment or separator', () => {
    const next = random(20_240_229);
    for (let round = 0; round < 4_000; round++) {
      let text = '';
      for (let length = next(24); length >= 0; length--) text += TOKENS[next(TOKENS.length)];
      const { statements, comments, skipped, problems } = splitText(text);
      const owner = Array.from({ length: text.length }, () => 0);
      const own = (spans: readonly { readonly start: number; readonly end: number }[]): void => {
        for (const { start, end } of spans) for (let at = start; at < end; at++) owner[at] = (owner[at] ?? 0) + 1;
      };
      const outside = (span: { readonly start: number; readonly end: number }): boolean =>
        !statements.some((each) => each.span.start <= span.start && span.end <= each.span.end);
      own(statements.map(({ span }) => span));
      own(comments.map(({ span }) => span).filter(outside));
      own(skipped.map(({ span }) => span).filter(outside));
      const lost = owner.flatMap((count, at) => (count === 1 || (count === 0 && /[\s;]/.test(text[at] ?? '')) ? [] : [at]));
      expect({ text, lost }).toEqual({ text, lost: [] });

      expect(
        statements.every(({ span, text: own, index }, at) => own === text.slice(span.start, span.end) && /^\S/.test(own) && index === at),
      ).toBe(true);
      const starts = statements.map(({ span }) => span.start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(problems.length).toBeLessThanOrEqual(1);
    }
  });

  test('where the grammar reads all of it, it cuts at the same places', () => {
    const PIECES = [
      'SELECT 1',
      "SELECT 'a;''b'",
      'SELECT $x$;$x$',
      'SELECT "a;" FROM t',
      "SELECT E'\\';'",
      "\n'b\\'",
      ", E'c'",
      '-- c;\n',
      '/* ; /* ; */ */',
      ';',
      ';',
      '\n',
      ' ',
      'CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a;',
      ')',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC ',
      ';END',
    ];
    const next = random(7);
    let read = 0;
    for (let round = 0; round < 4_000; round++) {
      let text = '';
      for (let length = next(8); length >= 0; length--) text += `${PIECES[next(PIECES.length)]}`;
      const whole = parser.parse(text);
      if (!whole.ok) continue;
      read++;
      expect({ text, starts: splitText(text).statements.map(({ span }) => span.start) }).toEqual({
        text,
        starts: whole.stmts.map((each) => whole.locate(each.stmt_location)),
      });
    }
    expect(read).toBeGreaterThan(300);
  });
});
