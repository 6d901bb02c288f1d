import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { resolve, sep } from 'node:path';
import { byCodeUnit, isSql, joinPath, nameOf, parentOf, pathBelow } from '../layouts/path.ts';
import type { Entry, FileTree, Listing } from '../layouts/tree.ts';
import { notRegular, pathProblem } from './path-problem.ts';
import { readSqlFile } from './read-file.ts';

export interface DiskOptions {
  /** Folder that relative paths start from, absolute. */
  readonly cwd: string;
  /** Largest file that is read, in bytes. */
  readonly maxFileSize: number;
}

const slashes = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));
const isWithin = (folder: string, path: string): boolean => path === folder || pathBelow(folder, path) !== undefined;

/** The real file system. A folder is listed once, and what is asked for outside of listed ones is looked for once. */
export function diskTree({ cwd, maxFileSize }: DiskOptions): FileTree {
  const home = slashes(resolve(cwd));
  const listings = new Map<string, { readonly listing: Listing; readonly kinds: ReadonlyMap<string, Entry['kind']> }>();
  const stats = new Map<string, Entry['kind'] | undefined>();
  const display = (path: string): string => (path === home ? '.' : (pathBelow(home, path) ?? path));

  /** A link to a file is a file, unless it leads out of the folder we work in. A link to a folder is not followed. */
  const followed = (folder: string, name: string): Entry => {
    const path = joinPath(folder, name);
    try {
      const target = slashes(realpathSync(path));
      const stat = statSync(target);
      if (stat.isDirectory()) return { name, kind: 'other', skipped: 'it is a link to a folder; name that folder to have it read' };
      const root = slashes(realpathSync(isWithin(home, folder) ? home : folder));
      if (stat.isFile() && isWithin(root, target)) return { name, kind: 'file' };
      if (!isSql(name)) return { name, kind: 'other' };
      const outside = {
        code: 'path-link-outside',
        text: `${display(path)} is a link that leads out of ${display(root)}.`,
        hint: 'Name the file itself if it is meant.',
        file: display(path),
      };
      return { name, kind: 'other', problem: stat.isFile() ? outside : notRegular(display(path)) };
    } catch (error) {
      return { name, kind: 'other', ...(isSql(name) ? { problem: pathProblem(error, display(path)) } : {}) };
    }
  };
  const entryOf = (folder: string, entry: Dirent): Entry => {
    const { name } = entry;
    if (entry.isFile()) return { name, kind: 'file' };
    if (entry.isDirectory()) return { name, kind: 'folder' };
    if (entry.isSymbolicLink()) return followed(folder, name);
    return { name, kind: 'other', ...(isSql(name) ? { problem: notRegular(display(joinPath(folder, name))) } : {}) };
  };
  const listingOf = (folder: string): Listing => {
    try {
      const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => entryOf(folder, entry));
      return { entries: inOrder(entries) ? entries : entries.sort((a, b) => byCodeUnit(a.name, b.name)) };
    } catch (error) {
      return { entries: [], problem: pathProblem(error, display(folder)) };
    }
  };

  return {
    display,
    resolve: (given) => slashes(resolve(home, given)),
    kind(path) {
      const known = listings.get(parentOf(path) ?? '');
      const kind = known?.kinds.get(nameOf(path));
      // A link that was not followed in its folder may still be named outright, and a file in a folder that can't be listed.
      if (known !== undefined && known.listing.problem === undefined && kind !== 'other') return kind;
      // Of many folders side by side, each asks for the same above it.
      if (!stats.has(path)) stats.set(path, statOf(path));
      return stats.get(path);
    },
    list(folder) {
      const known = listings.get(folder);
      if (known !== undefined) return known.listing;
      const listing = listingOf(folder);
      listings.set(folder, { listing, kinds: new Map(listing.entries.map(({ name, kind }) => [name, kind])) });
      return listing;
    },
    read: (path) => readSqlFile(path, display(path), maxFileSize),
  };
}

const inOrder = (entries: readonly Entry[]): boolean => entries.every(({ name }, at) => at === 0 || name > (entries[at - 1]?.name ?? ''));

function statOf(path: string): Entry['kind'] | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? undefined : stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  } catch {
    return undefined;
  }
}
