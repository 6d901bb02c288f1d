import type { Duration } from '../model/duration.ts';
import type { Effect } from '../model/effect.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Migration } from '../model/migration.ts';
import type { Operation } from '../model/operation.ts';
import { rangeOf } from '../model/position.ts';
import type { SourceFile, Statement } from '../model/source.ts';
import { inLayout, type ReportDetails, type Rule } from '../rule.ts';
import { publicEffects } from './effects.ts';

/** Severity by `id` or `id/message`; `off` leaves a finding out. */
export type RuleLevels = ReadonlyMap<string, Severity | 'off'>;

/** What a rule says, erased. */
export type AnyReport = { readonly message: string; readonly data?: Readonly<Record<string, string>> } & ReportDetails;

/** What a report is about. */
export interface Place {
  readonly op: Operation;
  readonly effects: readonly Effect[];
  readonly statement: Statement;
  readonly migration: Migration;
  /** How long its work takes, where the rule is about that. */
  readonly duration: Duration | null;
}

/** A rule's report, made into what we show. */
export function findingOf(
  rule: Rule,
  report: AnyReport,
  severity: Severity,
  { op, effects, statement, migration, duration }: Place,
): Finding {
  const written = asWritten(statement.file);
  const advice = (text: string): string => written(inLayout(migration.layout, text));
  const instead = report.instead ?? { text: rule.docs.instead, sql: null };
  return {
    rule: rule.id,
    message: report.message,
    severity,
    file: statement.file.path,
    range: rangeOf(statement.file, report.at ?? op.span),
    text: written(fill(rule.messages[report.message] ?? report.message, report.data)),
    why: rule.docs.why,
    instead: { text: advice(instead.text), sql: instead.sql === null ? null : advice(instead.sql) },
    statement: statement.index,
    relation: report.relation ?? relationOf(effects),
    effects: publicEffects(effects),
    duration,
    certain: report.certain ?? true,
    assumes: report.assumes ?? [],
    suppressed: null,
    baselined: false,
  };
}

/** A placeholder without a value is shown as the file has it, not by the name that it was read as. */
function asWritten({ edits, text, raw }: SourceFile): (shown: string) => string {
  if (edits.length === 0) return (shown) => shown;
  const standIns = new Map(
    edits.flatMap(({ span, raw: { start, end }, standIn }) =>
      standIn === undefined ? [] : [[text.slice(span.start, span.end), raw.slice(start, end)] as const],
    ),
  );
  return (shown) => [...standIns].reduce((all, [name, placeholder]) => all.replaceAll(name, () => placeholder), shown);
}

/** Advice about a down part helps nobody. */
const LOWER: { readonly [S in Severity]: Severity | 'off' } = { error: 'warning', warning: 'info', info: 'off' };

/** As configured, or as the rule or its report has it; `off`: not shown. `isShort`: its work is sure to be done soon. */
export function severityOf(rule: Rule, report: AnyReport, levels: RuleLevels, isDown: boolean, isShort = false): Severity | 'off' {
  const configured = levels.get(`${rule.id}/${report.message}`) ?? levels.get(rule.id);
  if (configured !== undefined) return configured;
  // A lock that is as brief as those of no row-sized work: what is left is advice.
  if (isShort) return isDown ? 'off' : 'info';
  const own = report.severity ?? rule.severity;
  const said = report.certain === false && own === 'error' ? 'warning' : own;
  return isDown ? LOWER[said] : said;
}

const HOLE = /\{(\w+)\}/;
/** Of messages that were asked for: their text and the names of their holes, by turns. There are as many as rules have messages. */
const pieces = new Map<string, readonly string[]>();

/** Puts values into the holes of a message. */
export function fill(template: string, data: Readonly<Record<string, string>> = {}): string {
  if (!template.includes('{')) return template;
  let parts = pieces.get(template);
  if (parts === undefined) pieces.set(template, (parts = template.split(HOLE)));
  let filled = '';
  parts.forEach((part, at) => (filled += at % 2 === 0 ? part : (data[part] ?? `{${part}}`)));
  return filled;
}

const relationOf = (effects: readonly Effect[]): string | null => {
  const [first] = effects;
  return first === undefined ? null : `${first.schema}.${first.name}`;
};
