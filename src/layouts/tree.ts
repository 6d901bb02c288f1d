import type { FileFinding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';

/** A name in a folder. `other`: a device, a socket, a link that is not followed. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Why a SQL file of that name can't be read. */
  readonly problem?: Problem;
  /** Why it is left out, where that is no problem. */
  readonly skipped?: string;
}

export interface Listing {
  /** In code-unit order. */
  readonly entries: readonly Entry[];
  /** Why there are none. */
  readonly problem?: Problem;
}

/** A file as text, without its byte order mark, and what was wrong with its bytes. */
export interface Reading {
  /** undefined: it can't be read at all, and `problems` or `findings` say why. */
  readonly text: string | undefined;
  /** The file begins with a byte order mark. */
  readonly hasMark?: true;
  readonly findings: readonly FileFinding[];
  readonly problems: readonly Problem[];
}

/** All that layouts see of a file system. Paths as in `path.ts`; a file has one path only. Nothing throws. */
export interface FileTree {
  /** What stands at a path; undefined: nothing, or nothing that can be reached. */
  kind(path: string): Entry['kind'] | undefined;
  list(folder: string): Listing;
  /** Of what is no readable file it tells the reason. */
  read(path: string): Reading;
  /** What a user wrote → the one path of that file or folder. */
  resolve(given: string): string;
  /** The path as the user should see it in a report; `.` for the folder that relative paths start from. */
  display(path: string): string;
}

/** What was left out on purpose; to be said, not to be hidden. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}
