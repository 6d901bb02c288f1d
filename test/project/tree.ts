import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
/** Written by tools, or not part of what is published and read. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.vite']);

/** Paths of the project's own files, relative to its root, in order. */
export function paths(folder = ''): readonly string[] {
  return readdirSync(new URL(folder, root), { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? paths(`${folder}${entry.name}/`) : [`${folder}${entry.name}`]));
}

/** Text of one of them. */
export const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');
