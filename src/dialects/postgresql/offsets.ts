declare const unit: unique symbol;

/** A place as libpg-query's trees give it: UTF-8 bytes from the start of the parsed text. */
export type ByteOffset = number & { readonly [unit]: 'utf-8 bytes' };

/** From a place in a parsed text to UTF-16 units. A place that the tree left out is 0. */
export type Locate = (place: ByteOffset | undefined) => number;

/** For texts where a byte is a character. */
export const sameOffset: Locate = (place) => place ?? 0;

/** Converts byte places in `text` (lone surrogates count as the three bytes that an encoder writes for them); reads the text on first use. */
export function byteToUtf16(text: string): Locate {
  let wide: WideCharacters | undefined;
  return (place) => {
    if (place === undefined) return 0;
    wide ??= findWide(text);
    // The last wide character that ends at or before the place says how far bytes have run ahead of units.
    let low = 0;
    let high = wide.ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((wide.ends[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? place : place - (wide.ahead[low - 1] ?? 0);
  };
}

interface WideCharacters {
  /** Byte offset after each character that takes more than one byte. */
  readonly ends: readonly number[];
  /** Bytes minus UTF-16 units up to there. */
  readonly ahead: readonly number[];
}

const WIDE = /[\u0080-\u{10FFFF}]/gu;

function findWide(text: string): WideCharacters {
  const ends: number[] = [];
  const ahead: number[] = [];
  let extra = 0;
  for (const { 0: character, index } of text.matchAll(WIDE)) {
    extra += (character.codePointAt(0) ?? 0) < 0x800 ? 1 : 2; // two bytes, three bytes, or four bytes for a pair of units
    ends.push(index + character.length + extra);
    ahead.push(extra);
  }
  return { ends, ahead };
}

/** The UTF-16 offset of the character with this index, as the parser's errors count: 0-based code points. */
export function codePointToUtf16(text: string, index: number): number {
  let at = 0;
  for (let left = index; left > 0 && at < text.length; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
