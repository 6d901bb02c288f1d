import type { ParseCode } from '../code/syntax.ts';
import type { FileTree } from '../layouts/tree.ts';

/** All that a set-up is made from. Folders are paths of the tree. */
export interface Surroundings {
  readonly tree: FileTree;
  /** Reads migrations that are written in code. */
  readonly parseCode: ParseCode;
  /** The repository's root; where there is none, the same as `home`. */
  readonly root: string;
  /** Where the configuration goes: the folder of the nearest package.json, else the root. */
  readonly home: string;
  /** undefined: there is no repository. */
  readonly git: Git | undefined;
  /** Of sqlsafe, to be pinned. */
  readonly version: string;
}

export interface Git {
  /** Folder that git takes hooks from; undefined where it can't be told. */
  readonly hooks: string | undefined;
  /** `core.hooksPath`, where it is set. */
  readonly hooksPath: string | undefined;
  /** Hosts of its remotes: `github.com`. */
  readonly hosts: readonly string[];
}

/** Text of a file; undefined where there is none that can be read. */
export const textAt = (tree: FileTree, path: string): string | undefined => (tree.kind(path) === 'file' ? tree.read(path).text : undefined);
