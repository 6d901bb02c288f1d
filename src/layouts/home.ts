import type { LayoutName } from '../model/migration.ts';
import { isCodeMigration, runsSqlToo } from './code/recognise.ts';
import { namesDatabase } from './dialect-names.ts';
import { isDirectionFolder } from './direction.ts';
import { isFlywayName } from './flyway.ts';
import { changelogFiles, changelogRootOf } from './liquibase-master.ts';
import { byCodeUnit, isSql, joinPath, nameOf, parentOf, pathBelow } from './path.ts';
import type { FileTree } from './tree.ts';

/**
 * Where a project begins and how its files lie below it.
 * - `flat`: in the root, and in folders by direction (`down/`) or release (`1.2/`)
 * - `folders`: one folder a migration
 * - `deep`: anywhere below
 * - `graphile`: below `committed/`, `current/` and `fixtures/`, and `current.sql` beside them
 * - `liquibase`: wherever a changelog of the root has them
 * - `sqitch`: below `deploy/`, `revert/`, `verify/`
 * - `any`: a list of files that someone named
 */
export interface Home {
  readonly root: string;
  readonly shape: 'flat' | 'folders' | 'deep' | 'graphile' | 'liquibase' | 'sqitch' | 'any';
}

const RELEASE = /^v?\d+(?:[._]\d+)*$/i;
const SQITCH_PARTS = ['deploy', 'revert', 'verify'];
/** Most paths have none of them, and are many. */
const IN_SQITCH_PART = /(?:^|\/)(?:deploy|revert|verify)(?:\/|$)/;
const GRAPHILE_PARTS = ['committed', 'current', 'fixtures'];
/** How far above a file of `fixtures/` the project's root may be. */
const GRAPHILE_DEPTH = 4;
/** How far above a script its `sqitch.plan` may be. */
const SQITCH_DEPTH = 8;

/** Finds the project that a folder of SQL files belongs to. */
export function homeOf(tree: FileTree, folder: string, forced?: LayoutName): Home {
  const sqitchRoot = sqitchRootOf(tree, folder);
  if (sqitchRoot !== undefined) return { root: sqitchRoot, shape: 'sqitch' };
  const graphileRoot = graphileRootOf(tree, folder);
  if (graphileRoot !== undefined) return { root: graphileRoot, shape: 'graphile' };
  const changelogRoot = changelogRootOf(tree, folder);
  if (changelogRoot !== undefined) return { root: changelogRoot, shape: 'liquibase' };
  const names = sqlNames(tree, folder);
  const parent = parentOf(folder);
  if (parent !== undefined && isMigrationFolder(tree, folder, names)) return { root: parent, shape: 'folders' };
  if (tree.kind(joinPath(folder, 'meta/_journal.json')) === 'file') return { root: folder, shape: 'flat' };
  if (forced === 'flyway' || names.filter(isFlywayName).length * 2 > names.length) return { root: flywayRoot(tree, folder), shape: 'deep' };
  if (parent !== undefined && (isDirectionFolder(nameOf(folder)) || RELEASE.test(nameOf(folder)))) {
    const above = homeOf(tree, parent, forced);
    return above.shape === 'flat' ? above : { root: parent, shape: 'flat' };
  }
  return { root: folder, shape: 'flat' };
}

const sqlNames = (tree: FileTree, folder: string): string[] =>
  tree.list(folder).entries.flatMap(({ name, kind }) => (kind === 'file' && isSql(name) ? [name] : []));

/** `20240101_x/migration.sql`, `20240101_x/up.sql`. */
function isMigrationFolder(tree: FileTree, folder: string, names: readonly string[]): boolean {
  const numbered = /^\d/.test(nameOf(folder));
  if (names.includes('migration.sql')) return numbered || tree.kind(joinPath(parentOf(folder) ?? '', 'migration_lock.toml')) === 'file';
  return numbered && !RELEASE.test(nameOf(folder)) && (names.includes('up.sql') || names.includes('down.sql'));
}

