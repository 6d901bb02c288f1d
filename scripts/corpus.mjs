// Runs the built binary over a corpus of real migrations and says what it found there:
//   npm run build && node scripts/corpus.mjs <corpus folder> [--sample 50] [--seed 1] [--rule id]
// What a corpus looks like is said in corpus-files.mjs. Prints, for each project: files, statements, the layout that was found beside the tool
// that is named, what was not understood, findings; then findings by rule, and a sample drawn at random (same seed, same sample) for a reader to judge.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import corpusFiles from './corpus-files.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' }, rule: { type: 'string' } },
});
const [corpus] = positionals;
if (corpus === undefined) {
  console.error('usage: npm run build && node scripts/corpus.mjs <corpus folder> [--sample n] [--seed n] [--rule id]');
  process.exit(2);
}
const binary = join(import.meta.dirname, '..', 'dist', 'cli.cjs');

/** @typedef {import('../src/model/report.ts').Report} Report */
/** @typedef {import('../src/model/finding.ts').Finding & { readonly folder: string }} Found */

/** @type {Map<string, { folder: string, tool: string, paths: string[] }>} */
const projects = new Map();
for (const { folder, path, tool } of corpusFiles(corpus, 'postgres').migrations) {
  const key = `${folder} ${tool}`;
  const project = projects.get(key) ?? { folder, tool, paths: [] };
  projects.set(key, project);
  project.paths.push(path);
}

/** @type {Record<string, string | number>[]} */
const rows = [];
/** @type {Map<string, number>} */
const byMessage = new Map();
const flagged = new Set();
/** @type {Found[]} */
const pool = [];
let crashed = 0;

for (const { folder, tool, paths } of projects.values()) {
  const run = spawnSync(process.execPath, [binary, 'check', '--format', 'json', '--fail-on', 'never', '--', ...paths], {
    cwd: join(corpus, folder),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.status !== 0) {
    crashed++;
    console.log(`${folder} (${tool}): exit ${run.status}\n${run.stderr}`);
    if (run.status === 70 || run.stdout === '') continue;
  }
  /** @type {Report} */
  const report = JSON.parse(run.stdout);
  for (const finding of report.findings) {
    const message = `${finding.rule}/${finding.message}`;
    byMessage.set(`${message} ${finding.severity}`, (byMessage.get(`${message} ${finding.severity}`) ?? 0) + 1);
    if (finding.severity !== 'info') flagged.add(`${folder}/${finding.file}`);
    if (values.rule === undefined || values.rule === finding.rule || values.rule === message) pool.push({ ...finding, folder });
  }
  const { statements, errors, warnings, infos } = report.summary;
  const unread = report.findings.filter(({ rule, message }) => rule === 'migration-not-understood' && message !== 'dynamic').length;
  rows.push({
    folder,
    tool,
    files: report.files.length,
    statements,
    layout: tally(report.files.map((file) => file.layout)),
    runs: tally(report.files.map((file) => file.transaction)),
    unread,
    errors,
    warnings,
    infos,
    'a file': Number(((errors + warnings) / report.files.length).toFixed(2)),
  });
}

/** `prisma 823, plain 1` */
function tally(/** @type {readonly string[]} */ names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([name, count]) => `${name} ${count}`).join(', ');
}

console.table(rows);
const total = (/** @type {string} */ key) => rows.reduce((sum, row) => sum + Number(row[key] ?? 0), 0);
console.log(`${total('files')} files, ${total('statements')} statements, ${total('unread')} not understood, ${crashed} runs went wrong`);
console.log(
  `${total('errors')} errors, ${total('warnings')} warnings, ${total('infos')} infos; ${flagged.size} files with an error or a warning`,
);
for (const [key, count] of [...byMessage].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)))
  console.log(String(count).padStart(7), key);

// A small generator of our own (mulberry32), so that a seed names the same sample everywhere.
let state = Number(values.seed) >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const wanted = Math.min(Number(values.sample), pool.length);
for (let drawn = 1; drawn <= wanted; drawn++) {
  const [finding] = pool.splice(Math.floor(random() * pool.length), 1);
  if (finding === undefined) break;
  const text = readFileSync(join(corpus, finding.folder, finding.file), 'utf8').replace(/^\uFEFF/, '');
  const { start, end } = finding.range;
  console.log(
    `\n#${drawn} ${finding.severity} ${finding.rule}/${finding.message}${finding.certain ? '' : ' (may)'}  ${finding.folder} ${finding.file}:${start.line}:${start.column}`,
  );
  console.log(
    `   | ${text
      .slice(start.offset, Math.min(end.offset, start.offset + 400))
      .trim()
      .replaceAll('\n', '\n   | ')}`,
  );
  console.log(`   ${finding.text}`);
  if (finding.instead !== null)
    console.log(
      `   instead: ${finding.instead.text}${finding.instead.sql === null ? '' : `\n     ${finding.instead.sql.replaceAll('\n', '\n     ')}`}`,
    );
}
process.exitCode = crashed === 0 ? 0 : 1;
