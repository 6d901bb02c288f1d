import { join } from 'node:path';
import { loadWithCodeCache } from './code-cache.ts';
import { tuneV8, untuneV8 } from './tune-v8.ts';

// The command's first file: it is small, so that what is large is compiled with V8's flags set, and only once.

/** Written in by the build. */
declare const BUNDLE_HASH: string;

/** Commands that work on a database, and share code that the others never run. */
const ON_DATABASE = /^(?:apply|plan|status|preflight|rollback|redo|verify|repair|baseline|seed|backfill)$/;

tuneV8();
const kind = ON_DATABASE.test(process.argv[2] ?? '') ? 'apply' : 'check';
void loadWithCodeCache(join(__dirname, 'main.cjs'), BUNDLE_HASH, kind, require, untuneV8).run(BUNDLE_HASH);
