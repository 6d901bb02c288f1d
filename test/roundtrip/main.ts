import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { shortDifferences } from '../../src/report/short-differences.ts';
import { startServer } from '../prove/live/server.ts';

/** A migration file of a corpus: its project's folder, its path in that, and whose it is. */
export interface CorpusFile {
  readonly folder: string;
  readonly path: string;
  readonly tool: string;
}

export interface Options {
  readonly major: number;
  /** Globs of files that are left out. */
  readonly ignore: readonly string[];
  /** All that the command said, instead of a line for each migration. */
  readonly json: boolean;
}

/** One migration's trip, as `verify --roundtrip --format json` has it. */
interface Trip {
  readonly kind: 'same' | 'one-way' | 'together' | 'differs' | 'failed';
  readonly name: string;
  /** Of all files that were taken together. */
  readonly names?: readonly string[];
  readonly when?: 'up' | 'back' | 'again';
  readonly lines?: readonly string[];
  readonly error?: string;
}

interface Said {
  readonly roundtrip: readonly Trip[];
  readonly untried: readonly string[];
}

/** A way back as a file, or as a part of one. */
const WAY_BACK = {
  path: /[._/]down\.sql$|(?:^|\/)(?:revert|rollback)\//,
  text: /^[ \t]*--[ \t]*(?:\+goose|\+migrate|migrate:)[ \t]*down\b/im,
};

/** Projects with ways back, one after the other. @returns whether each could be run at all */
export async function main(
  root: string,
  corpus: string,
  files: readonly CorpusFile[],
  options: Options,
  say: (text: string) => void,
): Promise<boolean> {
  const projects = new Map<string, CorpusFile[]>();
  for (const file of files) {
    const key = `${file.folder} (${file.tool})`;
    projects.set(key, [...(projects.get(key) ?? []), file]);
  }
  const server = await startServer(options.major, say);
  let fine = true;
  try {
    say(`PostgreSQL ${server.version}`);
    const total = new Map<Trip['kind'], number>();
    for (const [title, own] of projects) {
      const paths = own.map(({ path }) => path);
      const cwd = join(resolve(corpus), own[0]?.folder ?? '');
      if (!paths.some((path) => WAY_BACK.path.test(path) || WAY_BACK.text.test(readFileSync(join(cwd, path), 'utf8')))) continue;
      for (const folder of rootsOf(paths)) {
        const started = performance.now();
        const { output, errors } = await verify(join(root, 'dist/cli.cjs'), cwd, folder, server.port, options.ignore);
        const said = output.startsWith('{') ? (JSON.parse(output) as Said) : undefined;
        if (said === undefined) {
          say(`\n${title}, ${folder}: ${errors.trim()}`);
          fine = false;
          continue;
        }
        const { roundtrip: trips, untried } = said;
        const rest = untried.length === 0 ? '' : `, ${untried.length} behind it not tried`;
        say(`\n${title}, ${folder}: ${counts(trips, total)}${rest}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
        if (options.json) say(output.trim());
        else for (const trip of trips) for (const line of linesOf(trip)) say(line);
      }
    }
    say(`\n${Array.from(total, ([kind, count]) => `${count} ${WORDS[kind]}`).join(', ')}`);
  } finally {
    await server.stop();
  }
  return fine;
}

const WORDS = {
  same: 'the same',
  'one-way': 'without a way back',
  together: 'the same together',
  differs: 'different',
  failed: 'failed',
} as const;

function counts(trips: readonly Trip[], total: Map<Trip['kind'], number>): string {
  const own = new Map<Trip['kind'], number>();
  for (const { kind } of trips) for (const map of [own, total]) map.set(kind, (map.get(kind) ?? 0) + 1);
  const files = trips.reduce((sum, { names }) => sum + (names?.length ?? 1), 0);
  return `${files} migrations, ${trips.length} trips: ${Array.from(own, ([kind, count]) => `${count} ${WORDS[kind]}`).join(', ')}`;
}

const linesOf = ({ kind, name, names = [], when, lines = [], error }: Trip): readonly string[] => [
  `  ${WORDS[kind]}${when === undefined ? '' : ` (${when})`}  ${name}${names.length === 0 ? '' : ` and ${names.length - 1} more`}${error === undefined ? '' : `: ${error}`}`,
  ...shortDifferences(lines).map((line) => `      ${line}`),
];

/** Folders that hold all of a project's files; where they have none in common, one for each beginning. */
function rootsOf(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split('/').slice(0, -1));
  const [first = []] = parts;
  const common = first.findIndex((part, at) => parts.some((each) => each[at] !== part));
  const depth = common === -1 ? first.length : common;
  return depth > 0 ? [first.slice(0, depth).join('/')] : [...new Set(parts.map(([part = '.']) => part))];
}

function verify(
  binary: string,
  cwd: string,
  folder: string,
  port: number,
  ignore: readonly string[],
): Promise<{ readonly output: string; readonly errors: string }> {
  const child = spawn(
    process.execPath,
    [
      binary,
      'verify',
      folder,
      '--roundtrip',
      '--no-config',
      '--format=json',
      `--url=postgres://postgres@127.0.0.1:${port}/postgres`,
      ...ignore.map((glob) => `--ignore-pattern=${glob}`),
    ],
    { cwd, env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  return new Promise((done) => {
    child.once('close', () => done({ output, errors }));
  });
}
