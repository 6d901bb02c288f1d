import { join } from 'node:path';
import { loadWithCodeCache } from './code-cache.ts';
import { tuneV8, untuneV8 } from './tune-v8.ts';

// The command's first file: it is small, so that what is large is compiled with V8's flags set, and only once.

/** Written in by the build. */
declare const BUNDLE_HASH: string;

/** Commands that are not in the bundle that judges: what hooks run need not read them. */
declare const ELSEWHERE: readonly string[];

tuneV8();
// A path stands for `check`, an option may stand for anything.
const [, , first = '-'] = process.argv;
const bundle = first.startsWith('-') || ELSEWHERE.includes(first) ? 'main' : 'check';
// Code of a run over many files makes such runs faster by a twentieth, and takes too long to load for a hook. (One that loaded it would leave
// all of it again.)
const isHook = process.argv.some((each) => each === '--staged' || each.endsWith('.sql'));
const kinds = bundle === 'main' ? (['server', 'main'] as const) : isHook ? (['check'] as const) : (['many', 'check'] as const);
void loadWithCodeCache(join(__dirname, `${bundle}.cjs`), BUNDLE_HASH, kinds, require, untuneV8).run(BUNDLE_HASH);
