import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Repository } from '../cli/repository.ts';

// Each guide is done from its top to its end in a fresh repository: its files are written, its commands run, its screens looked for.
// What Prisma and Drizzle write stands in the guides; with SQLSAFE_GUIDES=real (npm run try:guides) they are installed, run, and held to it.

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli.cjs');
const isReal = process.env['SQLSAFE_GUIDES'] === 'real';

const GUIDES: Readonly<Record<string, { readonly packages: readonly string[]; readonly tools: RegExp }>> = {
  'raw-sql': { packages: [], tools: /^$/ },
  drizzle: { packages: ['drizzle-kit@0.31.11', 'drizzle-orm@0.45.2', 'pg'], tools: /^npx drizzle-kit / },
  prisma: { packages: ['prisma@6.19.3', '@prisma/adapter-pg@6.19.3'], tools: /^npx prisma / },
};

interface Block {
  readonly language: string;
  readonly path: string | undefined;
  /** A tool writes it. */
  readonly isWritten: boolean;
  readonly text: string;
}

const blocksOf = (guide: string): Block[] =>
  [...guide.matchAll(/^```(\w+)(?: (\S+))?( written)?\n([\s\S]*?)^```$/gm)].map(([, language = '', path, written, text = '']) => ({
    language,
    path,
    isWritten: written !== undefined,
    text,
  }));

let repository: Repository | undefined;
afterEach(() => {
  repository?.destroy();
});

/** A shell's folder of commands in which `npx sqlsafe` is the one under test. */
function commands(folder: string): string {
  const bin = join(folder, '.git/bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = --yes ] && shift\ncase $1 in sqlsafe|sqlsafe@*) shift; exec "${process.execPath}" "${cli}" "$@" ;; esac\nPATH=\${PATH#*:} exec npx "$@"\n`,
  );
  chmodSync(join(bin, 'npx'), 0o755);
  return `${bin}:${process.env['PATH'] ?? ''}`;
}

test.each(Object.entries(GUIDES))('the guide docs/%s.md holds', { timeout: 300_000 }, (name, { packages, tools }) => {
  const blocks = blocksOf(readFileSync(join(root, `docs/${name}.md`), 'utf8'));
  expect(blocks.length).toBeGreaterThan(10);
  const at = new Repository();
  repository = at;
  const env = {
    PATH: commands(at.root),
    HOME: process.env['HOME'],
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
    NODE_PATH: join(root, 'node_modules'),
    // Of Prisma: the engine that is part of the package, and no other.
    PRISMA_QUERY_ENGINE_LIBRARY: join(at.root, '.git/bin/npx'),
    CHECKPOINT_DISABLE: '1',
    DATABASE_URL: process.env['DATABASE_URL'],
  };
  const run = (command: string) => spawnSync('sh', ['-c', command], { cwd: at.root, encoding: 'utf8', env });
  prepare(at, name, packages, run);

  let said = '';
  let tooled = false;
  for (const { language, path, isWritten, text } of blocks) {
    if (path !== undefined) {
      if (isWritten && tooled && isReal) expect(readFileSync(join(at.root, path), 'utf8').trim(), path).toBe(text.trim());
      else at.write({ [path]: text });
      if (isWritten) journal(at, path);
    } else if (language === 'text') {
      for (const line of text.trimEnd().split('\n')) expect(said).toContain(line);
    } else if (language === 'sh') {
      said = '';
      tooled = false;
      for (const line of text.trimEnd().split('\n')) {
        const isTool = tools.test(line);
        tooled ||= isTool;
        if (isTool && !isReal) continue;
        const { stdout, stderr, status } = run(line);
        said += stdout + stderr;
        const expected = Number(/# exits with (\d+)/.exec(line)?.[1] ?? 0);
        expect(status, `${line}\n${said}`).toBe(expected);
      }
    }
  }
  expect(at.git('status', '--porcelain')).toBe('');
});

/** What every project has before the guide begins. */
function prepare(
  at: Repository,
  name: string,
  packages: readonly string[],
  run: (command: string) => { readonly status: number | null; readonly stderr: string },
): void {
  at.write({ '.gitignore': 'node_modules/\n.trial/\nbefore.prisma\n' });
  if (packages.length === 0) return;
  at.write({ 'package.json': `{\n  "name": "${name}",\n  "private": true\n}\n` });
  if (name === 'prisma')
    at.write({
      'prisma.config.ts':
        "import { defineConfig } from 'prisma/config';\nimport { PrismaPg } from '@prisma/adapter-pg';\nexport default defineConfig({ experimental: { adapter: true }, engine: 'js', adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL }) });\n",
    });
  if (isReal) {
    const { status, stderr } = run(`npm install --save-dev --no-audit --no-fund ${packages.join(' ')}`);
    expect(status, stderr).toBe(0);
  }
  mkdirSync(join(at.root, 'node_modules/.bin'), { recursive: true });
  if (!existsSync(join(at.root, 'node_modules/.bin/sqlsafe'))) symlinkSync(cli, join(at.root, 'node_modules/.bin/sqlsafe'));
}

/** Drizzle's list of its migrations, where it did not write them itself. */
function journal(at: Repository, path: string): void {
  const [, folder, tag] = /^(drizzle)\/(\d+_\w+)\.sql$/.exec(path) ?? [];
  if (folder === undefined || isReal) return;
  const file = join(at.root, folder, 'meta/_journal.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { entries: object[] }) : { entries: [] };
  mkdirSync(dirname(file), { recursive: true });
  const entries = [...before.entries, { idx: before.entries.length, version: '7', when: 1_767_225_600_000 + before.entries.length, tag }];
  writeFileSync(file, `${JSON.stringify({ version: '7', dialect: 'postgresql', entries }, null, 2)}\n`);
}
