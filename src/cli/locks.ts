import { inertInWorkflow, isListening } from '../report/inert.ts';
import { renderJson } from '../report/json.ts';
import { renderLocks } from '../report/locks.ts';
import type { Run } from '../cli.ts';
import { deliver } from './deliver.ts';
import { judge } from './judge.ts';
import { renderProblems } from './terminal.ts';

/** `sqlsafe locks`: what every statement locks and does, whether or not a rule speaks. */
export const run: Run = async (given, terminal) => {
  const judged = await judge(given, terminal, () => ({ statements: true, problems: [] }));
  if (judged === undefined) return 2;
  const { outcome, settings, timings } = judged;
  const problems = [...outcome.problems];
  if (outcome.report.files.length > 0 || problems.length === 0) {
    const format = (settings.format ?? []).includes('json') ? 'json' : 'pretty';
    const text = format === 'json' ? renderJson(outcome.report) : renderLocks(outcome.report, terminal);
    const inWorkflow = isListening(terminal.env);
    const unwritten = deliver(inWorkflow ? inertInWorkflow(text, format) : text, given.values, terminal);
    if (unwritten !== undefined) problems.push(unwritten);
  }
  if (problems.length > 0) terminal.error(renderProblems(problems, terminal.errorPaint));
  if (given.values['timings'] === true) terminal.error(timings.render());
  return problems.length > 0 ? 2 : 0;
};
