import type { Span } from '../../../model/source.ts';
import { lex, type Lexer } from '../lex.ts';

// The tree says where some nodes begin and never where they end. What a clause reaches to is found by its tokens.

const OPENING = /[([]/;
const CLOSING = /[)\]]/;

/** Goes through the tokens that are no comments; `see` ends it with `true`. */
function scan(text: string, { start, end }: Span, see: (token: Lexer, symbol: string, depth: number) => boolean): void {
  const token = lex(text, start, end);
  let depth = 0;
  while (token.next() !== 'end') {
    if (token.kind === 'line-comment' || token.kind === 'block-comment') continue;
    const symbol = token.kind === 'symbol' ? (text[token.start] ?? '') : '';
    if (CLOSING.test(symbol)) depth--;
    if (see(token, symbol, depth)) return;
    if (OPENING.test(symbol)) depth++;
  }
}

/** From the first token to the last one before a comma, semicolon or bracket that closes what was opened earlier. */
export function element(text: string, within: Span): Span {
  return elements(text, within, 1)[0] ?? { start: within.start, end: within.start };
}

/** The parts of a list that commas separate, up to a bracket that closes what was opened earlier. */
export function elements(text: string, within: Span, most = Infinity): Span[] {
  const found: Span[] = [];
  let start = -1;
  let end = -1;
  scan(text, within, (token, symbol, depth) => {
    if (depth < 0 || (depth === 0 && symbol === ';')) return true;
    if (depth === 0 && symbol === ',') {
      found.push(start < 0 ? { start: token.start, end: token.start } : { start, end });
      start = -1;
      return found.length >= most;
    }
    if (start < 0) start = token.start;
    end = token.end;
    return false;
  });
  if (start >= 0 && found.length < most) found.push({ start, end });
  return found;
}

/** What stands in the first parentheses. */
export function inParentheses(text: string, within: Span): Span | undefined {
  let open: number | undefined;
  let inside: Span | undefined;
  scan(text, within, (token, symbol, depth) => {
    if (depth !== 0) return false;
    if (symbol === '(') open ??= token.end;
    else if (symbol === ')' && open !== undefined) inside = { start: open, end: token.start };
    return inside !== undefined;
  });
  return inside === undefined ? undefined : trimmed(text, inside);
}

/** Behind the first such word outside of brackets. */
export function behind(text: string, within: Span, word: string): number | undefined {
  let found: number | undefined;
  scan(text, within, (token, _symbol, depth) => {
    if (depth === 0 && isWord(text, token, word)) found = token.end;
    return depth < 0 || found !== undefined;
  });
  return found;
}

/** Behind a name that may have several parts, and behind the `*` or the parenthesis of `ONLY (t)` after it. */
export function behindName(text: string, within: Span): number {
  let end = within.start;
  let expectsName = true;
  scan(text, within, (token, symbol) => {
    if (expectsName ? token.kind !== 'word' && token.kind !== 'quoted-name' : symbol !== '.' && symbol !== '*' && symbol !== ')') return true;
    end = token.end;
    expectsName = symbol === '.';
    return false;
  });
  return end;
}

/** The words of a stretch outside of brackets, lower case, with where they begin. */
export function outerWords(text: string, within: Span): { readonly word: string; readonly start: number; readonly end: number }[] {
  const found: { word: string; start: number; end: number }[] = [];
  scan(text, within, (token, _symbol, depth) => {
    if (depth === 0 && token.kind === 'word') found.push({ word: text.slice(token.start, token.end).toLowerCase(), start: token.start, end: token.end });
    return depth < 0;
  });
  return found;
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
  if (text[start] !== '(' || text[end - 1] !== ')') return within;
  const inside = inParentheses(text, within);
  // The first parenthesis closes at the very end, or it isn't around all.
  return inside !== undefined && text.slice(inside.end, end).trimStart() === ')' ? unwrapped(text, inside) : within;
}

const isWord = (text: string, { kind, start, end }: Lexer, word: string): boolean =>
  kind === 'word' && end - start === word.length && text.slice(start, end).toLowerCase() === word;

/** Before the bracket or semicolon that closes what was opened earlier. */
export function endOfPart(text: string, within: Span): number {
  let { end } = within;
  scan(text, within, (token, symbol, depth) => {
    const closes = depth < 0 || (depth === 0 && symbol === ';');
    if (closes) end = token.start;
    return closes;
  });
  return end;
}
