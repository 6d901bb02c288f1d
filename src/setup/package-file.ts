import { joinPath, parentOf } from '../layouts/path.ts';
import type { Drafts } from './drafts.ts';
import { putIntoJson, readJson } from './put-into-json.ts';
import type { Surroundings } from './surroundings.ts';

export type Manager = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun';

/** How a JavaScript project gets its packages. */
export interface Packages {
  /** The package.json that sqlsafe goes into, as a path of the tree. */
  readonly file: string;
  readonly manager: Manager;
  /** Where the lock file is, and packages are installed: the same folder, or the root of a workspace. */
  readonly base: string;
  readonly hasLock: boolean;
  /** Packages lie in archives, not in a node_modules folder. */
  readonly isPlugAndPlay: boolean;
}

const LOCKS: readonly (readonly [string, Manager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON file's content where it is an object, else an empty one. */
export function jsonAt(drafts: Drafts, path: string): Json {
  const value = readJson(drafts.text(path) ?? '{}');
  return isObject(value) ? value : {};
}

/** All packages that a package.json asks for, and which versions of them. */
export function dependenciesOf(file: Json): ReadonlyMap<string, unknown> {
  const fields = ['optionalDependencies', 'peerDependencies', 'devDependencies', 'dependencies'];
  return new Map(fields.flatMap((field) => (isObject(file[field]) ? Object.entries(file[field]) : [])));
}

/** @returns undefined where there is no package.json */
export function findPackages({ tree, root, home }: Surroundings, drafts: Drafts): Packages | undefined {
  const file = joinPath(home, 'package.json');
  if (tree.kind(file) !== 'file') return undefined;
  const folders: string[] = [];
  for (let at: string | undefined = home; at !== undefined; at = at === root ? undefined : parentOf(at)) folders.push(at);
  const has = (folder: string, name: string): boolean => tree.kind(joinPath(folder, name)) === 'file';
  const found = folders.flatMap((folder) => LOCKS.flatMap(([name, manager]) => (has(folder, name) ? [{ folder, manager }] : [])))[0];
  const named = folders
    .map((folder) => jsonAt(drafts, joinPath(folder, 'package.json'))['packageManager'])
    .flatMap((each) => (typeof each === 'string' ? (/^(npm|pnpm|yarn|bun)@(\d+)/.exec(each) ?? []).slice(1) : []));
  const [name, major] = named;
  const base = found?.folder ?? home;
  const manager = found?.manager ?? LOCKS.find(([, each]) => each === name)?.[1] ?? 'npm';
  const isModern = has(base, '.yarnrc.yml') || (name === 'yarn' && major !== '1');
  return {
    file,
    manager: manager === 'yarn' && !isModern ? 'yarn-classic' : manager,
    base,
    hasLock: found !== undefined,
    isPlugAndPlay:
      has(base, '.pnp.cjs') ||
      (manager === 'yarn' && isModern && !/nodeLinker:\s*["']?node-modules/.test(drafts.text(joinPath(base, '.yarnrc.yml')) ?? '')),
  };
}

/** Puts sqlsafe among the packages that developing needs, where it is not there. */
export function addDependency(drafts: Drafts, file: string, version: string): boolean {
  const text = drafts.text(file);
  if (text === undefined || dependenciesOf(jsonAt(drafts, file)).has('sqlsafe')) return false;
  drafts.put(file, putIntoJson(text, ['devDependencies', 'sqlsafe'], `^${version}`, true));
  return true;
}

/** The command that installs what package.json asks for. */
export const installCommand = ({ manager }: Packages): string => (manager === 'yarn-classic' ? 'yarn install' : `${manager} install`);
