import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rulePage } from '../../src/report/rule-page.ts';
import { ruleTable } from '../../src/report/rule-table.ts';
import { ruleFiles, ruleIds } from '../support/rule-files.ts';

test.each(ruleFiles)('the page of $file is what the rule says', async ({ file, rule }) => {
  await expect(rulePage(rule)).toMatchFileSnapshot(`../../rules/${file}.md`);
});

test('rules/README.md is the table of all rules', async () => {
  await expect(ruleTable(ruleFiles.map(({ rule }) => rule))).toMatchFileSnapshot('../../rules/README.md');
});

test('no page is left of a rule that is gone', () => {
  const pages = readdirSync(new URL('../../rules/', import.meta.url)).filter((file) => file.endsWith('.md') && file !== 'README.md');
  expect(pages.map((file) => file.slice(0, -'.md'.length)).sort()).toEqual(ruleIds);
});
