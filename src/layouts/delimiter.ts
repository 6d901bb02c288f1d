import type { SourceFile, Span } from '../model/source.ts';
import { scanRegions } from './regions.ts';

/** A stretch of a file whose statements end with something else than a semicolon; undefined: with a semicolon after all. */
export interface Stretch {
  readonly span: Span;
  readonly delimiter: string | undefined;
}

/**
 * A file whose statements end with something else than a semicolon, as one whose statements end with semicolons: the same length, so that
 * all keeps its place. A semicolon inside a statement stays; in PostgreSQL it only stands in bodies, which hold it back themselves.
 */
export function withDelimiters(file: SourceFile, stretches: readonly Stretch[]): SourceFile {
  const { text } = file;
  const parts: string[] = [];
  let copied = 0;
  for (const { span, delimiter } of stretches.toSorted((a, b) => a.span.start - b.span.start)) {
    if (delimiter === undefined || delimiter === ';' || delimiter === '') continue;
    for (const at of endsIn(text, span, delimiter)) {
      // Last, so that it does not end up in a comment whose line the delimiter ends.
      const last = at + delimiter.length - 1;
      parts.push(text.slice(copied, at), text.slice(at, last).replaceAll(/[^\r\n]/g, ' '), ';');
      copied = last + 1;
    }
  }
  return copied === 0 ? file : { ...file, text: parts.join('') + text.slice(copied) };
}

/** Where the delimiter stands in code. */
function endsIn(text: string, { start: from, end: to }: Span, delimiter: string): readonly number[] {
  const word = /^(?:\w+|\/)$/.test(delimiter);
  const wanted = word ? delimiter.toLowerCase() : delimiter;
  const ends: number[] = [];
  scanRegions(
    text,
    (region, start, end) => {
      if (region !== 'code') return;
      const code = word ? text.slice(start, end).toLowerCase() : text.slice(start, end);
      for (let at = code.indexOf(wanted); at !== -1; at = code.indexOf(wanted, at + wanted.length))
        if (!word || standsAlone(text, start + at, wanted.length)) ends.push(start + at);
    },
    { start: from, end: to, bodies: false },
  );
  return ends;
}

/** Blanks behind a word that are looked through. */
const LINE = 200;

/** `GO` and `/` end a statement on a line of its own only. */
function standsAlone(text: string, at: number, length: number): boolean {
  const before = /[^ \t]?$/.exec(text.slice(Math.max(0, at - LINE, text.lastIndexOf('\n', at - 1) + 1), at))?.[0] ?? '';
  const after = /^[ \t]*(\r|\n|$)/.test(text.slice(at + length, at + length + LINE));
  return before === '' && after;
}
