import { presetsOf } from '../model/preset.ts';
import type { Rule } from '../rule.ts';

/** The table of all rules: `rules/README.md`, written and held by the test suite. */
export function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${presetsOf(rule).join(', ')} | ${rule.dialects.join(', ')} | ${cell(rule.docs.summary)} |`,
  );
  return [
    '# The rules',
    '',
    'Each rule has a page with its reasons, its examples and what other tools call it. `sqlsafe explain <rule>` shows the same in the terminal.',
    'Rules of the preset `recommended` always run; those of `strict` and `style` run where they are asked for: `--preset strict`, or by name.',
    '',
    '| rule | severity | preset | dialects | what it asks for |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
