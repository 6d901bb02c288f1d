// Fresh repositories, one for each tool that writes migrations: the real tool writes one, `sqlsafe init` sets itself up, a commit with a
// hazard must be refused with the finding at the right line, and a clean one must pass. `npm run try:tools -- Knex dbmate` tries those alone;
// managers of hooks take turns, with `--every-hook` each tool is tried with each of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOOKS } from './try-tools/hooks.mjs';
import { startServer } from './try-tools/server.mjs';
import { placeIn, TOOLS } from './try-tools/tools.mjs';

const root = join(import.meta.dirname, '..');
const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const isKept = process.argv.includes('--keep');
const withEveryHook = process.argv.includes('--every-hook');
const base = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-tools-')));

/** @typedef {import('./try-tools/tools.mjs').Tool} Tool @typedef {import('./try-tools/hooks.mjs').Hook} Hook */

/**
 * @param {Tool} tool
 * @param {Hook} hook
 * @param {{ readonly tarball: string, readonly port: number }} given
 */
function tryTool(tool, hook, { tarball, port }) {
  const folder = join(base, `${tool.name}-${hook.name}`.toLowerCase());
  mkdirSync(folder);
  const name = `try_${tool.name}_${hook.name}`.toLowerCase().replaceAll(/\W/g, '_');
  const database = `postgres://postgres@127.0.0.1:${port}/${name}`;
  /** @type {import('./try-tools/tools.mjs').Place['run']} */
  const run = (command, args, env = {}) => {
    const { stdout, stderr, status, error } = spawnSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: database,
        CI: '',
        NO_UPDATE_NOTIFIER: '1',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        ...env,
      },
    });
    if (error !== undefined || status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
    return stdout;
  };
  const git = (/** @type {readonly string[]} */ ...args) => run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args]);
  const commit = (/** @type {string} */ message) => {
    git('add', '--all');
    const { stdout, stderr, status } = spawnSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--message', message],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
      },
    );
    return { status, said: `${stdout}${stderr}` };
  };
  const place = placeIn(folder, database, run);

  git('init', '--quiet', '--initial-branch=main');
  place.write('.gitignore', 'node_modules/\nnone.node\n');
  place.write('package.json', `{\n  "name": "${name.replaceAll('_', '-')}",\n  "private": true\n}\n`);
  run('npm', ['install', '--save-dev', ...tool.packages, ...hook.packages, tarball]);
  run('node', ['-e', CREATE], { NODE_PATH: join(root, 'node_modules'), NAMES: `${name},${name}_shadow`, PORT: String(port) });
  tool.prepare?.(place);
  tool.write(place, 'first');
  hook.before(place);
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', 'first');

  const init = run('npx', ['sqlsafe', 'init', '--yes', '--ci', 'github']);
  hook.after(place);
  const layout = /migrations\s+\S+\s+([\w-]+), \d+ migrations?\b/.exec(init)?.[1] ?? `not found in:\n${init}`;
  const setUp = commit('sqlsafe');
  if (setUp.status !== 0) throw new Error(`the set-up was refused:\n${setUp.said}`);
  const again = run('npx', ['sqlsafe', 'init', '--yes', '--ci', 'github']);
  const isIdempotent = again.includes('Nothing to do');

  tool.write(place, 'hazard');
  const refused = commit('hazard');
  // The place in the file that the tool wrote, as a person would look for it.
  const changed = git('diff', '--cached', '--name-only', '--diff-filter=A').trim().split('\n');
  const places = changed.flatMap((path) =>
    readFileSync(join(folder, path), 'utf8')
      .split('\n')
      .flatMap((line, at) => (/create index/i.test(line) && !path.endsWith('.json') ? [`${path}:${at + 1}`] : [])),
  );
  const seen = places.filter((each) => refused.said.includes(`${each}:`));
  const isRefused =
    refused.status !== 0 && refused.said.includes('create-index-blocking') && git('log', '--format=%s', '-1').trim() !== 'hazard';

  git('reset', '--quiet', '--hard');
  git('clean', '--quiet', '-d', '--force');
  tool.write(place, 'clean');
  const passed = commit('clean');
  const isRight = isRefused && seen.length === 1 && passed.status === 0 && isIdempotent;
  return {
    layout,
    refused: !isRefused
      ? `not refused:\n${refused.said}`
      : seen.length === 1
        ? (seen[0] ?? '')
        : `at another line than ${places.join(', ')}:\n${refused.said}`,
    clean: passed.status === 0 ? 'passes' : `refused:\n${passed.said}`,
    again: isIdempotent ? 'nothing to do' : `not the same:\n${again}`,
    isRight,
  };
}

const CREATE = `
const { Client } = require('pg');
const client = new Client({ host: '127.0.0.1', port: process.env.PORT, user: 'postgres', database: 'postgres' });
client.connect()
  .then(async () => { for (const name of process.env.NAMES.split(',')) await client.query('CREATE DATABASE ' + name); })
  .then(() => client.end());`;

const wanted = TOOLS.filter(({ name }) => asked.length === 0 || asked.some((each) => each.toLowerCase() === name.toLowerCase()));
if (spawnSync('pre-commit', ['--version']).error !== undefined)
  console.log('pre-commit is not installed (apt-get install pre-commit): what is to be tried with it will fail');
execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
const [{ filename }] = JSON.parse(
  execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], { cwd: root, encoding: 'utf8' }),
);
const server = await startServer();
/** @type {string[][]} */
const rows = [['tool', 'layout', 'hook', 'a hazard is refused at', 'a clean one', 'init again']];
const tries = wanted.flatMap((tool) =>
  HOOKS.filter((_, at) => withEveryHook || at === TOOLS.indexOf(tool) % HOOKS.length).map((hook) => ({ tool, hook })),
);
let failed = 0;
try {
  for (const { tool, hook } of tries) {
    try {
      const { layout, refused, clean, again, isRight } = tryTool(tool, hook, { tarball: join(base, filename), port: server.port });
      rows.push([tool.name, layout, hook.name, refused, clean, again]);
      if (!isRight) failed += 1;
    } catch (error) {
      failed += 1;
      rows.push([tool.name, '', hook.name, error instanceof Error ? error.message : String(error), '', '']);
    }
    console.log(`${rows.at(-1)?.join(' · ')}`);
  }
} finally {
  await server.stop();
  if (isKept) console.log(`kept: ${base}`);
  else rmSync(base, { recursive: true, force: true });
}
const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').split('\n')[0]?.length ?? 0))) ?? [];
console.log(
  `\n${rows
    .map((row) =>
      row
        .map((cell, at) => (cell.split('\n')[0] ?? '').padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}`,
);
console.log(`\n${tries.length - failed} of ${tries.length} as they should be`);
process.exitCode = failed === 0 ? 0 : 1;
