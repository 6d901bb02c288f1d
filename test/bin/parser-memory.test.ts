import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import withFirstMemory from '../../scripts/wasm-memory.mjs';

const original = readFileSync(createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.wasm'));
const MB = 2 ** 20;

test('the parser that is packed differs from the package in the size of its first memory only', () => {
  const packed = readFileSync(new URL('../../dist/libpg-query.wasm', import.meta.url));
  expect(packed.equals(original)).toBe(false);
  expect(Buffer.from(withFirstMemory(packed, 128 * MB)).equals(original)).toBe(true);
});

test('memory that would not hold what stands in it from the start is refused', () => {
  expect(() => withFirstMemory(original, 32 * MB)).toThrow('needs more memory');
});
