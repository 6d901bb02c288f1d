import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** A program in TypeScript below test/, bundled and loaded. The bundle lies inside node_modules, so that packages are found from there. */
export async function loadTestProgram(/** @type {string} */ path) {
  const outfile = join(root, 'node_modules/.cache', basename(dirname(path)), 'main.mjs');
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
