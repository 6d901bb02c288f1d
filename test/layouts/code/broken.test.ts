import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCode } from '../../../src/io/parse-code.ts';
import { LAYOUTS_BY_NAME } from '../../../src/layouts/layouts.ts';
import { memoryTree } from '../../../src/layouts/memory-tree.ts';
import { rangeOf } from '../../../src/model/position.ts';
import type { LayoutName } from '../../../src/model/migration.ts';

// Code that somebody is in the midst of writing: pieces are missing, doubled or in another's place. Nothing may be thrown, and every place must be one.

const root = new URL('../../../fixtures/builders/', import.meta.url);
const cases = readdirSync(root).flatMap((tool) =>
  readdirSync(new URL(`${tool}/`, root))
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ tool: tool as LayoutName, name, text: readFileSync(new URL(`${tool}/${name}`, root), 'utf8') })),
);

/** Of a text with a fixed order of numbers: a stretch is cut out, doubled, or replaced by another of its own. */
function* broken(text: string, count: number): Generator<string> {
  let seed = text.length;
  const next = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % Math.max(1, below);
  for (let i = 0; i < count; i++) {
    const start = next(text.length);
    const end = Math.min(text.length, start + 1 + next(40));
    const other = next(text.length);
    const middle = ['', text.slice(start, end).repeat(2), text.slice(other, other + next(30)), '(', '...x', '`', '${', "'"][next(8)];
    yield text.slice(0, start) + middle + text.slice(end);
  }
}

test.each(cases)('$tool $name', ({ tool, name, text }) => {
  for (const raw of broken(text, 150)) {
    const source = { path: name, text: raw, raw, edits: [] };
    const tree = memoryTree([{ path: name, text: raw }]);
    const folder = { tree, root: '', dialect: 'postgresql', parseCode, files: [{ path: name, local: name, source }] } as const;
    const { steps, findings } = LAYOUTS_BY_NAME[tool].order(folder);
    const [step] = steps;
    expect(step?.up.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding.range.start.offset).toBeLessThanOrEqual(raw.length);
    for (const { span } of step?.up[0]?.file.pieces ?? []) {
      const { start, end } = rangeOf(step?.up[0]?.file ?? source, span);
      expect(start.offset).toBeLessThanOrEqual(end.offset);
      expect(end.offset).toBeLessThanOrEqual(raw.length);
    }
  }
});
