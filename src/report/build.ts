import type { Finding } from '../model/finding.ts';
import type { FileReport, Report, StatementReport, Summary } from '../model/report.ts';
import type { Target } from '../model/target.ts';

export interface ReportParts {
  readonly version: string;
  readonly target: Target;
  readonly findings: readonly Finding[];
  readonly statements: readonly StatementReport[];
  readonly files: readonly Pick<FileReport, 'file' | 'layout' | 'transaction' | 'statements'>[];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order within a file. */
const byPlace = (a: Finding, b: Finding): number =>
  a.range.start.offset - b.range.start.offset ||
  RANK[a.severity] - RANK[b.severity] ||
  compare(a.rule, b.rule) ||
  compare(a.message, b.message);

/** Puts what was found into the order and shape of the JSON report: by file in the order read, then by place, severity and rule. */
export function buildReport({ version, target, findings, statements, files }: ReportParts): Report {
  const order = new Map(files.map(({ file }, at) => [file, at]));
  const rank = (file: string): number => order.get(file) ?? Number.MAX_SAFE_INTEGER;
  const byFile = groupByFile(findings);
  const sorted = [...byFile.keys()]
    .sort((a, b) => rank(a) - rank(b) || compare(a, b))
    .flatMap((file) => byFile.get(file)?.toSorted(byPlace) ?? []);
  const fileReports = files.map((each) => ({ ...each, ...countBySeverity(byFile.get(each.file) ?? []) }));
  return {
    schemaVersion: 1,
    tool: { name: 'sqlsafe', version },
    target: { dialect: target.dialect, version: versionText(target) },
    summary: summarise(findings, files),
    findings: sorted,
    statements,
    files: fileReports satisfies readonly FileReport[],
  };
}

const counts = (finding: Finding): boolean => finding.suppressed === null && !finding.baselined;

function countBySeverity(findings: readonly Finding[]): Pick<Summary, 'errors' | 'warnings' | 'infos'> {
  const tally = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) if (counts(finding)) tally[finding.severity]++;
  return { errors: tally.error, warnings: tally.warning, infos: tally.info };
}

const summarise = (findings: readonly Finding[], files: ReportParts['files']): Summary => ({
  files: files.length,
  statements: files.reduce((sum, each) => sum + each.statements, 0),
  ...countBySeverity(findings),
  suppressed: findings.filter(({ suppressed }) => suppressed !== null).length,
});

/** `17` for PostgreSQL, `8.4` where the minor says something. */
const versionText = ({ dialect, version: [major, minor] }: Target): string =>
  dialect === 'postgresql' || minor === 0 ? String(major) : `${major}.${minor}`;

/** Findings of each file, in their order. */
export function groupByFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.file);
    if (group === undefined) groups.set(finding.file, [finding]);
    else group.push(finding);
  }
  return groups;
}
