import type { FileTree, Reading } from './tree.ts';

/** A tree of which each file is read once: whoever asks again sees what was seen the first time, whatever has become of the file since. */
export function rememberingTree(tree: FileTree): FileTree {
  const readings = new Map<string, Reading>();
  return {
    ...tree,
    read(path) {
      const known = readings.get(path);
      if (known !== undefined) return known;
      const reading = tree.read(path);
      readings.set(path, reading);
      return reading;
    },
  };
}
