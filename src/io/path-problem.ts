import { lstatSync } from 'node:fs';
import type { Problem } from '../model/problem.ts';

const KNOWN: { readonly [code: string]: { readonly code: string; readonly text: string; readonly hint?: string } } = {
  ENOENT: { code: 'path-not-found', text: 'does not exist' },
  ENOTDIR: { code: 'path-not-found', text: 'does not exist: a part of the path is no folder' },
  EACCES: { code: 'path-no-permission', text: 'may not be read', hint: 'Check its permissions.' },
  EPERM: { code: 'path-no-permission', text: 'may not be read', hint: 'Check its permissions.' },
  ELOOP: { code: 'path-link-loop', text: 'is a link that leads back to itself' },
  ENAMETOOLONG: { code: 'path-too-long', text: 'is longer than the file system allows' },
  ENXIO: { code: 'path-not-regular', text: 'is no regular file' },
};

/** What the system said about a path, as a problem of the request. Anything that is no answer of the system is our own mistake and thrown on. */
export function pathProblem(error: unknown, file: string): Problem {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string') throw error;
  // Names come as UTF-8, and what is none can't be asked for again.
  if (code === 'ENOENT' && file.includes('\uFFFD'))
    return { code: 'path-not-utf8', text: `${file}: the name of this file is not UTF-8.`, hint: 'Give it another name.', file };
  if (code === 'ENOENT' && path !== undefined && isLink(path))
    return { code: 'path-not-found', text: `${file} is a link to what does not exist.`, file };
  const known = KNOWN[code];
  if (known === undefined) return { code: 'path-unreadable', text: `${file} can not be read (${code}).`, file };
  return { code: known.code, text: `${file} ${known.text}.`, file, ...(known.hint === undefined ? {} : { hint: known.hint }) };
}

export const notRegular = (file: string): Problem => ({
  code: 'path-not-regular',
  text: `${file} is no regular file.`,
  hint: 'Pipes, devices and sockets are not read; use - for standard input.',
  file,
});

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
