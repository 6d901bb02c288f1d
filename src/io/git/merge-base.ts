import type { Problem } from '../../model/problem.ts';
import { runGit } from './run-git.ts';

/** The commit at which the current branch left another: what came after it is new. */
export function mergeBase(cwd: string, ref: string): { readonly commit: string } | { readonly problem: Problem } {
  // No branch can be called so, and git would take it for an option.
  if (ref.startsWith('-') || ref.trim() === '' || ref.includes('\0'))
    return {
      problem: { code: 'git-ref-unknown', text: `${JSON.stringify(ref)} is no branch, tag or commit.`, hint: '--since origin/main' },
    };
  const answer = runGit(cwd, ['merge-base', ref, 'HEAD']);
  if (!('problem' in answer)) return { commit: answer.output.toString('latin1').trim() };
  const { problem, status } = answer;
  if (/object name:? '?HEAD/.test(problem.text))
    return {
      problem: {
        code: 'git-no-commit',
        text: 'This repository has no commit yet, so nothing is older than what is here.',
        hint: '--staged',
      },
    };
  // 1: no common commit. 128: one of the two is none, or git can't work here at all.
  if (status !== 1 && !/Not a valid (?:object|commit) name|unknown revision|bad revision/i.test(problem.text)) return { problem };
  const shallow = runGit(cwd, ['rev-parse', '--is-shallow-repository']);
  if (!('problem' in shallow) && shallow.output.toString('latin1').trim() === 'true') return { problem: cutOff(ref) };
  if (status === 1)
    return {
      problem: { code: 'git-no-merge-base', text: `${ref} and HEAD have no commit in common.`, hint: 'Is it the right branch?' },
    };
  const [, remote = '', branch] = /^([^/]+)\/(.+)$/.exec(ref) ?? [];
  const hint = branch === undefined ? 'All branches: git branch --all' : `If it is a branch of a remote: git fetch ${remote} ${branch}`;
  return { problem: { code: 'git-ref-unknown', text: `${ref} is no branch, tag or commit that is known here.`, hint } };
}

/** Words that a shell takes as they are. */
const PLAIN = /^[\w./-]+$/;

function cutOff(ref: string): Problem {
  const [, remote, branch] = /^(origin|upstream)\/(.+)$/.exec(ref) ?? [];
  const refspec = branch === undefined ? '' : ` +refs/heads/${branch}:refs/remotes/${remote}/${branch}`;
  const fetch = PLAIN.test(ref) ? `git fetch --unshallow ${remote ?? 'origin'}${refspec}` : 'git fetch --unshallow origin';
  return {
    code: 'git-shallow',
    text: `This clone is shallow: it does not reach back to where ${ref} and HEAD parted.`,
    hint: `${fetch}\nIn CI: fetch-depth: 0 for actions/checkout, GIT_DEPTH: 0 for GitLab.`,
  };
}
