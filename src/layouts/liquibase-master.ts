import { byCodeUnit, isSql, joinPath, nameOf, normalizePath, parentOf, pathBelow } from './path.ts';
import { textAt, upwards } from './tool-config.ts';
import type { FileTree } from './tree.ts';

/** A changelog in XML, YAML or JSON by its usual names. */
const MASTER = /(?:change-?log|master)[^/]*\.(?:xml|ya?ml|json)$/i;
/** How deep changelogs include one another. */
const DEEPEST = 16;

/** What a changelog includes, in its order. */
interface Include {
  readonly kind: 'file' | 'folder';
  readonly path: string;
  /** From the folder of the changelog, not from where Liquibase looks for files. */
  readonly relative: boolean;
}

export interface Reading {
  /** SQL files in the order in which they run. */
  readonly files: readonly string[];
  /** What could not be followed: changesets that are not SQL, names that are put together, files that are not there. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Names as they are written, of files that no place has. */
  readonly missing: readonly { readonly changelog: string; readonly name: string }[];
}

/** Of many folders side by side, each asks what stands above it. */
const mastersOf = new WeakMap<FileTree, Map<string, readonly string[]>>();

/** Changelogs in a folder that include nothing but what stands there literally are followed. */
export function mastersIn(tree: FileTree, folder: string): readonly string[] {
  const known = mastersOf.get(tree) ?? new Map<string, readonly string[]>();
  mastersOf.set(tree, known);
  const masters = known.get(folder) ?? findMasters(tree, folder);
  known.set(folder, masters);
  return masters;
}

const findMasters = (tree: FileTree, folder: string): readonly string[] =>
  tree.kind(folder) === 'folder'
    ? tree
        .list(folder)
        .entries.filter(({ name, kind }) => kind === 'file' && MASTER.test(name))
        .map(({ name }) => joinPath(folder, name))
        .filter((path) => /databaseChangeLog/.test(textAt(tree, path)))
    : [];

/** How far above a file the changelog may be that includes it. */
const CLIMB = 4;

/** The outermost folder with a changelog that runs SQL files of this folder, or of one below it. */
export const changelogRootOf = (tree: FileTree, folder: string): string | undefined =>
  upwards(tree, folder, CLIMB).findLast((at) =>
    mastersIn(tree, at).some((path) => readMaster(tree, path).files.some((file) => pathBelow(folder, file) !== undefined)),
  );

/** The SQL files that changelogs of a folder run, and those that stand beside them. */
export function changelogFiles(tree: FileTree, root: string): readonly string[] {
  const listed = mastersIn(tree, root).flatMap((path) => readMaster(tree, path).files);
  const folders = new Set(listed.map((path) => parentOf(path) ?? ''));
  const beside = Array.from(folders).flatMap((folder) =>
    tree.list(folder).entries.flatMap(({ name, kind }) => (kind === 'file' && isSql(name) ? [joinPath(folder, name)] : [])),
  );
  return [...new Set([...listed, ...beside])];
}

/** All SQL files that a changelog runs, through those that it includes. */
export function readMaster(tree: FileTree, master: string): Reading {
  const files: string[] = [];
  const unread = new Map<string, string>();
  const missing: { changelog: string; name: string }[] = [];
  const follow = (changelog: string, depth: number): void => {
    const text = textAt(tree, changelog);
    const { includes, hasOther } = includesOf(text, changelog);
    if (hasOther) unread.set(changelog, 'it has changesets that are not SQL');
    for (const include of includes) {
      const found = find(tree, changelog, include);
      if (include.path.includes('${')) unread.set(`${changelog}: ${include.path}`, 'its name is put together');
      else if (found === undefined) missing.push({ changelog, name: include.path });
      else for (const path of include.kind === 'folder' ? below(tree, found) : [found]) take(path, depth);
    }
  };
  const take = (path: string, depth: number): void => {
    if (isSql(path)) {
      if (!files.includes(path)) files.push(path);
    } else if (/\.(?:xml|ya?ml|json)$/i.test(path) && depth < DEEPEST) follow(path, depth + 1);
  };
  follow(master, 0);
  return { files, unread: Array.from(unread, ([path, reason]) => ({ path, reason })), missing };
}

