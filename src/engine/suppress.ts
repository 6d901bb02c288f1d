import type { Finding } from '../model/finding.ts';
import type { Comment, SourceFile, Statement } from '../model/source.ts';
import { rangeOf } from '../model/position.ts';
import type { Rule } from '../rule.ts';
import { fill, type RuleLevels } from './finding-of.ts';
import { unknownRule } from './levels.ts';

// `-- sqlsafe-ignore <rule>[, <rule>]: <reason>[ until YYYY-MM-DD]` for the next statement,
// `-- sqlsafe-ignore-file …` for the whole file. Only real comment tokens count, never text in strings or bodies.

/** One ignore comment. */
interface Suppression {
  readonly comment: Comment;
  readonly scope: 'statement' | 'file';
  /** As written: rule ids, `id/message`, or another tool's names. */
  readonly names: readonly string[];
  readonly reason: string | undefined;
  readonly until: string | undefined;
  /** Another tool's comment: works as it stands, and needs no reason. */
  readonly tool: string | undefined;
}

export interface SuppressOptions {
  /** Every rule that there is, those that are off included: their names are known. */
  readonly knownRules: readonly Rule[];
  readonly levels: RuleLevels;
  /** `YYYY-MM-DD`; the edge knows the clock. */
  readonly today: string;
}

const OURS = /^\s*sqlsafe-ignore(-file)?(?![\w-])\s*([\s\S]*)$/;
const UNTIL = /\s+until\s+(\d{4}-\d{2}-\d{2})\s*$/;

/** Ignore comments of other tools, each with its way of naming rules; no names means all. */
const OTHERS: readonly { readonly tool: string; readonly pattern: RegExp; readonly file: boolean }[] = [
  { tool: 'squawk', pattern: /^\s*squawk-ignore-file(?![\w-])\s*:?(.*)$/s, file: true },
  { tool: 'squawk', pattern: /^\s*squawk-ignore(?![\w-])\s*:?(.*)$/s, file: false },
  { tool: 'eugene', pattern: /^\s*eugene:\s*ignore\b(.*)$/s, file: false },
  { tool: 'pgsafe', pattern: /^\s*pgsafe:ignore\s+(\S+)/s, file: false },
  { tool: 'pgfence', pattern: /^\s*pgfence(?:-ignore|:\s*ignore)\b:?(.*)$/s, file: false },
  { tool: 'atlas', pattern: /^\s*atlas:nolint\b(.*)$/s, file: false },
  { tool: 'diesel-guard', pattern: /^\s*diesel-guard:disable\b(.*)$/s, file: false },
  { tool: 'migrationpilot', pattern: /^\s*migrationpilot-disable-file\b(.*)$/s, file: true },
  { tool: 'migrationpilot', pattern: /^\s*migrationpilot-disable(?!-)\b(.*)$/s, file: false },
];

const listed = (text: string): readonly string[] => text.split(/[\s,[\]]+/).filter((name) => name !== '');

function readOurs(comment: Comment): Suppression | undefined {
  const match = OURS.exec(comment.body);
  if (match === null) return undefined;
  const rest = (match[2] ?? '').trim();
  const colon = rest.indexOf(':');
  const names = listed(colon === -1 ? rest : rest.slice(0, colon));
  const said = colon === -1 ? '' : rest.slice(colon + 1).trim();
  const until = UNTIL.exec(` ${said}`)?.[1];
  const reason = until === undefined ? said : ` ${said}`.replace(UNTIL, '').trim();
  return {
    comment,
    scope: match[1] === undefined ? 'statement' : 'file',
    names,
    reason: reason === '' ? undefined : reason,
    until,
    tool: undefined,
  };
}

function readOthers(comment: Comment): Suppression | undefined {
  for (const { tool, pattern, file } of OTHERS) {
    const match = pattern.exec(comment.body);
    if (match !== null)
      return { comment, scope: file ? 'file' : 'statement', names: listed(match[1] ?? ''), reason: undefined, until: undefined, tool };
  }
  return undefined;
}

const readSuppression = (comment: Comment): Suppression | undefined =>
  comment.body.includes('ignore') || comment.body.includes('nolint') || comment.body.includes('disable')
    ? (readOurs(comment) ?? readOthers(comment))
    : undefined;

/**
 * Another tool's ignore comment in our form, by what stands between the comment's marks; undefined where it is none, names no rule, or names
 * one that has no like here.
 */
export function inOwnForm(body: string, rules: readonly Rule[]): { readonly tool: string; readonly body: string } | undefined {
  const found = readOthers({ body, style: 'line', span: { start: 0, end: 0 } });
  if (found?.tool === undefined || found.names.length === 0) return undefined;
  const { tool, names, scope } = found;
  const ids = names.map((name) => rules.filter(({ aliases }) => aliases.includes(`${tool}:${name}`)).map(({ id }) => id));
  if (ids.some((each) => each.length === 0)) return undefined;
  // Only pgsafe asks for a reason, behind the rule.
  const said = tool === 'pgsafe' ? /^\s*pgsafe:ignore\s+\S+\s+(\S[^\n]*)/.exec(body)?.[1]?.trim() : undefined;
  const word = scope === 'file' ? 'sqlsafe-ignore-file' : 'sqlsafe-ignore';
  const reason = said ?? `${tool} was told so: ${names.join(', ')}`;
  const [lead = ''] = /^\s*/.exec(body) ?? [];
  const [end = ''] = /\s*$/.exec(body) ?? [];
  return { tool, body: `${lead}${word} ${[...new Set(ids.flat())].toSorted().join(', ')}: ${reason}${end}` };
}

