/** A hash that is fed piece by piece. */
interface Hash {
  update(text: string): void;
  /** Of all that it was fed so far; more may follow. */
  digest(): Uint8Array;
}

const BLOCK = 64;
const rotatedLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
const rotatedRight = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** SHA-1 of a text's UTF-8 bytes. Source: FIPS 180-4, 6.1 */
export function sha1(text: string): Uint8Array {
  const whole = hash([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0], (state, block) => {
    const w = new Int32Array(80);
    for (let i = 0; i < 16; i++) w[i] = block.getInt32(i * 4);
    for (let i = 16; i < 80; i++) w[i] = rotatedLeft((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const mixed =
        i < 20
          ? ((b & c) | (~b & d)) + 0x5a827999
          : i < 40
            ? (b ^ c ^ d) + 0x6ed9eba1
            : i < 60
              ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
              : (b ^ c ^ d) + 0xca62c1d6;
      const next = (rotatedLeft(a, 5) + mixed + e + (w[i] ?? 0)) | 0;
      e = d;
      d = c;
      c = rotatedLeft(b, 30);
      b = a;
      a = next;
    }
    return [a, b, c, d, e];
  });
  whole.update(text);
  return whole.digest();
}

/** SHA-256 of texts' UTF-8 bytes. Source: FIPS 180-4, 6.2 */
export const sha256 = (): Hash =>
  hash(roots(8, 2), (state, block) => {
    const w = new Int32Array(64);
    for (let i = 0; i < 16; i++) w[i] = block.getInt32(i * 4);
    for (let i = 16; i < 64; i++) {
      const [two = 0, fifteen = 0] = [w[i - 2], w[i - 15]];
      const low = rotatedRight(fifteen, 7) ^ rotatedRight(fifteen, 18) ^ (fifteen >>> 3);
      const high = rotatedRight(two, 17) ^ rotatedRight(two, 19) ^ (two >>> 10);
      w[i] = (w[i - 16] ?? 0) + low + (w[i - 7] ?? 0) + high;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const one = rotatedRight(e, 6) ^ rotatedRight(e, 11) ^ rotatedRight(e, 25);
      const first = (h + one + ((e & f) ^ (~e & g)) + (CONSTANTS[i] ?? 0) + (w[i] ?? 0)) | 0;
      const zero = rotatedRight(a, 2) ^ rotatedRight(a, 13) ^ rotatedRight(a, 22);
      const second = (zero + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    return [a, b, c, d, e, f, g, h];
  });

/** The first 32 bits behind the point of the square or cube roots of the first primes. */
function roots(count: number, root: 2 | 3): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => Math.floor(((root === 2 ? Math.sqrt(prime) : Math.cbrt(prime)) % 1) * 2 ** 32) | 0);
}
const CONSTANTS = roots(64, 3);

type Compress = (state: readonly number[], block: DataView) => readonly number[];

/** What both have in common: blocks of 64 bytes, the last filled up and closed by the length in bits. */
function hash(start: readonly number[], compress: Compress): Hash {
  let state = start;
  let length = 0;
  let rest = new Uint8Array();
  const feed = (from: readonly number[], bytes: Uint8Array): readonly number[] => {
    let now = from;
    for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
      const added = compress(now, new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK));
      now = now.map((word, i) => (word + (added[i] ?? 0)) | 0);
    }
    return now;
  };
  return {
    update(text) {
      const bytes = new TextEncoder().encode(text);
      const all = new Uint8Array(rest.length + bytes.length);
      all.set(rest);
      all.set(bytes, rest.length);
      state = feed(state, all);
      length += bytes.length;
      rest = all.slice(all.length - (all.length % BLOCK));
    },
    digest() {
      const last = new Uint8Array(rest.length + 9 <= BLOCK ? BLOCK : 2 * BLOCK);
      last.set(rest);
      last[rest.length] = 0x80;
      new DataView(last.buffer).setBigUint64(last.length - 8, BigInt(length) * 8n);
      const words = feed(state, last);
      const out = new DataView(new ArrayBuffer(words.length * 4));
      words.forEach((word, i) => out.setInt32(i * 4, word));
      return new Uint8Array(out.buffer);
    },
  };
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
