import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SPECIAL_IDS } from '../../src/rule.ts';
import { readFixture, type FixtureCase } from '../support/fixture.ts';
import { DEFAULT_POSTGRESQL_VERSION } from '../../src/model/target.ts';
import { brief, judge } from '../support/judge.ts';
import { ruleFiles, ruleIds, ruleNamed, saysOfHistory } from '../support/rule-files.ts';

const folder = new URL('../../fixtures/rules/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort();

test('every rule has a fixture, and every fixture a rule', () => {
  // What is about no operation has its own tests; what no file can hold has no fixture.
  const wanted = ruleFiles
    .filter(({ file }) => !SPECIAL_IDS.some((id) => id === file))
    .flatMap(({ file, rule }) => rule.dialects.map((dialect) => `${file}.${dialect}.sql`))
    .sort();
  const optional = names.filter((name) => !ruleIds.includes(name.slice(0, name.indexOf('.'))));
  expect(optional, 'fixtures without a rule').toEqual([]);
  expect(
    wanted.filter((name) => !names.includes(name)),
    'rules without a fixture',
  ).toEqual([]);
});

describe.each(names)('%s', (name) => {
  const rule = ruleNamed(name.slice(0, name.indexOf('.')));
  const fixture = readFixture(readFileSync(new URL(name, folder), 'utf8'));
  const runs = fixture.cases.flatMap((each) =>
    each.versions.map((version) => ({ version: version ?? DEFAULT_POSTGRESQL_VERSION, each, line: each.line })),
  );

  test.each(runs)(`line $line on version $version`, async ({ version, each }) => {
    const findings = await judge(each.files, { dialect: fixture.dialect, version, transaction: each.transaction, rule });
    const judged = new Set(each.files.filter((file) => file.judged).map((file) => file.path));
    const said = findings
      .filter((finding) => judged.has(finding.file) && (finding.rule === rule.id || !saysOfHistory(finding.rule)))
      .map((finding) => ({
        line: finding.range.start.line,
        names: [finding.rule, `${finding.rule}/${finding.message}`],
        text: brief(finding),
      }));
    expect(differences(each, version, said)).toEqual([]);
  });
});

/** Marks without a finding and findings without a mark, in the order of the lines. */
function differences(
  { marks }: FixtureCase,
  version: number,
  findings: readonly { readonly line: number; readonly names: readonly string[]; readonly text: string }[],
): string[] {
  const left = [...findings];
  const missing: { line: number; text: string }[] = [];
  for (const mark of marks.filter((each) => each.holds(version))) {
    const at = left.findIndex((finding) => finding.line === mark.line && finding.names.includes(mark.name));
    if (at === -1) missing.push({ line: mark.line, text: `missing at line ${mark.line}: ${mark.name}` });
    else left.splice(at, 1);
  }
  const surplus = left.map(({ line, text }) => ({ line, text: `unmarked: ${text}` }));
  return [...missing, ...surplus].sort((a, b) => a.line - b.line).map((each) => each.text);
}
