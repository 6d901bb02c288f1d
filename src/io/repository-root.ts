import { statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The folder of the repository that a folder is in: the nearest one upwards with a `.git`, be it a folder or a worktree's file. */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** A path as seen from a root, `/` between folders; absolute where it is not below that root. */
export function pathFrom(root: string, cwd: string, path: string): string {
  const absolute = resolve(cwd, path);
  const below = relative(root, absolute);
  const outside = below === '..' || below.startsWith(`..${sep}`) || resolve(root, below) !== absolute || /^[A-Za-z]:/.test(below);
  const shown = outside ? absolute : below;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}
