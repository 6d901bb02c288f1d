// Judges the ends of a corpus's histories twice, once with all before them replayed and once from what an earlier run kept of it:
//   node scripts/kept.mjs <corpus folder>
// What a corpus looks like is said in corpus-files.mjs. Prints how many were compared, each that differs, and ends with 1 if there is one.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import corpusFiles from './corpus-files.mjs';

const [corpus] = process.argv.slice(2);
if (corpus === undefined) {
  console.error('usage: node scripts/kept.mjs <corpus folder>');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'node_modules', '.cache', 'kept.mjs');
await build({
  stdin: {
    contents: `
      export { openProjects } from './src/layouts/open-projects.ts';
      export { diskTree } from './src/io/disk-tree.ts';
      export { checkProject } from './src/engine/check-project.ts';
      export { chooseRules } from './src/engine/levels.ts';
      export { readTarget } from './src/engine/target.ts';
      export { postgresqlFrontEnd } from './src/dialects/postgresql/index.ts';
      export { postgresql as effectTable } from './src/effects/postgresql.ts';
      export { historyKeepers } from './src/cli/kept-history.ts';
      export { wasm } from './src/io/wasm.ts';
      export { parseCode } from './src/io/parse-code.ts';
      export { rules } from './rules/index.ts';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile: bundle,
});
const {
  openProjects,
  diskTree,
  checkProject,
  chooseRules,
  readTarget,
  postgresqlFrontEnd,
  effectTable,
  historyKeepers,
  wasm,
  parseCode,
  rules,
} = await import(bundle);

const cache = mkdtempSync(join(tmpdir(), 'sqlsafe-kept-'));
const target = readTarget('postgresql', '17');
const { rules: chosen, levels } = chooseRules(rules, { presets: ['strict', 'style'] });
const frontEnd = postgresqlFrontEnd(wasm);
const options = {
  target,
  rules: chosen,
  levels,
  settings: { lockTimeoutSetByRunner: false },
  knownRules: rules,
  frontEnd,
  effectTable,
  deployment: 'file',
  today: '2026-01-01',
  reportStatements: true,
};

/** @type {Map<string, string[]>} */
const folders = new Map();
for (const { folder, path } of corpusFiles(corpus, 'postgres').migrations) folders.set(folder, [...(folders.get(folder) ?? []), path]);

let compared = 0;
let resumed = 0;
let different = 0;
for (const [folder, paths] of folders) {
  const tree = diskTree({ cwd: resolve(corpus, folder), maxFileSize: 2 ** 24 });
  const { projects } = openProjects(tree, paths, { dialect: 'postgresql', placeholders: {}, parseCode });
  projects.forEach((/** @type {import('../src/model/migration.ts').Project} */ project, /** @type {number} */ at) => {
    const judged = (/** @type {number} */ first, /** @type {number} */ last) => ({
      ...project,
      migrations: project.migrations.map((each, index) => ({
        ...each,
        selected: index >= first && index <= last,
      })),
    });
    const count = project.migrations.length;
    const keeper = historyKeepers({}, { XDG_CACHE_HOME: cache }, 'any')(`${folder} ${at}`);
    const counted = {
      ...keeper,
      find: (/** @type {unknown} */ migrations) => {
        const found = keeper.find(migrations);
        if (found !== undefined) resumed++;
        return found;
      },
    };
    // The first is kept, the next go on from it, and those far behind are kept in their turn.
    for (const part of [0.4, 0.45, 0.5, 0.52, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98, 1]) {
      const first = Math.min(Math.floor(count * part), count - 1);
      for (const last of [first, Math.min(first + 4, count - 1), count - 1]) {
        const part = judged(first, last);
        const whole = JSON.stringify(checkProject(part, options));
        const short = JSON.stringify(checkProject(part, { ...options, keeper: counted }));
        compared++;
        if (whole === short) continue;
        different++;
        console.log(`${folder}: migrations ${first + 1} to ${last + 1} of ${count} are judged otherwise after what was kept`);
      }
    }
  });
}
rmSync(cache, { recursive: true });
console.log(`${compared} ends judged twice, ${resumed} of them from what was kept; ${different} differ`);
process.exitCode = different === 0 && resumed > 0 ? 0 : 1;
