import type { FileFinding } from '../model/finding.ts';
import { rawOffset } from '../model/position.ts';
import type { SourceFile, Span } from '../model/source.ts';
import { textFinding } from './file-finding.ts';
import { scanRegions } from './regions.ts';

/** What a tool makes of a line that was meant for it, and that it does not take for what was meant. */
export interface Misreading {
  readonly span: Span;
  /** What is wrong, as a sentence. */
  readonly text: string;
  /** What comes of it. */
  readonly why: string;
  /** How it is written. */
  readonly instead: string;
  /** `error`: something runs that was not meant to run. */
  readonly severity?: 'error' | 'warning';
  /** `torn`: the tool cuts a statement where it does not end. */
  readonly message?: 'directive' | 'torn';
}

export function misread(
  file: SourceFile,
  { span, text, why, instead, severity = 'warning', message = 'directive' }: Misreading,
): FileFinding {
  const at = rawOffset(file, span.start);
  return textFinding(file.path, file.raw, at, rawOffset(file, span.end, 'end') - at, {
    rule: 'migration-not-understood',
    message,
    severity,
    text,
    why,
    instead: { text: instead, sql: null },
  });
}

/** A line that is a comment of the script itself, not one of a function's body, a string or a longer comment. */
export interface CommentLine {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All `--` comments of a text whose first word stands on a line of its own. */
export function commentLines(text: string): readonly CommentLine[] {
  const lines: CommentLine[] = [];
  scanRegions(
    text,
    (region, start, end) => {
      if (region !== 'comment' || text[start] !== '-' || !opensLine(text, start)) return;
      lines.push({ start, end, text: text.slice(start, end).trimEnd() });
    },
    { bodies: false },
  );
  return lines;
}

function opensLine(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  return before < 0 || text[before] === '\n' || text[before] === '\r';
}

/** Where the first statement of a stretch begins; -1 where there is nothing but comments and blanks. */
export function firstCode(text: string, start: number, end: number): number {
  let found = -1;
  scanRegions(
    text,
    (region, from, to) => {
      if (found !== -1 || region === 'comment') return;
      const at = text.slice(from, to).search(/\S/);
      if (at !== -1) found = from + at;
    },
    { start, end, bodies: false },
  );
  return found;
}
