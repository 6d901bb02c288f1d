import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** A server of PostgreSQL, for tools that ask one: fetched from npm and kept, as `prove:live` does. */
export async function startServer() {
  const outfile = join(root, 'node_modules/.cache/try-tools/server.mjs');
  mkdirSync(join(outfile, '..'), { recursive: true });
  await build({
    entryPoints: [join(root, 'test/prove/live/server.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  /** @type {typeof import('../../test/prove/live/server.ts')} */
  const { startServer: start } = await import(pathToFileURL(outfile).href);
  return start(17, (text) => console.log(text));
}
