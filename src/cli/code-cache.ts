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
import { dirname, isAbsolute, join } from 'node:path';
import { constants, Script } from 'node:vm';

// Compiling our own text takes longer than judging a file: V8's code for it is kept from run to run, in the user's folder for such things.
// (Node.js can do that by itself only from 22.8 on, and for what was not bundled.)

/** Most caches that are kept: one for each version of sqlsafe and of Node.js. */
const KEPT = 8;

/** Its `isTypical` says at the end whether this was a run that others will be like: code of functions that ran is kept. */
type Bundle = typeof import('../cli.ts');

/**
 * Loads the command's bundle, with the code that an earlier run left, if there is any. Nothing that goes wrong with it is told: it would only
 * have saved time. V8's flags must be set before: code is refused where they differ.
 * @param bundle its absolute path
 * @param content a hash of what stands in it: V8 itself compares no more than the length
 * @param load the bundle's `require`
 * @param restore sets V8's flags to what they were at the start
 * @returns what it exports
 */
export function loadWithCodeCache(bundle: string, content: string, load: NodeJS.Require, restore: () => void): Bundle {
  const folder = cacheFolder(process.env);
  const path = folder === undefined ? undefined : join(folder, `${content}-${process.version}-${process.arch}.code`);
  const cachedData = path === undefined ? undefined : read(path);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} } as { readonly exports: Bundle };
  (script.runInThisContext() as (...given: readonly unknown[]) => void)(module.exports, load, module, bundle, dirname(bundle));
  // Where each run is the first, it would be done in vain.
  if (path !== undefined && (cachedData === undefined || script.cachedDataRejected === true) && !process.env['CI'])
    process.once('exit', () => {
      if (!module.exports.isTypical()) return;
      restore();
      keep(path, () => script.createCachedData());
    });
  return module.exports;
}

/** undefined: there is no place that is ours, or it is not wanted. */
function cacheFolder(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment['NODE_DISABLE_COMPILE_CACHE']) return undefined;
  const own = environment['XDG_CACHE_HOME'];
  try {
    return join(own !== undefined && isAbsolute(own) ? own : join(homedir(), '.cache'), 'sqlsafe');
  } catch {
    return undefined;
  }
}

/** Code is believed only where nobody else can have written it. */
function read(path: string): Buffer | undefined {
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

function keep(path: string, make: () => Buffer): void {
  const folder = dirname(path);
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, make(), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
    const age = (name: string): number => statSync(join(folder, name)).mtimeMs;
    const old = readdirSync(folder)
      .filter((name) => name.endsWith('.code'))
      .sort((a, b) => age(b) - age(a));
    for (const name of old.slice(KEPT)) rmSync(join(folder, name), { force: true });
  } catch {
    // The folder can't be made or written, or another run was there first; a draft of ours may be left then, and only then.
    try {
      rmSync(draft, { force: true });
    } catch {
      return;
    }
  }
}
