import { check } from '../../src/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { LayoutName, TransactionMode } from '../../src/model/migration.ts';
import { DEFAULT_POSTGRESQL_VERSION, type Dialect } from '../../src/model/target.ts';

export interface JudgeOptions {
  readonly dialect: Dialect;
  readonly version: number | undefined;
  readonly transaction: TransactionMode | undefined;
  /** `plain` where absent. */
  readonly layout?: LayoutName | undefined;
}

/** What all rules say, and no suppression excuses, of files that follow each other, each its own deployment. */
export async function judge(
  files: readonly { readonly path: string; readonly text: string }[],
  { dialect, version, transaction, layout }: JudgeOptions,
): Promise<readonly Finding[]> {
  const report = await check({
    files,
    target: { dialect, version: String(version ?? DEFAULT_POSTGRESQL_VERSION) },
    layout: layout ?? 'plain',
    ...(transaction === undefined ? {} : { transaction }),
  });
  return report.findings.filter(({ suppressed }) => suppressed === null);
}

/** One line a finding, for assertions that people can read. */
export const brief = (finding: Finding): string =>
  `${finding.file}:${finding.range.start.line} ${finding.rule}/${finding.message} (${finding.severity}): ${finding.text}`;
