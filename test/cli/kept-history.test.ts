import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { historyKeepers } from '../../src/cli/kept-history.ts';
import { beforeJudged } from '../../src/engine/kept.ts';
import { checkTree, judgeProjects, type CheckRequest } from '../../src/index.ts';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import type { Migration } from '../../src/model/migration.ts';
import type { SourceFile } from '../../src/model/source.ts';

// What a history came to in an earlier run: the same is said with it as without it, and nothing is believed that does not hold any more.

let cache: string;
beforeEach(() => (cache = mkdtempSync(join(tmpdir(), 'sqlsafe-test-'))));
afterEach(() => rmSync(cache, { recursive: true }));

type Files = readonly { readonly path: string; readonly text: string }[];

const numbered = (texts: readonly string[]): Files =>
  texts.map((text, at) => ({ path: `migrations/${String(at + 1).padStart(4, '0')}_step.sql`, text }));

/** Judges what comes from `first` on, and says how many migrations were taken from what was kept. */
async function judged(files: Files, first: number, given: CheckRequest & { env?: Record<string, string>; build?: string } = {}) {
  const { env = {}, build = 'this', ...asked } = given;
  const request: CheckRequest = { today: '2026-01-01', presets: ['strict'], ...asked };
  const paths = files.slice(first).map(({ path }) => path);
  const keepers = historyKeepers(request, { XDG_CACHE_HOME: cache, ...env }, build);
  const taken: number[] = [];
  const spied = (root: string) => {
    const keeper = keepers?.(root);
    if (keeper === undefined) return undefined;
    return {
      ...keeper,
      find(...migrations: Parameters<typeof keeper.find>) {
        const kept = keeper.find(...migrations);
        taken.push(kept?.count ?? 0);
        return kept;
      },
    };
  };
  const said = async (judge: ReturnType<typeof judgeProjects>): Promise<string> => {
    const { report, problems, origins } = await checkTree(memoryTree(files), paths, request, { judge });
    expect(problems).toEqual([]);
    return JSON.stringify({ report, origins });
  };
  const whole = await said(judgeProjects());
  const short = await said(judgeProjects(spied));
  expect(short).toBe(whole);
  return { taken: taken[0], said: short };
}

const kept = (): string => {
  const [name, ...others] = readdirSync(join(cache, 'sqlsafe'));
  expect(others).toEqual([]);
  return join(cache, 'sqlsafe', name ?? '');
};

/** A table each, with an index, and a row each. */
const tables = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `CREATE TABLE t${at} (id bigint PRIMARY KEY, a text);\nCREATE INDEX t${at}_a ON t${at} (a);\n`);
const HAZARD = 'CREATE INDEX t3_b ON t3 (a);\n';

/** Every statement of the fixtures, a file each: much of it fails in the light of the rest, which is part of the history too. */
const everything = (): Files => {
  const folder = join(import.meta.dirname, '../../fixtures');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'));
  return numbered(names.sort().map((name) => readFileSync(join(folder, name), 'utf8')));
};

describe('the same is said', () => {
  test('of every fixture in the light of all before it', { timeout: 120_000 }, async () => {
    const files = everything();
    expect(files.length).toBeGreaterThan(150);
    const taken: (number | undefined)[] = [];
    for (let first = 40; first < files.length; first += 23)
      taken.push((await judged(files.slice(0, first + 4), first, { layout: 'plain' })).taken);
    // The first is replayed; those after it go on from what was kept, which is brought up to date when it falls behind.
    expect(taken[0]).toBe(0);
    expect(taken.slice(1).every((count) => count !== undefined && count >= 40)).toBe(true);
    expect(new Set(taken).size).toBeGreaterThan(3);
  });

  test('of what only the history as a whole shows', async () => {
    const files = numbered([
      'CREATE TABLE a (id int);\nALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;\n',
      ...tables(40),
      'CREATE TABLE b (id int PRIMARY KEY, a int);\nALTER TABLE b ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;\n',
      'SELECT 1;\n',
    ]);
    await judged(files, 41);
    const { taken, said } = await judged(files, 41);
    expect(taken).toBe(41);
    expect(said).toContain('validate-constraint-lingering');
  });
});

