import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/**
 * The bytes of PostgreSQL's parser. Before they are compiled, V8 is told not to optimise WebAssembly in the background: Node would wait
 * for that at exit, for longer than all of our work takes (https://github.com/nodejs/node/issues/36616).
 */
export function wasm(): Uint8Array {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
  return bundled() ?? readFileSync(createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.wasm'));
}

/** The copy that the build puts beside the bundle. */
function bundled(): Uint8Array | undefined {
  try {
    return readFileSync(new URL('libpg-query.wasm', import.meta.url));
  } catch {
    return undefined;
  }
}
