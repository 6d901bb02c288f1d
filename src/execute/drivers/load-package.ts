import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A package that not everybody needs, loaded now. Our own folder comes first; run by npx we lie in another tree than the project. */
export function loadPackage(name: string, cwd: string): unknown {
  for (const from of [import.meta.url, join(cwd, 'package.json')]) {
    try {
      return createRequire(from)(name) as unknown;
    } catch {
      // Not there: the next place is tried.
    }
  }
  return undefined;
}
