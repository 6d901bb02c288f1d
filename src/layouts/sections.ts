import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { cut, marksOf } from './cut.ts';
import type { Layout } from './layout.ts';
import { orderPlain } from './plain.ts';

// Three spellings: sql-migrate's `-- +migrate Up [notransaction]`, node-pg-migrate's `-- Up Migration`, and a bare `-- UP` on a line
// of its own, as teams write it for runners of theirs.
const SQL_MIGRATE = /--[ \t]*\+migrate[ \t]+(up|down)\b(.*)$/imy;
const NODE_PG_MIGRATE = /--[ \t-]*(up|down)[ \t]+migration\b/imy;
const BARE = /--[ \t=*#-]*(?:sqlsafe:[ \t]*)?@?(up|down)(?:[ \t]+(?:section|script|part))?[ \t]*:?[ \t=*#-]*$/imy;

/** Cuts a file that marks its parts; undefined where it marks none. */
export function cutSections(file: SourceFile): { up: Section[]; down: Section[] } | undefined {
  if (!file.text.includes('--')) return undefined;
  let marks = file.text.includes('+migrate') ? marksOf(file.text, SQL_MIGRATE) : [];
  if (marks.length > 0) return cut(file, marks, ({ options }) => (/\bnotransaction\b/i.test(options) ? 'statement' : 'file'));
  marks = marksOf(file.text, NODE_PG_MIGRATE, true);
  if (marks.length > 0) return withImplicitUp(file, marks, 'file');
  marks = marksOf(file.text, BARE, true);
  return marks.length > 0 ? withImplicitUp(file, marks, 'auto') : undefined;
}

/** A file whose only mark is DOWN has its up part above it. */
function withImplicitUp(
  file: SourceFile,
  marks: ReturnType<typeof marksOf>,
  transaction: Section['transaction'],
): { up: Section[]; down: Section[] } {
  const all =
    marks[0]?.direction === 'down' && !marks.some(({ direction }) => direction === 'up')
      ? [{ direction: 'up' as const, start: 0, options: '' }, ...marks]
      : marks;
  return cut(file, all, () => transaction);
}

/** Both directions in one file, marked by comments. */
export const sections: Layout = {
  name: 'sections',
  detect: ({ files }) => files.some(({ source }) => cutSections(source) !== undefined),
  order: (folder) => ({ ...orderPlain(folder, cutSections), reversible: true }),
};
