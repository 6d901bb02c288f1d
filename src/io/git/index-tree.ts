import { byCodeUnit, joinPath, nameOf, parentOf } from '../../layouts/path.ts';
import type { Entry, FileTree, Listing, Reading } from '../../layouts/tree.ts';

/**
 * The worktree's files as the index has them: where the two agree they are read from the disk, the others are given.
 * @param readings content of files that differ, or that are gone from the worktree, by their paths in the tree
 * @param hidden paths that are not in the index; with a `/` at the end a folder and all that is in it
 */
export function indexTree(tree: FileTree, readings: ReadonlyMap<string, Reading>, hidden: readonly string[]): FileTree {
  const gone = new Set(hidden.filter((path) => !path.endsWith('/')));
  const goneFolders = hidden.filter((path) => path.endsWith('/'));
  const isHidden = (path: string): boolean =>
    !readings.has(path) && (gone.has(path) || goneFolders.some((folder) => `${path}/`.startsWith(folder)));
  const own = entriesByFolder(readings.keys());

  const list = (folder: string): Listing => {
    const given = own.get(folder);
    const onDisk = isHidden(folder) ? { entries: [] } : tree.list(folder);
    const kept = onDisk.entries.filter(({ name }) => given?.has(name) !== true && !isHidden(joinPath(folder, name)));
    if (given === undefined) return { ...onDisk, entries: kept };
    return { entries: [...kept, ...given.values()].sort((a, b) => byCodeUnit(a.name, b.name)) };
  };
  return {
    display: tree.display,
    resolve: tree.resolve,
    list,
    kind(path) {
      if (readings.has(path)) return 'file';
      if (own.has(path)) return 'folder';
      return isHidden(path) ? undefined : tree.kind(path);
    },
    read: (path) => readings.get(path) ?? (isHidden(path) ? notStaged(tree.display(path)) : tree.read(path)),
  };
}

/** The given files in their folders, and those folders in theirs: the worktree may have none of them. */
function entriesByFolder(paths: Iterable<string>): ReadonlyMap<string, ReadonlyMap<string, Entry>> {
  const folders = new Map<string, Map<string, Entry>>();
  for (const path of paths) {
    let kind: Entry['kind'] = 'file';
    for (let child = path, folder = parentOf(path); folder !== undefined; child = folder, folder = parentOf(folder)) {
      const entries = folders.get(folder) ?? new Map<string, Entry>();
      const isKnown = entries.has(nameOf(child));
      folders.set(folder, entries.set(nameOf(child), { name: nameOf(child), kind }));
      if (isKnown) break;
      kind = 'folder';
    }
  }
  return folders;
}

const notStaged = (file: string): Reading => ({
  text: undefined,
  findings: [],
  problems: [{ code: 'path-not-found', text: `${file} is not staged.`, file }],
});
