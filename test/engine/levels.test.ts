import { expect, test } from 'vitest';
import { chooseRules, type RuleChoice } from '../../src/engine/levels.ts';
import { presetsOf } from '../../src/model/preset.ts';
import { renderExplanation, ruleData } from '../../src/report/explain.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { rulePage } from '../../src/report/rule-page.ts';
import type { Rule, RuleId } from '../../src/rule.ts';

const rule = (id: RuleId, preset?: Rule['preset']): Rule => ({
  id,
  severity: 'error',
  ...(preset === undefined ? {} : { preset }),
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: { summary: 's', why: 'w', instead: 'i', whenNot: 'n', sources: [] },
  aliases: [],
  on: [],
  messages: { one: '1', two: '2' },
  examples: [{ title: 't', dialect: 'postgresql', bad: 'b', good: 'g' }],
});
const known = [
  rule('session-blocking'),
  rule('migration-blocking', { two: 'strict' }),
  rule('create-index-blocking', 'strict'),
  rule('name-style', 'style'),
];

/** Messages that may be reported. */
function heard(choice: RuleChoice): readonly string[] {
  const { rules, levels, problems } = chooseRules(known, choice);
  expect(problems).toEqual([]);
  return rules.flatMap(({ id, messages }) =>
    Object.keys(messages)
      .map((message) => `${id}/${message}`)
      .filter((name) => (levels.get(name) ?? levels.get(id)) !== 'off'),
  );
}
const ALWAYS = ['session-blocking/one', 'session-blocking/two', 'migration-blocking/one'];

test('recommended rules and messages always run, others when their preset is asked for', () => {
  expect(heard({})).toEqual(ALWAYS);
  expect(heard({ presets: ['recommended'] })).toEqual(ALWAYS);
  expect(heard({ presets: ['strict'] })).toEqual([
    ...ALWAYS,
    'migration-blocking/two',
    'create-index-blocking/one',
    'create-index-blocking/two',
  ]);
  expect(heard({ presets: ['style'] })).toEqual([...ALWAYS, 'name-style/one', 'name-style/two']);
  expect(heard({ presets: ['strict', 'style'] })).toHaveLength(8);
});

test('what is named runs whatever its preset, and what is skipped does not', () => {
  expect(heard({ levels: { 'name-style/one': 'info' } })).toEqual([...ALWAYS, 'name-style/one']);
  expect(heard({ levels: { 'migration-blocking': 'info' } })).toContain('migration-blocking/two');
  expect(heard({ only: ['create-index-blocking'] })).toEqual(['create-index-blocking/one', 'create-index-blocking/two']);
  expect(heard({ presets: ['strict'], skip: ['create-index-blocking', 'migration-blocking/two'] })).toEqual(ALWAYS);
  expect(heard({ presets: ['style'], levels: { 'name-style': 'off' } })).toEqual(ALWAYS);
});

test('a rule says its presets where it is shown', () => {
  const [always, mixed, strict] = known as [Rule, Rule, Rule];
  expect(known.map((each) => presetsOf(each).join('+'))).toEqual(['recommended', 'recommended+strict', 'strict', 'style']);
  const shown = renderExplanation(mixed, { paint: PLAIN, columns: 80 });
  expect(shown).toContain('migration-blocking  error, recommended and strict, since 0.1.0');
  expect(shown).toContain('migration-blocking/two (strict)');
  expect(ruleData(mixed)).toMatchObject({ presets: { one: 'recommended', two: 'strict' } });
  expect(rulePage(strict)).toContain('Preset: strict.');
  expect(rulePage(always)).not.toContain('Preset');
});
