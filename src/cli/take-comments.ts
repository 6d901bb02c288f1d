import { inOwnForm } from '../engine/suppress.ts';
import { checkTree, rules } from '../index.ts';
import { isCode } from '../layouts/code/recognise.ts';
import { pathBelow } from '../layouts/path.ts';
import type { Finding } from '../model/finding.ts';
import type { LayoutName } from '../model/migration.ts';
import { findMigrations } from '../setup/find-migrations.ts';
import type { Source } from '../setup/from/source.ts';
import type { Rewritten } from '../setup/plan.ts';
import { textAt, type Surroundings } from '../setup/surroundings.ts';
import { walk } from '../setup/walk.ts';

/** Their tools keep a hash of each file, comments included: a migration that has run may not change in any way. */
const HASHED: ReadonlySet<LayoutName> = new Set([
  'prisma',
  'flyway',
  'sqlx',
  'supabase',
  'atlas',
  'graphile-migrate',
  'liquibase',
  'refinery',
]);

/**
 * Ignore comments of a tool → the same files with ours, reason included. Only real comments of SQL count. All of them go on working as they
 * stand, so what can't be rewritten is left.
 */
export async function takeComments(
  source: Source,
  around: Surroundings,
): Promise<{ readonly files: readonly Rewritten[]; readonly notes: readonly string[] }> {
  const { tree, home } = around;
  const { files } = walk(tree, home);
  const hashed = findMigrations(around, files, 'postgresql').filter(({ layout }) => HASHED.has(layout));
  const tool = (path: string): LayoutName | undefined => hashed.find(({ root }) => pathBelow(root, path) !== undefined)?.layout;
  const { report } = await checkTree(
    tree,
    files.filter((path) => !isCode(path)),
    { only: ['suppression-without-reason/other-tool'], statements: false },
  );
  const rewritten: Rewritten[] = [];
  const left = new Map<string, number>();
  const leave = (why: string, count: number): void => void left.set(why, (left.get(why) ?? 0) + count);
  for (const path of files) {
    const text = textAt(tree, path);
    const found = report.findings.filter(({ file }) => file === tree.display(path));
    if (text === undefined || found.length === 0) continue;
    const { made, done, unknown } = rewrite(text, found, source);
    const layout = tool(path);
    if (unknown > 0) leave('names no rule, or one that has no like here', unknown);
    if (layout !== undefined && done > 0) leave(`is in a file of which ${layout} keeps a hash`, done);
    else if (done > 0) rewritten.push({ path, text: made });
  }
  const notes = Array.from(left, ([why, count]) =>
    count === 1
      ? `a comment of ${source} ${why}: it stays, and works as it stands`
      : `${count} comments of ${source} stay, and work as they stand: each ${why}`,
  );
  return { files: rewritten, notes };
}

/** From the end to the start, so that places stay right. */
function rewrite(text: string, findings: readonly Finding[], source: Source): { made: string; done: number; unknown: number } {
  let made = text;
  let done = 0;
  let unknown = 0;
  for (const { range } of findings.toSorted((a, b) => b.range.start.offset - a.range.start.offset)) {
    const comment = text.slice(range.start.offset, range.end.offset);
    const [, open = '', body = '', close = ''] = /^(--|\/\*)([\s\S]*?)(\*\/)?$/.exec(comment) ?? [];
    const own = inOwnForm(body, rules);
    if (own === undefined && comment.includes(source)) unknown++;
    if (own?.tool !== source) continue;
    made = `${made.slice(0, range.start.offset)}${open}${own.body}${close}${made.slice(range.end.offset)}`;
    done++;
  }
  return { made, done, unknown };
}
