import { setFlagsFromString } from 'node:v8';

/**
 * Set before anything large is compiled, and for all threads: code that is kept from run to run is refused where flags differ.
 *
 * A run of `check` ends before optimised code pays: compiling it in the background took as much processor time as all of the rest (measured
 * over 5,612 files: 3.4 s instead of 7.0 s, the main thread as fast as before). Likewise for WebAssembly, where Node would even wait for the
 * compiler at exit (https://github.com/nodejs/node/issues/36616).
 */
export const tuneV8 = (): void => set(['--no-opt', '--no-maglev', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']);

/**
 * With many files memory is kept small: 170 MB instead of 220 MB over 5,612 files, for two hundredths of the time; with few it would cost
 * more. And what collects young garbage does it alone: all processors are at work, and helpers that had to be woken for some
 * tenths of a millisecond took a thirtieth of the time.
 */
export const tuneForLongRun = (): void => set(['--heap-growing-percent=20', '--no-parallel-scavenge']);

/** Takes {@link tuneForLongRun} back. */
export const untuneV8 = (): void => set(['--heap-growing-percent=0', '--parallel-scavenge']);

const set = (flags: readonly string[]): void => {
  for (const flag of flags) setFlagsFromString(flag);
};
