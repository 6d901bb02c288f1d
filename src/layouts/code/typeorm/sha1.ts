/**
 * SHA-1 of a text's UTF-8 bytes, in hexadecimal: what TypeORM makes the names of its constraints and indexes from. Source: FIPS 180-4, 6.1
 */
export function sha1(text: string): string {
  const bytes = utf8(text);
  const words = Array.from({ length: (((bytes.length + 8) >> 6) + 1) * 16 }, () => 0);
  for (const [i, byte] of [...bytes, 0x80].entries()) words[i >> 2] = (words[i >> 2] ?? 0) | (byte << (24 - (i % 4) * 8));
  words[words.length - 1] = bytes.length * 8;
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let block = 0; block < words.length; block += 16) state = add(state, rounds(state, words.slice(block, block + 16)));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
const add = (a: readonly number[], b: readonly number[]): number[] => a.map((word, i) => (word + (b[i] ?? 0)) | 0);

function rounds(state: readonly number[], block: readonly number[]): number[] {
  const w = [...block];
  for (let i = 16; i < 80; i++) w.push(rotated((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1));
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (const [i, word] of w.entries()) {
    const [mixed, constant] =
      i < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : i < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : i < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6];
    [a, b, c, d, e] = [(rotated(a, 5) + mixed + e + constant + word) | 0, a, rotated(b, 30), c, d];
  }
  return [a, b, c, d, e];
}

function utf8(text: string): number[] {
  return Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
    return code < 0x10000 ? [0xe0 | (code >> 12), tail(6), tail(0)] : [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
  });
}
