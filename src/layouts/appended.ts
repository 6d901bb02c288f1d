import type { FileFinding } from '../model/finding.ts';
import { alembicSteps } from './alembic-output.ts';
import { textFinding } from './file-finding.ts';
import { whole, type Step } from './layout.ts';
import type { FileTree } from './tree.ts';

/** A transaction that the text opens by itself, as Django and Alembic write them. */
const OPENS = /^[ \t]*(?:begin|start[ \t]+transaction)\b/im;
/** Django's word for what is Python and no SQL. */
const NO_SQL = /^--[ \t]*(?:MIGRATION NOW PERFORMS OPERATION THAT|THIS OPERATION) CANNOT BE WRITTEN AS SQL[^\r\n]*/gm;

/** What comes after all others of a project runs as they do, unless it opens a transaction itself. */
export function appendedStep(
  tree: FileTree,
  path: string,
  steps: readonly Step[],
): { readonly steps: readonly Step[]; readonly findings: readonly FileFinding[] } {
  const { text, findings } = tree.read(path);
  if (text === undefined) return { steps: [], findings };
  const shown = tree.display(path);
  const before = steps.findLast(({ up }) => up.length > 0)?.up.at(-1)?.transaction ?? 'auto';
  const file = { path: shown, text, raw: text, edits: [] };
  const section = whole(file, OPENS.test(text) ? 'auto' : before);
  const unwritten = Array.from(text.matchAll(NO_SQL), ({ 0: comment, index }) =>
    textFinding(shown, text, index, comment.length, {
      rule: 'migration-not-understood',
      message: 'code',
      severity: 'warning',
      text: 'What the migration does here is code, and was not judged.',
      why: 'Nothing is known of what it does: it may be harmless, it may read or write every row of a table.',
      instead: { text: 'Look at it yourself.', sql: null },
    }),
  );
  return { steps: alembicSteps(file) ?? [{ id: shown, up: [section], down: [] }], findings: [...findings, ...unwritten] };
}
