import type { Problem } from '../model/problem.ts';
import type { Dialect } from '../model/target.ts';
import { namesDatabase, namesDialect } from './dialect-names.ts';
import { isCodeMigration, isForeignCode } from './code/recognise.ts';
import { isSql, joinPath, parentOf } from './path.ts';
import type { FileTree, Skipped } from './tree.ts';

export interface Expanded {
  /** Paths of the tree, each once, in the order in which they were named. */
  readonly files: Set<string>;
  readonly problems: Problem[];
  readonly skipped: readonly Skipped[];
}

const foreignCode = (file: string): Problem => ({
  code: 'code-unknown',
  text: `${file} is code, and no migration of a tool that is known.`,
  hint: 'Those of Knex, Kysely, TypeORM, Sequelize, MikroORM and node-pg-migrate are read; of another tool name the SQL that it writes, or --from-command.',
  file,
});

/** Folders of what is made from the sources: the same migrations once more. */
const MADE = /^(?:dist|build|out|coverage|\.next)$/;

/**
 * Named files and folders → files of migrations; of `code` those that a tool's conventions tell. Below a named folder, one called after another database is left out where its sibling
 * is called after the one asked for: `migrations/mysql` beside `migrations/postgres`.
 */
export function expandPaths(tree: FileTree, paths: readonly string[], dialect: Dialect, code: boolean): Expanded {
  const files = new Set<string>();
  const problems: Problem[] = [];
  const skipped: Skipped[] = [];
  const walk = (folder: string, made: boolean): void => {
    const { entries, problem } = tree.list(folder);
    if (problem !== undefined) problems.push(problem);
    const own = entries.some(({ name, kind }) => kind === 'folder' && namesDialect(name, dialect));
    for (const { name, kind, ...why } of entries) {
      const path = joinPath(folder, name);
      if (why.problem !== undefined) problems.push(why.problem);
      if (why.skipped !== undefined) skipped.push({ path, reason: why.skipped });
      if (kind === 'file' && (isSql(name) || (code && !made && isCodeMigration(tree, path)))) files.add(path);
      else if (kind !== 'folder' || name === 'node_modules' || name === '.git') continue;
      else if (own && namesDatabase(name) && !namesDialect(name, dialect))
        skipped.push({ path, reason: `the folder is named after another database than ${dialect}` });
      else walk(path, made || MADE.test(name));
    }
  };
  for (const given of paths) {
    const path = tree.resolve(given);
    // One look into a folder answers for all files of it that are named.
    tree.list(parentOf(path) ?? path);
    const kind = tree.kind(path);
    if (kind === 'file' && code && isForeignCode(tree, path)) problems.push(foreignCode(tree.display(path)));
    else if (kind === 'file') files.add(path);
    else if (kind === 'folder') walk(path, false);
    else problems.push(...tree.read(path).problems);
  }
  return { files, problems, skipped };
}
