import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { fileFinding } from '../layouts/file-finding.ts';
import type { Reading } from '../layouts/tree.ts';
import { decode } from './decode.ts';
import { notRegular, pathProblem } from './path-problem.ts';

/** Largest file that is read where nothing else is asked for, in bytes. */
export const DEFAULT_MAX_FILE_SIZE = 16 * 1024 * 1024;

/** Most SQL files fit; the buffer is kept from file to file. */
const SHARED = Buffer.allocUnsafe(256 * 1024);
// Opening a pipe must not wait for its other end. The flag has no meaning for regular files, and none on Windows.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a regular file of at most `limit` bytes; `file` is its name in reports. Never blocks, never throws for what a path may do. */
export function readSqlFile(path: string, file: string, limit: number): Reading {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { text: undefined, findings: [], problems: [notRegular(file)] };
    if (stat.size > limit) return tooLarge(file, stat.size, limit);
    // Node.js reads text in one call; by its bytes a file takes four, and three times as long.
    const text = readFileSync(path, 'utf8');
    return isAscii(text, stat.size) ? { text, findings: [], problems: [] } : readBytes(path, file, limit);
  } catch (error) {
    return { text: undefined, findings: [], problems: [pathProblem(error, file)] };
  }
}

/** As many units as bytes, and none that stands for a byte that could not be read: each is a character of its own. */
const isAscii = (text: string, size: number): boolean => text.length === size && !text.includes('\ufffd') && !text.includes('\0');

/** @throws what the file system throws */
function readBytes(path: string, file: string, limit: number): Reading {
  const descriptor = openSync(path, FLAGS);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { text: undefined, findings: [], problems: [notRegular(file)] };
    if (stat.size > limit) return tooLarge(file, stat.size, limit);
    return decode(file, readAll(descriptor, stat.size));
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, size: number): Buffer {
  const buffer = size <= SHARED.length ? SHARED : Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, buffer, filled, size - filled, null);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

/** Refused before it is read. */
export function tooLarge(file: string, size: number, limit: number): Reading {
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const finding = fileFinding(
    file,
    'input-too-large',
    'size',
    'error',
    `The file has ${megabytes(size)}; up to ${megabytes(limit)} are read.`,
    'It was not judged.',
    'Take data out of the migration, or raise maxFileSize.',
  );
  return { text: undefined, findings: [finding], problems: [] };
}
