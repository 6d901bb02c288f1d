import type { Edit, Piece, SourceFile, Span } from '../model/source.ts';
import type { Chunk } from './interpreter.ts';
import type { CodeComment } from './syntax.ts';

/** Stretches of SQL for each of several runs over one file of code. */
export interface Composed {
  readonly file: SourceFile;
  /** In the order in which the runs were given: the pieces of each. */
  readonly runs: readonly (readonly Piece[])[];
}

/** Comments that may be meant for us: the others of a file of code are nobody's business here. */
const FOR_US = /ignore|nolint|disable|sqlsafe:/;

/**
 * Puts the SQL of a file of code into one text, whose every character knows its place in the code. Comments that may suppress a finding stand
 * before the statement that they stand before in the code.
 */
export function compose(path: string, raw: string, runs: readonly (readonly Chunk[])[], comments: readonly CodeComment[]): Composed {
  const edits: Edit[] = [];
  const parts: string[] = [];
  let length = 0;
  // Between pieces nothing is asked for; the shift is that of the last edit.
  let shift = 0;
  const add = (text: string): Span => {
    parts.push(text);
    length += text.length;
    return { start: length - text.length, end: length };
  };
  const put = (text: string, at: Span, exact: boolean): void => {
    if (exact) {
      if (at.start - length !== shift) edits.push({ span: { start: length, end: length }, raw: { start: at.start, end: at.start } });
      shift = at.start - length;
      add(text);
    } else {
      const span = add(text);
      edits.push({ span, raw: at });
      shift = at.end - span.end;
    }
  };

  const waiting = comments.filter(({ value }) => FOR_US.test(value)).toSorted((a, b) => a.start - b.start);
  const putComments = (before: number): void => {
    while (waiting[0] !== undefined && waiting[0].start < before) {
      const { value, start, end } = waiting.shift() as CodeComment;
      put(`--${value.replaceAll(/\s*\n[\s*]*/g, ' ')}`, { start, end }, false);
      add('\n');
    }
  };
  const composed = runs.map((chunks, i) => {
    const pieces = chunks.map((chunk): Piece => {
      const start = length;
      putComments(startOf(chunk));
      if (chunk.kind === 'unread') {
        const from = length;
        put(raw.slice(chunk.at.start, chunk.at.end), chunk.at, true);
        add('\n');
        return { span: { start, end: length }, unread: { why: chunk.why, span: { start: from, end: length - 1 } } };
      }
      for (const { text, at, exact } of chunk.sql) put(text, at, exact);
      add(';\n');
      return { span: { start, end: length - 2 } };
    });
    if (i !== runs.length - 1 || waiting.length === 0) return pieces;
    const start = length;
    putComments(raw.length);
    return [...pieces, { span: { start, end: length } }];
  });
  const file: SourceFile = { path, text: parts.join(''), raw, edits, pieces: composed.flat() };
  return { file, runs: composed };
}

const startOf = (chunk: Chunk): number =>
  chunk.kind === 'unread' ? chunk.at.start : chunk.sql.reduce((least, { at }) => Math.min(least, at.start), Number.POSITIVE_INFINITY);
