import { expect, test } from 'vitest';
import { inspectText } from '../../src/layouts/inspect.ts';

const found = (raw: string): unknown =>
  inspectText('f.sql', raw).map(({ rule, message, range }) => `${rule}/${message} ${range.start.line}:${range.start.column}`);

test('NUL is found where it stands', () => {
  expect(found('SELECT 1;\nDROP\0TABLE t;')).toEqual(['input-nul/nul 2:5']);
});

test('characters that reorder what is shown count everywhere', () => {
  expect(found("SELECT 1; -- \u202E\nSELECT 'a\u2066b';")).toEqual([
    'input-invisible/bidirectional 1:14',
    'input-invisible/bidirectional 2:10',
  ]);
});

test('characters without width count in code and names, and are text in strings and comments', () => {
  expect(found('SELECT us\u200Bers, "a\u2060b";')).toEqual(['input-invisible/zero-width 1:10', 'input-invisible/zero-width 1:18']);
  // Fillers, and tags of two units.
  expect(found('SELECT a\u3164, "b\u{e0041}\u{e0041}";')).toEqual(['input-invisible/zero-width 1:9', 'input-invisible/zero-width 1:14']);
  expect(found("SELECT '👩\u200D💻'; -- 👩\u200D💻\nINSERT INTO t VALUES ($$a\u200Bb$$);")).toEqual([]);
});

test('code in a dollar-quoted body is code', () => {
  expect(found('DO $$ BEGIN PERFORM f\u200B(); END $$;')).toEqual(['input-invisible/zero-width 1:22']);
});

test('each character is told once', () => {
  expect(inspectText('f.sql', "SELECT '\u202Ea', '\u202Eb'; -- \u2066").map(({ text }) => text)).toEqual([
    'The invisible character U+202E stands here, in a string, and 1 more times in this file.',
    'The invisible character U+2066 stands here, in a comment.',
  ]);
});

test('plain text of any language is fine', () => {
  expect(found("INSERT INTO größe VALUES ('日本語', 'עברית', 'ñ');")).toEqual([]);
});
