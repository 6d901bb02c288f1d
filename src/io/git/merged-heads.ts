import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import { runGit } from './run-git.ts';

/**
 * While a merge is under way, what it brings is on the other branch already: it is new to this one, and not to others.
 * @param isStaged the index is compared, not the worktree
 * @returns whether a path is here otherwise than on each branch that is being merged; undefined where none is
 */
export function apartFromMerged(
  cwd: string,
  gitFolder: string,
  isStaged: boolean,
): ((path: string) => boolean) | { readonly problem: Problem } | undefined {
  const heads = mergedHeads(gitFolder);
  if (heads.length === 0) return undefined;
  const differing: ReadonlySet<string>[] = [];
  for (const head of heads) {
    const options = ['--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-relative', '--ignore-submodules=all'];
    const answer = runGit(cwd, ['diff', ...options, ...(isStaged ? ['--cached'] : []), head, '--']);
    if ('problem' in answer) return answer;
    differing.push(new Set(answer.output.toString('utf8').split('\0')));
  }
  return (path) => differing.every((paths) => paths.has(path));
}

function mergedHeads(gitFolder: string): readonly string[] {
  try {
    return readFileSync(join(gitFolder, 'MERGE_HEAD'), 'latin1')
      .split('\n')
      .filter((line) => /^[0-9a-f]{40,64}$/.test(line));
  } catch {
    return [];
  }
}
