import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isFileMode } from './change.ts';
import { runGit } from './run-git.ts';

/**
 * Files that a sparse checkout leaves out of the worktree, though they are part of the project: path → content, as git names it.
 * Empty where nothing is left out. Git is asked only where it says that the checkout is sparse.
 */
export function sparseFiles(cwd: string, gitFolder: string): ReadonlyMap<string, string> {
  if (statSync(join(gitFolder, 'info', 'sparse-checkout'), { throwIfNoEntry: false }) === undefined) return new Map();
  const answer = runGit(cwd, ['ls-files', '-t', '--stage', '-z', '--full-name', '--', ':/']);
  if ('problem' in answer) return new Map();
  const lines = answer.output.toString('utf8').split('\0');
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, mode = '', content = '', path = ''] = /^S (\d+) ([0-9a-f]+) 0\t([^]*)$/.exec(line) ?? [];
      return path !== '' && isFileMode(mode) && mode !== '120000' ? [[path, content]] : [];
    }),
  );
}
