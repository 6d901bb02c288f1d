import { joinPath, parentOf } from './path.ts';
import type { FileTree, Skipped } from './tree.ts';

/** Folders up from the migrations in which a tool's own files are looked for. */
const CLIMB = 8;

/** A line of goose, sql-migrate, dbmate or node-pg-migrate: a project may use another tool for its queries only. */
export const OTHERS_MARK = /^--[ \t]*(?:\+goose|\+migrate|migrate:(?:up|down)|up migration)\b/im;

/** A folder and those above it, up to the root of its repository, at most so many. */
export function upwards(tree: FileTree, folder: string, most = CLIMB): readonly string[] {
  const folders: string[] = [];
  for (let at: string | undefined = folder; at !== undefined && folders.length < most; at = parentOf(at)) {
    folders.push(at);
    if (tree.kind(joinPath(at, '.git')) !== undefined) break;
  }
  return folders;
}

/** The nearest file of one of these names, in the folder or above it. */
export function nearest(tree: FileTree, folder: string, names: readonly string[]): string | undefined {
  for (const at of upwards(tree, folder)) for (const name of names) if (tree.kind(joinPath(at, name)) === 'file') return joinPath(at, name);
  return undefined;
}

/** The text of a file that may not be there. */
export const textAt = (tree: FileTree, path: string): string => (tree.kind(path) === 'file' ? (tree.read(path).text ?? '') : '');

/** Does a Cargo.toml of the folder or above it name the crate among its dependencies? */
export function usesCrate(tree: FileTree, folder: string, crate: string): boolean {
  const dependency = new RegExp(`^[ \\t]*"?${crate}"?[ \\t]*[=.]|^\\[[^\\]\\n]*dependencies\\.${crate}\\]`, 'm');
  return upwards(tree, folder).some((at) => dependency.test(textAt(tree, joinPath(at, 'Cargo.toml'))));
}

/** Does the nearest go.mod name a module? */
export function usesModule(tree: FileTree, folder: string, module: RegExp): boolean {
  const path = nearest(tree, folder, ['go.mod']);
  return path !== undefined && module.test(textAt(tree, path));
}

/** The version of a package in the nearest package.json that names it, as [major, minor]; `[0, 0]` where it names no number. */
export function packageVersion(tree: FileTree, folder: string, names: readonly string[]): readonly [number, number] | undefined {
  const entry = new RegExp(`"(?:${names.join('|')})"\\s*:\\s*"([^"\\n]*)"`);
  for (const at of upwards(tree, folder)) {
    const range = entry.exec(textAt(tree, joinPath(at, 'package.json')))?.[1];
    if (range === undefined) continue;
    const numbers = /^[~^>=v ]*(\d+)(?:\.(\d+))?/.exec(range);
    return [Number(numbers?.[1] ?? 0), Number(numbers?.[2] ?? 0)];
  }
  return undefined;
}

/** Files beside the SQL of a folder that the same tool runs, and that are not read. */
export function unreadBeside(tree: FileTree, folder: string, name: RegExp, reason: string): readonly Skipped[] {
  if (tree.kind(folder) !== 'folder') return [];
  return tree
    .list(folder)
    .entries.flatMap((entry) => (entry.kind === 'file' && name.test(entry.name) ? [{ path: joinPath(folder, entry.name), reason }] : []));
}
