import { quoteIdentifier, type Name } from '../../model/name.ts';
import { nameOf, readings, tokensOf, type Token } from './backfill-tokens.ts';

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
  'for',
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
  /^(?:count|sum|avg|min|max|array_agg|string_agg|jsonb?_agg|jsonb?_object_agg|bool_and|bool_or|every|bit_and|bit_or|bit_xor|stddev\w*|var(?:iance|_pop|_samp)|percentile_\w+|mode|corr|regr_\w+|covar_\w+|xmlagg|range_agg)$/;

/**
 * UPDATE, DELETE or INSERT … SELECT, by its words.
 * @param changed columns that an UPDATE changes
 */
export function batchTarget(sql: string, changed: readonly string[]): BatchTarget {
  const all = tokensOf(sql);
  const tokens = all.filter(({ depth }) => depth === 0);
  const verb = tokens[0]?.text;
  const conflict = verb === 'insert' ? tokens.findIndex(({ text }, at) => text === 'on' && tokens[at + 1]?.text === 'conflict') : -1;
  const body = conflict === -1 ? tokens : tokens.slice(0, conflict);
  const whole = tokens.find((token, at) => token.isWord && WHOLE.has(token.text) && !isPartOf(tokens, at));
  if (whole !== undefined) return { refused: `${whole.text.toUpperCase()} is about all of its rows together` };
  const from = startOf(verb, body);
  if (from === undefined) return { refused: 'only UPDATE, DELETE and INSERT … SELECT … FROM can run in batches' };
  if (verb === 'insert' && all.some((token) => isAggregate(token, sql)))
    return { refused: 'an aggregate or window is about all of its rows together' };
  const outer = body.find(({ isWord, text }) => isWord && OUTER.has(text));
  if (outer !== undefined) return { refused: `${outer.text.toUpperCase()} JOIN yields rows that are not of the table` };
  const named = targetAt(body, from);
  if (named === undefined) return { refused: 'its table is not named where it is read' };
  const itself = readsWhatItChanges(verb, all, named.table, changed);
  if (itself !== undefined) return { refused: itself };
  const end = conflict === -1 ? sql.length : (tokens[conflict]?.start ?? sql.length);
  const where = body.find(({ isWord, text }) => isWord && text === 'where');
  const tail = sql.slice(end);
  if (where === undefined) return { ...named, before: `${sql.slice(0, end)}\nWHERE `, after: tail === '' ? '' : `\n${tail}` };
  const condition = sql.slice(where.end, end);
  if (/^\s*current\s+of\b/i.test(condition)) return { refused: 'WHERE CURRENT OF is about one row' };
  return { ...named, before: `${sql.slice(0, where.end)} (${condition}\n) AND `, after: tail === '' ? '' : `\n${tail}` };
}

function isAggregate({ inner, isWord, text, end }: Token, sql: string): boolean {
  if (inner || !isWord) return false;
  const behind = sql.slice(end).trimStart();
  return text === 'over' ? /^[("\w]/.test(behind) : AGGREGATE.test(text) && behind.startsWith('(');
}

/** A name, or of `IS [NOT] DISTINCT FROM` or `WITH TIME ZONE`. */
function isPartOf(tokens: readonly Token[], at: number): boolean {
  const [twice, before, text] = [tokens[at - 2]?.text, tokens[at - 1]?.text, tokens[at]?.text];
  if (before === 'as' || before === '.') return true;
  if (text === 'distinct') return before === 'is' || (before === 'not' && twice === 'is');
  return text === 'with' && tokens[at + 1]?.text === 'time' && tokens[at + 2]?.text === 'zone';
}

function startOf(verb: string | undefined, body: readonly Token[]): number | undefined {
  if (verb === 'update') return 1;
  if (verb === 'delete' && body[1]?.text === 'from') return 2;
  if (verb !== 'insert') return undefined;
  const select = body.findIndex(({ isWord, text }) => isWord && text === 'select');
  const from = body.findIndex(
    ({ isWord, text }, at) => at > select && isWord && text === 'from' && !['distinct', 'as', '.'].includes(body[at - 1]?.text ?? ''),
  );
  return select === -1 || from === -1 ? undefined : from + 1;
}

/** `[ONLY] [schema.]table [*] [[AS] alias]` */
function targetAt(body: readonly Token[], from: number): { readonly table: Name; readonly reference: string } | undefined {
  const named = nameOf(body, body[from]?.text === 'only' ? from + 1 : from);
  if (named === undefined) return undefined;
  let { next } = named;
  if (body[next]?.text === '*') next += 1;
  if (body[next]?.text === 'as') next += 1;
  const alias = body[next];
  const isAlias = alias?.isName === true && !(alias.isWord && (NO_ALIAS.has(alias.text) || alias.text === 'from'));
  return { table: named.name, reference: quoteIdentifier(isAlias ? alias.text : named.name.name) };
}

const isSame = (a: Name, b: Name): boolean => a.name === b.name && (a.schema ?? 'public') === (b.schema ?? 'public');

/** A batch sees what the ones before it did; a statement that reads what it changes would then do something else. */
function readsWhatItChanges(verb: string | undefined, all: readonly Token[], table: Name, changed: readonly string[]): string | undefined {
  const into = verb === 'insert' ? nameOf(all, 2)?.name : undefined;
  const again = readings(all).filter(({ name }) => isSame(name, into ?? table));
  if (verb === 'insert') return again.some(({ isGuard }) => !isGuard) ? `it reads ${into?.name ?? ''}, into which it writes` : undefined;
  // Its own name stands behind UPDATE, or is the first FROM of a DELETE.
  if (again.length <= (verb === 'delete' ? 1 : 0)) return undefined;
  if (verb === 'delete') return `it reads ${table.name} a second time, from which the batches before have deleted`;
  const read = changed.find((column) => all.filter(({ isName, text }) => isName && text === column).length > 1);
  return read === undefined ? undefined : `it reads ${read} of other rows, which the batches before have changed`;
}
