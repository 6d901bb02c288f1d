import { check } from '../../src/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/rule.ts';
import type { LayoutName, TransactionMode } from '../../src/model/migration.ts';
import { DEFAULT_POSTGRESQL_VERSION, type Dialect } from '../../src/model/target.ts';

export interface JudgeOptions {
  readonly dialect: Dialect;
  readonly version: number | undefined;
  readonly transaction: TransactionMode | undefined;
  /** A rule that is judged by whatever its preset. */
  readonly rule: Rule;
  /** `plain` where absent. */
  readonly layout?: LayoutName | undefined;
}

/** What all rules of the preset `recommended`, and the one named, say, and no suppression excuses, of files that follow each other, each its own deployment. */
export async function judge(
  files: readonly { readonly path: string; readonly text: string }[],
  { dialect, version, transaction, layout, rule }: JudgeOptions,
): Promise<readonly Finding[]> {
  const report = await check({
    files,
    target: { dialect, version: String(version ?? DEFAULT_POSTGRESQL_VERSION) },
    layout: layout ?? 'plain',
    ...(rule.preset === undefined ? {} : { levels: { [rule.id]: rule.severity } }),
    ...(transaction === undefined ? {} : { transaction }),
  });
  return report.findings.filter(({ suppressed }) => suppressed === null);
}

/** One line a finding, for assertions that people can read. */
export const brief = (finding: Finding): string =>
  `${finding.file}:${finding.range.start.line} ${finding.rule}/${finding.message} (${finding.severity}): ${finding.text}`;