/** Does a name of a suppression mean this finding? `id`, `id/message`, or for another tool's comment one of the rule's aliases. */
function means(name: string, finding: Finding, suppression: Suppression, byId: ReadonlyMap<string, Rule>): boolean {
  if (suppression.tool === undefined) return name === finding.rule || name === `${finding.rule}/${finding.message}`;
  return byId.get(finding.rule)?.aliases.includes(`${suppression.tool}:${name}`) ?? false;
}

/** Findings about suppressions can't be suppressed: the way to be rid of them is to mend the comment. */
const suppressible = (finding: Finding): boolean => !finding.rule.startsWith('suppression-');

/**
 * Applies the ignore comments of one file to its findings, and reports what is wrong with the comments themselves.
 * Suppressed findings stay in the list, marked with their reason.
 */
export function suppress(
  file: SourceFile,
  comments: readonly Comment[],
  statements: readonly Statement[],
  findings: readonly Finding[],
  options: SuppressOptions,
): readonly Finding[] {
  const suppressions = comments.flatMap((comment) => readSuppression(comment) ?? []);
  if (suppressions.length === 0) return findings;
  const byId = new Map<string, Rule>(options.knownRules.map((rule) => [rule.id, rule]));
  const used = new Set<string>();
  const targets = new Map(suppressions.map((each) => [each, nextStatement(each.comment, statements)]));

  const marked = findings.map((finding): Finding => {
    if (!suppressible(finding)) return finding;
    for (const each of suppressions) {
      if (!isInForce(each, options.today)) continue;
      if (each.scope === 'statement' && (finding.statement === null || finding.statement !== targets.get(each)?.index)) continue;
      const all = each.tool !== undefined && each.names.length === 0;
      const name = all ? '*' : each.names.find((candidate) => means(candidate, finding, each, byId));
      if (name === undefined) continue;
      used.add(`${each.comment.span.start} ${name}`);
      return { ...finding, suppressed: { reason: each.reason ?? `${each.tool} comment`, until: each.until ?? null } };
    }
    return finding;
  });
  return [...marked, ...suppressions.flatMap((each) => complaints(file, each, used, byId, options))];
}

const isInForce = (each: Suppression, today: string): boolean =>
  each.tool !== undefined || (each.reason !== undefined && (each.until === undefined || each.until >= today));

/** The first statement that begins after the comment; or the one that the comment stands inside of. */
const nextStatement = (comment: Comment, statements: readonly Statement[]): Statement | undefined =>
  statements.find((statement) => statement.span.end > comment.span.start);

function complaints(
  file: SourceFile,
  each: Suppression,
  used: ReadonlySet<string>,
  byId: ReadonlyMap<string, Rule>,
  options: SuppressOptions,
): Finding[] {
  const found: Finding[] = [];
  const say = (
    id: string,
    message: string,
    data: Readonly<Record<string, string>> = {},
    instead?: string,
    milder?: Finding['severity'],
  ): void => {
    const rule = byId.get(id);
    if (rule === undefined) return;
    const severity = options.levels.get(`${id}/${message}`) ?? options.levels.get(id) ?? milder ?? rule.severity;
    if (severity === 'off') return;
    found.push({
      rule: id,
      message,
      severity,
      file: file.path,
      range: rangeOf(file, each.comment.span),
      text: fill(rule.messages[message] ?? message, data),
      why: rule.docs.why,
      instead: { text: instead ?? rule.docs.instead, sql: null },
      statement: null,
      relation: null,
      effects: [],
      duration: null,
      certain: true,
      assumes: [],
      suppressed: null,
      baselined: false,
    });
  };
  const scope = each.scope === 'file' ? 'sqlsafe-ignore-file' : 'sqlsafe-ignore';
  const { tool, names, reason, until } = each;
  if (tool !== undefined) {
    const ids = [...byId.values()].filter((rule) => names.some((name) => rule.aliases.includes(`${tool}:${name}`))).map((rule) => rule.id);
    say(
      'suppression-without-reason',
      'other-tool',
      { tool, form: `${scope} ${ids.length === 0 ? '<rule>' : ids.join(', ')}` },
      undefined,
      'info',
    );
    return found;
  }
  if (names.length === 0) say('suppression-unknown', 'no-rule');
  for (const name of names) {
    const [id = '', message] = name.split('/');
    const rule = byId.get(id);
    if (rule === undefined || (message !== undefined && !(message in rule.messages)))
      say('suppression-unknown', 'unknown-rule', { name }, unknownRule(options.knownRules, name).hint);
    else if (isInForce(each, options.today) && !used.has(`${each.comment.span.start} ${name}`))
      say('suppression-unused', 'unused', { name });
  }
  if (names.length > 0 && reason === undefined) {
    say('suppression-without-reason', 'no-reason', {}, `Say why: -- ${scope} ${names.join(', ')}: <reason>`);
  } else if (until !== undefined && until < options.today) {
    say('suppression-expired', 'expired', { until });
  }
  return found;
}
