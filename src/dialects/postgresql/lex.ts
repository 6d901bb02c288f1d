/**
 * `word` is an unquoted identifier or keyword; `string` any constant in single quotes, its prefix included; `symbol` one character of
 * punctuation or of an operator.
 */
export type TokenKind =
  | 'word'
  | 'quoted-name'
  | 'string'
  | 'dollar-string'
  | 'number'
  | 'parameter'
  | 'symbol'
  | 'line-comment'
  | 'block-comment'
  | 'end';

/** Stands on one token of a text. One that can be moved is a third of the time of a list of tokens. */
export interface Lexer {
  readonly kind: TokenKind;
  /** Of the token, in the text. */
  readonly start: number;
  readonly end: number;
  /** The token's closing quote or comment mark is missing: it reaches to the end. */
  readonly open: boolean;
  /** Goes to the next token, comments included. */
  next(): TokenKind;
  /** Starts anew at an offset outside of all tokens. */
  moveTo(offset: number): void;
}

const SPACE = 1;
const WORD = 2;
const DIGIT = 3;
const OTHER = 0;
/** Class of each ASCII character; all others are letters (scan.l: `ident_start`). */
const CLASS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[\t\n\v\f\r ]/.test(character) ? SPACE : /[A-Za-z_]/.test(character) ? WORD : /\d/.test(character) ? DIGIT : OTHER;
});
const classAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? (CLASS[code] ?? OTHER) : Number.isNaN(code) ? OTHER : WORD;
};

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const DOLLAR = 36;
const AMPERSAND = 38;
const APOSTROPHE = 39;
const STAR = 42;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;

/**
 * Tokens of PostgreSQL's SQL in `text` from `from` to `to`, as its scanner sees them with `standard_conforming_strings` on.
 * Linear: no character is looked at more than a few times. Source: src/backend/parser/scan.l
 */
export function lex(text: string, from = 0, to = text.length): Lexer {
  let at = from;

  const lexer = { kind: 'end' as TokenKind, start: from, end: from, open: false, next, moveTo };
  return lexer;

  function moveTo(offset: number): void {
    at = offset;
  }

  function next(): TokenKind {
    while (at < to && classAt(text, at) === SPACE) at++;
    lexer.start = at;
    lexer.open = false;
    lexer.kind = at < to ? scan(text.charCodeAt(at)) : 'end';
    lexer.end = at;
    return lexer.kind;
  }

  /** Moves `at` behind the token that starts there. */
  function scan(code: number): TokenKind {
    switch (classAt(text, at)) {
      case WORD:
        return word(code);
      case DIGIT:
        return number();
    }
    const following = at + 1 < to ? text.charCodeAt(at + 1) : 0;
    switch (code) {
      case APOSTROPHE:
        return closed("'", at + 1, 'string');
      case QUOTE:
        return closed('"', at + 1, 'quoted-name');
      case DOLLAR:
        return dollar(following);
      case MINUS:
        if (following === MINUS) return lineComment();
        break;
      case SLASH:
        if (following === STAR) return blockComment();
        break;
      case DOT:
        if (classAt(text, at + 1) === DIGIT) return number();
        break;
    }
    at++;
    return 'symbol';
  }

  function word(first: number): TokenKind {
    const start = at;
    for (at++; at < to; at++) if (classAt(text, at) < WORD && text.charCodeAt(at) !== DOLLAR) break;
    if (at < to && at - start === 1) return prefixed(first | 32, text.charCodeAt(at)); // | 32: lower case
    return 'word';
  }

  /** A one-letter word, and what stands right behind it: `E'…'`, `U&"…"`, or nothing special. */
  function prefixed(letter: number, following: number): TokenKind {
    if (following === APOSTROPHE) {
      if (letter === 0x65) return escapeString(); // e
      if (letter === 0x62 || letter === 0x78 || letter === 0x6e) return closed("'", at + 1, 'string'); // b, x, n
    }
    if (letter === 0x75 && following === AMPERSAND && at + 1 < to) {
      // u
      const quote = text.charCodeAt(at + 1);
      if (quote === APOSTROPHE) return closed("'", at + 2, 'string');
      if (quote === QUOTE) return closed('"', at + 2, 'quoted-name');
    }
    return 'word';
  }

  /** A constant or name that ends at a quote; a doubled quote is part of it. */
  function closed(quote: string, inside: number, kind: TokenKind): TokenKind {
    at = inside;
    for (;;) {
      const close = text.indexOf(quote, at);
      if (close < 0 || close >= to) return unclosed(kind);
      at = close + 1;
      if (at >= to || text[at] !== quote) return kind;
      at++;
    }
  }

  /** A backslash escapes the quote, also in the parts that follow on further lines. */
  function escapeString(): TokenKind {
    at++;
    while (at < to) {
      const code = text.charCodeAt(at++);
      if (code === BACKSLASH) at++;
      else if (code === APOSTROPHE) {
        if (at < to && text.charCodeAt(at) === APOSTROPHE) at++;
        else {
          const more = continuation(text, at, to);
          if (more === undefined) return 'string';
          at = more;
        }
      }
    }
    return unclosed('string');
  }

  function dollar(following: number): TokenKind {
    const start = at++;
    if (following === DOLLAR) return dollarString(start, start + 1);
    const first = at < to ? classAt(text, at) : OTHER;
    if (first === DIGIT) {
      while (at < to && classAt(text, at) === DIGIT) at++;
      return 'parameter';
    }
    if (first === WORD) {
      let tag = at + 1;
      while (tag < to && classAt(text, tag) >= WORD) tag++;
      if (tag < to && text.charCodeAt(tag) === DOLLAR) return dollarString(start, tag);
    }
    return 'symbol';
  }

  /** From the first `$` at `start` to the one that ends the tag at `tagEnd`; it closes where the same tag comes again. */
  function dollarString(start: number, tagEnd: number): TokenKind {
    const tag = text.slice(start, tagEnd + 1);
    const close = text.indexOf(tag, tagEnd + 1);
    if (close < 0 || close + tag.length > to) return unclosed('dollar-string');
    at = close + tag.length;
    return 'dollar-string';
  }

  function number(): TokenKind {
    for (at++; at < to; at++) if (classAt(text, at) < WORD && text.charCodeAt(at) !== DOT) break;
    return 'number';
  }

  function lineComment(): TokenKind {
    for (at += 2; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) break;
    }
    return 'line-comment';
  }

  function blockComment(): TokenKind {
    let depth = 1;
    at += 2;
    while (at + 1 < to) {
      const code = text.charCodeAt(at++);
      if (code === STAR && text.charCodeAt(at) === SLASH) {
        at++;
        if (--depth === 0) return 'block-comment';
      } else if (code === SLASH && text.charCodeAt(at) === STAR) {
        at++;
        depth++;
      }
    }
    return unclosed('block-comment');
  }

  function unclosed(kind: TokenKind): TokenKind {
    at = to;
    lexer.open = true;
    return kind;
  }
}

/** Behind the quote that continues a constant on a later line, if it goes on there. */
function continuation(text: string, from: number, to: number): number | undefined {
  let newline = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === APOSTROPHE) return newline ? at + 1 : undefined;
    if (classAt(text, at) !== SPACE) return undefined;
    if (code === NEWLINE || code === RETURN) newline = true;
  }
  return undefined;
}
