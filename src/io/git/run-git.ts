import { spawnSync } from 'node:child_process';
import type { Problem } from '../../model/problem.ts';

/** What git said: bytes on its output, or why not. `status`: git's own exit code where it ran. */
export type Answer = { readonly output: Buffer } | { readonly problem: Problem; readonly status: number | undefined };

/** More than any repository's list of files, in bytes. */
const MOST = 1 << 30;

/**
 * Runs git in a folder. Its environment is ours: in a hook git says there which index and which repository are meant. It takes no locks, so
 * that it never stands in the way of the commit that waits for us, and speaks English, so that its reasons can be told apart.
 */
export function runGit(cwd: string, args: readonly string[], input?: string): Answer {
  const { stdout, stderr, status, error } = spawnSync('git', ['--no-optional-locks', ...args], {
    cwd,
    maxBuffer: MOST,
    env: { ...process.env, LC_ALL: 'C' },
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
  });
  if (error !== undefined) return { problem: notRun(error), status: undefined };
  if (status !== 0) return { problem: refused(stderr.toString('utf8')), status: status ?? undefined };
  return { output: stdout };
}

const NAMES = '--staged, --changed and --since ask git; without it, name the files.';

function notRun(error: Error): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? error.message;
  return code === 'ENOENT'
    ? { code: 'git-missing', text: 'git is not installed, or not on the PATH.', hint: NAMES }
    : { code: 'git-failed', text: `git could not be run (${code}).`, hint: NAMES };
}

function refused(stderr: string): Problem {
  if (/not a git repository/i.test(stderr)) return noRepository;
  if (/must be run in a work tree/i.test(stderr))
    return { code: 'git-no-worktree', text: 'This repository is bare: it has no files to check.', hint: NAMES };
  const [, owner] = /detected dubious ownership in repository at '([^']*)'/.exec(stderr) ?? [];
  if (owner !== undefined)
    return {
      code: 'git-not-trusted',
      text: `git does not trust this repository, because another user owns ${owner}.`,
      hint: `git config --global --add safe.directory ${owner}`,
    };
  // The address of a remote may hold a password.
  const said = stderr
    .replaceAll(/^(?:fatal|error): /gm, '')
    .replaceAll(/:\/\/[^@/\s']*@/g, '://***@')
    .trim();
  return { code: 'git-failed', text: `git failed: ${said === '' ? 'it gave no reason' : said}` };
}

export const noRepository: Problem = { code: 'git-no-repository', text: 'This folder is in no git repository.', hint: NAMES };
