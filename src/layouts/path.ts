// Paths as values: `/` between folders, no `.` or `..` inside, `''` is the folder that relative paths start from.

/** `a//b/./c/../d` → `a/b/d`; `\` is kept, it is a legal character in a name. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !absolute) parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/');
}

/** The folder that holds `path`; undefined above the root. */
export function parentOf(path: string): string | undefined {
  if (path === '' || path === '/') return undefined;
  const slash = path.lastIndexOf('/');
  if (slash === 0) return '/';
  return slash === -1 ? '' : path.slice(0, slash);
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const joinPath = (folder: string, name: string): string =>
  folder === '' ? name : folder === '/' ? `/${name}` : `${folder}/${name}`;

/** `path` as seen from `folder`; undefined when it is not below it. */
export function pathBelow(folder: string, path: string): string | undefined {
  if (folder === '') return path.startsWith('/') ? undefined : path;
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** `name.up.sql` → `name.up`. */
export const stemOf = (name: string): string => (isSql(name) ? name.slice(0, -4) : name);

export const isSql = (name: string): boolean => name.length > 4 && name.slice(-4).toLowerCase() === '.sql';

/** By code unit: the same order on every machine, whatever its locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
