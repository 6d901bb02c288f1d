import type { Duration } from '../model/duration.ts';
import type { Effect } from '../model/effect.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Operation } from '../model/operation.ts';
import { rangeOf } from '../model/position.ts';
import type { Statement } from '../model/source.ts';
import type { ReportDetails, Rule } from '../rule.ts';
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
  /** How long its work takes, where the rule is about that. */
  readonly duration: Duration | null;
}

/** A rule's report, made into what we show. */
export const findingOf = (rule: Rule, report: AnyReport, severity: Severity, { op, effects, statement, duration }: Place): Finding => ({
  rule: rule.id,
  message: report.message,
  severity,
  file: statement.file.path,
  range: rangeOf(statement.file, report.at ?? op.span),
  text: fill(rule.messages[report.message] ?? report.message, report.data),
  why: rule.docs.why,
  instead: report.instead ?? { text: rule.docs.instead, sql: null },
  statement: statement.index,
  relation: report.relation ?? relationOf(effects),
  effects: publicEffects(effects),
  duration,
  certain: report.certain ?? true,
  assumes: report.assumes ?? [],
  suppressed: null,
  baselined: false,
});

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

const HOLE = /\{(\w+)\}/g;
/** Puts values into the holes of a message. */
export const fill = (template: string, data: Readonly<Record<string, string>> = {}): string =>
  template.includes('{') ? template.replace(HOLE, (whole, hole: string) => data[hole] ?? whole) : template;

const relationOf = (effects: readonly Effect[]): string | null => {
  const [first] = effects;
  return first === undefined ? null : `${first.schema}.${first.name}`;
};
