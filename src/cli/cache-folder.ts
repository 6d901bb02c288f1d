import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute, join } from 'node:path';

// What only saves time when it is there: kept in the user's folder for such things. Nothing that goes wrong with it is told.

type Environment = Readonly<Record<string, string | undefined>>;

/** undefined: there is no place that is ours, or it is not wanted. */
export function cacheFolder(environment: Environment): string | undefined {
  if (environment['NODE_DISABLE_COMPILE_CACHE']) return undefined;
  const own = environment['XDG_CACHE_HOME'];
  try {
    return join(own !== undefined && isAbsolute(own) ? own : join(homedir(), '.cache'), 'sqlsafe');
  } catch {
    return undefined;
  }
}

/** Where each run is the first, it would be written in vain. */
export const isKeptFor = (environment: Environment): boolean => !environment['CI'];

/** A file is believed only where nobody else can have written it. */
export function readKept(path: string): Buffer | undefined {
  try {
    const folder = lstatSync(dirname(path));
    if (!folder.isDirectory() || !isOurs(folder)) return undefined;
    const file = openSync(path, 'r');
    try {
      return isOurs(fstatSync(file)) ? readFileSync(file) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

const OTHERS_WRITE = 0o022;
const isOurs = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_WRITE) === 0);

/**
 * Writes a file as a whole or not at all.
 * @param most so many of its ending are kept, the newest
 */
export function writeKept(path: string, most: number, make: () => Uint8Array): void {
  const folder = dirname(path);
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, make(), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
    const age = (name: string): number => statSync(join(folder, name)).mtimeMs;
    const old = readdirSync(folder)
      .filter((name) => name.endsWith(extname(path)))
      .sort((a, b) => age(b) - age(a));
    for (const name of old.slice(most)) rmSync(join(folder, name), { force: true });
  } catch {
    // The folder can't be made or written, or another run was there first; a draft of ours may be left then, and only then.
    try {
      rmSync(draft, { force: true });
    } catch {
      return;
    }
  }
}
