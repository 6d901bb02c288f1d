import type { Report } from '../model/report.ts';
import type { Problem } from '../model/problem.ts';
import type { ExitCode, Run } from '../cli.ts';
import { deliverTo } from './deliver.ts';
import { judge } from './judge.ts';
import { chooseOutputs } from './outputs.ts';
import { markdown, render, type RenderOptions } from './render.ts';
import { addToSummary, LONGEST_SUMMARY, summaryFile } from './step-summary.ts';
import { renderProblems } from './terminal.ts';
import { visible } from '../report/visible.ts';

/** `sqlsafe check`: the reports, and 1 where findings reach the threshold, 2 where the request or an input is wrong. */
export const run: Run = async (given, terminal) => {
  const { values } = given;
  const judged = await judge(given, terminal, (settings) => {
    const file = values['output-file'];
    const chosen = chooseOutputs(settings.format ?? [], typeof file === 'string' ? file : undefined, terminal.env);
    return { ...chosen, statements: chosen.outputs.some(({ format }) => format === 'json') };
  });
  if (judged === undefined) return 2;
  const { outcome, settings, timings, wanted, empty } = judged;
  const { report } = outcome;
  const problems: Problem[] = [...outcome.problems];
  const nothing = report.files.length === 0 && report.findings.length === 0 && problems.length > 0;
  const options: RenderOptions = { values, quiet: settings.quiet ?? false, terminal };

  const stop = timings.start('writing the report');
  for (const output of wanted.outputs) {
    // What people read says nothing where nothing was judged; a program's file is there all the same.
    if (nothing && FOR_PEOPLE.has(output.format)) continue;
    if (empty !== undefined && output.format === 'pretty' && output.path === undefined) {
      terminal.out(`${terminal.paint.good(terminal.signs.pass)} ${visible(empty)}\n`);
      continue;
    }
    const unwritten = deliverTo(output.path, await render(outcome, output, options), terminal);
    if (unwritten !== undefined) problems.push(unwritten);
  }
  const summary = wanted.outputs.some(({ format }) => format === 'github') ? summaryFile(terminal.env) : undefined;
  if (summary !== undefined && report.findings.length > 0) {
    const unwritten = addToSummary(summary, await markdown(outcome, LONGEST_SUMMARY, options));
    if (unwritten !== undefined) problems.push(unwritten);
  }
  stop();

  if (problems.length > 0) terminal.error(renderProblems(problems, terminal.errorPaint));
  if (values['timings'] === true) terminal.error(timings.render());
  return problems.length > 0 ? 2 : exitCode(report, settings.failOn ?? 'error', settings.maxWarnings);
};

const FOR_PEOPLE: ReadonlySet<string> = new Set(['pretty', 'github', 'markdown']);

function exitCode({ summary }: Report, failOn: 'error' | 'warning' | 'info' | 'never', maxWarnings: number | undefined): ExitCode {
  const reached = {
    never: 0,
    error: summary.errors,
    warning: summary.errors + summary.warnings,
    info: summary.errors + summary.warnings + summary.infos,
  }[failOn];
  return reached > 0 || (maxWarnings !== undefined && summary.warnings > maxWarnings) ? 1 : 0;
}
