import { join } from 'node:path';
import { loadWithCodeCache } from './code-cache.ts';

// The first file of the command's other threads: they run the same bundle, with the code that an earlier run left.

/** Written in by the build. */
declare const BUNDLE_HASH: string;

void loadWithCodeCache(join(__dirname, 'main.cjs'), BUNDLE_HASH, require, () => undefined).work();
