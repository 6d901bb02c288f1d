import { describe, expect, test } from 'vitest';
import { readFixture } from '../support/fixture.ts';

describe('readFixture', () => {
  test('text without directives is one migration for the default target', () => {
    const { dialect, cases } = readFixture('-- a comment\nSELECT 1;  -- ! some-rule\n');
    expect({ dialect, versions: cases.map((each) => each.versions) }).toEqual({ dialect: 'postgresql', versions: [[undefined]] });
    expect(cases.map((each) => each.files)).toEqual([
      [{ path: '001_migration.sql', text: '-- a comment\nSELECT 1;  -- ! some-rule\n', judged: true }],
    ]);
    expect(cases[0]?.marks.map(({ line, name }) => ({ line, name }))).toEqual([{ line: 2, name: 'some-rule' }]);
  });

  test('every @given after a migration begins a case, and lines keep their numbers', () => {
    const { cases } = readFixture('-- @given\na\n-- @migration\nb\n-- @migration\nc\n-- @given\nd\n-- @migration\ne\n');
    expect(
      cases.map(({ line, files }) => ({
        line,
        files: files.map((file) => [file.path, file.text.indexOf(file.text.trim()), file.text.trim()]),
      })),
    ).toEqual([
      {
        line: 1,
        files: [
          ['001_given.sql', 1, 'a'],
          ['002_migration.sql', 3, 'b'],
          ['003_migration.sql', 5, 'c'],
        ],
      },
      {
        line: 7,
        files: [
          ['001_given.sql', 7, 'd'],
          ['002_migration.sql', 9, 'e'],
        ],
      },
    ]);
  });

  test('targets and transactions', () => {
    const { cases } = readFixture(
      '-- @target postgresql 11, 16\n-- @transaction string\n-- @migration\na\n-- @given\n-- @target postgresql 18\nb\n-- @transaction file\n-- @migration\nc\n',
    );
    expect(cases.map((each) => each.versions)).toEqual([[11, 16], [18]]);
    expect(cases.map((each) => each.transaction)).toEqual(['string', 'file']);
  });

  test.each([
    ['a-rule', [10, 11, 12, 18]],
    ['a-rule [<11]', [10]],
    ['a-rule [<=11]', [10, 11]],
    ['a-rule [>11]', [12, 18]],
    ['a-rule [>=11]', [11, 12, 18]],
    ['a-rule [11]', [11]],
    ['a-rule/message [11-12]', [11, 12]],
  ])('%s holds for %j', (mark, versions) => {
    const [read] = readFixture(`SELECT 1; -- ! ${mark}`).cases[0]?.marks ?? [];
    expect([10, 11, 12, 18].filter((version) => read?.holds(version))).toEqual(versions);
  });

  test('several marks stand on one line', () => {
    const { cases } = readFixture("SELECT '-- ! no'; -- ! a-rule/cause [<12], other-rule");
    expect(cases[0]?.marks.map((mark) => mark.name)).toEqual(['a-rule/cause', 'other-rule']);
  });

  test.each(['-- @nonsense', '-- @target oracle', '-- @transaction maybe', 'SELECT 1; -- ! Not a mark'])('%s is refused', (text) => {
    expect(() => readFixture(text)).toThrow(/line 1/);
  });
});
