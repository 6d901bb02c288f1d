import type { FileTree } from '../layouts/tree.ts';
import { textAt } from './surroundings.ts';

/** A file to be written: as it is, and as it will be. */
export interface Edit {
  /** Path of the tree. */
  readonly path: string;
  /** undefined: it is new. */
  readonly before: string | undefined;
  readonly after: string;
  readonly isExecutable: boolean;
}

/** Files as they will be. Nothing is written: what several parts want of one file comes together here. */
export interface Drafts {
  text(path: string): string | undefined;
  put(path: string, text: string, isExecutable?: boolean): void;
  /** What differs from the tree, in the order in which it came. */
  edits(): readonly Edit[];
}

export function createDrafts(tree: FileTree): Drafts {
  const drafts = new Map<string, { text: string; isExecutable: boolean }>();
  return {
    text: (path) => drafts.get(path)?.text ?? textAt(tree, path),
    put(path, text, isExecutable = drafts.get(path)?.isExecutable ?? false) {
      drafts.set(path, { text, isExecutable });
    },
    edits: () =>
      Array.from(drafts, ([path, { text, isExecutable }]): Edit => ({
        path,
        before: textAt(tree, path),
        after: text,
        isExecutable,
      })).filter(({ before, after }) => before !== after),
  };
}
