import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { readFixture } from '../support/fixture.ts';
import { brief, judge, type JudgeOptions } from '../support/judge.ts';
import { ruleFiles } from '../support/rule-files.ts';

// What we tell people to do instead must itself raise nothing: every `instead` with SQL that an example or a fixture
// brings forth is run in the place of the statement that it is about.

/** A line that begins a file of its own within a recipe. */
const NEXT = /^-- (?:and in the next file|then)\b.*:$/m;
const filesOf = (sql: string): readonly string[] =>
  sql
    .split(NEXT)
    .map((part) => part.trim())
    .filter((part) => part !== '');

async function expectSilent(given: readonly { path: string; text: string }[], finding: Finding, options: JudgeOptions): Promise<void> {
  const { rule, message, instead } = finding;
  if (instead?.sql === null || instead?.sql === undefined) return;
  const files = filesOf(instead.sql).map((text, index) => ({ path: `${String(900 + index)}_instead.sql`, text }));
  // a recipe says itself how its files run: by what stands in them
  const findings = await judge([...given, ...files], { ...options, transaction: undefined });
  const said = findings.filter((each) => each.file.endsWith('_instead.sql')).map(brief);
  expect(said, `${rule}/${message} proposes:\n${instead.sql}`).toEqual([]);
}

describe.each(ruleFiles)('$file', ({ rule }) => {
  test.each(rule.examples)(
    'the advice on the bad example raises nothing: $title',
    async ({ given, bad, dialect, version, transaction, layout }) => {
      const before = given === undefined ? [] : [{ path: '001_given.sql', text: given }];
      const options = { dialect, version, transaction, layout };
      const findings = await judge([...before, { path: '002_bad.sql', text: bad }], options);
      for (const finding of findings.filter((each) => each.file === '002_bad.sql' && each.rule === rule.id))
        await expectSilent(before, finding, options);
      expect(findings.length).toBeGreaterThan(0);
    },
  );
});

const folder = new URL('../../fixtures/rules/', import.meta.url);
describe.each(
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort(),
)('%s', (name) => {
  const id = name.slice(0, name.indexOf('.'));
  const fixture = readFixture(readFileSync(new URL(name, folder), 'utf8'));
  const versions = fixture.versions.length === 0 ? [undefined] : fixture.versions;
  const runs = versions.flatMap((version) => fixture.cases.map((each) => ({ version, each, line: each.line })));

  test.each(runs)('the advice raises nothing: line $line on version $version', async ({ version, each }) => {
    const options = { dialect: fixture.dialect, version, transaction: each.transaction };
    const findings = await judge(each.files, options);
    const marked = each.marks.filter((mark) => mark.name.split('/')[0] === id && mark.holds(version ?? 17)).length;
    let seen = 0;
    for (const finding of findings) {
      const at = each.files.findIndex((file) => file.path === finding.file);
      if (finding.rule !== id || each.files[at]?.judged !== true) continue;
      seen++;
      await expectSilent(
        [...each.files.slice(0, at), { path: '899_before.sql', text: textBefore(each.files[at].text, finding) }],
        finding,
        options,
      );
    }
    expect(seen).toBe(marked);
  });
});

/** What stands before the statement that a finding is about, in its own file: it has run. */
const textBefore = (text: string, finding: Finding): string =>
  text
    .split('\n')
    .slice(0, finding.range.start.line - 1)
    .join('\n');
