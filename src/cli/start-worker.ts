import { join } from 'node:path';
import { loadWithCodeCache } from './code-cache.ts';
import { tuneForLongRun, untuneV8 } from './tune-v8.ts';

// The first file of the command's other threads: they run the same bundle, with the code that an earlier run left.

/** Written in by the build. */
declare const BUNDLE_HASH: string;

// Flags hold for all threads: as they are now, the code would be refused.
untuneV8();
const { work } = loadWithCodeCache(join(__dirname, 'check.cjs'), BUNDLE_HASH, ['many', 'check'], require, untuneV8);
tuneForLongRun();
void work();
