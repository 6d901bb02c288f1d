import type { Severity } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { isOpen, type FormatContext } from './context.ts';
import { fingerprints } from './fingerprint.ts';
import { jsonText } from './json-text.ts';
import { visible } from './visible.ts';

const SEVERITIES: { readonly [S in Severity]: 'critical' | 'major' | 'minor' } = { error: 'critical', warning: 'major', info: 'minor' };

/** GitLab's code quality report: the artifact `reports: codequality`. */
export function renderGitlab({ findings }: Report, context: FormatContext): string {
  const open = findings.filter(isOpen);
  const names = fingerprints(open, context);
  const entries = open.map(({ rule, severity, file, range, text, instead }, at) => ({
    type: 'issue',
    description: visible(instead === null ? text : `${text} ${instead.text}`, '\n'),
    check_name: rule,
    fingerprint: names[at],
    severity: SEVERITIES[severity],
    location: { path: context.fromRoot(file), lines: { begin: range.start.line, end: range.end.line } },
  }));
  return `${jsonText(entries, 2)}\n`;
}
