import { expect, test } from 'vitest';
import { rules } from '../../src/index.ts';
import { renderExplanation } from '../../src/report/explain.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { rulePage } from '../../src/report/rule-page.ts';

/** Words of a text without marks of either form. */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/[`*#<>|+:()-]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();

/** What a page says beside its own headings. */
function linesOf(page: string): readonly string[] {
  return page
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#') && !line.startsWith('```'))
    .filter(
      (line) => !/^(?:Severity: |(?:Reported|Instead|An earlier migration|And a later migration|Then, in a later migration)\b)/.test(line),
    )
    .map((line) => wordsOf(line).trim())
    .filter((line) => line !== '');
}

test.each(rules.map((rule) => [rule.id, rule] as const))('explain %s says all that its page says', (_, rule) => {
  const shown = wordsOf(renderExplanation(rule, { paint: PLAIN, columns: 100 }));
  expect(linesOf(rulePage(rule)).filter((line) => !shown.includes(line))).toEqual([]);
});

test('the bad and the good stand under each other, marked; nothing is wider than the terminal', () => {
  const rule = rules.find(({ id }) => id === 'create-index-blocking');
  const shown = rule === undefined ? '' : renderExplanation(rule, { paint: PLAIN, columns: 80 });
  expect(shown).toMatch(/ {2}- CREATE INDEX .*\n(?:.*\n)*? {2}\+ CREATE INDEX CONCURRENTLY/);
  const prose = shown.split('\n').filter((line) => !/^ {2}[-+ ] /.test(line));
  expect(prose.filter((line) => line.length > 80 && !line.includes('http'))).toEqual([]);
});
