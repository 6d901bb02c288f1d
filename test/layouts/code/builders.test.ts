import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCode } from '../../../src/io/parse-code.ts';
import { LAYOUTS_BY_NAME } from '../../../src/layouts/layouts.ts';
import { memoryTree } from '../../../src/layouts/memory-tree.ts';
import type { LayoutName } from '../../../src/model/migration.ts';

// What builder calls come to is held against what the tools themselves send: `scripts/builders.mjs` asked them, and wrote it beside the migrations.

const root = new URL('../../../fixtures/builders/', import.meta.url);
const bare = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=\() | (?=[),])/g, '')
    .replace(/\s*;\s*$/, '')
    .trim();

function ours(tool: LayoutName, name: string, text: string): { readonly sent: readonly string[]; readonly unread: readonly string[] } {
  const source = { path: name, text, raw: text, edits: [] };
  const tree = memoryTree([{ path: name, text }]);
  const { steps, findings } = LAYOUTS_BY_NAME[tool].order({
    tree,
    root: '',
    dialect: 'postgresql',
    parseCode,
    files: [{ path: name, local: name, source }],
  });
  expect(findings).toEqual([]);
  const file = steps[0]?.up[0]?.file;
  const inUp = (start: number): boolean => steps[0]?.up.some(({ span }) => start >= span.start && start <= span.end) === true;
  const pieces = (file?.pieces ?? []).filter(({ span }) => inUp(span.start));
  return {
    sent: pieces.flatMap(({ span, unread }) =>
      unread === undefined
        ? (file?.text.slice(span.start, span.end) ?? '')
            .split(/;\n/)
            .map(bare)
            .filter((each) => each !== '')
        : [],
    ),
    unread: pieces.flatMap(({ unread }) => unread?.why ?? []),
  };
}

describe.each(readdirSync(root))('%s', (tool) => {
  const folder = new URL(`${tool}/`, root);
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));

  test.each(names)('%s', (name) => {
    const { sent, unread } = ours(tool as LayoutName, name, readFileSync(new URL(name, folder), 'utf8'));
    const theirs = readFileSync(new URL(name.replace(/\.js$/, '.sql'), folder), 'utf8')
      .split(/;\n/)
      .map(bare);
    expect(unread).toEqual([]);
    expect(sent).toEqual(theirs.filter((text) => text !== ''));
  });
});

test('there are migrations to compare', () => {
  expect(readdirSync(fileURLToPath(root)).length).toBeGreaterThan(0);
});
