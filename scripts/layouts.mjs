// Holds layouts and ways of running files against what a corpus says of its projects, of all dialects:
//   node scripts/layouts.mjs <corpus folder> [--markdown]
// What a corpus looks like is said in corpus-files.mjs. Prints a line for each project, dialect and tool, then each file that is read otherwise
// than its tool runs it, and ends with 1 if there is one. --markdown: the table only, as the documentation shows it.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import corpusFiles from './corpus-files.mjs';
import { EXPECTED } from './layouts/expected.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { markdown: { type: 'boolean', default: false } } });
const [corpus] = positionals;
if (corpus === undefined) {
  console.error('usage: node scripts/layouts.mjs <corpus folder> [--markdown]');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'node_modules', '.cache', 'layouts.mjs');
await build({
  stdin: {
    contents: `
      export { openProjects } from './src/layouts/open-projects.ts';
      export { diskTree } from './src/io/disk-tree.ts';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile: bundle,
});
/** @type {{ openProjects: typeof import('../src/layouts/open-projects.ts').openProjects, diskTree: typeof import('../src/io/disk-tree.ts').diskTree }} */
const { openProjects, diskTree } = await import(bundle);

/** @type {readonly (readonly ['postgres' | 'mysql' | 'sqlite', 'postgresql' | 'mysql' | 'sqlite'])[]} */
const DIALECTS = [
  ['postgres', 'postgresql'],
  ['mysql', 'mysql'],
  ['sqlite', 'sqlite'],
];

/** @typedef {{ project: string, dialect: string, tool: string, layout: string, files: number, runs: string, verdict: string }} Row */
/** @type {Row[]} */
const rows = [];
/** @type {string[]} */
const wrong = [];
for (const [named, dialect] of DIALECTS) {
  /** @type {Map<string, { folder: string, tool: string, paths: string[] }>} */
  const projects = new Map();
  for (const { folder, path, tool } of corpusFiles(corpus, named).migrations) {
    const key = `${folder} ${tool}`;
    const project = projects.get(key) ?? { folder, tool, paths: [] };
    projects.set(key, project);
    project.paths.push(path);
  }
  for (const { folder, tool, paths } of projects.values()) {
    const expected = EXPECTED[tool];
    const tree = diskTree({ cwd: join(corpus, folder), maxFileSize: 2 ** 24 });
    const opened = openProjects(tree, paths, { dialect });
    /** @type {Map<string, { layout: string, runs: string[] }>} */
    const found = new Map();
    for (const { layout, migrations } of opened.projects)
      for (const { selected, up, down } of migrations)
        for (const { file, transaction } of selected ? [...up, ...down] : []) {
          const each = found.get(file.path) ?? { layout, runs: [] };
          found.set(file.path, each);
          each.runs.push(transaction);
        }
    const before = wrong.length;
    let unrun = 0;
    const skipped = new Set(opened.skipped.map(({ path }) => path));
    const read = (/** @type {string} */ path) => readFileSync(join(corpus, folder, path), 'utf8').replace(/^\uFEFF/, '');
    const texts = new Map(paths.map((path) => [path, read(path)]));
    for (const [path, text] of texts) {
      const own = found.get(path);
      const say = (/** @type {string} */ what) => wrong.push(`${folder} ${dialect} ${path}: ${what}`);
      if (expected === undefined) say(`nobody said how ${tool} runs files`);
      else if (own === undefined) {
        if (!skipped.has(path)) say('it is in no project');
      } else {
        const runs = expected.runs(text, path, dialect, read, [...texts.values()]);
        if (runs === undefined) {
          unrun++;
          if (!own.runs.every((way) => way === 'auto')) say(`${tool} never runs it, and it is taken for a part of the history`);
        } else if (own.layout !== expected.layout) say(`layout ${own.layout}, not ${expected.layout}`);
        else if (runs.join() !== own.runs.join()) say(`runs as ${own.runs.join(', ')}, not as ${runs.join(', ')}`);
      }
    }
    rows.push({
      project: folder.replace('+', '/'),
      dialect,
      tool,
      layout: tally(Array.from(found.values(), ({ layout }) => layout)),
      files: paths.length,
      runs: tally(Array.from(found.values()).flatMap(({ runs }) => runs)),
      verdict:
        wrong.length === before ? (unrun === 0 ? 'right' : `right; ${unrun} that the tool never runs`) : `${wrong.length - before} wrong`,
    });
  }
}

/** `prisma 823, plain 1`; the name alone where there is one. */
function tally(/** @type {readonly string[]} */ names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.size === 1 ? (names[0] ?? '') : Array.from(counts, ([name, count]) => `${name} ${count}`).join(', ');
}

rows.sort((a, b) => (a.project < b.project ? -1 : a.project > b.project ? 1 : 0));
const files = rows.reduce((sum, row) => sum + row.files, 0);
const total = `${rows.length} histories, ${files} files, ${wrong.length} read otherwise than their tools run them`;
if (values.markdown) {
  const escape = (/** @type {string | number} */ cell) => String(cell).replaceAll('|', String.raw`\|`);
  const line = (/** @type {readonly (string | number)[]} */ cells) => `| ${cells.map(escape).join(' | ')} |`;
  console.log(line(['project', 'database', 'tool', 'read as', 'files', 'each part runs as', '']));
  console.log(line(['---', '---', '---', '---', '--:', '---', '---']));
  for (const { project, dialect, tool, layout, files: count, runs, verdict } of rows)
    console.log(line([project, dialect, EXPECTED[tool]?.name ?? tool, layout, count, runs, verdict]));
  console.log(`\n${total}.`);
} else {
  console.table(rows);
  console.log(total);
  for (const each of wrong.slice(0, 100)) console.log(each);
  if (wrong.length > 100) console.log(`and ${wrong.length - 100} more`);
}
process.exitCode = wrong.length === 0 ? 0 : 1;
