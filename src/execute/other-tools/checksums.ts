import { createHash } from 'node:crypto';

// Checksums as other tools compute them.

/** SHA-256 of a text as UTF-8, hexadecimal; of the same text with the line ends of Unix, and with those of Windows. */
export function lineEndVariants(text: string): readonly string[] {
  const unix = text.replaceAll('\r\n', '\n');
  return [text, unix, unix.replaceAll('\n', '\r\n')].map(sha256);
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** SHA-384 of a text as UTF-8, hexadecimal. */
export const sha384 = (text: string): string => createHash('sha384').update(text, 'utf8').digest('hex');

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (ISO-HDLC, as in zip) of a text as UTF-8, from 0 to 2³²−1; `so far` is that of what comes before. */
export function crc32(text: string, soFar = 0): number {
  let value = ~soFar;
  for (const byte of Buffer.from(text, 'utf8')) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

/**
 * Flyway's: CRC-32 over the lines without their ends and without a byte order mark, as a signed 32-bit number.
 * https://github.com/flyway/flyway, ChecksumCalculator
 */
export function flywayChecksum(text: string): number {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  // A reader of lines sees none behind the last line end.
  if (lines.at(-1) === '') lines.pop();
  return lines.reduce((sum, line) => crc32(line, sum), 0) | 0;
}

/** Java's hash of a text, a signed 32-bit number. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
