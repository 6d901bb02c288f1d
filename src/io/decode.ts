import { isAscii, isUtf8 } from 'node:buffer';
import { textFinding } from '../layouts/file-finding.ts';
import { inspectText } from '../layouts/inspect.ts';
import type { Reading } from '../layouts/tree.ts';
import type { FileFinding } from '../model/finding.ts';

/** How files begin that people keep under a name ending in `.sql` by mistake. */
const BINARY: readonly { readonly what: string; readonly magic: string; readonly at?: number }[] = [
  { what: 'gzip data', magic: '\x1f\x8b' },
  { what: 'a zip archive', magic: 'PK\x03\x04' },
  { what: 'bzip2 data', magic: '1AY&SY', at: 4 },
  { what: 'xz data', magic: '\xfd7zXZ\0' },
  { what: 'zstd data', magic: '\x28\xb5\x2f\xfd' },
  { what: 'a tar archive', magic: 'ustar', at: 257 },
  { what: 'a pg_dump archive', magic: 'PGDMP' },
  { what: 'a SQLite database', magic: 'SQLite format 3\0' },
];

const binaryKind = (bytes: Buffer): string | undefined =>
  BINARY.find(({ magic, at = 0 }) => bytes.toString('latin1', at, at + magic.length) === magic)?.what;

/** Bytes of a SQL file → text. Never throws; what can't be read as meant is said, and the rest is read all the same. */
export function decode(file: string, bytes: Buffer): Reading {
  const ascii = isAscii(bytes);
  const hasNul = bytes.includes(0);
  if (ascii && !hasNul) return { text: bytes.toString('latin1'), findings: [], problems: [] };

  const valid = isUtf8(bytes);
  const binary = hasNul || !valid ? binaryKind(bytes) : undefined;
  if (binary !== undefined) {
    return {
      text: undefined,
      findings: [],
      problems: [
        { code: 'input-binary', text: `${file} is ${binary}, not SQL text.`, hint: 'Unpack it first; nothing is unpacked here.', file },
      ],
    };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(file, bytes.subarray(2), 'LE', true);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(file, bytes.subarray(2), 'BE', true);
  const order = hasNul ? guessUtf16(bytes) : undefined;
  if (order !== undefined) return decodeUtf16(file, bytes, order, false);
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return decodeUtf8(file, bytes, bom, valid);
}

function decodeUtf8(file: string, bytes: Buffer, bom: number, valid: boolean): Reading {
  const text = bytes.toString('utf8', bom);
  const mark = bom === 0 ? {} : { hasMark: true as const };
  if (valid) return { text, ...mark, findings: inspectText(file, text), problems: [] };
  const offset = firstInvalid(bytes);
  const at = bytes.toString('utf8', bom, offset).length;
  const hex = `0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')}`;
  const finding = encodingFinding(
    file,
    text,
    at,
    'utf-8',
    'error',
    `The file is not valid UTF-8: byte ${hex} at offset ${offset}. It is read as U+FFFD.`,
    'The server reads it in its client encoding: it refuses the bytes or stores other characters than were meant.',
  );
  return { text, ...mark, findings: [finding, ...inspectText(file, text)], problems: [] };
}

function decodeUtf16(file: string, bytes: Buffer, order: 'LE' | 'BE', marked: boolean): Reading {
  // The code unit that an odd byte at the end would begin is lost to any reader.
  const even = bytes.subarray(0, bytes.length & ~1);
  const text = (order === 'LE' ? even : Buffer.from(even).swap16()).toString('utf16le');
  const finding = encodingFinding(
    file,
    text,
    0,
    'utf-16',
    marked ? 'warning' : 'error',
    `The file is UTF-16 ${order === 'LE' ? 'little' : 'big'} endian${marked ? '' : ', without a byte order mark'}.`,
    'PostgreSQL has no UTF-16 client encoding: psql and most runners fail on such a file, or on its first NUL byte.',
  );
  return { text, findings: [finding, ...inspectText(file, text)], problems: [] };
}

const encodingFinding = (
  file: string,
  raw: string,
  at: number,
  message: string,
  severity: FileFinding['severity'],
  text: string,
  why: string,
): FileFinding =>
  textFinding(file, raw, at, 1, {
    rule: 'input-encoding',
    message,
    severity,
    text,
    why,
    instead: { text: 'Save the file as UTF-8.', sql: null },
  });

/** Bytes looked at, and the share of NULs on one side of the pairs from which on it is no accident. */
const SAMPLE = 1024;
const SHARE = 0.6;

/** SQL is nearly all ASCII, so every other byte of UTF-16 is 0. */
function guessUtf16(bytes: Buffer): 'LE' | 'BE' | undefined {
  const pairs = Math.min(SAMPLE, bytes.length & ~1) / 2;
  const nuls = [0, 0];
  for (let i = 0; i < pairs * 2; i++) if (bytes[i] === 0) nuls[i & 1] = (nuls[i & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  if (odd >= pairs * SHARE && even < odd / 2) return 'LE';
  if (even >= pairs * SHARE && odd < even / 2) return 'BE';
  return undefined;
}

/** Offset of the first byte that no valid UTF-8 sequence holds. */
function firstInvalid(bytes: Buffer): number {
  // The longest valid prefix, by halving; a prefix may end inside a sequence, so up to three bytes less also count.
  const valid = (end: number): boolean => [0, 1, 2, 3].some((cut) => end >= cut && isUtf8(bytes.subarray(0, end - cut)));
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  // `low` may reach into the broken sequence; its first byte is the one that is named.
  for (let cut = 0; cut <= 3; cut++) if (isUtf8(bytes.subarray(0, low - cut))) return low - cut;
  return low;
}
