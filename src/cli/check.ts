import { rules } from '../index.ts';
import type { Report } from '../model/report.ts';
import { renderJson } from '../report/json.ts';
import { renderPretty } from '../report/pretty.ts';
import type { ExitCode, Run } from '../cli.ts';
import { deliver } from './deliver.ts';
import { judge } from './judge.ts';
import type { Arguments } from './options.ts';
import { renderProblems, type Terminal } from './terminal.ts';

const SHOWN_AT_MOST = 50;

/** `sqlsafe check`: the report, and 1 where findings reach the threshold, 2 where the request or an input is wrong. */
export const run: Run = async (given, terminal) => {
  const judged = await judge(given, terminal, { statements: given.values['format'] === 'json' });
  if (judged === undefined) return 2;
  const { outcome, settings, timings } = judged;
  const { report, problems } = outcome;
  const format = settings.format ?? 'pretty';
  const nothing = report.files.length === 0 && report.findings.length === 0 && problems.length > 0;

  if (!nothing || format === 'json') {
    const text = timings.measure('writing the report', () =>
      format === 'json' ? renderJson(report) : pretty(report, outcome.source, given.values, terminal, settings.quiet ?? false),
    );
    const unwritten = deliver(text, given.values, terminal);
    if (unwritten !== undefined) {
      terminal.error(renderProblems([...problems, unwritten], terminal.errorPaint));
      return 2;
    }
  }
  if (problems.length > 0) terminal.error(renderProblems(problems, terminal.errorPaint));
  if (given.values['timings'] === true) terminal.error(timings.render());
  return problems.length > 0 ? 2 : exitCode(report, settings.failOn ?? 'error', settings.maxWarnings);
};

const summaries = new Map<string, string>(rules.map((rule) => [rule.id, rule.docs.summary]));

function pretty(
  report: Report,
  source: (file: string) => string | undefined,
  values: Arguments['values'],
  { paint, signs, columns }: Terminal,
  quiet: boolean,
): string {
  const most = values['max-diagnostics'];
  return renderPretty(report, {
    paint,
    signs,
    columns,
    quiet,
    source,
    summaryOf: (rule) => summaries.get(rule) ?? '',
    most: most === 'none' ? Number.POSITIVE_INFINITY : typeof most === 'string' ? Number(most) : SHOWN_AT_MOST,
  });
}

function exitCode({ summary }: Report, failOn: 'error' | 'warning' | 'info' | 'never', maxWarnings: number | undefined): ExitCode {
  const reached = {
    never: 0,
    error: summary.errors,
    warning: summary.errors + summary.warnings,
    info: summary.errors + summary.warnings + summary.infos,
  }[failOn];
  return reached > 0 || (maxWarnings !== undefined && summary.warnings > maxWarnings) ? 1 : 0;
}
