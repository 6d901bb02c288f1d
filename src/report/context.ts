import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { RelationOrigin } from '../model/report.ts';
import type { Rule } from '../rule.ts';

/** What the formats for programs need beside the report. */
export interface FormatContext {
  /** Raw text of a file of the report. */
  readonly source: (file: string) => string | undefined;
  /** Does the file begin with a byte order mark, which its raw text is without? */
  readonly hasMark: (file: string) => boolean;
  /** The path of a file of the report as seen from the root of the repository: what GitHub and GitLab know files by. */
  readonly fromRoot: (file: string) => string;
  readonly rules: readonly Rule[];
  /** What was wrong with the request or an input. */
  readonly problems: readonly Problem[];
  readonly origins: readonly RelationOrigin[];
}

/** Neither suppressed with a reason nor known from before. */
export const isOpen = ({ suppressed, baselined }: Finding): boolean => suppressed === null && !baselined;

/** The text in its file that a finding is about; empty for a finding about the file itself. */
export const clauseOf = ({ file, range }: Finding, source: FormatContext['source']): string =>
  (source(file) ?? '').slice(range.start.offset, range.end.offset);
