import type { SectionRun } from '../../model/section-run.ts';
import type { Statement } from '../../model/source.ts';

/** `-- sqlsafe: <word> …`; the colon tells it from `-- sqlsafe-ignore`. */
const DIRECTIVE = /^\s*sqlsafe:\s*([a-z][a-z-]*)\b\s*([\s\S]*)$/;

/** What a directive of that word, right before a statement, says; of several lines the last. */
export function directiveBefore({ comments, statements }: SectionRun, statement: Statement, word: string): string | undefined {
  const before = statements.findLast((each) => each.statement.span.end <= statement.span.start)?.statement.span.end ?? 0;
  for (const { span, body } of comments.toReversed()) {
    if (span.start < before || span.end > statement.span.start) continue;
    const found = DIRECTIVE.exec(body);
    if (found?.[1] === word) return (found[2] ?? '').trim();
  }
  return undefined;
}
