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

/**
 * The `--` comments of a text that stand on a line of their own and that `wanted` finds: a pattern with the flag `m` that begins with the
 * line. Most texts have none, which is found out without reading them as SQL.
 */
export function commentLines(text: string, wanted: RegExp, isWanted: (line: CommentLine) => boolean = () => true): readonly CommentLine[] {
  const lines = new Map<number, CommentLine>();
  for (const { index, 0: found } of text.matchAll(new RegExp(`^[ \\t]*${wanted.source.replace(/^\^/, '')}`, flagsOf(wanted)))) {
    const start = index + found.search(/\S/);
    const end = lineEnd(text, start);
    const line = { start, end, text: text.slice(start, end).trimEnd() };
    if (isWanted(line)) lines.set(start, line);
  }
  if (lines.size === 0) return [];
  const own = new Set<number>();
  scanRegions(text, (region, start) => void (region === 'comment' && lines.has(start) && own.add(start)), { bodies: false });
  return Array.from(lines.values()).filter(({ start }) => own.has(start));
}

const flagsOf = ({ flags }: RegExp): string => `gm${flags.replaceAll(/[gmy]/g, '')}`;

function lineEnd(text: string, at: number): number {
  const end = text.slice(at).search(/\r|\n/);
  return end === -1 ? text.length : at + end;
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
