import { SEVERITIES, type Severity } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { PRESETS, presetOf } from '../model/preset.ts';
import type { Rule } from '../rule.ts';
import type { RuleLevels } from './finding-of.ts';

export interface RuleChoice {
  /** Beside `recommended`, which is always on: `strict`, `style`. */
  readonly presets?: readonly string[];
  /** `id` or `id/message` → severity or `off`. */
  readonly levels?: Readonly<Record<string, string>>;
  /** These rules alone. */
  readonly only?: readonly string[];
  /** All but these. */
  readonly skip?: readonly string[];
}

export interface ChosenRules {
  readonly rules: readonly Rule[];
  readonly levels: RuleLevels;
  readonly problems: readonly Problem[];
}

/** Which rules run, and how loud. Names that no rule has are problems, all of them at once. */
export function chooseRules(known: readonly Rule[], { presets = [], levels = {}, only = [], skip = [] }: RuleChoice): ChosenRules {
  const problems: Problem[] = [];
  for (const name of presets) {
    if (!PRESETS.some((preset) => preset === name))
      problems.push({ code: 'preset-unknown', text: `There is no preset ${name}.`, hint: `One of ${PRESETS.join(', ')}.` });
  }
  const chosen = new Map<string, Severity | 'off'>();
  // What is named is wanted, whatever its preset.
  const named = new Set([...Object.keys(levels), ...only]);
  const wanted = new Set(['recommended', ...presets]);
  for (const rule of known) {
    if (named.has(rule.id)) continue;
    for (const message of Object.keys(rule.messages)) {
      const name = `${rule.id}/${message}`;
      if (!named.has(name) && !wanted.has(presetOf(rule, message))) chosen.set(name, 'off');
    }
  }
  for (const [name, level] of Object.entries(levels)) {
    if (!isKnown(known, name)) problems.push(unknownRule(known, name));
    const severity = [...SEVERITIES, 'off' as const].find((each) => each === level);
    if (severity === undefined)
      problems.push({
        code: 'severity-unknown',
        text: `${level} is no severity (rule ${name}).`,
        hint: 'One of error, warning, info, off.',
      });
    else chosen.set(name, severity);
  }
  for (const name of [...only, ...skip]) if (!isKnown(known, name)) problems.push(unknownRule(known, name));
  const idsOnly = new Set(only.map(idOf));
  if (only.length > 0) {
    for (const rule of known) {
      if (!idsOnly.has(rule.id)) chosen.set(rule.id, 'off');
      else if (!only.includes(rule.id))
        for (const message of Object.keys(rule.messages))
          if (!only.includes(`${rule.id}/${message}`)) chosen.set(`${rule.id}/${message}`, 'off');
    }
  }
  for (const name of skip) chosen.set(name, 'off');
  // A rule that is off altogether need not run.
  const rules = known.filter((rule) =>
    Object.keys(rule.messages).some((message) => (chosen.get(`${rule.id}/${message}`) ?? chosen.get(rule.id)) !== 'off'),
  );
  return { rules, levels: chosen, problems };
}

const idOf = (name: string): string => name.split('/')[0] ?? name;

function isKnown(known: readonly Rule[], name: string): boolean {
  const [id, message] = name.split('/');
  const rule = known.find((each) => each.id === id);
  return rule !== undefined && (message === undefined || message in rule.messages);
}

/** A rule by its id, or by the name that another tool gives the same check. */
export function findRules(known: readonly Rule[], name: string): readonly Rule[] {
  const id = idOf(name);
  const own = known.filter((rule) => rule.id === id);
  if (own.length > 0) return own;
  const wanted = name.toLowerCase();
  return known.filter((rule) =>
    rule.aliases.some((alias) => alias.toLowerCase() === wanted || alias.slice(alias.indexOf(':') + 1).toLowerCase() === wanted),
  );
}

export function unknownRule(known: readonly Rule[], name: string): Problem {
  const [other] = findRules(known, name);
  const words = new Set(name.split(/[-/]/));
  const near = known
    .map((rule) => ({ id: rule.id, shared: rule.id.split('-').filter((word) => words.has(word)).length }))
    .sort((a, b) => b.shared - a.shared || (a.id < b.id ? -1 : 1))[0];
  const hint =
    other !== undefined
      ? `Here it is called ${other.id}.`
      : near !== undefined && near.shared > 1
        ? `Did you mean ${near.id}?`
        : 'All rules: sqlsafe rules';
  return { code: 'rule-unknown', text: `There is no rule ${name}.`, hint };
}
