import { type Lexer, lex } from './lex.ts';

/** Types that a list of INTO targets really can't hold, and declarations that name no type. */
const KEPT = /^(?:record|refcursor|(?:no\s+scroll\s+|scroll\s+)?cursor|alias)\b|%rowtype\s*$/i;
const TEXT = 'text';

/**
 * The same body, with `text` for the types of its variables, at the same places. libpg-query knows no types and takes one that is not
 * built in for a row, which it then refuses among several INTO targets; the server would not.
 */
export function withPlainTypes(body: string): string {
  const lexer = lex(body);
  let plain = '';
  let copied = 0;
  while (next(lexer) !== 'end') {
    if (wordAt(body, lexer) !== 'declare') continue;
    // Each round begins at the name of a variable.
    while (next(lexer) !== 'end' && wordAt(body, lexer) !== 'begin') {
      next(lexer);
      if (wordAt(body, lexer) === 'constant') next(lexer);
      const { start } = lexer;
      let { end } = lexer;
      for (; !endsType(body, lexer); next(lexer)) end = lexer.end;
      if (end - start >= TEXT.length && !KEPT.test(body.slice(start, end))) {
        plain += body.slice(copied, start) + TEXT.padEnd(end - start);
        copied = end;
      }
      while (lexer.kind !== 'end' && body[lexer.start] !== ';') next(lexer);
    }
  }
  return plain + body.slice(copied);
}

function next(lexer: Lexer): Lexer['kind'] {
  let kind = lexer.next();
  while (kind === 'line-comment' || kind === 'block-comment') kind = lexer.next();
  return kind;
}

const wordAt = (body: string, { kind, start, end }: Lexer): string => (kind === 'word' ? body.slice(start, end).toLowerCase() : '');

function endsType(body: string, lexer: Lexer): boolean {
  if (lexer.kind === 'end') return true;
  const character = body[lexer.start] ?? '';
  return lexer.kind === 'symbol' ? character === ';' || character === ':' || character === '=' : ENDS.has(wordAt(body, lexer));
}

const ENDS = new Set(['collate', 'default', 'not']);
