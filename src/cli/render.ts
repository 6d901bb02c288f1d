import type { Output } from '../model/format.ts';
import type { Outcome } from '../index.ts';
import { rules } from '../index.ts';
import { pathFrom, repositoryRoot } from '../io/repository-root.ts';
import type { FormatContext } from '../report/context.ts';
import { inertInWorkflow, isListening } from '../report/inert.ts';
import { renderJson } from '../report/json.ts';
import { PLAIN } from '../report/paint.ts';
import { renderPretty } from '../report/pretty.ts';
import type { Arguments } from './options.ts';
import { summaryFile } from './step-summary.ts';
import type { Environment, Terminal } from './terminal.ts';

const SHOWN_AT_MOST = 50;
const COLUMNS_OF_A_FILE = 100;

export interface RenderOptions {
  readonly values: Arguments['values'];
  readonly quiet: boolean;
  readonly terminal: Terminal;
}

/** A report in one format. The formats that few ask for are loaded when they are. */
export async function render(outcome: Outcome, { format, path }: Output, options: RenderOptions): Promise<string> {
  const { report } = outcome;
  const { terminal, quiet } = options;
  const text = await (async () => {
    switch (format) {
      case 'pretty':
        return pretty(outcome, path, options);
      case 'json':
        return renderJson(report);
      case 'jsonl':
        return (await import('../report/jsonl.ts')).renderJsonLines(report);
      case 'github':
        return (await import('../report/github.ts')).renderGithub(report, formatContext(outcome, terminal), {
          quiet,
          hasSummary: summaryFile(terminal.env) !== undefined,
        });
      case 'sarif':
        return (await import('../report/sarif.ts')).renderSarif(report, formatContext(outcome, terminal));
      case 'gitlab':
        return (await import('../report/gitlab.ts')).renderGitlab(report, formatContext(outcome, terminal));
      case 'junit':
        return (await import('../report/junit.ts')).renderJunit(report, formatContext(outcome, terminal));
      case 'markdown': {
        const { LONGEST_COMMENT } = await import('../report/markdown.ts');
        return markdown(outcome, LONGEST_COMMENT, options);
      }
    }
  })();
  return path === undefined && isListening(terminal.env) ? inertInWorkflow(text, format) : text;
}

/** The report as Markdown of no more than so many characters. */
export async function markdown(outcome: Outcome, longest: number, { terminal, quiet }: RenderOptions): Promise<string> {
  const { renderMarkdown } = await import('../report/markdown.ts');
  return renderMarkdown(outcome.report, formatContext(outcome, terminal), { quiet, longest });
}

function formatContext({ source, hasMark, problems, origins }: Outcome, { cwd, env }: Terminal): FormatContext {
  const root = repositoryRoot(cwd) ?? workspace(env, cwd);
  // A file is read once, however many findings stand in it.
  const read = new Map<string, string | undefined>();
  const readOnce = (file: string): string | undefined => {
    if (!read.has(file)) read.set(file, source(file));
    return read.get(file);
  };
  return { source: readOnce, hasMark, fromRoot: (file) => pathFrom(root, cwd, file), rules, problems, origins };
}

/** Where CI keeps the repository, when the repository itself does not show it. */
function workspace(env: Environment, cwd: string): string {
  const root = env['GITHUB_WORKSPACE'] || env['CI_PROJECT_DIR'] || '';
  return root !== '' && (cwd === root || cwd.startsWith(`${root}/`)) ? root : cwd;
}

let summaries: ReadonlyMap<string, string> | undefined;

function pretty({ report, source }: Outcome, path: string | undefined, { values, quiet, terminal }: RenderOptions): string {
  summaries ??= new Map(rules.map((rule) => [rule.id, rule.docs.summary]));
  const known = summaries;
  const most = values['max-diagnostics'];
  const toFile = path !== undefined;
  return renderPretty(report, {
    paint: toFile && values['color'] !== 'always' ? PLAIN : terminal.paint,
    signs: terminal.signs,
    columns: toFile ? COLUMNS_OF_A_FILE : terminal.columns,
    quiet,
    source,
    summaryOf: (rule) => known.get(rule) ?? '',
    most: most === 'none' ? Number.POSITIVE_INFINITY : typeof most === 'string' ? Number(most) : SHOWN_AT_MOST,
  });
}
