import { byCodeUnit, nameOf, parentOf } from './path.ts';
import type { FileTree, Reading } from './tree.ts';

/** A tree in which one path has another content, whether or not it exists: an editor's buffer, standard input. */
export function overlayTree(tree: FileTree, path: string, reading: Reading): FileTree {
  const folder = parentOf(path);
  const name = nameOf(path);
  return {
    ...tree,
    kind: (asked) => (asked === path ? 'file' : tree.kind(asked)),
    list(asked) {
      const listing = tree.list(asked);
      if (asked !== folder) return listing;
      const others = listing.entries.filter((entry) => entry.name !== name);
      return { entries: [...others, { name, kind: 'file' as const }].sort((a, b) => byCodeUnit(a.name, b.name)) };
    },
    read: (asked) => (asked === path ? reading : tree.read(asked)),
  };
}
