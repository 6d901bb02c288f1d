import type { Problem } from '../../model/problem.ts';
import { mayBeRead } from '../../layouts/code/recognise.ts';
import { repositoryRoot } from '../repository-root.ts';
import { baseBranch, type Base } from './base-branch.ts';
import type { Change } from './change.ts';
import { gitFolder } from './git-folder.ts';
import { mergeBase } from './merge-base.ts';
import { apartFromMerged } from './merged-heads.ts';
import { readDiff } from './read-diff.ts';
import { notInIndex, partlyStaged, readStatus, stagedChanges, worktreeChanges } from './read-status.ts';
import { noRepository, runGit } from './run-git.ts';
import { sparseFiles } from './sparse-files.ts';

/** What is taken for new. `since`: what differs from where the branch left that ref, committed or not. */
export type Selection = { readonly kind: 'staged' } | { readonly kind: 'changed' } | { readonly kind: 'since'; readonly ref: string };

/** Files of migrations that are new (those of code by their names), and what it takes to see the others as they stand beside them. Paths start from the root of the repository. */
export interface Changes {
  /** Of the worktree, absolute. */
  readonly root: string;
  readonly changes: readonly Change[];
  /** What differs from the disk in the state that is judged: contents of files that it has otherwise, and what is no part of it. */
  readonly apart: { readonly contents: ReadonlyMap<string, string>; readonly hidden: readonly string[] };
  /** Files that a sparse checkout keeps from the disk: path → content. Asked for when there is something to judge. */
  sparse(): ReadonlyMap<string, string>;
  /** The branch that others build on; asked for when a file that was there before has changed. */
  base(): Base | undefined;
}

const STATUS = [
  'status',
  '--porcelain=v2',
  '-z',
  '--untracked-files=all',
  '--ignored=matching',
  '--find-renames',
  '--ignore-submodules=all',
];

/** Asks git what is new, in one call where it can. */
export function findChanges(cwd: string, selection: Selection): Changes | { readonly problem: Problem } {
  const root = rootOf(cwd);
  if (typeof root !== 'string') return root;
  if (selection.kind === 'since') return since(cwd, root, selection.ref);
  const answer = runGit(cwd, STATUS);
  if ('problem' in answer) return answer;
  const status = readStatus(answer.output.toString('utf8'));
  const isStaged = selection.kind === 'staged';
  const folder = gitFolder(root);
  const isApart = apartFromMerged(cwd, folder, isStaged);
  if (typeof isApart === 'object') return isApart;
  const untracked = new Set(status.untracked);
  const isNew = ({ kind, path }: Change): boolean => isApart === undefined || kind === 'unmerged' || untracked.has(path) || isApart(path);
  return {
    root,
    changes: (isStaged ? stagedChanges(status) : worktreeChanges(status)).filter((change) => mayBeMeant(change) && isNew(change)),
    sparse: () => sparseFiles(cwd, folder),
    apart: isStaged ? { contents: partlyStaged(status), hidden: notInIndex(status) } : { contents: new Map(), hidden: status.ignored },
    base: () => baseBranch(cwd),
  };
}

/** Git's own answer where the environment says where the repository is, as it does in hooks of worktrees; else what git would find itself. */
function rootOf(cwd: string): string | { readonly problem: Problem } {
  if (process.env['GIT_DIR'] === undefined && process.env['GIT_WORK_TREE'] === undefined)
    return repositoryRoot(cwd) ?? { problem: noRepository };
  const answer = runGit(cwd, ['rev-parse', '--show-toplevel']);
  return 'problem' in answer ? answer : answer.output.toString('utf8').replace(/\n$/, '');
}

const mayBeMeant = ({ path, from }: Change): boolean => mayBeRead(path) || (from !== undefined && mayBeRead(from));

function since(cwd: string, root: string, ref: string): Changes | { readonly problem: Problem } {
  const merge = mergeBase(cwd, ref);
  if ('problem' in merge) return merge;
  const options = ['--raw', '-z', '--no-abbrev', '--find-renames', '--no-ext-diff', '--no-relative', '--ignore-submodules=all'];
  const diff = runGit(cwd, ['diff', ...options, merge.commit, '--']);
  if ('problem' in diff) return diff;
  const others = runGit(cwd, ['ls-files', '--others', '--exclude-standard', '-z', '--full-name', '--', ':/']);
  if ('problem' in others) return others;
  const fresh = others.output
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  const found = readDiff(diff.output.toString('utf8'));
  const known = new Set(found.map(({ path }) => path));
  return {
    root,
    changes: [
      // Gone from the index and still there is no deletion.
      ...found.map((change): Change => (change.kind === 'deleted' && fresh.includes(change.path) ? { ...change, kind: 'edited' } : change)),
      ...fresh.filter((path) => !known.has(path)).map((path): Change => ({ kind: 'added', path, from: undefined, old: undefined })),
    ].filter(mayBeMeant),
    apart: { contents: new Map(), hidden: [] },
    sparse: () => sparseFiles(cwd, gitFolder(root)),
    // What was there where the branch left it is on that branch.
    base: () => ({ name: ref, has: () => true }),
  };
}
