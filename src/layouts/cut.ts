import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';

/** A line of a text that starts a section. */
export interface Mark {
  readonly direction: 'up' | 'down';
  readonly start: number;
  /** The rest of the line, with the tool's options. */
  readonly options: string;
}

/**
 * Finds the comment lines that start a section. `pattern` has the flags `imy` and matches from the `--` to the end of the line;
 * its first group is the direction, its second, if any, the options. `indented`: blanks may stand before the `--`.
 */
export function marksOf(text: string, pattern: RegExp, indented = false): Mark[] {
  const marks: Mark[] = [];
  for (let at = text.indexOf('--'); at !== -1; at = text.indexOf('--', at + 2)) {
    if (!opensLine(text, at, indented)) continue;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) marks.push({ direction: found[1]?.toLowerCase() === 'down' ? 'down' : 'up', start: at, options: found[2] ?? '' });
  }
  return marks;
}

function opensLine(text: string, at: number, indented: boolean): boolean {
  let before = at - 1;
  if (indented) while (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9) before--;
  const code = text.charCodeAt(before);
  return before < 0 || code === 10 || code === 13;
}

/**
 * Cuts a file at its marks. What stands before the first mark belongs to the first section, so that nothing is lost:
 * comments that speak of the file, and statements that the tool may refuse there.
 */
export function cut(
  file: SourceFile,
  marks: readonly Mark[],
  transactionOf: (mark: Mark) => Section['transaction'],
): { up: Section[]; down: Section[] } {
  const sections = marks.map((mark, i) => ({
    direction: mark.direction,
    section: {
      file,
      span: { start: i === 0 ? 0 : mark.start, end: marks[i + 1]?.start ?? file.text.length },
      transaction: transactionOf(mark),
    },
  }));
  const of = (direction: Mark['direction']): Section[] => sections.filter((s) => s.direction === direction).map((s) => s.section);
  return { up: of('up'), down: of('down') };
}
