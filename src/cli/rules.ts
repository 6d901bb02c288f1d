import { rules } from '../index.ts';
import { presetsOf } from '../model/preset.ts';
import { ruleData } from '../report/explain.ts';
import type { Run } from '../cli.ts';
import { deliver } from './deliver.ts';
import { renderProblems } from './terminal.ts';

/** `sqlsafe rules`: a line a rule. */
export const run: Run = async ({ values }, terminal) => {
  const { paint } = terminal;
  const colour = { error: paint.error, warning: paint.warning, info: paint.info };
  const widest = Math.max(...rules.map((rule) => presetsOf(rule).join('+').length));
  const longest = Math.max(...rules.map(({ id }) => id.length));
  const text =
    values['format'] === 'json'
      ? `${JSON.stringify(rules.map(ruleData), null, 2)}\n`
      : rules
          .map((rule) => {
            const level = colour[rule.severity](rule.severity.padEnd(7));
            const presets = paint.faint(presetsOf(rule).join('+').padEnd(widest));
            return `${level}  ${presets}  ${paint.strong(rule.id.padEnd(longest))}  ${rule.docs.summary}\n`;
          })
          .join('');
  const unwritten = deliver(text, values, terminal);
  if (unwritten === undefined) return 0;
  terminal.error(renderProblems([unwritten], terminal.errorPaint));
  return 2;
};
