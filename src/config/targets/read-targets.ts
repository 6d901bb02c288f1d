import type { ReadTargets } from './entry.ts';
import { readJson } from './read-json.ts';
import { readLines } from './read-lines.ts';

/** The list of databases in a file: JSON where it begins with a bracket, else a line each. `file` is its name in problems. */
export function readTargets(file: string, text: string): ReadTargets {
  const plain = text.replace(/^\uFEFF/, '');
  return /^\s*[[{]/.test(plain) ? readJson(file, plain) : readLines(file, plain);
}
