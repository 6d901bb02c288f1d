import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { pathProblem } from './path-problem.ts';

/** A configuration as it lies there, unread: `readConfig` takes it. */
interface ConfigFile {
  readonly file: string;
  readonly content: { readonly text: string } | { readonly value: unknown };
  readonly under?: string;
}

export interface ConfigSearch {
  /** undefined: there is none, or it could not be loaded. */
  readonly config: ConfigFile | undefined;
  readonly problems: readonly Problem[];
}

const OWN = ['sqlsafe.config.mts', 'sqlsafe.config.ts', 'sqlsafe.config.mjs', 'sqlsafe.config.js', 'sqlsafe.jsonc', 'sqlsafe.json'];
/** Larger than any configuration, in bytes. */
const LIMIT = 1024 * 1024;

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
const none: ConfigSearch = { config: undefined, problems: [] };

/** Folders from `start` up to the root of its repository; without one, up to the one below the home or the root folder. */
function foldersFrom(start: string): string[] {
  const folders: string[] = [];
  const home = homedir();
  for (let folder = start; ; folder = dirname(folder)) {
    if (folder === dirname(folder) || (folder === home && folder !== start)) break;
    folders.push(folder);
    if (exists(join(folder, '.git'))) break;
  }
  return folders;
}

/** The nearest configuration from a folder upwards. `cwd` is what its name is shown relative to. */
export async function findConfig(start: string, cwd: string): Promise<ConfigSearch> {
  for (const folder of foldersFrom(start)) {
    const found = OWN.filter((name) => exists(join(folder, name)));
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      const file = relative(cwd, join(folder, second));
      return {
        config: undefined,
        problems: [
          {
            code: 'config-ambiguous',
            text: `${first} and ${second} stand in one folder.`,
            hint: 'Keep one of the two, or name it: --config.',
            file,
          },
        ],
      };
    }
    if (first !== undefined) return loadConfig(join(folder, first), cwd);
    const packaged = fromPackage(join(folder, 'package.json'), cwd);
    if (packaged !== undefined) return { config: packaged, problems: [] };
  }
  return none;
}

/** A configuration that was named, or found. */
export async function loadConfig(path: string, cwd: string): Promise<ConfigSearch> {
  const file = relative(cwd, path) || path;
  const failed = (problem: Problem): ConfigSearch => ({ config: undefined, problems: [problem] });
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return failed({ code: 'config-unreadable', text: `${file} is no regular file.`, file });
    if (stat.size > LIMIT)
      return failed({
        code: 'config-too-large',
        text: `${file} has ${(stat.size / LIMIT).toFixed(1)} MB; a configuration has 1 MB at most.`,
        file,
      });
    if (/\.[cm]?[jt]s$/.test(path)) {
      const { loadModule } = await import('./load-module.ts');
      const loaded = await loadModule(path);
      return 'problem' in loaded
        ? failed({
            code: 'config-failed',
            text: `${file} ${loaded.problem}`,
            file,
            ...(loaded.hint === undefined ? {} : { hint: loaded.hint }),
          })
        : { config: { file, content: loaded }, problems: [] };
    }
    const text = readFileSync(path, 'utf8');
    return { config: { file, content: { text }, ...(path.endsWith('package.json') ? { under: 'sqlsafe' } : {}) }, problems: [] };
  } catch (error) {
    return failed(pathProblem(error, file));
  }
}

/** `sqlsafe` in a package.json; a file that can't be parsed is not ours to complain about. */
function fromPackage(path: string, cwd: string): ConfigFile | undefined {
  try {
    if (!exists(path)) return undefined;
    const text = readFileSync(path, 'utf8');
    if (!text.includes('"sqlsafe"')) return undefined;
    const value = JSON.parse(text) as unknown;
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, 'sqlsafe');
    return has ? { file: relative(cwd, path) || path, content: { text }, under: 'sqlsafe' } : undefined;
  } catch {
    return undefined;
  }
}
