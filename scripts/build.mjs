import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import withFirstMemory from './wasm-memory.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { resolve } = createRequire(import.meta.url);

/** Of the parser, at its start, in bytes: over all of 5,612 migrations it never needed more. */
const PARSER_MEMORY = 40 * 2 ** 20;

/** What CommonJS modules expect to find around them, in each chunk. */
const COMMONJS = 'const require = process.getBuiltinModule, __dirname = import.meta.dirname, __filename = import.meta.filename;';

/** @satisfies {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  charset: 'utf8',
  legalComments: 'none',
  mainFields: ['module', 'main'], // the modules of jsonc-parser's CommonJS build can't be told apart
  external: ['yargs', 'pg-native'], // yargs reads its translations from its own folder; pg works without the other
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/**
 * Commands that are used once in a project, and what only they need: modules of their own, which the others never read.
 * @type {import('esbuild').Plugin}
 */
const APART = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/cli\/(?:init|completion)\.ts$/ }, ({ path }) => ({ path: `./${basename(path, '.ts')}.js`, external: true }));
  },
};

/**
 * All commands but those that judge: what they need is a fifth of the whole, which a hook need not read.
 * @type {import('esbuild').Plugin}
 */
const JUDGES_ALONE = {
  name: 'judges-alone',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/cli\/[\w-]+\.ts$/ }, ({ kind, path }) => {
      const name = basename(path, '.ts');
      if (kind !== 'dynamic-import' || JUDGES.has(name)) return undefined;
      elsewhere.add(name);
      return { path, namespace: 'elsewhere' };
    });
    onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path }) => ({ contents: `throw new Error('${path} is in the other bundle');` }));
  },
};
/** What such a run loads of the commands' folder when it is called for. */
const JUDGES = new Set(['check', 'locks', 'help', 'judge-worker']);
/**
 * The other commands.
 * @type {Set<string>}
 */
const elsewhere = new Set();

/**
 * Writes the command and the library to `dist`. The library, and commands that are used once, are modules, with the chunks that they share.
 * The command is CommonJS in one piece for all of its threads (one for what judges, one for the rest), which Node starts sooner, behind small files that remember its compiled code.
 * Each file takes its place whole, so that builds and commands may run at the same time.
 */
export default async function build() {
  const modules = await bundle({
    ...COMMON,
    entryPoints: { index: 'src/index.ts', init: 'src/cli/init.ts', completion: 'src/cli/completion.ts' },
    splitting: true,
    format: 'esm',
    banner: { js: COMMONJS },
  });
  /** @satisfies {import('esbuild').BuildOptions} */
  const commonjs = {
    ...COMMON,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    charset: 'ascii',
    supported: { 'dynamic-import': false }, // Node.js warns of import() in code that was kept
  };
  /** @satisfies {import('esbuild').BuildOptions} */
  const whole = {
    ...commonjs,
    minifyWhitespace: true,
    define: { 'import.meta.url': 'MODULE_URL', 'process.env.NODE_PG_FORCE_NATIVE': 'undefined' },
    banner: { js: 'const MODULE_URL=require("node:url").pathToFileURL(__filename).href;' },
  };
  const main = await bundle({ ...whole, entryPoints: { main: 'src/cli.ts' }, plugins: [APART] });
  const check = await bundle({ ...whole, entryPoints: { check: 'src/cli.ts' }, plugins: [JUDGES_ALONE] });
  // Loaded where a file of code is met, by both.
  const parser = await bundle({
    ...commonjs,
    mainFields: ['main'],
    entryPoints: { 'babel-parser': 'node_modules/@babel/parser/lib/index.js' },
    minify: true,
  });
  const hash = createHash('sha256');
  for (const { text } of [...main.outputFiles, ...check.outputFiles]) hash.update(text);
  const start = await bundle({
    ...commonjs,
    entryPoints: { cli: 'src/cli/start.ts', 'judge-worker': 'src/cli/start-worker.ts' },
    define: { BUNDLE_HASH: JSON.stringify(hash.digest('hex').slice(0, 16)), ELSEWHERE: JSON.stringify([...elsewhere].sort()) },
  });
  const outputFiles = [modules, main, check, start, parser].flatMap((each) => each.outputFiles);
  mkdirSync(dist, { recursive: true });
  const written = new Set(['types']);
  const write = (/** @type {string} */ name, /** @type {string | Uint8Array} */ content, mode = 0o644) => {
    const draft = join(dist, `.${name}.${process.pid}`);
    writeFileSync(draft, content, { mode });
    renameSync(draft, join(dist, name));
    written.add(name);
  };
  for (const { path, text } of outputFiles) {
    const name = basename(path);
    // It is read as one byte a character, which is faster; esbuild escapes strings, not patterns.
    const [beyond] = name.endsWith('.cjs') ? (/.{0,40}[^\0-\x7f].{0,40}/.exec(text) ?? []) : [];
    if (beyond !== undefined) throw new Error(`${name} holds a character beyond ASCII, to be escaped in the source: ${beyond}`);
    if (name === 'cli.cjs') write(name, `#!/usr/bin/env node\n${text}`, 0o755);
    else write(name, text);
  }
  write('libpg-query.wasm', withFirstMemory(readFileSync(resolve('libpg-query/wasm/libpg-query.wasm')), PARSER_MEMORY));
  // Configurations name it, so that editors know their keys.
  write('config.schema.json', execFileSync(process.execPath, [join(dist, 'cli.cjs'), 'schema', 'config']));
  write('LICENSES.txt', licences([modules, main, parser].flatMap(({ metafile }) => Object.keys(metafile.inputs))));
  for (const name of readdirSync(dist))
    if (!written.has(name) && !name.startsWith('.')) rmSync(join(dist, name), { recursive: true, force: true });
}

/** Licences of the packages that are bundled: most ask that they go along. */
function licences(/** @type {readonly string[]} */ inputs) {
  const packages = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  return [...packages]
    .toSorted()
    .map((path) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
      const file = readdirSync(join(root, path)).find((each) => /^licen[cs]e/i.test(each));
      return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(root, path, file), 'utf8')}`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    // esbuild has said what is wrong with the sources.
    if (!(error instanceof Error && 'errors' in error)) throw error;
    process.exitCode = 1;
  }
}
