import { expect, test } from 'vitest';
import { open } from './support.ts';

const torn = (texts: Record<string, string>, dialect: 'postgresql' | 'mysql' = 'postgresql'): readonly string[] =>
  open(texts, { dialect }).findings.flatMap(({ message, file, range, text }) =>
    message === 'torn' ? [`${file}:${range.start.line}:${range.start.column} ${text}`] : [],
  );
const body = 'DO $$\nBEGIN\n  PERFORM 1;\nEND $$;\n';
const CUT = 'ends the statement at this semicolon: it looks at the ends of lines, not at quotes and comments.';
const UNENDED = 'does not see this statement end, and refuses to run the file.';

test.each([
  ['sql-migrate', '-- +migrate Up\n', '-- +migrate StatementBegin\n', '-- +migrate StatementEnd\n'],
  ['goose', '-- +goose Up\n', '-- +goose StatementBegin\n', '-- +goose StatementEnd\n'],
])('%s', (name, up, begin, end) => {
  expect(torn({ '1_a.sql': `${up}${body}` })).toEqual([`1_a.sql:4:12 ${name} ${CUT}`]);
  expect(torn({ '1_a.sql': `${up}SELECT 'a;\nb';\n/* c;\n */\nSELECT 1;` })).toEqual([
    `1_a.sql:2:10 ${name} ${CUT}`,
    `1_a.sql:4:5 ${name} ${CUT}`,
  ]);
  expect(torn({ '1_a.sql': `${up}SELECT 1;\nSELECT 2\n` })).toEqual([`1_a.sql:3:8 ${name} ${UNENDED}`]);
  expect(torn({ '1_a.sql': `${up}${begin}${body}${end}` })).toEqual([]);
  expect(torn({ '1_a.sql': `${up}${begin}DO $$ BEGIN END $$\n${end}\n-- done;\n` })).toEqual([]);
  expect(torn({ '1_a.sql': `${up}SELECT 'a;b', $$;$$; -- one;\n` })).toEqual([]);
});

test('where it is a habit, the runner reads quotes; quotes of other databases are not ours', () => {
  const text = `-- +migrate Up\n${body}`;
  expect(torn({ '1_a.sql': text, '2_b.sql': text })).toHaveLength(2);
  expect(torn({ '1_a.sql': text, '2_b.sql': text, '3_c.sql': text })).toEqual([]);
  expect(torn({ '1_a.sql': text }, 'mysql')).toEqual([]);
});
