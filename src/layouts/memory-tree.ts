import { inspectString } from './inspect.ts';
import { byCodeUnit, nameOf, normalizePath, parentOf } from './path.ts';
import type { Entry, FileTree, Reading } from './tree.ts';

/** A file system of given texts, for the library and for tests. A file given twice counts once, the last text holds. */
export function memoryTree(files: readonly { readonly path: string; readonly text: string }[]): FileTree {
  const readings = new Map<string, Reading>();
  const folders = new Map<string, Map<string, Entry>>([['', new Map()]]);
  for (const { path, text } of files) {
    const normal = normalizePath(path);
    const mark = text.startsWith('\uFEFF') ? { hasMark: true as const } : {};
    readings.set(normal, { ...inspectString(normal, text), ...mark, problems: [] });
    let kind: Entry['kind'] = 'file';
    for (let child = normal, parent = parentOf(child); parent !== undefined; child = parent, parent = parentOf(child)) {
      const entries = folders.get(parent) ?? new Map<string, Entry>();
      folders.set(parent, entries.set(nameOf(child), { name: nameOf(child), kind }));
      kind = 'folder';
    }
  }
  /** Each file asks for its folder's. */
  const listed = new Map<string, readonly Entry[]>();
  return {
    kind: (path) => (readings.has(path) ? 'file' : folders.has(path) ? 'folder' : undefined),
    list(folder) {
      const entries = listed.get(folder) ?? [...(folders.get(folder)?.values() ?? [])].sort((a, b) => byCodeUnit(a.name, b.name));
      listed.set(folder, entries);
      return { entries };
    },
    read: (path) =>
      readings.get(path) ?? {
        text: undefined,
        findings: [],
        problems: [{ code: 'path-not-found', text: `${path} does not exist.`, file: path }],
      },
    resolve: normalizePath,
    display: (path) => path || '.',
  };
}
