import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { cut, marksOf, type Mark } from './cut.ts';
import type { Layout } from './layout.ts';
import { orderPlain } from './plain.ts';
import { scanRegions } from './regions.ts';

// A bare `-- UP` on a line of its own, as teams write it for runners of theirs.
const BARE = /--[ \t=*#-]*(?:sqlsafe:[ \t]*)?@?(up|down)(?:[ \t]+(?:section|script|part))?[ \t:=*#-]*$/imy;

/** Cuts a file that marks its parts; undefined where it marks none. */
function cutSections(file: SourceFile): { up: Section[]; down: Section[] } | undefined {
  if (!file.text.includes('--')) return undefined;
  const marks = ownComments(file.text, marksOf(file.text, BARE, true));
  return marks.length > 0 ? withImplicitUp(file, marks) : undefined;
}

/** Marks that are comments of the script itself, not lines of a function body, a string or a longer comment. */
function ownComments(text: string, marks: readonly Mark[]): readonly Mark[] {
  if (marks.length === 0) return marks;
  const starts = new Set<number>();
  scanRegions(text, (region, start) => void (region === 'comment' && starts.add(start)), { bodies: false });
  return marks.filter(({ start }) => starts.has(start));
}

/** A file whose only mark is DOWN has its up part above it. */
function withImplicitUp(file: SourceFile, marks: readonly Mark[]): { up: Section[]; down: Section[] } {
  const all =
    marks[0]?.direction === 'down' && !marks.some(({ direction }) => direction === 'up')
      ? [{ direction: 'up' as const, start: 0, options: '' }, ...marks]
      : marks;
  return cut(file, all, () => 'auto');
}

/** Both directions in one file, marked by comments. */
export const sections: Layout = {
  name: 'sections',
  detect: ({ files }) => files.some(({ source }) => cutSections(source) !== undefined),
  order: (folder) => orderPlain(folder, cutSections),
};
