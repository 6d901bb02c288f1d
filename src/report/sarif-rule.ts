import type { Finding, Severity } from '../model/finding.ts';
import { HAZARDS, type Rule } from '../rule.ts';
import { rulePage } from './rule-page.ts';
import { LEVELS } from './sarif-level.ts';

const PROBLEMS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', info: 'recommendation' };
/** What GitHub takes of a description, in characters. */
const LONGEST = 1024;

/** A rule for the tool's part of the log: what GitHub shows beside an alert. Findings about files as a whole may have no rule of their own. */
export function sarifRule(id: string, rule: Rule | undefined, example: Finding | undefined): object {
  const severity = rule?.severity ?? example?.severity ?? 'warning';
  const why = rule?.docs.why ?? example?.why ?? id;
  const instead = rule?.docs.instead ?? example?.instead?.text ?? why;
  const hazard = HAZARDS.find((each) => id.endsWith(`-${each}`));
  return {
    id,
    name: id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: cut(rule?.docs.summary ?? id.replaceAll('-', ' ')) },
    fullDescription: { text: cut(why) },
    help: { text: instead, markdown: rule === undefined ? instead : rulePage(rule) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      // Those that say "may" are warnings at most; what is called an error follows from what the server does.
      precision: severity === 'error' ? 'very-high' : severity === 'warning' ? 'high' : 'medium',
      'problem.severity': PROBLEMS[severity],
      tags: ['sql', 'migration', ...(hazard === undefined ? [] : [hazard])],
    },
  };
}

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
