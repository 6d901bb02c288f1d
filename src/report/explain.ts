import { presetNote, presetOf, presetsOf } from '../model/preset.ts';
import type { Example, Rule } from '../rule.ts';
import type { Paint } from './paint.ts';
import { RUNS } from './rule-page.ts';
import { wrap } from './width.ts';

export interface ExplainOptions {
  readonly paint: Paint;
  readonly columns: number;
}

const WIDEST = 100;

/** A rule for the terminal: what its page says. */
export function renderExplanation(rule: Rule, { paint, columns }: ExplainOptions): string {
  const { docs } = rule;
  const room = Math.min(columns, WIDEST) - 2;
  const heading = (text: string): string => paint.strong(text);
  const prose = (text: string): string =>
    text
      .split('\n')
      .flatMap((line) => wrap(line, room))
      .map((line) => `  ${line}`.trimEnd())
      .join('\n');
  const part = (title: string, text: string): string[] => (text === '' ? [] : [`${heading(title)}\n${text}`]);
  return `${[
    `${paint.strong(rule.id)}  ${paint.faint(`${rule.severity}, ${presetsOf(rule).join(' and ')}, since ${rule.since}, ${rule.dialects.join(', ')}`)}\n${prose(docs.summary)}`,
    ...part('Why it hurts', prose(docs.why)),
    ...part('What to do instead', prose(docs.instead)),
    ...part('When it is no trouble', prose(docs.whenNot)),
    ...part(
      'What it says',
      Object.entries(rule.messages)
        .map(([id, text]) => `  ${paint.faint(`${rule.id}/${id}${presetNote(rule, id)}`)}\n${prose(`  ${text}`)}`)
        .join('\n'),
    ),
    ...rule.examples.map((example) => renderExample(example, paint)),
    ...part('In other tools', rule.aliases.map((alias) => `  ${alias}`).join('\n')),
    ...part('Sources', docs.sources.map((source) => `  ${paint.place(source)}`).join('\n')),
  ].join('\n\n')}\n`;
}

function renderExample({ title, dialect, version, transaction, given, bad, later, good }: Example, paint: Paint): string {
  const code = (text: string, sign: string, colour: (line: string) => string): string =>
    text
      .trim()
      .split('\n')
      .map((line) => colour(`  ${sign} ${line}`))
      .join('\n');
  const server = version === undefined ? dialect : `${dialect} ${version}`;
  const better =
    typeof good === 'string'
      ? [code(good, '+', paint.good)]
      : 'none' in good
        ? [`  There is no good way: ${good.none}`]
        : good.map((text, at) => `${at === 0 ? '' : '  then, in a later migration:\n'}${code(text, '+', paint.good)}`);
  return [
    `${paint.strong('Example')}  ${title} (${server})`,
    ...(given === undefined ? [] : ['  an earlier migration:', code(given, ' ', paint.faint)]),
    ...(transaction === undefined ? [] : [`  reported where ${RUNS[transaction]}:`]),
    code(bad, '-', paint.error),
    ...(later === undefined ? [] : ['  and a later migration:', code(later, '-', paint.error)]),
    ...better,
  ].join('\n');
}

/** What programs get of a rule. */
export const ruleData = (rule: Rule): object => {
  const { id, severity, since, dialects, docs, aliases, messages, examples } = rule;
  // A rule's messages may stand in different presets.
  const presets = Object.fromEntries(Object.keys(messages).map((message) => [message, presetOf(rule, message)]));
  return { id, severity, presets, since, dialects, docs, aliases, messages, examples };
};
