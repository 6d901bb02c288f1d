import type { Name } from '../../model/name.ts';
import { lex } from './lex.ts';

/** A word, name, constant or sign of a statement, comments and parentheses left out. */
export interface Token {
  /** Words in lower case; a name as it is kept. */
  readonly text: string;
  readonly isName: boolean;
  /** An unquoted word: a keyword or a name. */
  readonly isWord: boolean;
  /** How many parentheses are open around it. */
  readonly depth: number;
  /** Which pair of parentheses it stands in, counted through the statement; 0: in none. */
  readonly group: number;
  /** It stands in a query of its own, in parentheses. */
  readonly inner: boolean;
  readonly start: number;
  readonly end: number;
}

export function tokensOf(sql: string): readonly Token[] {
  const lexer = lex(sql);
  const tokens: Token[] = [];
  const open: { readonly group: number; readonly from: number; inner: boolean }[] = [];
  let groups = 0;
  for (let kind = lexer.next(); kind !== 'end'; kind = lexer.next()) {
    if (kind === 'line-comment' || kind === 'block-comment') continue;
    const { start, end } = lexer;
    const raw = sql.slice(start, end);
    if (raw === '(' || raw === '[') open.push({ group: (groups += 1), from: tokens.length, inner: open.at(-1)?.inner ?? false });
    else if (raw === ')' || raw === ']') open.pop();
    else {
      const isWord = kind === 'word';
      const text = isWord ? raw.toLowerCase() : kind === 'quoted-name' ? raw.slice(1, -1).replaceAll('""', '"') : raw;
      const around = open.at(-1);
      if (around?.from === tokens.length && isWord && (text === 'select' || text === 'with')) around.inner = true;
      const { group = 0, inner = false } = around ?? {};
      tokens.push({ text, isName: isWord || kind === 'quoted-name', isWord, depth: open.length, group, inner, start, end });
    }
  }
  return tokens;
}

/** `[schema.]table` from a token on, and where the next one is. */
export function nameOf(tokens: readonly Token[], from: number): { readonly name: Name; readonly next: number } | undefined {
  const parts: string[] = [];
  for (let at = from; ; at += 2) {
    const part = tokens[at];
    if (part?.isName !== true || part.group !== tokens[from]?.group || (part.isWord && NOT_NAMES.has(part.text))) return undefined;
    parts.push(part.text);
    if (tokens[at + 1]?.text !== '.') return { name: { schema: parts.at(-2), name: parts.at(-1) ?? '' }, next: at + 1 };
  }
}
const NOT_NAMES = new Set(['as', 'select', 'lateral', 'where', 'on']);

/** A table that is read, as far as names tell. */
interface Reading {
  readonly name: Name;
  /** `NOT EXISTS (… FROM table …)` or `NOT IN (…)`: it keeps rows out that are there already. */
  readonly isGuard: boolean;
}

/** All that stands behind FROM, JOIN and USING. */
export function readings(tokens: readonly Token[]): readonly Reading[] {
  const found: Reading[] = [];
  /** By group: is it in a list of tables now? */
  const inList = new Map<number, boolean>();
  tokens.forEach(({ text, isWord, group }, at) => {
    if (isWord && (text === 'from' || text === 'using')) inList.set(group, tokens[at - 1]?.text !== 'distinct');
    else if (isWord && ENDS_LIST.has(text)) inList.set(group, false);
    const opens = isWord
      ? text === 'join' || ((text === 'from' || text === 'using') && inList.get(group) === true)
      : text === ',' && inList.get(group);
    if (opens !== true || tokens[at + 1]?.group !== group) return;
    const named = nameOf(tokens, tokens[at + 1]?.text === 'only' ? at + 2 : at + 1);
    if (named !== undefined) found.push({ name: named.name, isGuard: isGuarding(tokens, at) });
  });
  return found;
}
const ENDS_LIST = new Set(['where', 'select', 'set', 'group', 'order', 'having', 'limit', 'union', 'values']);

function isGuarding(tokens: readonly Token[], at: number): boolean {
  const group = tokens[at]?.group ?? 0;
  if (group === 0) return false;
  const first = tokens.findIndex((each) => each.group === group);
  const [not, word] = [tokens[first - 2], tokens[first - 1]];
  return not?.text === 'not' && (word?.text === 'exists' || word?.text === 'in');
}
