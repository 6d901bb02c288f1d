import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { clauseOf, isOpen, type FormatContext } from './context.ts';
import { cell, codeBlock, codeSpan, prose } from './markdown-text.ts';
import { shortened } from './shortened.ts';
import { countedTexts, plural, summaryTexts } from './summary.ts';

/** The longest comment that GitHub takes, in characters. */
export const LONGEST_COMMENT = 65_536;
/** What a bot finds its comment by, to write it anew in place of adding another. */
const MARKER = '<!-- sqlsafe -->';
const SIGNS = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;
/** SQL of a finding beyond this is not worth its place in a comment, in characters. */
const LONGEST_SQL = 2000;

export interface MarkdownOptions {
  /** Leave warnings and infos out. */
  readonly quiet: boolean;
  /** Most characters. What doesn't fit is left out: first the details of the last findings, then their rows; it is said how many. */
  readonly longest: number;
}

/** The report as a comment for a pull request: the verdict, a table of all findings, and each of them to be unfolded. */
export function renderMarkdown(report: Report, context: Pick<FormatContext, 'source' | 'fromRoot'>, options: MarkdownOptions): string {
  const open = report.findings.filter((finding) => isOpen(finding) && (!options.quiet || finding.severity === 'error'));
  const worst = report.summary.errors > 0 ? '❌' : countedTexts(report.summary).length > 0 ? '⚠️' : '✅';
  const head = `${MARKER}\n### ${worst} sqlsafe: ${summaryTexts(report).join(' · ')}\n`;
  if (open.length === 0) return `${head}${suppressedList(report, context)}`;

  const bySeverity = [...open].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const suppressed = suppressedList(report, context);
  const rows = bySeverity.map((finding) => row(finding, context));
  const reserve = 200;
  let room = options.longest - head.length - TABLE.length - reserve;
  const keptRows = fitting(rows, room);
  room -= lengthOf(rows.slice(0, keptRows));
  const withSuppressed = suppressed.length <= room ? suppressed : '';
  room -= withSuppressed.length;
  const blocks = keptRows < rows.length ? [] : bySeverity.map((finding) => details(finding, context));
  const keptBlocks = fitting(blocks, room);
  const more: string[] = [];
  if (keptRows < rows.length) more.push(`\nand ${plural(rows.length - keptRows, 'more finding')}, too many for this comment.\n`);
  else if (keptBlocks < rows.length) more.push(`\nDetails of the last ${rows.length - keptBlocks} are left out for want of space.\n`);
  return [head, TABLE, ...rows.slice(0, keptRows), ...blocks.slice(0, keptBlocks), ...more, withSuppressed].join('');
}

const RANK = { error: 0, warning: 1, info: 2 } as const;
const TABLE = '\n| | rule | place | what happens |\n| --- | --- | --- | --- |\n';

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

/** How many of the texts, from the first on, fit into so many characters. */
function fitting(texts: readonly string[], room: number): number {
  let left = room;
  const over = texts.findIndex((text) => (left -= text.length) < 0);
  return over === -1 ? texts.length : over;
}

const placeOf = ({ file, range }: Finding, { fromRoot }: Pick<FormatContext, 'fromRoot'>): string =>
  codeSpan(`${fromRoot(file)}:${range.start.line}`);

const row = (finding: Finding, context: Pick<FormatContext, 'fromRoot'>): string =>
  `| ${SIGNS[finding.severity]} | ${codeSpan(finding.rule)} | ${cell(placeOf(finding, context))} | ${cell(prose(finding.text))} |\n`;

function details(finding: Finding, context: Pick<FormatContext, 'source' | 'fromRoot'>): string {
  const { severity, rule, text, why, instead } = finding;
  const sql = clauseOf(finding, context.source);
  return [
    `\n<details><summary>${SIGNS[severity]} <code>${rule}</code></summary>\n`,
    `\n${placeOf(finding, context)}\n`,
    ...(sql === '' ? [] : [`\n${codeBlock(shortened(sql, LONGEST_SQL), 'sql')}\n`]),
    `\n${prose(text)}\n\n${prose(why)}\n`,
    ...(instead === null ? [] : [`\n${prose(instead.text)}\n`]),
    ...(instead === null || instead.sql === null ? [] : [`\n${codeBlock(shortened(instead.sql, LONGEST_SQL), 'sql')}\n`]),
    '\n</details>\n',
  ].join('');
}

/** What was let through, with its reason: reviewers should see it. */
function suppressedList({ findings }: Report, context: Pick<FormatContext, 'fromRoot'>): string {
  const lines = findings.flatMap((finding) =>
    finding.suppressed === null ? [] : [`- ${codeSpan(finding.rule)} ${placeOf(finding, context)}: ${prose(finding.suppressed.reason)}\n`],
  );
  return lines.length === 0 ? '' : `\n<details><summary>Suppressed: ${lines.length}</summary>\n\n${lines.join('')}\n</details>\n`;
}
