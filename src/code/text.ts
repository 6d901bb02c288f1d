import type { Span } from '../model/source.ts';

/** A stretch of text and where it comes from. `exact`: character by character what stands there. */
export interface Part {
  readonly text: string;
  readonly at: Span;
  readonly exact: boolean;
}

/** Text that knows its place in the code. */
export type Text = readonly Part[];

export const plainOf = (text: Text): string => text.map((part) => part.text).join('');

/** Text that stands for a place as a whole: a generated clause for the call that asks for it. */
export const made = (text: string, at: Span): Text => (text === '' ? [] : [{ text, at, exact: false }]);

/** The same text, standing for another place. */
export const moved = (text: Text, at: Span): Text => made(plainOf(text), at);

/** A part of a text, by offsets of its plain form. */
export function sliced(text: Text, start: number, end: number): Text {
  const kept: Part[] = [];
  let from = 0;
  for (const part of text) {
    const until = from + part.text.length;
    const [first, last] = [Math.max(start, from), Math.min(end, until)];
    if (first < last) {
      const at = part.exact ? { start: part.at.start + first - from, end: part.at.start + last - from } : part.at;
      kept.push({ text: part.text.slice(first - from, last - from), at, exact: part.exact });
    }
    from = until;
  }
  return kept;
}

const SIMPLE: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };
const ESCAPE = /\\(?:x[\da-fA-F]{2}|u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|[0-7]{1,3}|\r\n|[\s\S])|\r\n?/g;

/**
 * What a literal means: `raw` is what stands between its quotes, from `base` on. What is written as it is stays exact, an escape is a part of
 * its own, so that every character keeps its place. Line ends of a template are LF whatever the file has.
 */
export function unescaped(raw: string, base: number): Text {
  const parts: Part[] = [];
  let from = 0;
  const keep = (until: number): void => {
    if (until > from) parts.push({ text: raw.slice(from, until), at: { start: base + from, end: base + until }, exact: true });
  };
  for (const { 0: escape, index } of raw.matchAll(ESCAPE)) {
    keep(index);
    from = index + escape.length;
    const text = meaningOf(escape);
    if (text !== '') parts.push({ text, at: { start: base + index, end: base + from }, exact: false });
  }
  keep(raw.length);
  return parts;
}

function meaningOf(escape: string): string {
  const letter = escape[1] ?? '';
  if (!escape.startsWith('\\')) return '\n';
  if (/^[\r\n\u2028\u2029]/.test(letter)) return '';
  if (letter === 'x' || (letter === 'u' && escape.length > 2)) {
    const code = Number.parseInt(escape.replace(/[\\xu{}]/g, ''), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  }
  if (/[0-7]/.test(letter)) return String.fromCharCode(Number.parseInt(escape.slice(1), 8));
  return SIMPLE[letter] ?? letter;
}
