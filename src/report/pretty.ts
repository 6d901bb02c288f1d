import { spanText } from '../model/amount.ts';
import type { Blocks, RelationEffect } from '../model/effect.ts';
import type { Duration } from '../model/duration.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { codeFrame } from './code-frame.ts';
import { isOpen } from './context.ts';
import type { Paint, Signs } from './paint.ts';
import { shortened } from './shortened.ts';
import { countedTexts, plural, summaryTexts } from './summary.ts';
import { visible } from './visible.ts';
import { width, wrap } from './width.ts';

/** SQL of a finding beyond this fills the screen, in characters; the JSON report has all of it. */
const LONGEST_SQL = 10_000;

export interface PrettyOptions {
  readonly paint: Paint;
  readonly signs: Signs;
  /** Terminal columns; 100 where there is no terminal. */
  readonly columns: number;
  /** Raw text of a file of the report, for code frames. */
  readonly source: (file: string) => string | undefined;
  /** One line about a rule. */
  readonly summaryOf: (rule: string) => string;
  /** Leave warnings and infos out. */
  readonly quiet: boolean;
  /** Show no more findings than this; the rest is counted. */
  readonly most: number;
}

/** The report for people: each finding with its place in the code, what it blocks, and what to write instead. */
export function renderPretty(report: Report, options: PrettyOptions): string {
  const shown = report.findings.filter((finding) => isOpen(finding) && (!options.quiet || finding.severity === 'error'));
  const blocks = shown.slice(0, options.most).map((finding) => renderFinding(finding, options).join('\n'));
  if (shown.length > options.most)
    blocks.push(
      options.paint.faint(
        `${options.signs.ellipsis} and ${plural(shown.length - options.most, 'more finding')}: --max-diagnostics none shows all`,
      ),
    );
  return `${[...blocks, summaryLines(report, options).join('\n')].join('\n\n')}\n`;
}

function renderFinding(finding: Finding, options: PrettyOptions): string[] {
  const { paint, signs, columns } = options;
  const colour = { error: paint.error, warning: paint.warning, info: paint.info }[finding.severity];
  const raw = options.source(finding.file);
  const label = visible(finding.text, '\n');
  return [
    ...title(finding, colour, options),
    ...(raw === undefined
      ? wrap(label, columns - 3).map((line) => `   ${line}`)
      : codeFrame(raw, finding.range, label, { paint, signs, columns, colour })),
    ...blockLines(finding.effects, options),
    ...(finding.duration === null ? [] : entry('lasts', lasts(finding.duration), options)),
    ...entry('why', finding.why, options),
    ...(finding.instead === null ? [] : entry('help', finding.instead.text, options)),
    ...shortened(finding.instead?.sql ?? '', LONGEST_SQL)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `     ${paint.good(`+ ${visible(line)}`)}`),
    ...(finding.assumes.length === 0 ? [] : entry('assumed', finding.assumes.join('; '), options)),
    ...entry('more', `sqlsafe explain ${finding.rule}`, options),
    ...(finding.rule.startsWith('suppression-') || raw === undefined
      ? []
      : entry(
          'ignore',
          `${commentOf(finding.file)} ${finding.statement === null ? 'sqlsafe-ignore-file' : 'sqlsafe-ignore'} ${finding.rule}: <reason>`,
          options,
        )),
  ];
}

/** Severity, rule and summary on the left, the place on the right where it fits, below where it doesn't. */
function title(finding: Finding, colour: (text: string) => string, { paint, signs, columns, summaryOf }: PrettyOptions): string[] {
  const place = `${visible(finding.file)}:${finding.range.start.line}:${finding.range.start.column}`;
  const head = `${finding.severity}  ${finding.rule}`;
  const summary = summaryOf(finding.rule);
  const left = summary === '' ? head : `${head} ${signs.dot} ${summary}`;
  const painted = `${colour(finding.severity)}  ${paint.strong(finding.rule)}${summary === '' ? '' : ` ${signs.dot} ${summary}`}`;
  const gap = columns - width(left) - width(place);
  return gap >= 2 ? [`${painted}${' '.repeat(gap)}${paint.place(place)}`] : [painted, `  ${paint.place(place)}`];
}

function entry(name: string, text: string, { paint, columns }: PrettyOptions): string[] {
  const [first = '', ...rest] = wrap(visible(text), Math.max(30, columns - 14));
  return [`   ${paint.faint(`= ${name.padEnd(8)}`)} ${first}`, ...rest.map((line) => `${' '.repeat(14)}${line}`)];
}

const CANNOT: { readonly [B in Blocks]: string } = {
  nothing: '',
  ddl: '',
  writes: 'INSERT UPDATE DELETE',
  everything: 'SELECT INSERT UPDATE DELETE',
};

/** Which statements of others wait, and on what; nothing where none do. */
function blockLines(effects: readonly RelationEffect[], options: PrettyOptions): string[] {
  return effects
    .filter(({ blocks, relation }) => CANNOT[blocks] !== '' && relation.kind !== 'index')
    .flatMap(({ relation, lock, blocks, work }) => {
      const reads = blocks === 'writes' ? '; it lets SELECT through' : '';
      const long = work === 'none' ? 'brief' : `while its rows are ${WORDS[work]}`;
      return entry('blocks', `${CANNOT[blocks]} on ${relation.name} (${lock}, ${long})${reads}`, options);
    });
}
const lasts = ({ secondsLow, secondsHigh, basis }: Duration): string => `${spanText(secondsLow, secondsHigh)}: ${basis}`;

const WORDS = { none: '', scan: 'read', build: 'put into an index', rewrite: 'written anew' } as const;

function summaryLines(report: Report, { paint, signs }: PrettyOptions): string[] {
  const clean = countedTexts(report.summary).length === 0;
  const sign = report.summary.errors > 0 ? paint.error(signs.fail) : clean ? paint.good(signs.pass) : paint.warning('!');
  return [`${sign} ${summaryTexts(report).join(` ${signs.dot} `)}`];
}

/** What a comment begins with in a file of that name. */
const commentOf = (file: string): string => (/\.[cm]?[jt]s$/i.test(file) ? '//' : '--');
