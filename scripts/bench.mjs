// Speed and memory beside squawk's native binary, and the start of the command beside an empty Node process, in a
// pre-commit hook as well:
//   npm run bench -- <corpus folder> [--runs 9]        or SQLSAFE_CORPUS=<corpus folder> npm run bench
// Both programs are timed in turn, in one sitting, over the same copies of the corpus's PostgreSQL files; medians are shown.
// What a corpus looks like is said in corpus-files.mjs.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import corpusFiles from './corpus-files.mjs';
import { inTurn, peakMegabytes } from './measure.mjs';

/** Migrations before the one that is staged. */
const HISTORY = 500;
const ONE_FILE = `ALTER TABLE users ADD COLUMN role text NOT NULL DEFAULT 'user';
CREATE INDEX users_role ON users (role);
`;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '9' } } });
const corpus = positionals[0] ?? process.env['SQLSAFE_CORPUS'];
const runs = Number(values.runs);
const node = process.execPath;
const sqlsafe = join(import.meta.dirname, '../dist/cli.cjs');
if (corpus === undefined || !Number.isInteger(runs) || runs < 1 || !existsSync(sqlsafe)) {
  console.error('usage: npm run build && npm run bench -- <corpus folder> [--runs 9]');
  process.exit(2);
}

const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-bench-'));
try {
  console.log(`${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, Node ${process.version}, medians of ${runs} runs in turn\n`);
  await throughput(corpus);
  await start();
  await hook();
} finally {
  rmSync(stage, { recursive: true });
}

/** All files of the corpus, each program in one process. */
async function throughput(/** @type {string} */ from) {
  const { migrations, companions } = corpusFiles(from, 'postgres');
  for (const { folder, path } of [...migrations, ...companions]) {
    mkdirSync(join(stage, folder, dirname(path)), { recursive: true });
    cpSync(join(from, folder, path), join(stage, folder, path));
  }
  const folders = new Set(migrations.map(({ folder }) => folder));
  const ours = [node, sqlsafe, 'check', '--dialect', 'postgresql', ...folders];
  const theirs = [squawk(), ...migrations.map(({ folder, path }) => `${folder}/${path}`)];
  const { a, b } = await inTurn(ours, theirs, stage, runs);
  console.log(`${migrations.length} PostgreSQL files`);
  console.log(`  sqlsafe   ${ms(a)}  ${mb(await peakMegabytes(ours, stage))}  (at most 200 MB)`);
  console.log(`  squawk    ${ms(b)}  ${mb(await peakMegabytes(theirs, stage))}`);
  console.log(`  ratio     ${(a / b).toFixed(2).padStart(8)}     (at most 1.5)\n`);
}

/** One file, beside a Node process that does nothing. */
async function start() {
  mkdirSync(join(stage, 'one'));
  writeFileSync(join(stage, 'one/001_role.sql'), ONE_FILE);
  writeFileSync(join(stage, 'empty.mjs'), '');
  const { a, b } = await inTurn([node, sqlsafe, 'check', 'one/001_role.sql'], [node, 'empty.mjs'], stage, runs * 3);
  console.log('one file, from a cold start');
  console.log(`  sqlsafe   ${ms(a)}`);
  console.log(`  no work   ${ms(b)}`);
  console.log(`  over it   ${ms(a - b)}  (at most 60 ms)`);
}

/** What a pre-commit hook costs: one staged file, in a repository of many migrations. */
async function hook() {
  const home = join(stage, 'hook');
  mkdirSync(join(home, 'migrations'), { recursive: true });
  for (let number = 1; number <= HISTORY; number++) {
    const table = number - ((number - 1) % 5);
    const text =
      table === number
        ? `CREATE TABLE t${table} (id bigint PRIMARY KEY, a int NOT NULL, b text);\nCREATE INDEX t${table}_a ON t${table} (a);\n`
        : `ALTER TABLE t${table} ADD COLUMN c${number} int;\n`;
    writeFileSync(join(home, `migrations/${String(number).padStart(4, '0')}_t.sql`), text);
  }
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: home });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'history');
  writeFileSync(join(home, `migrations/0${HISTORY + 1}_role.sql`), ONE_FILE.replaceAll('users', 't1'));
  git('add', '--all');
  const { a, b } = await inTurn([node, sqlsafe, 'check', '--staged'], [node, join(stage, 'empty.mjs')], home, runs * 3);
  console.log(`\none staged file after ${HISTORY} migrations`);
  console.log(`  sqlsafe   ${ms(a)}`);
  console.log(`  no work   ${ms(b)}`);
  console.log(`  over it   ${ms(a - b)}  (at most 80 ms)`);
}

/** The native binary itself, without the script that npm puts before it. npm fetches it once and keeps it outside the project. */
function squawk() {
  const find = ['exec', '--yes', '--package=squawk-cli@2.66.0', '-c', 'command -v squawk'];
  const script = realpathSync(execFileSync('npm', find, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim());
  const manifest = createRequire(script).resolve(`@squawk-cli/${process.platform}-${process.arch}/package.json`);
  return join(dirname(manifest), 'bin/squawk');
}

function ms(/** @type {number} */ value) {
  return `${value.toFixed(1).padStart(8)} ms`;
}

function mb(/** @type {number | undefined} */ value) {
  return value === undefined ? 'memory not known here' : `${value.toFixed(0).padStart(4)} MB`;
}
