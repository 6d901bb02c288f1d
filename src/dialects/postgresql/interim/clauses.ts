import type { Span } from '../../../model/source.ts';
import { lex } from '../lex.ts';
import type { Source } from './node.ts';

// The tree does not say where the clauses of ALTER TABLE, or an expression, end: the text does.

/** The n clauses of an ALTER TABLE, which commas outside of parentheses part; undefined where the text shows another number of them. */
export function clauseSpans({ text, span }: Source, count: number): readonly Span[] | undefined {
  if (count <= 1) return undefined;
  const lexer = lex(text, span.start, span.end);
  const cuts: { before: number; after: number }[] = [];
  let depth = 0;
  let last = span.start;
  let first: number | undefined;
  let words = 0;
  while (lexer.next() !== 'end') {
    if (lexer.kind === 'line-comment' || lexer.kind === 'block-comment') continue;
    const symbol = lexer.kind === 'symbol' ? text[lexer.start] : '';
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    else if (symbol === ',' && depth === 0) cuts.push({ before: last, after: lexer.end });
    words++;
    // ALTER TABLE [IF EXISTS] [ONLY] name: the first clause begins at the first word that can begin one.
    if (first === undefined && words > 3 && lexer.kind === 'word' && CLAUSE.has(text.slice(lexer.start, lexer.end).toLowerCase())) first = lexer.start;
    last = lexer.end;
  }
  if (cuts.length !== count - 1) return undefined;
  return Array.from({ length: count }, (_, at): Span => {
    const start = at === 0 ? (first ?? span.start) : skipBlanks(text, cuts[at - 1]?.after ?? span.start, span.end);
    return { start, end: cuts[at]?.before ?? span.end };
  });
}

const CLAUSE = new Set(['add', 'alter', 'drop', 'validate', 'set', 'reset', 'enable', 'disable', 'force', 'no', 'owner', 'attach', 'detach', 'replica', 'cluster', 'inherit', 'of', 'not', 'rename', 'options']);

function skipBlanks(text: string, from: number, to: number): number {
  const lexer = lex(text, from, to);
  while (lexer.next() !== 'end') if (lexer.kind !== 'line-comment' && lexer.kind !== 'block-comment') return lexer.start;
  return from;
}

/** From a constraint's or column's first token to the comma or parenthesis that ends it. */
export function elementSpan({ text, span }: Source, start: number): Span {
  const lexer = lex(text, start, span.end);
  let depth = 0;
  let end = start;
  while (lexer.next() !== 'end') {
    if (lexer.kind === 'line-comment' || lexer.kind === 'block-comment') continue;
    const symbol = lexer.kind === 'symbol' ? text[lexer.start] : '';
    if (depth === 0 && (symbol === ',' || symbol === ')' || symbol === ';')) break;
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    end = lexer.end;
  }
  return { start, end };
}

/** An inline constraint ends where the next one of its column begins; it has no comma between. */
export function inlineSpan(source: Source, start: number, next: number | undefined): Span {
  const { end } = elementSpan(source, start);
  return { start, end: next !== undefined && next > start && next < end ? trimEnd(source.text, start, next) : end };
}
function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at--;
  return at;
}

/** What stands in the first parentheses behind an offset: a CHECK's or a generated column's expression. */
export function parenthesised({ text, span }: Source, from: number): string {
  const lexer = lex(text, from, span.end);
  let depth = 0;
  let start = from;
  while (lexer.next() !== 'end') {
    const symbol = lexer.kind === 'symbol' ? text[lexer.start] : '';
    if (symbol === '(') {
      if (depth === 0) start = lexer.end;
      depth++;
    } else if (symbol === ')') {
      depth--;
      if (depth === 0) return text.slice(start, lexer.start).trim();
    }
  }
  return text.slice(from, span.end).trim();
}

/** An expression that a keyword starts and a clause's end or one of `stops` ends: DEFAULT …, USING …, WHERE … */
export function expressionText({ text, span }: Source, from: number, to = span.end, stops: ReadonlySet<string> = NONE): string {
  const lexer = lex(text, from, to);
  let depth = 0;
  let end = from;
  while (lexer.next() !== 'end') {
    if (lexer.kind === 'line-comment' || lexer.kind === 'block-comment') continue;
    const symbol = lexer.kind === 'symbol' ? text[lexer.start] : '';
    if (depth === 0 && (symbol === ',' || symbol === ')' || symbol === ';')) break;
    if (depth === 0 && lexer.kind === 'word' && end > from && stops.has(text.slice(lexer.start, lexer.end).toLowerCase())) break;
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    end = lexer.end;
  }
  return text.slice(from, end).trim();
}
const NONE: ReadonlySet<string> = new Set();
/** What may follow a column's DEFAULT. */
export const AFTER_DEFAULT: ReadonlySet<string> = new Set(['not', 'null', 'check', 'unique', 'primary', 'references', 'constraint', 'generated', 'collate', 'deferrable', 'initially']);

/** Offset behind a word that stands at depth 0 of a stretch; undefined where it does not. */
export function afterWord({ text }: Source, { start, end }: Span, word: string): number | undefined {
  const lexer = lex(text, start, end);
  let depth = 0;
  while (lexer.next() !== 'end') {
    const symbol = lexer.kind === 'symbol' ? text[lexer.start] : '';
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    else if (depth === 0 && lexer.kind === 'word' && text.slice(lexer.start, lexer.end).toLowerCase() === word) return lexer.end;
  }
  return undefined;
}
