import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Problem } from '../model/problem.ts';
import { notRegular, pathProblem } from './path-problem.ts';

const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Text of a regular file of at most `limit` bytes; `file` is its name in problems. */
export function readText(path: string, file: string, limit: number): { readonly text: string } | { readonly problem: Problem } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, FLAGS);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { problem: notRegular(file) };
    if (stat.size > limit) return { problem: { code: 'path-too-large', text: `${file} has more than ${limit} bytes.`, file } };
    return { text: readFileSync(descriptor, 'utf8') };
  } catch (error) {
    return { problem: pathProblem(error, file) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
