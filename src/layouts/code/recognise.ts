import type { LayoutName } from '../../model/migration.ts';
import { isSql, joinPath, nameOf, parentOf } from '../path.ts';
import type { FileTree } from '../tree.ts';

// Which files of code are migrations, and whose. Names are asked first: a folder may hold an application.

/** Tools whose migrations are code. */
export type CodeTool = Extract<LayoutName, 'knex' | 'kysely' | 'typeorm' | 'sequelize' | 'mikro-orm' | 'node-pg-migrate'>;

export const isCode = (name: string): boolean => /\.[cm]?[jt]s$/i.test(name) && !/\.(?:d|test|spec|config)\.[cm]?[jt]s$/i.test(name);

const NUMBERED = /^(?:(?:migration|migrate|version|v|m|rev)[-_.]?)?\d/i;
const FOLDER = /^(?:.*[-_.])?migrations?$|^migrate$/i;

/** By its name it may be a migration: a number in front, or in a folder of migrations. */
const mayBeMigration = (path: string): boolean =>
  isCode(nameOf(path)) && (NUMBERED.test(nameOf(path)) || FOLDER.test(nameOf(parentOf(path) ?? '')));

/** By its name it may be a file of migrations, SQL or code. */
export const mayBeRead = (path: string): boolean => isSql(path) || mayBeMigration(path);

// What a migration of each tool can hardly do without; the surer signs first.
const SIGNS: readonly (readonly [CodeTool, RegExp])[] = [
  ['mikro-orm', /@mikro-orm\/migrations\b|\bthis\.addSql\s*\(/],
  ['typeorm', /\bMigrationInterface\b|\bfrom\s+['"]typeorm['"]|\brequire\(\s*['"]typeorm['"]|\bqueryRunner\s*\.\s*\w/],
  [
    'sequelize',
    /\bqueryInterface\b|\bQueryInterface\b|\bfrom\s+['"](?:@sequelize\/\w+|sequelize|sequelize-cli|umzug)['"]|\bgetQueryInterface\s*\(/,
  ],
  ['node-pg-migrate', /\bnode-pg-migrate\b|\bMigrationBuilder\b|\bpgm\s*\.\s*\w/],
  ['kysely', /\b(?:from\s+|require\(\s*)['"]kysely['"]|\bKysely\s*</],
  ['knex', /\b(?:from\s+|require\(\s*)['"]knex['"]|\bKnex\b|\bknex\s*\.\s*\w|\bknex\s*\(/],
];
const GOES_UP = /\bup\s*(?:[(=:,}]|<)|\bfunction\s+up\b|['"]up['"]/;

const PACKAGES: { readonly [T in CodeTool]: RegExp } = {
  'mikro-orm': /"@mikro-orm\/migrations"\s*:/,
  typeorm: /"typeorm"\s*:/,
  sequelize: /"(?:sequelize|sequelize-cli|@sequelize\/core|umzug)"\s*:/,
  'node-pg-migrate': /"node-pg-migrate"\s*:/,
  kysely: /"kysely"\s*:/,
  knex: /"knex"\s*:/,
};
/** Folders up from a migration in which a `package.json` is looked for. */
const CLIMB = 8;

/** Whose migration the text is; where it does not say so itself, the project's only such dependency does. */
export function toolOf(tree: FileTree, path: string, text: string): CodeTool | undefined {
  if (!GOES_UP.test(text)) return undefined;
  const sign = SIGNS.find(([, pattern]) => pattern.test(text))?.[0];
  if (sign !== undefined) return sign;
  // Somebody's own file that goes "up" is not a migration yet.
  return /\bexports?\b/.test(text) && /\bdown\b/.test(text) ? dependencyOf(tree, path) : undefined;
}

function dependencyOf(tree: FileTree, path: string): CodeTool | undefined {
  for (let folder = parentOf(path), i = 0; folder !== undefined && i < CLIMB; folder = parentOf(folder), i++) {
    const file = joinPath(folder, 'package.json');
    if (tree.kind(file) !== 'file') continue;
    const text = tree.read(file).text ?? '';
    const found = (Object.keys(PACKAGES) as CodeTool[]).filter((tool) => PACKAGES[tool].test(text));
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

/** Is the file a migration of a tool that runs files of SQL beside it? */
export const runsSqlToo = (tree: FileTree, path: string): boolean => toolOf(tree, path, tree.read(path).text ?? '') === 'node-pg-migrate';

/** Is the file a migration written in code? */
export const isCodeMigration = (tree: FileTree, path: string): boolean => {
  if (!mayBeMigration(path)) return false;
  const { text } = tree.read(path);
  return text !== undefined && toolOf(tree, path, text) !== undefined;
};

/** Code that can be read and is nobody's migration. */
export const isForeignCode = (tree: FileTree, path: string): boolean => {
  if (!isCode(nameOf(path))) return false;
  const { text } = tree.read(path);
  return text !== undefined && toolOf(tree, path, text) === undefined;
};
