import { whole, type Layout, type SqlFile, type Step } from '../layout.ts';
import { byCodeUnit, isSql } from '../path.ts';
import { compareNumbers } from '../version.ts';
import { readMigration } from './read-migration.ts';
import { toolOf } from './recognise.ts';
import type { Tool } from './tool.ts';

interface Options {
  /** Files of SQL that the tool runs as well; undefined where it runs code only. */
  readonly sql?: (file: SqlFile) => Omit<Step, 'id' | 'version'>;
  /** How the tool goes by names; by code unit where absent. */
  readonly compare?: (a: string, b: string) => number;
}

/** The layout of a tool whose migrations are code. */
export const codeLayout = (tool: Tool, { sql, compare = byCodeUnit }: Options = {}): Layout => ({
  name: tool.name,
  detect: ({ tree, files, parseCode }) =>
    parseCode !== undefined && files.some(({ path, source }) => !isSql(path) && toolOf(tree, path, source.raw) === tool.name),
  order(folder) {
    const { files, parseCode } = folder;
    const code = files.filter(({ path }) => !isSql(path));
    const others = files.filter(({ path }) => isSql(path));
    const read = code.map((file) => ({
      file,
      migration: parseCode === undefined ? undefined : readMigration(file.source, folder, tool, parseCode),
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
      reversible: steps.length > 0 && steps.filter(({ down }) => down.length > 0).length * 2 >= steps.length,
      findings: read.flatMap(({ migration }) => migration?.findings ?? []),
    };
  },
});

/** `20240101_users.ts` → `20240101_users`. */
const idOf = (local: string): string => local.replace(/\.(?:[cm]?[jt]s|sql)$/i, '');
