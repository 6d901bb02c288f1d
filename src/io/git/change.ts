/** A file that differs between two states of a repository. Paths start from its root, `/` between folders. */
export interface Change {
  readonly kind: 'added' | 'edited' | 'renamed' | 'deleted' | 'unmerged';
  /** Where it is; where it was, for one that is gone. */
  readonly path: string;
  /** Where it was before it was renamed. */
  readonly from: string | undefined;
  /** Its content before, as git names it. */
  readonly old: string | undefined;
  /** It was renamed, and says what it said. */
  readonly isMoved?: boolean;
}

/** What git names nothing by: as many zeros as its names have characters. */
const isNothing = (name: string): boolean => /^0+$/.test(name);

export const contentName = (name: string | undefined): string | undefined => (name === undefined || isNothing(name) ? undefined : name);

/** A file, or a link to one; not a submodule, and not nothing. */
export const isFileMode = (mode: string): boolean => mode.startsWith('100') || mode === '120000';
