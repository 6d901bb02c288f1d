/**
 * What a stretch of SQL text is, without reading it as statements. `data` is a dollar-quoted value, `template` a placeholder
 * in code or in a quoted identifier. A dollar-quoted body of code is not a region of its own: its parts are.
 */
export type Region = 'code' | 'identifier' | 'string' | 'comment' | 'data' | 'template';
export type Visit = (region: Region, start: number, end: number) => void;

interface Options {
  readonly start?: number;
  readonly end?: number;
  /** psql's `:name`, `:'name'` and `:"name"` are templates too. */
  readonly psql?: boolean;
  /** false: a dollar-quoted body is one region, `data`, whatever it holds. */
  readonly bodies?: boolean;
}

// Where the word before a dollar quote is one of these, the quote holds code.
const BEFORE_CODE = new Set(['as', 'do', 'execute']);
const WORD = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y;
const PSQL = /:(?:[A-Za-z_]\w*|'[A-Za-z_]\w*'|"[A-Za-z_]\w*")/y;

/** Longest template that we take for one, in UTF-16 units. */
const TEMPLATE_LIMIT = 500;
const TEMPLATES = [
  ['${', '}'],
  ['{{', '}}'],
  ['{%', '%}'],
] as const;

/** End of the template that begins at `at`, or -1. */
export function templateEnd(text: string, at: number): number {
  for (const [open, close] of TEMPLATES) {
    if (!text.startsWith(open, at)) continue;
    const end = text.slice(at, at + TEMPLATE_LIMIT).indexOf(close, open.length);
    return end === -1 ? -1 : at + end + close.length;
  }
  return -1;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Hands out the regions of a text in order, without gaps. Linear; an unterminated quote goes to the end. */
export function scanRegions(text: string, visit: Visit, { start = 0, end = text.length, psql = false, bodies = true }: Options = {}): void {
  let at = start;
  let code = start;
  let word = '';
  let wordBefore = '';
  let brackets = 0;
  const leave = (region: Region, until: number): void => {
    if (at > code) visit('code', code, at);
    if (until > at) visit(region, at, until);
    at = code = until;
  };
  const closing = (close: string, from: number): number => {
    const found = text.indexOf(close, from);
    return found === -1 || found + close.length > end ? end : found + close.length;
  };

  while (at < end) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (char === '-' && next === '-') leave('comment', Math.min(end, lineEnd(text, at)));
    else if (char === '/' && next === '*') leave('comment', blockCommentEnd(text, at, end));
    else if (char === "'") {
      const escapes = word === 'e' && /e/i.test(text[at - 1] ?? '');
      leave('string', stringEnd(text, at, end, escapes));
      [wordBefore, word] = [word, "'"];
    } else if (char === '"') {
      if (at > code) visit('code', code, at);
      at = code = scanIdentifier(text, at, end, visit);
      word = '';
    } else if ((char === '$' || char === '{') && templateEnd(text, at) !== -1) {
      leave('template', Math.min(end, templateEnd(text, at)));
      word = '';
    } else if (char === '$') {
      const tag = match(DOLLAR_TAG, text, at);
      if (tag === undefined) {
        at++;
        continue;
      }
      const close = closing(tag, at + tag.length);
      if (bodies && (BEFORE_CODE.has(word) || wordBefore === 'language')) {
        const body = at + tag.length;
        const bodyEnd = close - tag.length >= body && text.startsWith(tag, close - tag.length) ? close - tag.length : close;
        visit('code', code, body);
        scanRegions(text, visit, { start: body, end: bodyEnd });
        code = bodyEnd;
        at = close;
      } else leave('data', close);
      word = wordBefore = '';
    } else if (psql && char === ':' && brackets === 0 && psqlCanFollow(text, at, word)) {
      const variable = match(PSQL, text, at);
      if (variable === undefined) at++;
      else leave('template', at + variable.length);
      word = '';
    } else {
      const found = match(WORD, text, at);
      if (found !== undefined) {
        wordBefore = word;
        word = found.toLowerCase();
        at += found.length;
        continue;
      }
      if (char === '[') brackets++;
      else if (char === ']') brackets--;
      else if (char === ';') brackets = 0;
      if (!/\s/.test(char)) word = wordBefore = '';
      at += char === ':' && next === ':' ? 2 : 1;
    }
  }
  if (end > code) visit('code', code, end);
}

/** Not a slice bound, not a cast, not the colon of a JSON constructor's `'key':value`. */
function psqlCanFollow(text: string, at: number, word: string): boolean {
  return (at === 0 || /[\s(,=<>+\-*/|.;]/.test(text[at - 1] ?? '')) && word !== "'";
}

function lineEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function blockCommentEnd(text: string, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end - 1; i++) {
    if (text[i] === '/' && text[i + 1] === '*') depth++;
    else if (text[i] === '*' && text[i + 1] === '/') {
      if (--depth === 0) return i + 2;
    } else continue;
    i++;
  }
  return end;
}

function stringEnd(text: string, at: number, end: number, escapes: boolean): number {
  for (let i = at + 1; i < end; i++) {
    if (escapes && text[i] === '\\') i++;
    else if (text[i] === "'") {
      if (text[i + 1] !== "'") return i + 1;
      i++;
    }
  }
  return end;
}

/** A template inside a quoted identifier may hold quotes of its own. */
function scanIdentifier(text: string, from: number, end: number, visit: Visit): number {
  let chunk = from;
  for (let i = from + 1; i < end; i++) {
    const template = text[i] === '$' || text[i] === '{' ? templateEnd(text, i) : -1;
    if (template !== -1 && template <= end) {
      visit('identifier', chunk, i);
      visit('template', i, template);
      chunk = template;
      i = template - 1;
    } else if (text[i] === '"') {
      if (text[i + 1] === '"') i++;
      else {
        visit('identifier', chunk, i + 1);
        return i + 1;
      }
    }
  }
  if (end > chunk) visit('identifier', chunk, end);
  return end;
}
