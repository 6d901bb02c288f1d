import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { recipeFiles, textBefore } from '../support/advice.ts';
import { readFixture } from '../support/fixture.ts';
import { DEFAULT_POSTGRESQL_VERSION } from '../../src/model/target.ts';
import { brief, judge, type JudgeOptions } from '../support/judge.ts';
import { ruleFiles, ruleNamed, saysOfHistory } from '../support/rule-files.ts';

// What we tell people to do instead must itself raise nothing: every `instead` with SQL that an example or a fixture
// brings forth is run in the place of the statement that it is about.

interface File {
  readonly path: string;
  readonly text: string;
}

/** What is said of the files that a finding proposes, where the files before it have run. */
async function saidOfAdvice(
  before: readonly File[],
  { rule, message, instead }: Finding,
  options: JudgeOptions,
): Promise<readonly string[]> {
  if (instead === null || instead.sql === null) return [];
  const files = recipeFiles(instead.sql).map((text, index) => ({ path: `${String(900 + index)}_instead.sql`, text }));
  // a recipe says itself how its files run: by what stands in them
  const findings = await judge([...before, ...files], { ...options, transaction: undefined });
  const said = findings
    .filter((each) => each.file.endsWith('_instead.sql') && (each.rule === rule || !saysOfHistory(each.rule)))
    .map(brief);
  return said.length === 0 ? [] : [`${rule}/${message} proposes:\n${instead.sql}`, ...said];
}

describe.each(ruleFiles)('$file', ({ rule }) => {
  test.each(rule.examples)(
    'the advice on the bad example raises nothing: $title',
    async ({ given, bad, later, dialect, version, transaction }) => {
      const before = given === undefined ? [] : [{ path: '001_given.sql', text: given }];
      const options = { dialect, version, transaction, rule };
      const after = later === undefined ? [] : [{ path: '003_later.sql', text: later }];
      const all = [...before, { path: '002_bad.sql', text: bad }, ...after];
      const findings = await judge(all, options);
      const about = findings.filter((finding) => finding.file === '002_bad.sql' && finding.rule === rule.id);
      const said = await Promise.all(
        about.map((finding) =>
          saidOfAdvice(
            saysOfHistory(finding.rule) ? all : [...before, { path: '899_before.sql', text: textBefore(bad, finding) }],
            finding,
            options,
          ),
        ),
      );
      expect(said.flat()).toEqual([]);
    },
  );
});

const folder = new URL('../../fixtures/rules/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));

describe.each(names.sort())('%s', (name) => {
  const id = name.slice(0, name.indexOf('.'));
  const fixture = readFixture(readFileSync(new URL(name, folder), 'utf8'));
  const runs = fixture.cases.flatMap((each) =>
    each.versions.map((version) => ({ version: version ?? DEFAULT_POSTGRESQL_VERSION, each, line: each.line })),
  );

  test.each(runs)('the advice raises nothing: line $line on version $version', async ({ version, each }) => {
    const options = { dialect: fixture.dialect, version, transaction: each.transaction, rule: ruleNamed(id) };
    const findings = (await judge(each.files, options)).filter((finding) => finding.rule === id);
    const said = await Promise.all(
      findings.map(async (finding) => {
        const at = each.files.findIndex((file) => file.path === finding.file);
        const own = each.files[at];
        if (own?.judged !== true) return [];
        return saidOfAdvice(
          saysOfHistory(finding.rule)
            ? each.files
            : [...each.files.slice(0, at), { path: '899_before.sql', text: textBefore(own.text, finding) }],
          finding,
          options,
        );
      }),
    );
    expect(said.flat()).toEqual([]);
  });
});
