import { quoteIdentifier, type Name } from '../../model/name.ts';
import { lex } from './lex.ts';

/** A token of a statement outside of all parentheses. */
interface Token {
  /** Keywords in lower case; a name as it is kept. */
  readonly text: string;
  readonly isName: boolean;
  /** An unquoted word: a keyword or a name. */
  readonly isWord: boolean;
  readonly start: number;
  readonly end: number;
}

/** Where a statement's condition goes, and what its table is called; or why it can't be run in batches. */
export type BatchTarget =
  | { readonly table: Name; readonly reference: string; readonly before: string; readonly after: string }
  | { readonly refused: string };

/** Statements end the same way whether a batch or all rows run; what looks at all rows together does not. */
const WHOLE = new Set([
  'group',
  'having',
  'order',
  'limit',
  'offset',
  'fetch',
  'union',
  'intersect',
  'except',
  'distinct',
  'window',
  'returning',
  'with',
]);
const OUTER = new Set(['right', 'full']);
const NO_ALIAS = new Set([
  'set',
  'where',
  'using',
  'join',
  'inner',
  'left',
  'right',
  'full',
  'cross',
  'natural',
  'on',
  'tablesample',
  ...WHOLE,
]);
const AGGREGATE =
  /(?<![\w".])(?:count|sum|avg|min|max|array_agg|string_agg|jsonb?_agg|jsonb?_object_agg|bool_and|bool_or|every|bit_and|bit_or|bit_xor|stddev\w*|var(?:iance|_pop|_samp)|percentile_\w+|mode|corr|regr_\w+|covar_\w+|xmlagg|range_agg)\s*\(|\bover\s*[("\w]/i;

/** UPDATE, DELETE or INSERT … SELECT, by its words outside of parentheses. */
export function batchTarget(sql: string): BatchTarget {
  const tokens = outerTokens(sql);
  const verb = tokens[0]?.text;
  const conflict = verb === 'insert' ? tokens.findIndex(({ text }, at) => text === 'on' && tokens[at + 1]?.text === 'conflict') : -1;
  const body = conflict === -1 ? tokens : tokens.slice(0, conflict);
  const whole = tokens.find(({ isWord, text }) => isWord && WHOLE.has(text));
  if (whole !== undefined) return { refused: `${whole.text.toUpperCase()} is about all of its rows together` };
  const from = startOf(verb, body);
  if (from === undefined) return { refused: 'only UPDATE, DELETE and INSERT … SELECT … FROM can run in batches' };
  if (verb === 'insert' && AGGREGATE.test(sql)) return { refused: 'an aggregate or window is about all of its rows together' };
  const outer = body.find(({ isWord, text }) => isWord && OUTER.has(text));
  if (outer !== undefined) return { refused: `${outer.text.toUpperCase()} JOIN yields rows that are not of the table` };
  const named = nameAt(body, from);
  if (named === undefined) return { refused: 'its table is not named where it is read' };
  const end = conflict === -1 ? sql.length : (tokens[conflict]?.start ?? sql.length);
  const where = body.find(({ isWord, text }) => isWord && text === 'where');
  const tail = sql.slice(end);
  if (where === undefined) return { ...named, before: `${sql.slice(0, end)}\nWHERE `, after: tail === '' ? '' : `\n${tail}` };
  const condition = sql.slice(where.end, end);
  if (/^\s*current\s+of\b/i.test(condition)) return { refused: 'WHERE CURRENT OF is about one row' };
  return { ...named, before: `${sql.slice(0, where.end)} (${condition}\n) AND `, after: tail === '' ? '' : `\n${tail}` };
}

function startOf(verb: string | undefined, body: readonly Token[]): number | undefined {
  if (verb === 'update') return 1;
  if (verb === 'delete' && body[1]?.text === 'from') return 2;
  if (verb !== 'insert') return undefined;
  const select = body.findIndex(({ isWord, text }) => isWord && text === 'select');
  const from = body.findIndex(({ isWord, text }, at) => at > select && isWord && text === 'from');
  return select === -1 || from === -1 ? undefined : from + 1;
}

/** `[ONLY] [schema.]table [*] [[AS] alias]` */
function nameAt(body: readonly Token[], from: number): { readonly table: Name; readonly reference: string } | undefined {
  let at = body[from]?.text === 'only' ? from + 1 : from;
  const parts: string[] = [];
  for (;;) {
    const part = body[at];
    if (part === undefined || !part.isName) return undefined;
    parts.push(part.text);
    at += 1;
    if (body[at]?.text !== '.') break;
    at += 1;
  }
  if (body[at]?.text === '*') at += 1;
  if (body[at]?.text === 'as') at += 1;
  const alias = body[at];
  const name = parts.at(-1) ?? '';
  const isAlias = alias?.isName === true && !(alias.isWord && (NO_ALIAS.has(alias.text) || alias.text === 'from'));
  return {
    table: { schema: parts.at(-2), name },
    reference: quoteIdentifier(isAlias ? alias.text : name),
  };
}

function outerTokens(sql: string): readonly Token[] {
  const lexer = lex(sql);
  const tokens: Token[] = [];
  let depth = 0;
  for (let kind = lexer.next(); kind !== 'end'; kind = lexer.next()) {
    if (kind === 'line-comment' || kind === 'block-comment') continue;
    const { start, end } = lexer;
    const raw = sql.slice(start, end);
    if (raw === '(' || raw === '[') depth += 1;
    if (depth === 0) {
      const isWord = kind === 'word';
      const text = isWord ? raw.toLowerCase() : kind === 'quoted-name' ? raw.slice(1, -1).replaceAll('""', '"') : raw;
      tokens.push({ text, isName: isWord || kind === 'quoted-name', isWord, start, end });
    }
    if (raw === ')' || raw === ']') depth -= 1;
  }
  return tokens;
}
