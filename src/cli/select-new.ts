import type { Settings } from '../config/settings.ts';
import { diskTree, type DiskOptions } from '../io/disk-tree.ts';
import { decode } from '../io/decode.ts';
import { findChanges, type Changes, type Selection } from '../io/git/find-changes.ts';
import type { Change } from '../io/git/change.ts';
import { indexTree } from '../io/git/index-tree.ts';
import { readBlobs } from '../io/git/read-blobs.ts';
import { limitFiles } from '../io/limit-files.ts';
import { tooLarge } from '../io/read-file.ts';
import type { PastChange } from '../layouts/past.ts';
import { isCode, isCodeMigration, mayBeRead, toolOf } from '../layouts/code/recognise.ts';
import { joinPath, parentOf } from '../layouts/path.ts';
import type { FileTree, Reading } from '../layouts/tree.ts';
import type { Problem } from '../model/problem.ts';

/** What is new, as git knows it. */
export interface New {
  readonly tree: FileTree;
  /** What the tree was made from, where it shows the disk as it is. */
  readonly disk: DiskOptions | undefined;
  /** Files to judge. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
  /** As reports show them. */
  readonly added: ReadonlySet<string>;
  /** Of the files to judge those that others have already, and that only moved. As reports show them. */
  readonly moved: ReadonlySet<string>;
  readonly past: readonly PastChange[];
  /** To be said where there is nothing to judge. */
  readonly nothing: string;
}

/** Asks git for the new files among those that are meant, and for all that is needed to judge them. */
export async function selectNew(given: readonly string[], selection: Selection, settings: Settings, options: DiskOptions): Promise<New> {
  const disk = diskTree(options);
  const nothing = {
    staged: 'no migration is staged',
    changed: 'no migration differs from HEAD',
    since: `no migration is new since ${selection.kind === 'since' ? selection.ref : ''}`,
  }[selection.kind];
  const none: New = { tree: disk, disk: options, paths: [], problems: [], added: new Set(), moved: new Set(), past: [], nothing };
  const found = findChanges(options.cwd, selection);
  if ('problem' in found) return { ...none, problems: [found.problem] };

  const place = (path: string): string => joinPath(disk.resolve(found.root), path);
  const { kept, problems } = await limitFiles(
    found.changes.flatMap(({ path, from }) => [place(path), ...(from === undefined ? [] : [place(from)])]),
    { given, ignore: settings.ignorePatterns ?? [], cwd: options.cwd },
  );
  const changes = found.changes.flatMap((change) => within(change, (path) => kept.has(place(path))));
  if (changes.length === 0) return { ...none, problems };

  const stuck = changes.filter(({ kind }) => kind === 'unmerged').map(({ path }) => unmerged(disk.display(place(path))));
  const judged = changes.filter(({ kind }) => kind === 'added' || kind === 'edited' || kind === 'renamed');
  const before = changes.filter(({ kind }) => kind === 'edited' || kind === 'renamed' || kind === 'deleted');
  const base = before.length === 0 ? undefined : found.base();
  const known = before.filter(({ path, from }) => base?.has(from ?? path) === true);
  const sparse = judged.length === 0 ? [] : [...found.sparse()].filter(([path]) => judged.some((change) => isNear(path, change.path)));
  const contents = [...sparse, ...found.apart.contents].filter(([path]) => isRead(path));
  const names = [
    ...contents.map(([, name]) => name),
    ...known.flatMap(({ kind, path, old }) => (kind === 'edited' || (kind === 'deleted' && isCode(path)) ? (old ?? []) : [])),
  ];
  const { blobs, problem } = readBlobs(options.cwd, names);
  const readingOf = (path: string, name: string): Reading | undefined => {
    const bytes = blobs.get(name);
    const shown = disk.display(place(path));
    if (bytes === undefined) return undefined;
    return bytes.length > options.maxFileSize ? tooLarge(shown, bytes.length, options.maxFileSize) : decode(shown, bytes);
  };
  const isDisk = contents.length === 0 && found.apart.hidden.length === 0;
  const tree = isDisk ? disk : indexOf(disk, found, contents, readingOf, place);
  /** A name is not enough for a file of code: it must be a migration, or have been one. */
  const isMigration = ({ kind, path, old }: Change): boolean => {
    if (!isCode(path)) return true;
    if (kind !== 'deleted') return isCodeMigration(tree, place(path));
    const text = old === undefined ? undefined : readingOf(path, old)?.text;
    return text !== undefined && toolOf(tree, place(path), text) !== undefined;
  };
  return {
    ...none,
    ...(isDisk ? {} : { tree, disk: undefined }),
    paths: judged.filter(isMigration).map(({ path }) => place(path)),
    problems: [...problems, ...stuck, ...(problem === undefined ? [] : [problem])],
    added: new Set(
      changes.flatMap((change) =>
        change.kind === 'added' || (change.kind === 'renamed' && !known.includes(change)) ? [disk.display(place(change.path))] : [],
      ),
    ),
    moved: new Set(known.flatMap(({ isMoved, path }) => (isMoved === true ? [disk.display(place(path))] : []))),
    past: known.filter(isMigration).map(({ kind, path, from, old }): PastChange => {
      const text = kind === 'edited' && old !== undefined ? readingOf(path, old)?.text : undefined;
      return {
        kind: kind === 'deleted' || kind === 'renamed' ? kind : 'edited',
        path: disk.display(place(path)),
        ...(from === undefined ? {} : { from: disk.display(place(from)) }),
        ...(text === undefined ? {} : { text }),
        base: base?.name ?? '',
      };
    }),
  };
}

function indexOf(
  disk: FileTree,
  { apart }: Changes,
  contents: readonly (readonly [string, string])[],
  readingOf: (path: string, name: string) => Reading | undefined,
  place: (path: string) => string,
): FileTree {
  const readings = new Map(
    contents.flatMap(([path, name]): [string, Reading][] => {
      const reading = readingOf(path, name);
      return reading === undefined ? [] : [[place(path), reading]];
    }),
  );
  return indexTree(disk, readings, apart.hidden.map(place));
}

/** A rename into or out of what is meant is half of one. */
function within(change: Change, isKept: (path: string) => boolean): readonly Change[] {
  const { kind, path, from } = change;
  if (kind !== 'renamed' || from === undefined) return isKept(path) && mayBeRead(path) ? [change] : [];
  const isHere = isKept(path) && mayBeRead(path);
  const wasHere = isKept(from) && mayBeRead(from);
  if (isHere && wasHere) return [change];
  if (isHere) return [{ ...change, kind: 'added', from: undefined, old: undefined }];
  return wasHere ? [{ ...change, kind: 'deleted', path: from, from: undefined }] : [];
}

/** May a file be of the project of another one: beside it or its folder and below, or a setting above? */
function isNear(path: string, other: string): boolean {
  const folder = parentOf(other) ?? '';
  const own = parentOf(path) ?? '';
  const isBelow = [folder, parentOf(folder) ?? ''].some((each) => each !== '' && `${own}/`.startsWith(`${each}/`));
  return isBelow || own === '' || `${folder}/`.startsWith(`${own}/`);
}

/** What layouts look at: SQL, code, journals, plans, settings. */
const isRead = (path: string): boolean => /\.(?:sql|json|plan|conf|toml|sum|[cm]?[jt]s)$/i.test(path);

const unmerged = (file: string): Problem => ({
  code: 'git-unmerged',
  text: `${file} is not merged yet.`,
  hint: 'Solve the conflict, then git add it.',
  file,
});
