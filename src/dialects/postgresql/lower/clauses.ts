import type { Span } from '../../../model/source.ts';
import { lex, type Lexer } from '../lex.ts';

// The tree says where some nodes begin and never where they end. What a clause reaches to is found by its tokens.

const SEMICOLON = 59;
const COMMA = 44;
const DOT = 46;
const STAR = 42;
const OPEN = 40;
const CLOSE = 41;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

// Statements of a text are lowered one after the other, and a lexer is dearer than most clauses.
let cached: { readonly text: string; readonly lexer: Lexer } = { text: '', lexer: lex('') };
const lexerOf = (text: string): Lexer => {
  if (cached.text !== text) cached = { text, lexer: lex(text) };
  return cached.lexer;
};

/** Goes through the tokens that are no comments; `see` ends it with `true`. `symbol` is the code of a symbol, else 0. */
function scan(text: string, { start, end }: Span, see: (token: Lexer, symbol: number, depth: number) => boolean): void {
  const token = lexerOf(text);
  token.moveTo(start);
  let depth = 0;
  while (token.next() !== 'end' && token.start < end) {
    if (token.kind === 'line-comment' || token.kind === 'block-comment') continue;
    const symbol = token.kind === 'symbol' ? text.charCodeAt(token.start) : 0;
    if (symbol === CLOSE || symbol === CLOSE_BRACKET) depth--;
    if (see(token, symbol, depth)) return;
    if (symbol === OPEN || symbol === OPEN_BRACKET) depth++;
  }
}

/** From the first token to the last one before a comma, semicolon or bracket that closes what was opened earlier. */
export function element(text: string, within: Span): Span {
  let start = -1;
  let end = within.start;
  scan(text, within, (token, symbol, depth) => {
    if (depth < 0 || (depth === 0 && (symbol === SEMICOLON || symbol === COMMA))) return true;
    if (start < 0) start = token.start;
    end = token.end;
    return false;
  });
  return { start: start < 0 ? within.start : start, end };
}

/** The parts of a list that commas separate, up to a bracket that closes what was opened earlier. */
export function elements(text: string, within: Span): readonly Span[] {
  const found: Span[] = [];
  let start = -1;
  let end = -1;
  scan(text, within, (token, symbol, depth) => {
    if (depth < 0 || (depth === 0 && symbol === SEMICOLON)) return true;
    if (depth === 0 && symbol === COMMA) {
      found.push(start < 0 ? { start: token.start, end: token.start } : { start, end });
      start = -1;
      return false;
    }
    if (start < 0) start = token.start;
    end = token.end;
    return false;
  });
  if (start >= 0) found.push({ start, end });
  return found;
}

/** What stands in the first parentheses. */
export function inParentheses(text: string, within: Span): Span | undefined {
  let open: number | undefined;
  let start: number | undefined;
  let end = 0;
  let inside: Span | undefined;
  scan(text, within, (token, symbol, depth) => {
    if (open === undefined) {
      if (symbol === OPEN) open = token.end;
    } else if (depth === 0 && symbol === CLOSE) {
      inside = start === undefined ? { start: open, end: open } : { start, end };
    } else {
      start ??= token.start;
      end = token.end;
    }
    return inside !== undefined;
  });
  return inside;
}

/** What follows the first such word outside of brackets: to the end, to a comma, to a bracket that closes what was opened earlier, or to a word `before`. */
export function following(text: string, within: Span, word: string, before?: string): Span | undefined {
  let found = false;
  let start = -1;
  let end = -1;
  scan(text, within, (token, symbol, depth) => {
    if (depth < 0 || (depth === 0 && symbol === SEMICOLON)) return true;
    if (found) {
      if (depth === 0 && symbol === COMMA) return true;
      if (depth === 0 && before !== undefined && isWord(text, token, before)) return true;
      if (start < 0) start = token.start;
      end = token.end;
    } else if (depth === 0 && isWord(text, token, word)) found = true;
    return false;
  });
  return start < 0 ? undefined : { start, end };
}

/** The first token behind a name that may have several parts, and behind the `*` or the parenthesis of `ONLY (t)` after it. */
export function behindName(text: string, within: Span): number {
  let next = within.end;
  let expectsName = true;
  scan(text, within, (token, symbol) => {
    const belongs = expectsName
      ? token.kind === 'word' || token.kind === 'quoted-name'
      : symbol === DOT || symbol === STAR || symbol === CLOSE;
    expectsName = symbol === DOT;
    if (!belongs) next = token.start;
    return !belongs;
  });
  return next;
}

/** Without the spaces and comments around it. */
export function trimmed(text: string, within: Span): Span {
  let start = -1;
  let end = within.start;
  scan(text, within, (token) => {
    if (start < 0) start = token.start;
    end = token.end;
    return false;
  });
  return { start: start < 0 ? within.start : start, end };
}

/** Without parentheses around all of it. */
export function unwrapped(text: string, within: Span): Span {
  const { start, end } = within;
  if (text.charCodeAt(start) !== OPEN || text.charCodeAt(end - 1) !== CLOSE) return within;
  const inside = inParentheses(text, within);
  // The first parenthesis closes at the very end, or it isn't around all.
  return inside !== undefined && text.slice(inside.end, end).trimStart() === ')' ? unwrapped(text, inside) : within;
}

const isWord = (text: string, { kind, start, end }: Lexer, word: string): boolean =>
  kind === 'word' && end - start === word.length && text.slice(start, end).toLowerCase() === word;
