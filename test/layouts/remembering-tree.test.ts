import { expect, test } from 'vitest';
import { memoryTree } from '../../src/layouts/memory-tree.ts';
import { rememberingTree } from '../../src/layouts/remembering-tree.ts';

test('a file is what it was when it was read first', () => {
  const files = [{ path: 'a.sql', text: 'SELECT 1;' }];
  const reads: string[] = [];
  const tree = memoryTree(files);
  const remembering = rememberingTree({ ...tree, read: (path) => (reads.push(path), tree.read(path)) });
  const path = remembering.resolve('a.sql');
  expect(remembering.read(path).text).toBe('SELECT 1;');
  expect(remembering.read(path)).toBe(remembering.read(path));
  expect(reads).toEqual([path]);
});
