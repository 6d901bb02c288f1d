import { findRules, unknownRule } from '../engine/levels.ts';
import { rules } from '../index.ts';
import { renderExplanation, ruleData } from '../report/explain.ts';
import type { Run } from '../cli.ts';
import { deliver } from './deliver.ts';
import { renderProblems } from './terminal.ts';

/** `sqlsafe explain <rule>`: also by `rule/message`, and by the name that another tool gives the same check. */
export const run: Run = async ({ positionals: [name = ''], values }, terminal) => {
  const found = findRules(rules, name);
  if (found.length === 0) {
    terminal.error(renderProblems([unknownRule(rules, name)], terminal.errorPaint));
    return 2;
  }
  const text =
    values['format'] === 'json'
      ? `${JSON.stringify(found.map(ruleData), null, 2)}\n`
      : found.map((rule) => renderExplanation(rule, terminal)).join('\n');
  const unwritten = deliver(text, values, terminal);
  if (unwritten === undefined) return 0;
  terminal.error(renderProblems([unwritten], terminal.errorPaint));
  return 2;
};
