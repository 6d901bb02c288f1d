import { describe, expect, test } from 'vitest';
import { brief, judge } from '../support/judge.ts';
import { ruleFiles } from '../support/rule-files.ts';

describe.each(ruleFiles)('$file', ({ rule }) => {
  test.each(rule.examples)('bad: $title', async ({ given, bad, later, dialect, version, transaction, layout }) => {
    const files = [
      ...(given === undefined ? [] : [{ path: '001_given.sql', text: given }]),
      { path: '002_bad.sql', text: bad },
      ...(later === undefined ? [] : [{ path: '003_later.sql', text: later }]),
    ];
    const findings = await judge(files, { dialect, version, transaction, layout, rule });
    const said = findings.filter((finding) => finding.file === '002_bad.sql');
    expect(
      said.map((finding) => finding.rule),
      said.map(brief).join('\n'),
    ).toContain(rule.id);
    for (const { text } of said) expect(text, 'a hole was not filled').not.toMatch(/[{}]/);
  });

  const withGood = rule.examples.flatMap((example) => {
    const { good } = example;
    if (typeof good === 'string') return [{ ...example, good: [good] }];
    return 'none' in good ? [] : [{ ...example, good }];
  });
  test.each(withGood)('good: $title', async ({ given, good, dialect, version, transaction, layout }) => {
    const files = [
      ...(given === undefined ? [] : [{ path: '001_given.sql', text: given }]),
      ...good.map((text, index) => ({ path: `${String(index + 2).padStart(3, '0')}_good.sql`, text })),
    ];
    const findings = await judge(files, { dialect, version, transaction, layout, rule });
    expect(findings.filter((finding) => finding.file !== '001_given.sql').map(brief)).toEqual([]);
  });
});
