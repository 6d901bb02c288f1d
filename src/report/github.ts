import { SEVERITIES, type Finding, type Severity } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { isOpen, type FormatContext } from './context.ts';
import { shortened } from './shortened.ts';
import { plural } from './summary.ts';
import { visible } from './visible.ts';

/** Annotations of each kind that GitHub keeps of one step. */
const MOST = 10;
/** Of the SQL in a message, in characters: GitHub takes 64 KiB of an annotation. */
const LONGEST_SQL = 2000;
const COMMANDS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' };

export interface GithubOptions {
  /** Leave warnings and infos out. */
  readonly quiet: boolean;
  /** The step summary holds all findings, so those beyond what GitHub keeps are only counted here. */
  readonly hasSummary: boolean;
}

/**
 * Workflow commands, which GitHub makes annotations of: of each severity as many as it keeps, in the order of the report. The others
 * follow as plain lines, or are counted where the step summary has them.
 */
export function renderGithub({ findings }: Report, { fromRoot }: Pick<FormatContext, 'fromRoot'>, options: GithubOptions): string {
  const open = findings.filter((finding) => isOpen(finding) && (!options.quiet || finding.severity === 'error'));
  const lines: string[] = [];
  const rest: Finding[] = [];
  for (const severity of SEVERITIES) {
    const own = open.filter((finding) => finding.severity === severity);
    lines.push(...own.slice(0, MOST).map((finding) => command(finding, fromRoot)));
    rest.push(...own.slice(MOST));
  }
  if (rest.length > 0 && options.hasSummary)
    lines.push(`${plural(rest.length, 'more finding')}, for which GitHub has no annotations left: they stand in the step summary.`);
  else if (rest.length > 0)
    lines.push(
      `${plural(rest.length, 'more finding')}, for which GitHub has no annotations left:`,
      // What a file is called can look like a command, at the beginning of a line or in the older form anywhere.
      ...rest.map(({ severity, rule, file, range, text }) =>
        `- ${severity} ${rule} ${visible(fromRoot(file))}:${range.start.line}:${range.start.column} ${visible(text)}`.replaceAll(
          /##(\w*)\[/g,
          '##$1 [',
        ),
      ),
    );
  return lines.map((line) => `${line}\n`).join('');
}

function command({ severity, rule, file, range: { start, end }, text, instead }: Finding, fromRoot: (file: string) => string): string {
  const properties: [string, string | number][] = [
    // Line ends of a name are escaped and so come to no harm; what could drive a terminal is shown.
    ['file', visible(fromRoot(file), '\r\n')],
    ['line', start.line],
    ['endLine', end.line],
    // GitHub takes columns of a stretch within one line only.
    ...(start.line === end.line && end.column > start.column
      ? [['col', start.column] satisfies [string, number], ['endColumn', end.column] satisfies [string, number]]
      : []),
    ['title', rule],
  ];
  const said = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',');
  const help = instead === null ? '' : `\n\n${instead.text}${instead.sql === null ? '' : `\n${shortened(instead.sql, LONGEST_SQL)}`}`;
  return `::${COMMANDS[severity]} ${said}::${data(visible(`${text}${help}`, '\n'))}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
