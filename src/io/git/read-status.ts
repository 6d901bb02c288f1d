import { contentName, isFileMode, type Change } from './change.ts';

/** One line of `git status --porcelain=v2 -z`. */
interface Entry {
  /** Index against HEAD, `.` where they agree. */
  readonly staged: string;
  /** Worktree against index. */
  readonly unstaged: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly headMode: string;
  readonly indexMode: string;
  readonly headContent: string | undefined;
  readonly indexContent: string | undefined;
}

/** What git says of index and worktree. */
export interface Status {
  readonly entries: readonly Entry[];
  readonly unmerged: readonly string[];
  readonly untracked: readonly string[];
  /** Ignored files and folders, folders with a `/` at the end. */
  readonly ignored: readonly string[];
}

/** Reads the output of `git status --porcelain=v2 -z --find-renames`. */
export function readStatus(output: string): Status {
  const entries: Entry[] = [];
  const unmerged: string[] = [];
  const untracked: string[] = [];
  const ignored: string[] = [];
  const parts = output.split('\0');
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const kind = part[0];
    if (kind === '?') untracked.push(part.slice(2));
    else if (kind === '!') ignored.push(part.slice(2));
    else if (kind === 'u') unmerged.push(fields(part, 10).path);
    else if (kind === '1') entries.push(entry(fields(part, 8), undefined));
    else if (kind === '2') entries.push(entry(fields(part, 9), parts[++at]));
  }
  return { entries, unmerged, untracked, ignored };
}

/** So many words, and the path after them, which may hold blanks. */
function fields(line: string, words: number): { readonly words: readonly string[]; readonly path: string } {
  const found: string[] = [];
  let from = 0;
  for (let i = 0; i < words; i++) {
    const blank = line.indexOf(' ', from);
    found.push(line.slice(from, blank));
    from = blank + 1;
  }
  return { words: found, path: line.slice(from) };
}

function entry({ words, path }: { readonly words: readonly string[]; readonly path: string }, from: string | undefined): Entry {
  const [, states = '', , headMode = '', indexMode = '', , head, index] = words;
  return {
    staged: states[0] ?? '.',
    unstaged: states[1] ?? '.',
    path,
    from,
    headMode,
    indexMode,
    headContent: contentName(head),
    indexContent: contentName(index),
  };
}

/** What a commit of the index would change. */
export const stagedChanges = ({ entries, unmerged }: Status): readonly Change[] => [
  ...entries.flatMap(({ staged, path, from, indexMode, headMode, indexContent, headContent: old }): Change[] => {
    if (staged === 'D') return isFileMode(headMode) ? [{ kind: 'deleted', path, from: undefined, old }] : [];
    if (!isFileMode(indexMode)) return [];
    if (staged === 'R') return [{ kind: 'renamed', path, from, old, isMoved: old === indexContent }];
    if (staged === 'A' || staged === 'C') return [{ kind: 'added', path, from: undefined, old: undefined }];
    return staged === 'M' || staged === 'T' ? [{ kind: 'edited', path, from: undefined, old }] : [];
  }),
  ...unmerged.map((path): Change => ({ kind: 'unmerged', path, from: undefined, old: undefined })),
];

/** How the worktree differs from HEAD, files that git does not know yet included. */
export function worktreeChanges({ entries, unmerged, untracked }: Status): readonly Change[] {
  const fresh = new Set(untracked);
  const known = entries.flatMap(({ staged, unstaged, path, from, headMode, indexContent, headContent: old }): Change[] => {
    const gone = unstaged === 'D' || (staged === 'D' && !fresh.delete(path));
    if (staged === 'R')
      return [
        gone
          ? { kind: 'deleted', path: from ?? path, from: undefined, old }
          : { kind: 'renamed', path, from, old, isMoved: unstaged === '.' && old === indexContent },
      ];
    // Not in HEAD: its mode there is nothing; a copy has the mode of what it was copied from.
    if (staged === 'A' || staged === 'C' || headMode === '000000')
      return gone ? [] : [{ kind: 'added', path, from: undefined, old: undefined }];
    if (!isFileMode(headMode)) return [];
    return [{ kind: gone ? 'deleted' : 'edited', path, from: undefined, old }];
  });
  return [
    ...known,
    ...unmerged.map((path): Change => ({ kind: 'edited', path, from: undefined, old: undefined })),
    ...Array.from(fresh, (path): Change => ({ kind: 'added', path, from: undefined, old: undefined })),
  ];
}

/** Files whose content in the index is another than in the worktree, or that are gone from it: path → content. */
export const partlyStaged = ({ entries }: Status): ReadonlyMap<string, string> =>
  new Map(
    entries.flatMap(({ unstaged, path, indexMode, indexContent }) =>
      unstaged !== '.' && indexContent !== undefined && indexMode.startsWith('100') ? [[path, indexContent]] : [],
    ),
  );

/** What stands in the worktree and not in the index; folders with a `/` at the end. `git add -N` announces a file and stages nothing. */
export const notInIndex = ({ entries, untracked, ignored }: Status): readonly string[] => [
  ...untracked,
  ...ignored,
  ...entries.flatMap(({ unstaged, path, indexContent }) => (unstaged === 'A' && indexContent === undefined ? [path] : [])),
];
