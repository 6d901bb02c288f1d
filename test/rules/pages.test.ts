import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hazardTable } from '../../src/report/hazard-table.ts';
import { rulePage } from '../../src/report/rule-page.ts';
import { ruleTable } from '../../src/report/rule-table.ts';
import { hazards } from './hazards/index.ts';
import { ruleFiles, ruleIds } from '../support/rule-files.ts';

test.each(ruleFiles)('the page of $file is what the rule says', async ({ file, rule }) => {
  await expect(rulePage(rule)).toMatchFileSnapshot(`../../rules/${file}.md`);
});

test('rules/README.md is the table of all rules, and of what can go wrong', async () => {
  const text = `${ruleTable(ruleFiles.map(({ rule }) => rule))}\n${hazardTable(hazards)}`;
  await expect(text).toMatchFileSnapshot('../../rules/README.md');
});

test('no page is left of a rule that is gone', () => {
  const pages = readdirSync(new URL('../../rules/', import.meta.url)).filter((file) => file.endsWith('.md') && file !== 'README.md');
  expect(pages.map((file) => file.slice(0, -'.md'.length)).sort()).toEqual(ruleIds);
});
