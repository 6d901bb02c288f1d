import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { RelationOrigin, Report } from '../model/report.ts';
import type { Range } from '../model/source.ts';
import type { FormatContext } from './context.ts';
import { jsonText } from './json-text.ts';
import { lineHashes } from './line-hash.ts';
import { LEVELS } from './sarif-level.ts';
import { sarifRule } from './sarif-rule.ts';
import { visible } from './visible.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Results that GitHub takes of one run. */
const MOST = 25_000;
const ROOT = '%SRCROOT%';
const RANK = { error: 0, warning: 1, info: 2 } as const;

/** SARIF 2.1.0, with all that GitHub's code scanning asks for. */
export function renderSarif(report: Report, context: FormatContext): string {
  const kept =
    report.findings.length <= MOST
      ? report.findings
      : [...report.findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, MOST);
  const ids = [...new Set(kept.map(({ rule }) => rule))].sort();
  const place = new Map(ids.map((id, at) => [id, at]));
  const hashes = new Map<string, readonly string[]>();
  const hashOf = ({ file, range }: Finding): string | undefined => {
    const raw = context.source(file);
    if (raw === undefined) return undefined;
    // A byte order mark is a character of the first line to GitHub.
    const known = hashes.get(file) ?? lineHashes(context.hasMark(file) ? `\uFEFF${raw}` : raw);
    hashes.set(file, known);
    return known[range.start.line - 1];
  };
  const notes = [
    ...context.problems.map((problem) => notification(problem, context)),
    ...(kept.length < report.findings.length ? [tooMany(report.findings.length)] : []),
  ];
  const run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: ids.map((id) =>
          sarifRule(
            id,
            context.rules.find((rule) => rule.id === id),
            kept.find(({ rule }) => rule === id),
          ),
        ),
      },
    },
    automationDetails: { id: `sqlsafe/${report.target.dialect}/` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
    invocations: [
      { executionSuccessful: context.problems.length === 0, ...(notes.length === 0 ? {} : { toolExecutionNotifications: notes }) },
    ],
    results: kept.map((finding) => result(finding, place.get(finding.rule) ?? -1, hashOf(finding), context)),
  };
  return `${jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, 2)}\n`;
}

function result(finding: Finding, ruleIndex: number, hash: string | undefined, context: FormatContext): object {
  const { rule, message, severity, file, range, text, relation, certain, suppressed, baselined, assumes } = finding;
  const origin = context.origins.find((each) => each.relation === relation && !(each.file === file && encloses(each.range, range)));
  const said = `${plainText(text)}${origin === undefined ? '' : '\nThe table is created [here](1).'}`;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: said },
    locations: [{ physicalLocation: physical(file, range, context) }],
    ...(origin === undefined ? {} : { relatedLocations: [related(origin, context)] }),
    ...(hash === undefined ? {} : { partialFingerprints: { primaryLocationLineHash: hash } }),
    suppressions: [
      ...(suppressed === null ? [] : [{ kind: 'inSource', status: 'accepted', justification: visible(suppressed.reason) }]),
      ...(baselined ? [{ kind: 'external', status: 'accepted' }] : []),
    ],
    properties: {
      message,
      certain,
      ...(relation === null ? {} : { relation: visible(relation) }),
      ...(assumes.length === 0 ? {} : { assumes }),
    },
  };
}

const encloses = (outer: Range, inner: Range): boolean => outer.start.offset <= inner.start.offset && outer.end.offset >= inner.end.offset;

const related = ({ file, range }: RelationOrigin, context: FormatContext): object => ({
  id: 1,
  message: { text: 'The table is created here.' },
  physicalLocation: physical(file, range, context),
});

const physical = (file: string, range: Range, { fromRoot }: FormatContext): object => ({
  artifactLocation: artifact(fromRoot(file)),
  region: region(range),
});

/** The end is after the last character. A place without length gets no end: then it is the rest of its line. */
const region = ({ start, end }: Range): object => ({
  startLine: start.line,
  startColumn: start.column,
  ...(end.offset > start.offset ? { endLine: end.line, endColumn: end.column } : {}),
});

function artifact(path: string): object {
  const uri = path
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT };
}

/** What looks like a link in a message is one: `[text](target)`. */
const plainText = (text: string): string => visible(text, '\n').replaceAll(/\[(?=[^\]]*\]\()/g, '\\[');

const notification = ({ code, text, hint, file, line, column }: Problem, context: FormatContext): object => ({
  level: 'error',
  descriptor: { id: code },
  message: { text: plainText(hint === undefined ? text : `${text}\n${hint}`) },
  ...(file === undefined
    ? {}
    : {
        locations: [
          {
            physicalLocation: {
              artifactLocation: artifact(context.fromRoot(file)),
              ...(line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
            },
          },
        ],
      }),
});

const tooMany = (count: number): object => ({
  level: 'warning',
  message: { text: `There are ${count} findings; the ${MOST} most severe ones are listed.` },
});
