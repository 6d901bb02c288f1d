import { isCodeMigration } from '../layouts/code/recognise.ts';
import { isSql, joinPath } from '../layouts/path.ts';
import type { FileTree } from '../layouts/tree.ts';

/** What a look through the repository found, paths of the tree in code-unit order. */
export interface Seen {
  /** Files of SQL, and migrations that are written in code. */
  readonly files: readonly string[];
  /** Files that may say which server is meant. */
  readonly clues: readonly string[];
}

/** Others' code, and what tools wrote. */
const PASSED_OVER = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'target',
  'dist',
  'build',
  'out',
  'coverage',
  'venv',
  '__pycache__',
  'Pods',
  'site-packages',
]);
/** Hidden folders in which there may be a clue. */
const HIDDEN = new Set(['.github', '.gitlab', '.devcontainer', '.circleci']);
const CLUE =
  /^(?:(?:docker-)?compose[\w.-]*\.ya?ml|\.gitlab-ci\.yml|\.tool-versions|(?:mise|\.mise)\.toml|Dockerfile[\w.-]*|schema\.prisma|drizzle\.config\.[cm]?[jt]s|knexfile\.[cm]?[jt]s|\.env(?:\.[\w-]+)?|devcontainer\.json|[\w.-]+\.tf)$/i;
const DEEPEST = 14;
/** A repository of more folders is not looked through to its end, in folders. */
const MOST = 4000;

/** Looks through a repository, as deep as projects put their migrations. */
export function walk(tree: FileTree, root: string): Seen {
  const files: string[] = [];
  const clues: string[] = [];
  let left = MOST;
  const visit = (folder: string, depth: number, isCi: boolean): void => {
    if (left-- <= 0) return;
    const { entries } = tree.list(folder);
    for (const { name, kind } of entries) {
      const path = joinPath(folder, name);
      if (kind === 'file' && (isSql(name) || isCodeMigration(tree, path))) files.push(path);
      if (kind === 'file' && (CLUE.test(name) || (isCi && /\.(?:ya?ml|json)$/.test(name)) || path.endsWith('supabase/config.toml')))
        clues.push(path);
      if (kind !== 'folder' || depth >= DEEPEST || PASSED_OVER.has(name)) continue;
      if (name.startsWith('.') && !HIDDEN.has(name)) continue;
      // A repository within is a submodule, or nothing of ours.
      if (tree.kind(joinPath(path, '.git')) === undefined) visit(path, depth + 1, isCi || HIDDEN.has(name));
    }
  };
  visit(root, 0, false);
  return { files, clues };
}
