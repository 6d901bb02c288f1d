import { SEVERITIES } from '../model/finding.ts';
import type { Report, Summary } from '../model/report.ts';

const NAMES = { postgresql: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite' } as const;

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `1 error`, `2 warnings`: the severities that were found. */
export const countedTexts = (summary: Summary): readonly string[] =>
  SEVERITIES.flatMap((severity) => (summary[`${severity}s`] === 0 ? [] : [plural(summary[`${severity}s`], severity)]));

/** The last line of a report in its parts: what was found, in how much, for which server. */
export function summaryTexts({ summary, target }: Report): readonly string[] {
  const counted = countedTexts(summary);
  const suppressed = summary.suppressed === 0 ? [] : [`${summary.suppressed} suppressed`];
  const said = counted.length === 0 ? ['no problems', ...suppressed] : [...counted, ...suppressed];
  const scope = `${plural(summary.files, 'file')}, ${plural(summary.statements, 'statement')}`;
  return [said.join(', '), scope, `${NAMES[target.dialect]} ${target.version}`];
}
