import { PRESETS, type Rule } from '../rule.ts';

/** The table of all rules: `rules/README.md`, written and held by the test suite. */
export function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${presetText(rule)} | ${rule.dialects.join(', ')} | ${cell(rule.docs.summary)} |`,
  );
  return [
    '# The rules',
    '',
    'Each rule has a page with its reasons, its examples and what other tools call it. `sqlsafe explain <rule>` shows the same in the terminal.',
    '',
    'What stands in the preset `recommended` is always on. The others are for who asks for them: `strict` for what hurts some projects and not',
    'others, `style` for what is a matter of taste.',
    '',
    '| rule | severity | preset | dialects | what it asks for |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** `recommended`; where messages differ, those that have to be asked for: `recommended; strict: message`. */
export function presetText({ preset = 'recommended', messages }: Pick<Rule, 'preset' | 'messages'>): string {
  if (typeof preset === 'string') return preset;
  return PRESETS.flatMap((each) => {
    const own = Object.keys(messages).filter((message) => (preset[message] ?? 'recommended') === each);
    return own.length === 0 ? [] : each === 'recommended' ? each : `${each}: ${own.join(', ')}`;
  }).join('; ');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
