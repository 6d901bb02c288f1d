import { expect, test } from 'vitest';
import { rangeOf } from '../../src/model/position.ts';
import { codeFrame } from '../../src/report/code-frame.ts';
import { ASCII, PLAIN, UNICODE } from '../../src/report/paint.ts';
import { width } from '../../src/report/width.ts';

const frame = (raw: string, needle: string, label: string, columns = 80, signs = UNICODE): string[] => {
  const start = raw.indexOf(needle);
  const range = rangeOf({ path: 'x.sql', text: raw, raw, edits: [] }, { start, end: start + needle.length });
  return codeFrame(raw, range, label, { paint: PLAIN, signs, columns, colour: (text) => text });
};

test('shows two lines before the place, underlines it, and says what happens under it', () => {
  expect(frame('BEGIN;\nSELECT 1;\n  DROP TABLE users;\nCOMMIT;', 'DROP TABLE users', 'gone')).toEqual([
    '  1 │ BEGIN;',
    '  2 │ SELECT 1;',
    '  3 │   DROP TABLE users;',
    '    │   ~~~~~~~~~~~~~~~~',
    '    │   └ gone',
  ]);
});

test('a place over several lines is underlined on its first; CRLF and tabs do not shift it', () => {
  expect(frame('SELECT 1;\r\n\tALTER TABLE t\r\n  ADD c int;', 'ALTER TABLE t\r\n  ADD c int', 'adds', 80, ASCII)).toEqual([
    '  1 | SELECT 1;',
    '  2 |     ALTER TABLE t',
    '    |     ~~~~~~~~~~~~~',
    '    |     ` adds',
  ]);
});

test('wide characters before the place are counted as the terminal shows them', () => {
  const [, underline = ''] = frame("COMMENT ON TABLE 漢字 IS '👍'; DROP TABLE t", 'DROP TABLE t', 'gone');
  expect(underline.indexOf('~')).toBe(6 + width("COMMENT ON TABLE 漢字 IS '👍'; "));
});

test('a line of a megabyte is shown as a window around the place', () => {
  const lines = frame(`SELECT '${'x'.repeat(1_000_000)}'; DROP TABLE t; SELECT '${'y'.repeat(1_000_000)}'`, 'DROP TABLE t', 'gone', 60);
  expect(lines[0]).toContain('DROP TABLE t');
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(60);
  const [code = '', underline = ''] = lines;
  expect(underline.indexOf('~')).toBe(code.indexOf('DROP TABLE t'));
});

test('what stands in the code reaches the terminal only as pictures', () => {
  expect(frame('DROP TABLE "\u001b[2Jx"', 'DROP TABLE "\u001b[2Jx"', 'gone').join('\n')).not.toContain('\u001b');
});
