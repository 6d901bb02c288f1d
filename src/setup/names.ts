/** Managers of git's hooks that a set-up can write for. */
export const HOOKS = ['husky', 'lefthook', 'lint-staged', 'pre-commit', 'simple-git-hooks', 'git'] as const;
export type HookName = (typeof HOOKS)[number];

/** Services of CI, likewise. */
export const CIS = ['github', 'gitlab'] as const;
export type CiName = (typeof CIS)[number];
