import type { SourceFile, Span } from '../model/source.ts';
import { scanRegions } from './regions.ts';

/**
 * A file whose statements end with something else than a semicolon, as one whose statements end with semicolons: the same length, so that
 * all keeps its place. A semicolon inside a statement stays; in PostgreSQL it only stands in bodies, which hold it back themselves.
 */
export function withDelimiter(
  file: SourceFile,
  delimiter: string | undefined,
  span: Span = { start: 0, end: file.text.length },
): SourceFile {
  if (delimiter === undefined || delimiter === ';' || delimiter === '') return file;
  const { text } = file;
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
    { start: span.start, end: span.end, bodies: false },
  );
  let changed = '';
  let copied = 0;
  for (const at of ends) {
    // Last, so that it does not end up in a comment whose line the delimiter ends.
    const last = at + delimiter.length - 1;
    changed += `${text.slice(copied, at)}${text.slice(at, last).replaceAll(/[^\r\n]/g, ' ')};`;
    copied = last + 1;
  }
  return copied === 0 ? file : { ...file, text: changed + text.slice(copied) };
}

/** `GO` and `/` end a statement on a line of its own only. */
function standsAlone(text: string, at: number, length: number): boolean {
  const before = /[^ \t]?$/.exec(text.slice(Math.max(0, text.lastIndexOf('\n', at - 1) + 1), at))?.[0] ?? '';
  const after = /^[ \t]*(\r|\n|$)/.test(text.slice(at + length));
  return before === '' && after;
}
