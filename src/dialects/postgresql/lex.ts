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

/** Stands on one token of a text. */
export interface Lexer {
  readonly kind: TokenKind;
  /** Of the token, in the text. */
  readonly start: number;
  readonly end: number;
  /** The token's closing quote or comment mark is missing: it reaches to the end. */
  readonly open: boolean;
  /** Goes to the next token, comments included. */
  next(): TokenKind;
  /**
   * Goes to the next token that may hide or end something: a quoted one, a comment, a semicolon or a backslash. Many times faster than
   * going from token to token. Prefixes of constants, but for E, are passed over. Returns the end of the last token that it passed over, -1 if there was none.
   */
  skip(): number;
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

// Runs of characters are passed over by patterns, which are native code from the start; a loop of ours takes twenty times as long.
const REST_OF_WORD = /[\w$\u0080-\uFFFF]*/y;
const REST_OF_NUMBER = /[\w.\u0080-\uFFFF]*/y;
const REST_OF_LINE = /[^\n\r]*/y;
const COMMENT_MARK = /\*\/|\/\*/g;
/** Where a run of characters that begins at `from` ends; at most `to`. */
function endOf(run: RegExp, text: string, from: number, to: number): number {
  run.lastIndex = from;
  run.test(text);
  return Math.min(run.lastIndex, to);
}

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
const SEMICOLON = 59;
const BACKSLASH = 92;

const LETTER = { b: 0x62, e: 0x65, n: 0x6e, u: 0x75, x: 0x78 } as const;
/** Of a letter; nothing of use for anything else. */
const lower = (code: number): number => code | 0x20;

const MARK = /['"$;\\]|--|\/\*/g;
/** Where the next character stands that begins a quote or a comment or ends a statement; the end of the text if none does. */
function nextMark(text: string, from: number): number {
  MARK.lastIndex = from;
  if (!MARK.test(text)) return text.length;
  const last = MARK.lastIndex - 1;
  const code = text.charCodeAt(last);
  return code === MINUS || code === STAR ? last - 1 : last;
}

/**
 * Tokens of PostgreSQL's SQL in `text` from `from` to `to`, as its scanner sees them with `standard_conforming_strings` on.
 * Linear: no character is looked at more than a few times. Source: src/backend/parser/scan.l
 */
export const lex = (text: string, from = 0, to = text.length): Lexer => new Scanner(text, from, to);

/** A class, since V8 can't reuse the optimised code of closures that are made anew for every text. */
class Scanner implements Lexer {
  kind: TokenKind = 'end';
  start: number;
  end: number;
  open = false;
  private readonly text: string;
  private readonly to: number;
  /** Where the next token is looked for; while one is scanned, how far it has come. */
  private at: number;

  constructor(text: string, from: number, to: number) {
    this.text = text;
    this.to = to;
    this.at = from;
    this.start = from;
    this.end = from;
  }

  moveTo(offset: number): void {
    this.at = offset;
  }

  next(): TokenKind {
    const { text, to } = this;
    let { at } = this;
    while (at < to && classAt(text, at) === SPACE) at++;
    return this.take(at);
  }

  skip(): number {
    const { text, to } = this;
    const run = this.at;
    for (let at = run; ; at = this.at) {
      at = nextMark(text, at);
      while (at < to && inWord(text, run, at)) at = nextMark(text, at + 1);
      if (at > to) at = to;
      if (at < to && isEscapePrefix(text, run, at)) at--;
      this.take(at);
      // A lone dollar, or half a mark at the end: go on.
      if (this.kind !== 'symbol' || text.charCodeAt(at) === SEMICOLON || text.charCodeAt(at) === BACKSLASH) break;
    }
    let passed = this.start;
    while (passed > run && classAt(text, passed - 1) === SPACE) passed--;
    return passed > run ? passed : -1;
  }

  /** Makes the token that begins at `at` the one that we stand on. */
  private take(at: number): TokenKind {
    this.at = at;
    this.start = at;
    this.open = false;
    this.kind = at < this.to ? this.scan(this.text.charCodeAt(at)) : 'end';
    this.end = this.at;
    return this.kind;
  }

  /** Moves `at` behind the token that starts there. */
  private scan(code: number): TokenKind {
    const { text, at } = this;
    switch (classAt(text, at)) {
      case WORD:
        return this.word(code);
      case DIGIT:
        return this.number();
    }
    const following = at + 1 < this.to ? text.charCodeAt(at + 1) : 0;
    switch (code) {
      case APOSTROPHE:
        return this.closed("'", at + 1, 'string');
      case QUOTE:
        return this.closed('"', at + 1, 'quoted-name');
      case DOLLAR:
        return this.dollar(following);
      case MINUS:
        if (following === MINUS) return this.lineComment();
        break;
      case SLASH:
        if (following === STAR) return this.blockComment();
        break;
      case DOT:
        if (following !== 0 && classAt(text, at + 1) === DIGIT) return this.number();
        break;
    }
    this.at = at + 1;
    return 'symbol';
  }

  private word(first: number): TokenKind {
    const { text, to } = this;
    const start = this.at;
    const at = endOf(REST_OF_WORD, text, start + 1, to);
    this.at = at;
    return at < to && at - start === 1 ? this.prefixed(lower(first), text.charCodeAt(at)) : 'word';
  }

  /** A one-letter word, and what stands right behind it: `E'…'`, `U&"…"`, or nothing special. */
  private prefixed(letter: number, following: number): TokenKind {
    const { text, at } = this;
    if (following === APOSTROPHE) {
      if (letter === LETTER.e) return this.escapeString();
      if (letter === LETTER.b || letter === LETTER.x || letter === LETTER.n) return this.closed("'", at + 1, 'string');
    }
    if (letter === LETTER.u && following === AMPERSAND && at + 1 < this.to) {
      const quote = text.charCodeAt(at + 1);
      if (quote === APOSTROPHE) return this.closed("'", at + 2, 'string');
      if (quote === QUOTE) return this.closed('"', at + 2, 'quoted-name');
    }
    return 'word';
  }

  /** A constant or name that ends at a quote; a doubled quote is part of it. */
  private closed(quote: string, inside: number, kind: TokenKind): TokenKind {
    const { text, to } = this;
    let from = inside;
    for (;;) {
      const close = text.indexOf(quote, from);
      if (close < 0 || close >= to) return this.unclosed(kind);
      this.at = close + 1;
      if (close + 1 >= to || text[close + 1] !== quote) return kind;
      from = close + 2;
    }
  }

  /** A backslash escapes the quote, also in the parts that follow on further lines. */
  private escapeString(): TokenKind {
    const { text, to } = this;
    let at = this.at + 1;
    while (at < to) {
      const code = text.charCodeAt(at++);
      if (code === BACKSLASH) at++;
      else if (code === APOSTROPHE) {
        if (at < to && text.charCodeAt(at) === APOSTROPHE) at++;
        else {
          this.at = at;
          const more = continuation(text, at, to);
          if (more === undefined) return 'string';
          at = more;
        }
      }
    }
    return this.unclosed('string');
  }

  private dollar(following: number): TokenKind {
    const { text, to } = this;
    const start = this.at;
    if (following === DOLLAR) return this.dollarString(start, start + 1);
    let at = start + 1;
    const first = following === 0 ? OTHER : classAt(text, at);
    if (first === DIGIT) {
      while (at < to && classAt(text, at) === DIGIT) at++;
      this.at = at;
      return 'parameter';
    }
    this.at = at;
    if (first !== WORD) return 'symbol';
    while (at < to && classAt(text, at) >= WORD) at++;
    return at < to && text.charCodeAt(at) === DOLLAR ? this.dollarString(start, at) : 'symbol';
  }

  /** From the first `$` at `start` to the one that ends the tag at `tagEnd`; it closes where the same tag comes again. */
  private dollarString(start: number, tagEnd: number): TokenKind {
    const tag = this.text.slice(start, tagEnd + 1);
    const close = this.text.indexOf(tag, tagEnd + 1);
    if (close < 0 || close + tag.length > this.to) return this.unclosed('dollar-string');
    this.at = close + tag.length;
    return 'dollar-string';
  }

  private number(): TokenKind {
    this.at = endOf(REST_OF_NUMBER, this.text, this.at + 1, this.to);
    return 'number';
  }

  private lineComment(): TokenKind {
    this.at = endOf(REST_OF_LINE, this.text, this.at + 2, this.to);
    return 'line-comment';
  }

  private blockComment(): TokenKind {
    const { text, to } = this;
    let depth = 1;
    COMMENT_MARK.lastIndex = this.at + 2;
    while (COMMENT_MARK.test(text) && COMMENT_MARK.lastIndex <= to) {
      if (text.charCodeAt(COMMENT_MARK.lastIndex - 1) === STAR) depth++;
      else if (--depth === 0) {
        this.at = COMMENT_MARK.lastIndex;
        return 'block-comment';
      }
    }
    return this.unclosed('block-comment');
  }

  private unclosed(kind: TokenKind): TokenKind {
    this.at = this.to;
    this.open = true;
    return kind;
  }
}

/** The dollar at `at` is a character of a word that began after `run`. */
function inWord(text: string, run: number, at: number): boolean {
  return at > run && text.charCodeAt(at) === DOLLAR && (classAt(text, at - 1) >= WORD || text.charCodeAt(at - 1) === DOLLAR);
}

/** The quote at `at` belongs to an `E` before it, which is a word of its own. */
function isEscapePrefix(text: string, run: number, at: number): boolean {
  if (at === run || text.charCodeAt(at) !== APOSTROPHE || lower(text.charCodeAt(at - 1)) !== LETTER.e) return false;
  return at - 1 === run || (classAt(text, at - 2) < WORD && text.charCodeAt(at - 2) !== DOLLAR);
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
