import type { Expression } from '../../model/expression.ts';
import type { IndexKey } from '../../model/operation.ts';

// The names that PostgreSQL gives where the user gives none, to the letter: later files drop constraints and indexes by them.
// Source: makeObjectName and ChooseRelationName in src/backend/commands/indexcmds.c, ChooseConstraintName in catalog/pg_constraint.c.

/** NAMEDATALEN - 1, in bytes of UTF-8. */
const LONGEST = 63;

const bytesOf = (codePoint: number): number => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4);

const WIDE = /[\u0080-\uFFFF]/;
const isAscii = (text: string): boolean => !WIDE.test(text);

/** Length in bytes of UTF-8. */
function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0);
  return bytes;
}

/** The longest prefix of whole characters within so many bytes. */
function clip(text: string, most: number): string {
  if (isAscii(text)) return text.slice(0, most);
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** An identifier as the server stores it. */
export function identifier(name: string): string {
  if (name.length > LONGEST) return clip(name, LONGEST);
  // No UTF-16 unit takes more than three bytes, so short names need no look.
  return name.length * 3 <= LONGEST || isAscii(name) ? name : clip(name, LONGEST);
}

/** `one_two_label`, where the longer of the first two gives way until it fits. */
export function objectName(one: string, two: string | undefined, label: string): string {
  const available = LONGEST - (label.length + 1) - (two === undefined ? 0 : 1);
  let first = byteLength(one);
  let second = two === undefined ? 0 : byteLength(two);
  while (first + second > available) {
    if (first > second) first--;
    else second--;
  }
  return two === undefined ? `${clip(one, first)}_${label}` : `${clip(one, first)}_${clip(two, second)}_${label}`;
}

/** The first free one of `one_two_label`, `one_two_label1`, `one_two_label2`, … */
export function chooseName(one: string, two: string | undefined, label: string, taken: (name: string) => boolean): string {
  let name = objectName(one, two, label);
  for (let pass = 1; taken(name); pass++) name = objectName(one, two, `${label}${pass}`);
  return name;
}

/** Column names joined for an index or a foreign key: `a_b`, cut off once it is long enough. */
export function joinColumns(columns: readonly string[]): string {
  let joined = '';
  for (const column of columns) {
    joined = joined === '' ? column : `${joined}_${column}`;
    if (byteLength(joined) > LONGEST) break;
  }
  return joined;
}

/** What the columns of an index are called: `expr` and the names of functions stand for expressions; a repeated name is numbered. */
export function indexColumnNames(keys: readonly IndexKey[], include: readonly string[]): string[] {
  const names: string[] = [];
  for (const wanted of [...keys.map((key) => key.column ?? expressionName(key.expression)), ...include]) {
    let name = wanted;
    for (let i = 1; names.includes(name); i++) name = `${clip(wanted, LONGEST - String(i).length)}${i}`;
    names.push(name);
  }
  return names;
}

const COLUMN = /^"?([a-z_][\w$]*)"?$/i;
const CALL = /^(?:"?[a-z_][\w$]*"?\s*\.\s*)?"?([a-z_][\w$]*)"?\s*\(/i;
const LITERAL = /^(?:'[^']*'|[\d.]+)$/;
const TYPE = /^"?[a-z_][\w$ ]*"?(?:\([\d, ]*\))?(?:\[\])*$/i;

/** What a result column of an expression is called (FigureColname in parse_target.c): a function's name, a column's under a cast; else `expr`. */
const expressionName = (expression: Expression | undefined): string =>
  // What is longer has parentheses enough to take time, and hardly a name.
  expression === undefined || expression.text.length > 1000 ? 'expr' : (nameOf(expression.text, expression.casts[0]?.name) ?? 'expr');

/** `type`: the outermost cast's, which names what has no name by itself. */
function nameOf(written: string, type: string | undefined): string | undefined {
  const text = unwrap(written.trim());
  const column = COLUMN.exec(text)?.[1];
  if (column !== undefined) return column;
  if (/^case\s/i.test(text)) return 'case';
  if (/^array\s*\[/i.test(text)) return 'array';
  const call = CALL.exec(text);
  if (call?.[1] !== undefined && closing(text, call[0].length - 1) === text.length - 1) {
    const name = call[1].toLowerCase();
    if (name === 'cast') return nameOf(text.slice(call[0].length).replace(/\sas\s[^']*$/i, ''), undefined) ?? type;
    return name === 'trim' ? 'btrim' : name;
  }
  const cast = lastCast(text);
  if (cast < 0 || !TYPE.test(text.slice(cast + 2).trim())) return undefined;
  const inner = text.slice(0, cast).trim();
  const name = nameOf(inner, undefined);
  return name ?? (LITERAL.test(inner) || unwrap(inner) !== inner ? type : undefined);
}

/** Without the parentheses around all of it. */
function unwrap(text: string): string {
  let inner = text;
  while (inner.startsWith('(') && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1).trim();
  return inner;
}

/** Where the parenthesis that opens at `open` is closed; -1 where it isn't. */
const closing = (text: string, open: number): number => scan(text, open, (at, depth) => depth === 0 && text.charAt(at) === ')').first;
/** Where the last `::` outside parentheses stands; -1 without one. */
const lastCast = (text: string): number => scan(text, 0, (at, depth) => depth === 0 && text.startsWith('::', at)).last;

/** Goes over the characters outside quotes, with the depth of parentheses after each. */
function scan(
  text: string,
  from: number,
  wanted: (at: number, depth: number) => boolean,
): { readonly first: number; readonly last: number } {
  let depth = 0;
  let quote = '';
  let first = -1;
  let last = -1;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
      continue;
    }
    if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    if (wanted(at, depth)) {
      if (first < 0) first = at;
      last = at;
    }
  }
  return { first, last };
}
