import type { Problem } from '../model/problem.ts';
import type { Arguments } from './options.ts';
import { writeFile, type Terminal } from './terminal.ts';

/** Puts a command's text where it was asked for: a file, or stdout. */
export function deliver(text: string, values: Arguments['values'], terminal: Terminal): Problem | undefined {
  const path = values['output-file'];
  return deliverTo(typeof path === 'string' ? path : undefined, text, terminal);
}

/** Puts a text into a file, or on stdout where there is none. */
export function deliverTo(path: string | undefined, text: string, terminal: Terminal): Problem | undefined {
  if (path !== undefined) return writeFile(path, text);
  terminal.out(text);
  return undefined;
}
