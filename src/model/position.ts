import type { Position, Range, SourceFile, Span } from './source.ts';

// Line starts of the file that was asked about last: findings come file by file.
let cached: { readonly raw: string; readonly starts: readonly number[] } = { raw: '', starts: [0] };

/** A line ends at LF, CRLF or a lone CR, as editors count. */
function lineStarts(raw: string): readonly number[] {
  if (cached.raw === raw) return cached.starts;
  const starts = [0];
  const loneCr = raw.includes('\r');
  if (loneCr) {
    for (let i = 0; i < raw.length; i++) {
      const code = raw.charCodeAt(i);
      if (code === 10 || (code === 13 && raw.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
  } else {
    for (let i = raw.indexOf('\n'); i !== -1; i = raw.indexOf('\n', i + 1)) starts.push(i + 1);
  }
  cached = { raw, starts };
  return starts;
}

/** Line and column of an offset in `raw`. */
export function positionAt(raw: string, offset: number): Position {
  const starts = lineStarts(raw);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
}

/** Where an offset of `text` stands in `raw`. Inside a replacement it is the placeholder's start, or its end when asked for an end. */
export function rawOffset(file: SourceFile, offset: number, side: 'start' | 'end' = 'start'): number {
  let shift = 0;
  for (const { span, raw } of file.edits) {
    if (offset < span.start || (side === 'end' && offset === span.start)) break;
    if (offset < span.end || (side === 'end' && offset === span.end)) return side === 'start' ? raw.start : raw.end;
    shift = raw.end - span.end;
  }
  return offset + shift;
}

/** The place of a stretch of `text` in the file as an editor shows it. */
export function rangeOf(file: SourceFile, span: Span): Range {
  const start = rawOffset(file, span.start);
  return {
    start: positionAt(file.raw, start),
    // Code may put SQL together in another order than it is written in.
    end: positionAt(file.raw, Math.max(start, rawOffset(file, span.end, 'end'))),
  };
}