function sqitchRootOf(tree: FileTree, folder: string): string | undefined {
  if (!IN_SQITCH_PART.test(folder)) return undefined;
  let at: string | undefined = folder;
  for (let i = 0; at !== undefined && i < SQITCH_DEPTH; i++) {
    const above: string | undefined = parentOf(at);
    if (above !== undefined && SQITCH_PARTS.includes(nameOf(at)) && tree.kind(joinPath(above, 'sqitch.plan')) === 'file') return above;
    at = above;
  }
  return undefined;
}

/** The folder that holds `committed/` and what is current, from inside it or from one of its parts. */
function graphileRootOf(tree: FileTree, folder: string): string | undefined {
  const holds = (at: string): boolean =>
    tree.kind(joinPath(at, 'committed')) === 'folder' &&
    (tree.kind(joinPath(at, 'current.sql')) === 'file' ||
      tree.kind(joinPath(at, 'current')) === 'folder' ||
      sqlNames(tree, joinPath(at, 'committed')).some((name) => /^\d{6,}(?:-.*)?\.sql$/.test(name)));
  const isPartOf = (root: string, path: string): boolean => GRAPHILE_PARTS.includes((pathBelow(root, path) ?? '').split('/')[0] ?? '');
  let at: string | undefined = folder;
  for (let i = 0; at !== undefined && i < GRAPHILE_DEPTH; i++) {
    if ((at === folder || isPartOf(at, folder)) && holds(at)) return at;
    at = parentOf(at);
  }
  return undefined;
}

/** Flyway looks through folders below its location; by default that is `db/migration`, where folders named after a database are locations too. */
function flywayRoot(tree: FileTree, folder: string): string {
  for (let at: string | undefined = folder; at !== undefined && !namesDatabase(nameOf(at)); at = parentOf(at)) {
    if (at === 'db/migration' || at.endsWith('/db/migration')) return at;
  }
  let root = folder;
  for (
    let at = parentOf(folder);
    at !== undefined && !namesDatabase(nameOf(root)) && sqlNames(tree, at).some(isFlywayName);
    at = parentOf(at)
  )
    root = at;
  return root;
}

/** Paths of all files of a project, in code-unit order; with `code` those that are written in code too, where most of it is, or the tool runs both. */
export function filesOf(tree: FileTree, { root, shape }: Home, code = false): string[] {
  if (shape === 'liquibase') return changelogFiles(tree, root).toSorted(byCodeUnit);
  const found: string[] = [];
  const written: string[] = [];
  const collect = (folder: string, into: (name: string, depth: number) => boolean, depth: number): void => {
    for (const { name, kind } of tree.list(folder).entries) {
      if (kind === 'file' && isSql(name)) found.push(joinPath(folder, name));
      else if (kind === 'file' && code && shape === 'flat' && isCodeMigration(tree, joinPath(folder, name)))
        written.push(joinPath(folder, name));
      else if (kind === 'folder' && into(name, depth)) collect(joinPath(folder, name), into, depth + 1);
    }
  };
  const enter = {
    flat: (name: string) => isDirectionFolder(name) || RELEASE.test(name),
    folders: (_: string, depth: number) => depth === 0,
    any: () => false,
    deep: (name: string) => !namesDatabase(name) && name !== 'node_modules' && !name.startsWith('.'),
    graphile: (name: string, depth: number) => depth > 0 || GRAPHILE_PARTS.includes(name),
    sqitch: (name: string, depth: number) => depth > 0 || SQITCH_PARTS.includes(name),
  }[shape];
  collect(root, enter, 0);
  if (written.length >= found.length || written.some((path) => runsSqlToo(tree, path))) found.push(...written);
  const direct = shape === 'folders' || shape === 'sqitch';
  return found.filter((path) => !direct || (pathBelow(root, path) ?? '').includes('/')).sort(byCodeUnit);
}
