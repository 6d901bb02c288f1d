import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

let compiled: WebAssembly.Module | undefined;
let compiling: Promise<void> | undefined;

/**
 * PostgreSQL's parser. Before it is compiled, V8 is told not to optimise WebAssembly in the background: Node would wait for that at exit,
 * for longer than all of our work takes (https://github.com/nodejs/node/issues/36616).
 */
export const wasm = (): WebAssembly.Module => (compiled ??= new WebAssembly.Module(bytes()));

/** Compiles it in the background, for a command that will need it. What goes wrong will be said by {@link wasm}. */
export const prepareWasm = (): Promise<void> =>
  (compiling ??= WebAssembly.compile(bytes()).then(
    (module) => void (compiled ??= module),
    () => undefined,
  ));

function bytes(): Uint8Array<ArrayBuffer> {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
  return bundled() ?? readFileSync(createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.wasm'));
}

/** The copy that the build puts beside the bundle. */
function bundled(): Uint8Array<ArrayBuffer> | undefined {
  try {
    return readFileSync(new URL('libpg-query.wasm', import.meta.url));
  } catch {
    return undefined;
  }
}
