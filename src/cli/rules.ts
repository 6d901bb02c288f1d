import { rules } from '../index.ts';
import { ruleData } from '../report/explain.ts';
import type { Run } from '../cli.ts';
import { deliver } from './deliver.ts';
import { renderProblems } from './terminal.ts';

/** `sqlsafe rules`: a line a rule. */
export const run: Run = async ({ values }, terminal) => {
  const { paint } = terminal;
  const colour = { error: paint.error, warning: paint.warning, info: paint.info };
  const longest = Math.max(...rules.map(({ id }) => id.length));
  const text =
    values['format'] === 'json'
      ? `${JSON.stringify(rules.map(ruleData), null, 2)}\n`
      : `${rules.map(({ id, severity, docs }) => `${colour[severity](severity.padEnd(7))}  ${paint.strong(id.padEnd(longest))}  ${docs.summary}`).join('\n')}\n`;
  const unwritten = deliver(text, values, terminal);
  if (unwritten === undefined) return 0;
  terminal.error(renderProblems([unwritten], terminal.errorPaint));
  return 2;
};
