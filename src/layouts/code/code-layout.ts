import { whole, type Folder, type Layout, type SqlFile, type Step } from '../layout.ts';
import { byCodeUnit, isSql, joinPath, parentOf } from '../path.ts';
import { compareNumbers } from '../version.ts';
import { readMigration } from './read-migration.ts';
import { toolOf } from './recognise.ts';
import type { Tool } from './tool.ts';

interface Options {
  /** Files of SQL that the tool runs as well; undefined where it runs code only. */
  readonly sql?: (file: SqlFile) => Omit<Step, 'id' | 'version'>;
  /** How the tool goes by names; by code unit where absent. */
  readonly compare?: (a: string, b: string) => number;
  /** Without a way back of its own a migration is undone as it was done. */
  readonly infersDown?: boolean;
}

/** The layout of a tool whose migrations are code. */
export const codeLayout = (tool: Tool, { sql, compare = byCodeUnit, infersDown = false }: Options = {}): Layout => ({
  name: tool.name,
  detect: ({ tree, files, parseCode }) =>
    parseCode !== undefined && files.some(({ path, source }) => !isSql(path) && toolOf(tree, path, source.raw) === tool.name),
  order(folder) {
    const { files, parseCode } = folder;
    const project = {
      folder,
      settings: tool.settings === undefined ? '' : settingsOf(folder, tool.settings),
      memory: new Map<string, unknown>(),
    };
    const code = files.filter(({ path }) => !isSql(path));
    const others = files.filter(({ path }) => isSql(path));
    const read = code.map((file) => ({
      file,
      migration: parseCode === undefined ? undefined : readMigration(file.source, project, tool, parseCode),
    }));
    const steps: Step[] = [
      ...read.flatMap(({ file, migration }): Step[] => {
        if (migration === undefined) return [];
        const version = migration.className === undefined ? undefined : tool.versionOf?.(migration.className);
        return [{ id: idOf(file.local), up: migration.up, down: migration.down, ...(version === undefined ? {} : { version }) }];
      }),
      ...(sql === undefined ? [] : others.map((file): Step => ({ id: idOf(file.local), ...sql(file) }))),
    ].toSorted(
      (a, b) =>
        (a.version !== undefined && b.version !== undefined ? compareNumbers(a.version.numbers, b.version.numbers) : 0) ||
        compare(a.id, b.id),
    );
    return {
      steps,
      left: sql === undefined ? others.map(({ source }) => whole(source, 'auto')) : [],
      reversible: !infersDown && steps.length > 0 && steps.filter(({ down }) => down.length > 0).length * 2 >= steps.length,
      findings: read.flatMap(({ migration }) => migration?.findings ?? []),
    };
  },
});

/** Folders up from the migrations in which a tool's settings are looked for, and those beside them that hold the sources. */
const CLIMB = 6;
const SOURCES = ['', 'src', 'src/db', 'src/database', 'src/config', 'config', 'db', 'database'];

/** The nearest files of settings, as one text. */
function settingsOf({ tree, root }: Folder, pattern: RegExp): string {
  for (let folder: string | undefined = root, i = 0; folder !== undefined && i < CLIMB; folder = parentOf(folder), i++) {
    const at = folder;
    const found = SOURCES.map((below) => (below === '' ? at : joinPath(at, below))).flatMap((place) =>
      tree.list(place).entries.flatMap(({ name, kind }) => (kind === 'file' && pattern.test(name) ? [joinPath(place, name)] : [])),
    );
    if (found.length > 0) return found.map((path) => tree.read(path).text ?? '').join('\n');
    if (tree.kind(joinPath(at, 'package.json')) === 'file') return '';
  }
  return '';
}

/** `20240101_users.ts` → `20240101_users`. */
const idOf = (local: string): string => local.replace(/\.(?:[cm]?[jt]s|sql)$/i, '');