/** Where the file or folder is: from the changelog's own folder, or from one above it, which Liquibase was told to search. */
function find(tree: FileTree, changelog: string, { kind, path, relative }: Include): string | undefined {
  const name = path
    .replace(/^classpath\*?:/, '')
    .replace(/^\/+/, '')
    .replace(/\/+$/, '');
  const folder = parentOf(changelog) ?? '';
  const places = relative ? [folder] : [...upwards(tree, folder), ...upwards(tree, folder).map((at) => joinPath(at, 'src/main/resources'))];
  return places.map((at) => normalizePath(joinPath(at, name))).find((at) => tree.kind(at) === kind);
}

/** Files of a folder and those below it, in the order of their whole names. */
function below(tree: FileTree, folder: string): readonly string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    for (const { name, kind } of tree.list(at).entries) {
      if (kind === 'file') found.push(joinPath(at, name));
      else if (kind === 'folder') walk(joinPath(at, name));
    }
  };
  walk(folder);
  return found.sort(byCodeUnit);
}

function includesOf(text: string, path: string): { readonly includes: readonly Include[]; readonly hasOther: boolean } {
  if (/\.json$/i.test(nameOf(path))) return fromJson(text);
  return /\.xml$/i.test(nameOf(path)) ? fromXml(text) : fromYaml(text);
}

const include = (kind: string, path: string, relative: boolean): Include => ({
  kind: /all/i.test(kind) ? 'folder' : 'file',
  path,
  relative,
});

function fromXml(text: string): ReturnType<typeof includesOf> {
  const bare = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  const includes = Array.from(bare.matchAll(/<(include|includeAll|sqlFile)\b([^>]*)>/g)).flatMap(([, kind = '', attributes = '']) => {
    const of = (name: string): string | undefined => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1];
    const target = of('file') ?? of('path');
    return target === undefined ? [] : [include(kind, target, of('relativeToChangelogFile') === 'true')];
  });
  return {
    includes,
    hasOther: /<changeSet\b/.test(bare.replaceAll(/<changeSet\b[^>]*>\s*<sqlFile\b[^>]*>(?:\s*<\/sqlFile>)?\s*<\/changeSet>/g, '')),
  };
}

/** `- include:` with its keys on the lines below it, or in braces behind it. */
function fromYaml(text: string): ReturnType<typeof includesOf> {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  const includes = lines.flatMap((line, i) => {
    const [, indent = '', kind = '', rest = ''] = /^(\s*)-\s+(include|includeAll|sqlFile)\s*:(.*)$/.exec(line) ?? [];
    if (kind === '') return [];
    const own: string[] = [rest];
    for (let next = i + 1; (lines[next]?.search(/\S/) ?? 0) > indent.length; next++) own.push(lines[next] ?? '');
    const body = own.join('\n');
    const of = (name: string): string | undefined =>
      new RegExp(`(?:^|[\\s{,])["']?${name}["']?\\s*:\\s*["']?([^"'\\n,}]+?)["']?\\s*(?:[,}\\n]|$)`).exec(body)?.[1];
    const target = of('file') ?? of('path');
    return target === undefined ? [] : [include(kind, target, of('relativeToChangelogFile') === 'true')];
  });
  return { includes, hasOther: lines.some((line) => /^\s*-\s+changeSet\s*:/.test(line)) };
}

function fromJson(text: string): ReturnType<typeof includesOf> {
  const includes: Include[] = [];
  let hasOther = false;
  try {
    const { databaseChangeLog: entries } = JSON.parse(text) as { databaseChangeLog?: unknown };
    for (const entry of Array.isArray(entries) ? (entries as unknown[]) : []) {
      for (const [kind, value] of Object.entries((entry ?? {}) as Record<string, unknown>)) {
        const { file, path, relativeToChangelogFile } = (value ?? {}) as {
          file?: unknown;
          path?: unknown;
          relativeToChangelogFile?: unknown;
        };
        const target = file ?? path;
        if (/^include(?:All)?$/.test(kind) && typeof target === 'string')
          includes.push(include(kind, target, String(relativeToChangelogFile) === 'true'));
        else if (kind === 'changeSet') hasOther = true;
      }
    }
  } catch {
    hasOther = true;
  }
  return { includes, hasOther };
}
