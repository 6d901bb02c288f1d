import type { Problem } from '../model/problem.ts';
import type { Arguments } from './options.ts';
import { writeFile, type Terminal } from './terminal.ts';

/** Puts a command's text where it was asked for: a file, or stdout. */
export function deliver(text: string, values: Arguments['values'], terminal: Terminal): Problem | undefined {
  const path = values['output-file'];
  if (typeof path === 'string') return writeFile(path, text);
  terminal.out(text);
  return undefined;
}