describe('what is kept is believed', () => {
  const files = numbered([...tables(50), HAZARD]);

  test('when the same history is asked about again', async () => {
    expect((await judged(files, 50)).taken).toBe(0);
    expect((await judged(files, 50)).taken).toBe(50);
  });

  test('as far as it goes, when more has come', async () => {
    await judged(files, 50);
    const more = numbered([...tables(50), HAZARD, 'ALTER TABLE t4 ADD COLUMN c int;\n', 'DROP TABLE t4;\n']);
    expect((await judged(more, 52)).taken).toBe(50);
  });

  test('not when an old migration is another one', async () => {
    const { said } = await judged(files, 50);
    const edited = files.map((each, at) =>
      at === 3 ? { ...each, text: each.text.replace('t3 (id', 'u3 (id').replaceAll('t3', 'u3') } : each,
    );
    const after = await judged(edited, 50);
    expect(after.taken).toBe(0);
    expect(after.said).not.toBe(said);
  });

  test('not when migrations were taken away', async () => {
    await judged(files, 50);
    expect((await judged(numbered([...tables(50).slice(0, 45), HAZARD]), 45)).taken).toBe(0);
  });

  test.each([
    ['another version', { target: { version: '13' } }],
    ['other rules', { skip: ['create-index-blocking'] }],
    ['another way to run files', { transaction: 'statement' as const }],
    ['another build', { build: 'that' }],
  ])('not for %s', async (_, other) => {
    await judged(files, 50);
    expect((await judged(files, 50, other)).taken).toBe(0);
    expect((await judged(files, 50)).taken).toBe(50);
  });

  test.each<[string, (path: string) => void]>([
    ['cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, -1))],
    ['empty', (path) => writeFileSync(path, '')],
    [
      'changed in one bit',
      (path) =>
        writeFileSync(
          path,
          readFileSync(path).map((byte, at) => (at === 700 ? byte ^ 1 : byte)),
        ),
    ],
    ['open to others', (path) => chmodSync(path, 0o666)],
  ])('not when it is %s', async (_, harm) => {
    await judged(files, 50);
    harm(kept());
    expect((await judged(files, 50)).taken).toBe(0);
  });
});

describe('nothing is kept', () => {
  test('of a short history', async () => {
    await judged(numbered([...tables(20), HAZARD]), 20);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('where each run is the first', async () => {
    await judged(numbered([...tables(50), HAZARD]), 50, { env: { CI: 'true' } });
    expect(readdirSync(cache)).toEqual([]);
  });

  test('where a file or a connection reaches from the old into the new', () => {
    const file = (path: string): SourceFile => ({ path, text: '', raw: '', edits: [] });
    const step = (index: number, of: SourceFile, continues?: true): Migration => ({
      id: String(index),
      index,
      layout: 'plain',
      up: [{ file: of, span: { start: 0, end: 0 }, transaction: 'auto', ...(continues === undefined ? {} : { continues }) }],
      down: [],
      selected: index >= 40,
      reversible: false,
    });
    const old = Array.from({ length: 40 }, (_, at) => step(at, file(`${at}.sql`)));
    expect(beforeJudged([...old, step(40, file('40.sql'))])).toEqual(old);
    expect(beforeJudged([...old, step(40, file('40.sql'), true)])).toEqual([]);
    expect(beforeJudged([...old, step(40, file('40.sql')), step(41, old[7]?.up[0]?.file ?? file(''))])).toEqual([]);
  });

  test('for others to read', async () => {
    await judged(numbered([...tables(50), HAZARD]), 50);
    expect(statSync(kept()).mode & 0o077).toBe(0);
  });
});
