import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { cacheFolder, isKeptFor, readKept, writeKept } from './cache-folder.ts';

// Compiling our own text takes longer than judging a file: V8's code for it is kept from run to run, in the user's folder for such things.
// (Node.js can do that by itself only from 22.8 on, and for what was not bundled.)

/** Most caches that are kept: two for each version of sqlsafe and of Node.js. */
const KEPT = 8;

/** Its `isTypical` says at the end whether this was a run that others will be like: code of functions that ran is kept. */
type Bundle = typeof import('../cli.ts');

/**
 * Loads the command's bundle, with the code that an earlier run left, if there is any. Nothing that goes wrong with it is told: it would only
 * have saved time. V8's flags must be set before: code is refused where they differ.
 * @param bundle its absolute path
 * @param content a hash of what stands in it: V8 itself compares no more than the length
 * @param kind which of the bundles it is
 * @param load the bundle's `require`
 * @param restore sets V8's flags to what they were at the start
 * @returns what it exports
 */
export function loadWithCodeCache(
  bundle: string,
  content: string,
  kind: 'check' | 'main',
  load: NodeJS.Require,
  restore: () => void,
): Bundle {
  const folder = cacheFolder(process.env);
  const path = folder === undefined ? undefined : join(folder, `${content}-${kind}-${process.version}-${process.arch}.code`);
  const cachedData = path === undefined ? undefined : readKept(path);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} } as { readonly exports: Bundle };
  (script.runInThisContext() as (...given: readonly unknown[]) => void)(module.exports, load, module, bundle, dirname(bundle));
  if (path !== undefined && (cachedData === undefined || script.cachedDataRejected === true) && isKeptFor(process.env))
    process.once('exit', () => {
      if (!module.exports.isTypical(kind)) return;
      restore();
      writeKept(path, KEPT, () => script.createCachedData());
    });
  return module.exports;
}
