// Measures what statements do on real PostgreSQL servers, and records it: test/prove/README.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
// Inside node_modules, so that packages are found from there.
const outfile = join(root, 'node_modules/.cache/prove-live/main.mjs');
mkdirSync(join(outfile, '..'), { recursive: true });
await build({
  entryPoints: [join(root, 'test/prove/live/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
/** @type {typeof import('../test/prove/live/main.ts')} */
const { main } = await import(pathToFileURL(outfile).href);

const stop = new AbortController();
for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  process.once(signal, () => {
    console.log('stopping the servers …');
    process.exitCode = code;
    stop.abort();
  });
}
const say = (/** @type {string} */ text) => console.log(text);
try {
  const args = process.argv.slice(2);
  const code = await main(root, args, stop.signal, say);
  process.exitCode ??= code;
  if (code < 2 && !args.includes('--check')) execFileSync(join(root, 'node_modules/.bin/oxfmt'), ['test/oracle'], { cwd: root });
} catch (error) {
  if (!stop.signal.aborted) throw error;
}
