import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LAYOUTS } from '../../src/model/migration.ts';
import { open } from './support.ts';

const root = fileURLToPath(new URL('../../fixtures/histories', import.meta.url));
const histories = readdirSync(root).map((name): [string, Record<string, string>] => [
  name,
  Object.fromEntries(
    readdirSync(join(root, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  ),
]);

// A small generator of our own (mulberry32): the same texts everywhere.
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const PIECES = [
  "'",
  '"',
  '$$',
  '--',
  '/*',
  '*/',
  ';',
  '\n',
  '\r\n',
  '-- +migrate Down',
  '--changeset a:b',
  '--rollback',
  '--!include x.sql',
  '\u0000',
  '🙂',
  '{{',
  '${',
];

/** Stretches left out, doubled and moved, and pieces put in between. */
function disturb(text: string, next: () => number): string {
  let result = text;
  for (let i = 0; i < 4; i++) {
    const [a, b] = [next(), next()].map((each) => Math.floor(each * result.length)).toSorted((x, y) => x - y);
    const piece = PIECES[Math.floor(next() * PIECES.length)] ?? '';
    const kind = Math.floor(next() * 3);
    result =
      result.slice(0, a) +
      (kind === 0 ? piece : kind === 1 ? result.slice(a, b) + result.slice(a, b) : '') +
      result.slice(kind === 2 ? b : a);
  }
  return result;
}

test.each(histories)('%s, disturbed: sections stay within their files, findings too, and no file is lost', (name, texts) => {
  const next = random(name.length * 7919);
  for (let round = 0; round < 40; round++) {
    const disturbed = Object.fromEntries(
      Object.entries(texts).map(([path, text]) => [path, /\.(?:sql|sum|ya?ml|toml)$/.test(path) ? disturb(text, next) : text]),
    );
    const opened = open(disturbed);
    const seen = new Set(opened.skipped.map(({ path }) => path));
    for (const { migrations } of opened.projects) {
      for (const { up, down, selected } of migrations) {
        for (const { file, span } of [...up, ...down]) {
          if (selected) seen.add(file.path);
          expect(0 <= span.start && span.start <= span.end && span.end <= file.text.length).toBe(true);
        }
      }
    }
    for (const { file, range } of opened.findings) {
      const text = disturbed[file];
      if (text !== undefined) expect(range.end.offset).toBeLessThanOrEqual(text.length);
      expect(range.start.offset).toBeLessThanOrEqual(range.end.offset);
    }
    // What another file includes is judged there; a journal or lock that says another database takes its folder with it.
    if (name === 'graphile-migrate' || opened.skipped.length > 0) continue;
    for (const path of Object.keys(disturbed)) if (path.endsWith('.sql')) expect(seen).toContain(path);
  }
});

const LONG = 50_000;
test.each([
  ['line ends', '\n'],
  ['blanks', ' '],
  ['dashes', '-'],
  ['lines of dashes', '--\n'],
  ['quotes', "'"],
  ['double quotes and line ends', '"\n'],
  ['letters', 'a'],
  ['words', '-- migration up\n'],
  ['colons', ':='],
])('%s without end', (_, piece) => {
  const body = piece.repeat(LONG / piece.length);
  const starts = [
    '',
    '-- +migrate Up ',
    '-- Up Migration',
    '--liquibase formatted sql\n--changeset ',
    '--changeset a:b ',
    '-- atlas:txmode ',
    '--!include ',
    '-- +goose Up\n',
    '-- migrate:up ',
    '-- sqlsafe',
    '-- migrate',
    '--',
    '-- up',
    '-- atlas',
    '-- +migrate',
    '--changeset',
    '-- refinery',
    '-- sqlx',
    '--property name:x value',
  ];
  const started = performance.now();
  for (const start of starts) {
    for (const layout of LAYOUTS) open({ 'm/1_a.sql': `${start}${body}x`, 'sqlx.toml': '' }, { layout });
    open({ 'm/1_a.sql': start + body });
  }
  // What is quadratic takes minutes; a busy machine takes seconds.
  expect(performance.now() - started).toBeLessThan(30_000);
});
