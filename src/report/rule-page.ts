import { presetNote, presetsOf } from '../model/preset.ts';
import type { Example, Rule } from '../rule.ts';

/** The page that a person reads about a rule: `rules/<id>.md`, written and held by the test suite. */
export function rulePage(rule: Rule): string {
  const { docs } = rule;
  return [
    `# ${rule.id}`,
    docs.summary,
    `Severity: ${rule.severity}.${presetText(rule)} Dialects: ${rule.dialects.join(', ')}. Since ${rule.since}.`,
    '## Why it hurts',
    docs.why,
    '## What to do instead',
    docs.instead,
    '## When it is no trouble',
    docs.whenNot,
    '## What it says',
    Object.entries(rule.messages)
      .map(([id, text]) => `- \`${rule.id}/${id}\`${presetNote(rule, id)}: ${text}`)
      .join('\n'),
    '## Examples',
    ...rule.examples.flatMap(exampleParts),
    ...(rule.aliases.length === 0 ? [] : ['## In other tools', rule.aliases.map((alias) => `- \`${alias}\``).join('\n')]),
    ...(docs.sources.length === 0 ? [] : ['## Sources', docs.sources.map((source) => `- <${source}>`).join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Said where the rule is not simply on. */
function presetText(rule: Rule): string {
  const presets = presetsOf(rule);
  return presets.every((preset) => preset === 'recommended') ? '' : ` Preset: ${presets.join(' and ')}.`;
}

const sql = (text: string): string => `\`\`\`sql\n${text.trim()}\n\`\`\``;

function exampleParts(example: Example): string[] {
  const version = example.version === undefined ? example.dialect : `${example.dialect} ${example.version}`;
  const { good } = example;
  return [
    `### ${example.title} (${version})`,
    ...(example.given === undefined ? [] : ['An earlier migration:', sql(example.given)]),
    example.transaction === undefined ? 'Reported:' : `Reported (${RUNS[example.transaction]}):`,
    sql(example.bad),
    ...(example.later === undefined ? [] : ['And a later migration:', sql(example.later)]),
    ...(typeof good === 'string'
      ? ['Instead:', sql(good)]
      : 'none' in good
        ? [`There is no good way: ${good.none}`]
        : good.flatMap((text, index) => [index === 0 ? 'Instead:' : 'Then, in a later migration:', sql(text)])),
  ];
}

/** How the files of an example run. */
export const RUNS = {
  file: 'the file runs in one transaction',
  statement: 'each statement runs by itself',
  string: 'the file is sent as one string',
} as const satisfies { [T in NonNullable<Example['transaction']>]: string };
