import { runGit } from './run-git.ts';

/** Where others take the project from, the first that there is: what the remote calls its main branch, else the names that most use. */
const CANDIDATES = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/upstream/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

/** The base branch, and the files that it has. */
export interface Base {
  /** As a person would say it: `origin/main`. */
  readonly name: string;
  has(path: string): boolean;
}

/** @returns undefined where no branch looks like one that others build on */
export function baseBranch(cwd: string): Base | undefined {
  const refs = runGit(cwd, ['for-each-ref', '--format=%(refname) %(symref)', ...CANDIDATES]);
  if ('problem' in refs) return undefined;
  const known = new Map(
    refs.output
      .toString('utf8')
      .split('\n')
      .map((line): [string, string] => {
        const [name = '', target = ''] = line.split(' ');
        return [name, target];
      }),
  );
  const ref = CANDIDATES.find((name) => known.has(name));
  if (ref === undefined) return undefined;
  const tree = runGit(cwd, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', ref]);
  if ('problem' in tree) return undefined;
  const files = new Set(tree.output.toString('utf8').split('\0'));
  return { name: (known.get(ref) || ref).replace(/^refs\/(?:remotes|heads)\//, ''), has: (path) => files.has(path) };
}
