// Runs the built binary over a corpus of real migrations and says what it found there:
//   node scripts/corpus.mjs <folder> [--sample 50] [--seed 1]
// <folder>/manifest.json lists the sources: `{ repo, rules: [{ re, dialect, tool }] }`, the files stand in <folder>/<owner+name>/.
// Prints, for each project: files, statements, layout found against the tool that is named, syntax errors, findings;
// then findings by rule, and a sample drawn at random (same seed, same sample) to be judged by a reader.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' }, rule: { type: 'string' } },
});
const [corpus] = positionals;
if (corpus === undefined) {
  console.error('usage: node scripts/corpus.mjs <folder> [--sample n] [--seed n] [--rule id]');
  process.exit(2);
}
const binary = join(import.meta.dirname, '..', 'dist', 'cli.js');
const manifest = JSON.parse(readFileSync(join(corpus, 'manifest.json'), 'utf8'));

const rows = [];
const byRule = new Map();
const flagged = new Set();
const pool = [];
let crashed = 0;

for (const source of manifest.sources) {
  const folder = join(corpus, source.repo.replace('/', '+'));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sql'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const byTool = new Map();
  for (const file of files) {
    const rule = source.rules.find(({ re }) => new RegExp(re).test(file));
    if (rule?.dialect !== 'postgres') continue;
    const list = byTool.get(rule.tool) ?? byTool.set(rule.tool, []).get(rule.tool);
    list.push(file);
  }
  for (const [tool, list] of byTool) {
    const run = spawnSync(process.execPath, [binary, 'check', '--format', 'json', '--fail-on', 'never', '--', ...list], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    let report;
    try {
      report = JSON.parse(run.stdout);
    } catch {
      crashed++;
      rows.push({ repo: source.repo, tool, files: list.length, crashed: `exit ${run.status} ${run.stderr.slice(0, 300)}` });
      continue;
    }
    if (run.status !== 0) console.log(`${source.repo} (${tool}): exit ${run.status}\n${run.stderr}`);
    const count = (key) =>
      Object.entries(Object.groupBy ? Object.groupBy(report.files, (each) => each[key]) : group(report.files, key))
        .map(([name, all]) => `${name} ${all.length}`)
        .join(', ');
    const unread = report.findings.filter(({ rule, message }) => rule === 'migration-not-understood' && message !== 'dynamic');
    for (const finding of report.findings) {
      const key = `${finding.rule}/${finding.message} ${finding.severity}`;
      byRule.set(key, (byRule.get(key) ?? 0) + 1);
      if (finding.severity !== 'info') flagged.add(`${source.repo}/${finding.file}`);
      if (values.rule === undefined || finding.rule === values.rule || `${finding.rule}/${finding.message}` === values.rule)
        pool.push({ repo: source.repo, folder, ...finding });
    }
    rows.push({
      repo: source.repo,
      tool,
      files: report.files.length,
      given: list.length,
      statements: report.summary.statements,
      layout: count('layout'),
      runs: count('transaction'),
      unread: unread.length,
      errors: report.summary.errors,
      warnings: report.summary.warnings,
      infos: report.summary.infos,
    });
  }
}

function group(list, key) {
  const groups = {};
  for (const each of list) (groups[each[key]] ??= []).push(each);
  return groups;
}

console.table(rows);
const total = (key) => rows.reduce((sum, row) => sum + (row[key] ?? 0), 0);
console.log(
  `${total('files')} files, ${total('statements')} statements, ${total('unread')} not understood, ${crashed} runs crashed, ${flagged.size} files with an error or a warning`,
);
console.log(`${total('errors')} errors, ${total('warnings')} warnings, ${total('infos')} infos`);
for (const [key, n] of [...byRule].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) console.log(String(n).padStart(7), key);

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
  const text = readFileSync(join(finding.folder, finding.file), 'utf8').replace(/^\uFEFF/, '');
  const { start, end } = finding.range;
  console.log(
    `\n#${drawn} ${finding.severity} ${finding.rule}/${finding.message}${finding.certain ? '' : ' (may)'}  ${finding.repo} ${finding.file}:${start.line}:${start.column}`,
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
