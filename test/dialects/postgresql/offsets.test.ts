import { expect, test } from 'vitest';
import { type ByteOffset, byteToUtf16, codePointToUtf16 } from '../../../src/dialects/postgresql/offsets.ts';

const TEXTS = ['', 'plain', 'é', 'aéb', '名前', '😀', 'a😀b名cée', '\uD800x', 'x\uDC00', '😀😀\n𝒳 é', 'é'.repeat(50)];

test.each(TEXTS)('bytes of %j', (text) => {
  const locate = byteToUtf16(text);
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    expect(locate(bytes as ByteOffset)).toBe(at);
    bytes += new TextEncoder().encode(String.fromCodePoint(code)).length;
    if (code > 0xffff) at++;
  }
  expect(locate(bytes as ByteOffset)).toBe(text.length);
});

test.each(TEXTS)('characters of %j', (text) => {
  const characters = Array.from(text);
  expect(characters.map((_, index) => codePointToUtf16(text, index))).toEqual(
    characters.map((_, index) => characters.slice(0, index).join('').length),
  );
  expect(codePointToUtf16(text, characters.length + 5)).toBe(text.length);
});

test('a place that is left out is the beginning', () => {
  expect([byteToUtf16('é')(undefined), byteToUtf16('')(undefined)]).toEqual([0, 0]);
});
