import { setFlagsFromString } from 'node:v8';

const set = (...flags: readonly string[]): void => flags.forEach((flag) => setFlagsFromString(flag));

/**
 * A run of `check` ends before optimised code pays: compiling it in the background took as much processor time as all of the rest (measured
 * over 5,612 files: 3.4 s instead of 7.0 s, the main thread as fast as before). Likewise for WebAssembly, where Node would even wait for the
 * compiler at exit (https://github.com/nodejs/node/issues/36616).
 */
export const tuneV8 = (): void => set('--no-opt', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering');

/**
 * With many files baseline code pays, which costs little and is used at once; with one it took a tenth of the run. Memory is kept small:
 * 170 MB instead of 220 MB over 5,612 files, for two hundredths of the time.
 */
export const tuneForLongRun = (): void => set('--always-sparkplug', '--heap-growing-percent=20');

/** Takes {@link tuneForLongRun} back. */
export const untuneV8 = (): void => set('--no-always-sparkplug', '--heap-growing-percent=0');
