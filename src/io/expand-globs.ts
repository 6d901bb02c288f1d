import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';

interface ExpandedGlobs {
  /** Paths as the user wrote them, and what globs stand for. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

interface GlobOptions {
  /** Folder that paths, globs and patterns start from, absolute. */
  readonly cwd: string;
  readonly ignore: readonly string[];
}

const MAGIC = /[*?[\]{}!()]/;
const NEVER = ['**/node_modules/**', '**/.git/**'];

function kindOf(path: string): 'folder' | 'other' | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? undefined : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return undefined;
  }
}

/**
 * Globs → paths; what exists under its literal name is no glob. Without globs and patterns to leave out nothing is loaded or read.
 * With patterns to leave out, folders are opened here, so that no file of them comes back.
 */
export async function expandGlobs(given: readonly string[], { cwd, ignore }: GlobOptions): Promise<ExpandedGlobs> {
  const isGlob = (path: string): boolean => MAGIC.test(path) && kindOf(resolve(cwd, path)) === undefined;
  if (ignore.length === 0 && !given.some(isGlob)) return { paths: given, problems: [] };
  const { escapePath, globSync } = await import('tinyglobby');
  const problems: Problem[] = [];
  const find = (pattern: string, from: string, leftOut: readonly string[]): string[] =>
    globSync([pattern], {
      cwd: from,
      ignore: [...leftOut, ...NEVER],
      dot: true,
      followSymbolicLinks: false,
      expandDirectories: false,
    }).sort();

  const filesOf = (path: string): string[] => {
    const absolute = resolve(cwd, path);
    const kind = kindOf(absolute);
    if (kind === undefined) return [path];
    const folder = kind === 'folder' ? absolute : dirname(absolute);
    const below = relative(cwd, folder).replaceAll('\\', '/');
    const outside = below.startsWith('..') || isAbsolute(below);
    // Seen from outside only a pattern that starts anywhere can mean a file.
    const from = outside ? folder : cwd;
    const prefix = outside || below === '' ? '' : `${escapePath(below)}/`;
    const found = find(
      `${prefix}${kind === 'folder' ? '**/*.[sS][qQ][lL]' : escapePath(basename(absolute))}`,
      from,
      outside ? ignore.filter((pattern) => pattern.startsWith('**')) : ignore,
    );
    return outside ? found.map((name) => resolve(folder, name)) : found;
  };

  const paths = given.flatMap((path) => {
    if (!isGlob(path)) return ignore.length === 0 ? [path] : filesOf(path);
    const found = find(path, cwd, ignore).filter((name) => /\.sql$/i.test(name));
    if (found.length === 0)
      problems.push({
        code: 'nothing-matched',
        text: `No SQL file matches ${path}.`,
        hint: 'Quote the pattern so that the shell leaves it alone, or name a folder.',
      });
    return found;
  });
  if (given.length > 0 && paths.length === 0 && problems.length === 0)
    problems.push({
      code: 'nothing-matched',
      text: 'No SQL file is left of what is named.',
      hint: 'See what --ignore-pattern, or "ignorePatterns" in the configuration, leaves out.',
    });
  return { paths: [...new Set(paths)], problems };
}
