import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';

interface Limits {
  /** Files, folders and globs; without any all are kept. */
  readonly given: readonly string[];
  /** Globs of files that are left out. */
  readonly ignore: readonly string[];
  /** Folder that paths and globs start from, absolute. */
  readonly cwd: string;
}

const MAGIC = /[*?[\]{}!()]/;

/** Those of a list of files (absolute paths, `/` between folders) that paths and globs mean, whether or not they exist on the disk. */
export async function limitFiles(
  files: readonly string[],
  { given, ignore, cwd }: Limits,
): Promise<{ readonly kept: ReadonlySet<string>; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const globs: string[] = [];
  const kept = new Set<string>(given.length === 0 ? files : []);
  for (const path of given) {
    const absolute = slashes(resolve(cwd, path));
    const meant = files.filter((file) => file === absolute || file.startsWith(absolute.endsWith('/') ? absolute : `${absolute}/`));
    for (const file of meant) kept.add(file);
    if (meant.length > 0 || exists(absolute)) continue;
    if (MAGIC.test(path)) globs.push(path);
    else problems.push({ code: 'path-not-found', text: `${path} does not exist.`, file: path });
  }
  if (globs.length === 0 && ignore.length === 0) return { kept, problems };
  const { globSync } = await import('tinyglobby');
  const find = (patterns: readonly string[], from: string): string[] =>
    globSync([...patterns], {
      cwd: from,
      dot: true,
      absolute: true,
      followSymbolicLinks: false,
      expandDirectories: false,
      fs: { readdirSync: listingOf(files) },
    }).map(slashes);
  if (globs.length > 0) for (const file of find(globs, cwd)) kept.add(file);
  // Seen from outside only a pattern that starts anywhere can mean a file.
  const anywhere = ignore.filter((pattern) => pattern.startsWith('**'));
  const left = ignore.length === 0 ? [] : [...find(ignore, cwd), ...(anywhere.length === 0 ? [] : find(anywhere, resolve('/')))];
  for (const file of left) kept.delete(file);
  return { kept, problems };
}

const slashes = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** A file system that has the given files and nothing else, for the globs to look through. */
function listingOf(files: readonly string[]): never {
  const folders = new Map<string, Map<string, object>>();
  const entry = (name: string, isFile: boolean): object => ({
    name,
    isFile: () => isFile,
    isDirectory: () => !isFile,
    isSymbolicLink: () => false,
  });
  for (const file of files) {
    const parts = file.split('/');
    for (let at = parts.length - 1; at > 0; at--) {
      const folder = parts.slice(0, at).join('/') || '/';
      const name = parts[at] ?? '';
      const entries = folders.get(folder) ?? new Map<string, object>();
      folders.set(folder, entries.set(name, entry(name, at === parts.length - 1)));
    }
  }
  const list = (folder: string): object[] => [...(folders.get(slashes(folder).replace(/(?<=.)\/$/, ''))?.values() ?? [])];
  // Of the many forms of `readdirSync` the globs use the one that yields entries.
  return list as never;
}
