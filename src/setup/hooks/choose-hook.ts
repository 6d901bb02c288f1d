import { joinPath } from '../../layouts/path.ts';
import { git } from './git.ts';
import type { HookName } from '../names.ts';
import type { Hook, HookRequest } from './hook.ts';
import { husky } from './husky.ts';
import { lefthook } from './lefthook.ts';
import { lintStaged } from './lint-staged.ts';
import { preCommit } from './pre-commit.ts';
import { simpleGitHooks } from './simple-git-hooks.ts';

const BY_NAME: { readonly [H in HookName]: Hook } = {
  husky,
  lefthook,
  'lint-staged': lintStaged,
  'pre-commit': preCommit,
  'simple-git-hooks': simpleGitHooks,
  git,
};

/** The manager of hooks that is used here, or the one that was asked for; undefined: there is neither a manager nor a repository. */
export function chooseHook(request: HookRequest, asked: HookName | undefined): Hook | undefined {
  if (asked !== undefined) return BY_NAME[asked];
  if (lintStaged.detect(request) !== undefined && callsLintStaged(request)) return lintStaged;
  return [lefthook, preCommit, husky, simpleGitHooks, git].find((hook) => hook.detect(request) !== undefined);
}

/** Lint-staged runs where a hook calls it; else nobody would. */
function callsLintStaged({ around: { root, git: repository }, drafts }: HookRequest): boolean {
  const places = ['.husky/pre-commit', 'lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.pre-commit-config.yaml'].map((name) =>
    joinPath(root, name),
  );
  const own = repository?.hooks === undefined ? [] : [joinPath(repository.hooks, 'pre-commit')];
  const packaged: unknown = /"simple-git-hooks"\s*:\s*\{[^}]*lint-staged/.exec(drafts.text(joinPath(root, 'package.json')) ?? '');
  return packaged !== null || [...places, ...own].some((path) => /^(?!\s*#).*\blint-staged\b/m.test(drafts.text(path) ?? ''));
}
