import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';

export interface ExpandedGlobs {
  /** Paths as the user wrote them, and what globs stand for, relative to the folder that they start from. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

export interface GlobOptions {
  readonly cwd: string;
  readonly ignore: readonly string[];
}

const MAGIC = /[*?[\]{}!()]/;
const exists = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

/**
 * Globs → paths; what exists under its literal name is no glob. Without globs and patterns to leave out nothing is loaded or read.
 * With patterns to leave out, folders are opened here, so that no file of them comes back.
 */
export async function expandGlobs(given: readonly string[], { cwd, ignore }: GlobOptions): Promise<ExpandedGlobs> {
  const isGlob = (path: string): boolean => MAGIC.test(path) && !exists(resolve(cwd, path));
  if (ignore.length === 0 && !given.some(isGlob)) return { paths: given, problems: [] };
  const { escapePath, globSync } = await import('tinyglobby');
  const problems: Problem[] = [];
  const options = {
    cwd,
    ignore: [...ignore, '**/node_modules/**', '**/.git/**'],
    dot: true,
    followSymbolicLinks: false,
    expandDirectories: false,
  };
  const find = (pattern: string): string[] => globSync([pattern], options).sort();
  const paths = given.flatMap((path) => {
    if (isGlob(path)) {
      const found = find(path).filter((name) => /\.sql$/i.test(name));
      if (found.length === 0)
        problems.push({
          code: 'nothing-matched',
          text: `No SQL file matches ${path}.`,
          hint: 'Quote the pattern so that the shell leaves it alone, or name a folder.',
        });
      return found;
    }
    if (ignore.length === 0) return [path];
    const below = relative(cwd, resolve(cwd, path)).replaceAll('\\', '/');
    // Outside the folder that patterns start from, and where there is nothing, patterns say nothing.
    if (below.startsWith('..') || !exists(resolve(cwd, path))) return [path];
    const escaped = escapePath(below === '' ? '.' : below);
    const isFolder = statSync(resolve(cwd, path)).isDirectory();
    return find(isFolder ? (below === '' ? '**/*.sql' : `${escaped}/**/*.sql`) : escaped);
  });
  return { paths: [...new Set(paths)], problems };
}
