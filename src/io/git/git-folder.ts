import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where git keeps what it knows of a worktree: `.git`, or what that file says in linked worktrees and submodules. Asks no git. */
export function gitFolder(root: string): string {
  const given = process.env['GIT_DIR'];
  if (given !== undefined && given !== '') return resolve(given);
  const own = join(root, '.git');
  if (statSync(own, { throwIfNoEntry: false })?.isFile() !== true) return own;
  const [, path = '.git'] = /^gitdir: (.*?)\s*$/.exec(readFileSync(own, 'utf8')) ?? [];
  return resolve(root, path);
}
