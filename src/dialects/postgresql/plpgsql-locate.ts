import type { Span } from '../../model/source.ts';
import { lex } from './lex.ts';

/** Finds the pieces of a PL/pgSQL body again, which its parser gives with the number of a line only. */
export interface Locator {
  /**
   * Offset in the body of a piece of SQL that begins on a line (from 1) or later; pieces must be asked for in the order in which they
   * stand. undefined where it isn't found.
   */
  find(piece: string, line: number): number | undefined;
}

/** Pieces not found until the search is given up: each of them costs a walk to the end of the body. */
const MISSES = 4;

/**
 * Searches forward from token to token, so that neither comments nor constants are taken for code. Letter case does not matter, and a
 * space in the piece matches anything, since the parser blanks an INTO clause out.
 */
export function createLocator(body: string): Locator {
  const lexer = lex(body);
  let misses = 0;
  let line = 1;
  let lineStart = 0;
  lexer.next();

  return {
    find(piece, wantedLine) {
      if (misses >= MISSES || piece === '') return undefined;
      while (line < wantedLine) {
        const newline = body.indexOf('\n', lineStart);
        if (newline < 0) break;
        lineStart = newline + 1;
        line++;
      }
      const before = lexer.start;
      for (; lexer.kind !== 'end'; lexer.next()) {
        if (lexer.start < lineStart || lexer.kind === 'line-comment' || lexer.kind === 'block-comment') continue;
        const { start } = lexer;
        if (!matches(body, start, piece)) continue;
        while (lexer.start < start + piece.length && lexer.next() !== 'end');
        return start;
      }
      misses++;
      lexer.moveTo(before);
      lexer.next();
      return undefined;
    },
  };
}

function matches(body: string, start: number, piece: string): boolean {
  if (start + piece.length > body.length) return false;
  if (body.startsWith(piece, start)) return true;
  for (let at = 0; at < piece.length; at++) {
    const wanted = piece[at] ?? '';
    const found = body[start + at] ?? '';
    if (wanted !== found && wanted !== ' ' && wanted.toLowerCase() !== found.toLowerCase()) return false;
  }
  return true;
}

/** The token that an error names, where the body has it only once. */
export function locateError(body: string, message: string): number | undefined {
  const token = / at or near "(.+)"$/s.exec(message)?.[1] ?? /^"(.+)" is not a known variable$/.exec(message)?.[1];
  if (token === undefined) return undefined;
  const lexer = lex(body);
  let place: number | undefined;
  while (lexer.next() !== 'end') {
    if (lexer.kind === 'line-comment' || lexer.kind === 'block-comment' || !body.startsWith(token, lexer.start)) continue;
    if (lexer.kind === 'word' && lexer.end !== lexer.start + token.length) continue;
    if (place !== undefined) return undefined;
    place = lexer.start;
  }
  return place;
}

/**
 * Finds a body between its quotes in the statement from `start` to `end` of a file. `body` is its decoded text; it has no place where
 * something had to be decoded.
 */
export function locateBody(file: string, { start, end }: Span, body: string): number | undefined {
  const lexer = lex(file, start, end);
  while (lexer.next() !== 'end') {
    if (lexer.kind !== 'string' && lexer.kind !== 'dollar-string') continue;
    const inside = lexer.start + (lexer.end - lexer.start - body.length) / 2;
    if (Number.isInteger(inside) && inside > lexer.start && file.startsWith(body, inside)) return inside;
  }
  return undefined;
}
