import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { cacheFolder, isKeptFor, readKept, writeKept } from './cache-folder.ts';
import type { RunKind } from './terminal.ts';

// Compiling our own text takes longer than judging a file: V8's code for it is kept from run to run, in the user's folder for such things.
// (Node.js can do that by itself only from 22.8 on, and for what was not bundled.)

/** Most caches that are kept: up to four for each version of sqlsafe and of Node.js. */
const KEPT = 12;

/** Its `ranAs` says at the end what other runs will be like this one: code of functions that ran is kept. */
type Bundle = typeof import('../cli.ts');

/**
 * Loads the command's bundle, with the code that an earlier run left, if there is any. Nothing that goes wrong with it is told: it would only
 * have saved time. V8's flags must be set before: code is refused where they differ.
 * @param bundle its absolute path
 * @param content a hash of what stands in it: V8 itself compares no more than the length
 * @param kinds of runs of that bundle, those first whose code suits this one best: what one of them left is taken before that of a later one,
 * and takes its place
 * @param load the bundle's `require`
 * @param restore sets V8's flags to what they were at the start
 * @returns what it exports
 */
export function loadWithCodeCache(
  bundle: string,
  content: string,
  kinds: readonly RunKind[],
  load: NodeJS.Require,
  restore: () => void,
): Bundle {
  const folder = cacheFolder(process.env);
  const pathOf = (kind: RunKind): string => join(folder ?? '', `${content}-${kind}-${process.version}-${process.arch}.code`);
  const kept = folder === undefined ? undefined : firstOf(kinds, (kind) => readKept(pathOf(kind)));
  const cachedData = kept?.value;
  /** How many kinds of runs leave better code than what was found. */
  const better = kept?.at ?? kinds.length;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} } as { readonly exports: Bundle };
  (script.runInThisContext() as (...given: readonly unknown[]) => void)(module.exports, load, module, bundle, dirname(bundle));
  const refused = script.cachedDataRejected === true ? kinds[better] : undefined;
  if (folder !== undefined && (better > 0 || refused !== undefined) && isKeptFor(process.env))
    process.once('exit', () => {
      const kind = module.exports.ranAs();
      if (kind === undefined || !(refused === undefined ? kinds.slice(0, better) : kinds).includes(kind)) return;
      restore();
      writeKept(pathOf(refused ?? kind), KEPT, () => script.createCachedData());
    });
  return module.exports;
}

/** What is found for the first of those for whom there is something, and its place. */
function firstOf<T, V>(all: readonly T[], find: (each: T) => V | undefined): { readonly value: V; readonly at: number } | undefined {
  for (const [at, each] of all.entries()) {
    const value = find(each);
    if (value !== undefined) return { value, at };
  }
  return undefined;
}
