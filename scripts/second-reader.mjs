// Compares our reading of a corpus of real PostgreSQL migrations with that of another parser, statement by statement:
//   node scripts/second-reader.mjs <corpus folder>
// What a corpus looks like is said in corpus-files.mjs, what is compared in test/dialects/postgresql/second-reader.ts. Prints how many
// statements came out how, and every difference.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'pgsql-ast-parser';
import corpusFiles from './corpus-files.mjs';

const [corpus] = process.argv.slice(2);
if (corpus === undefined) {
  console.error('usage: node scripts/second-reader.mjs <corpus folder>');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'node_modules', '.cache', 'second-reader.mjs');
await build({
  stdin: {
    contents: `
      export { postgresqlFrontEnd } from './src/dialects/postgresql/index.ts';
      export { wasm } from './src/io/wasm.ts';
      export { compare, explained } from './test/dialects/postgresql/second-reader.ts';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile: bundle,
});
const { postgresqlFrontEnd, wasm, compare, explained } = await import(bundle);
const frontEnd = postgresqlFrontEnd(wasm);

/** @type {Map<string, number>} */
const counts = new Map();
const count = (/** @type {string} */ what) => counts.set(what, (counts.get(what) ?? 0) + 1);
for (const { folder, path } of corpusFiles(corpus, 'postgres').migrations) {
  const text = readFileSync(join(corpus, folder, path), 'utf8').replace(/^\uFEFF/, '');
  const file = { path, text, raw: text, edits: [] };
  const [read] = frontEnd.read([{ file, span: { start: 0, end: text.length } }], { dialect: 'postgresql', version: [17, 0] });
  for (const { statement, steps } of read?.statements ?? []) {
    /** @type {readonly { readonly kind: string }[]} */
    const operations = steps.flatMap(
      (/** @type {{ readonly operations: readonly { readonly kind: string }[] }} */ step) => step.operations,
    );
    const { outcome, difference } = compare(statement.text, operations, parse);
    const reason = difference === undefined ? undefined : explained(difference);
    const refused = operations.some(({ kind }) => kind === 'opaque');
    count(
      refused
        ? outcome === 'different'
          ? 'ours alone refuses'
          : 'not read by ours'
        : reason === undefined
          ? outcome
          : `${outcome}: ${reason}`,
    );
    if (difference !== undefined) console.log(`${folder}/${path}: ${reason ?? 'DIFFERENT'}\n  ${JSON.stringify(difference)}`);
  }
}
console.table(Object.fromEntries([...counts].toSorted((a, b) => b[1] - a[1])));
