import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { byCodeUnit } from '../../src/layouts/path.ts';
import { LAYOUTS } from '../../src/model/migration.ts';

const page = readFileSync(new URL('../../docs/layouts.md', import.meta.url), 'utf8');

test('the page about layouts has a row for each', () => {
  const named = page
    .split('\n')
    .flatMap((line) => Array.from((/^\| (`[^|]*) \|/.exec(line)?.[1] ?? '').matchAll(/`([\w-]+)`/g), ([, name = '']) => name));
  expect([...named].sort(byCodeUnit)).toEqual([...LAYOUTS].sort(byCodeUnit));
});
