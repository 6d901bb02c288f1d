import { describe, expect, test } from 'vitest';
import { paths, text } from './tree.ts';

const files = paths();
const code = files.filter((path) => /\.(?:ts|mjs)$/.test(path) && path !== 'test/project/tidy.test.ts');
const words = files.filter(
  (path) => /\.(?:ts|mjs|md|json|jsonc|sql|ya?ml|txt|snap)$|(?:^|\/)[^.]+$/.test(path) && path !== 'test/project/tidy.test.ts',
);

/** `path:line: text` of every line that a pattern finds. */
function lines(among: readonly string[], pattern: RegExp): readonly string[] {
  return among.flatMap((path) => {
    const whole = text(path);
    if (!pattern.test(whole)) return [];
    return whole.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : []));
  });
}

describe('the tree', () => {
  test('names no path of a machine', () => {
    expect(lines(words, /(?<![\w.])\/(?:work|root|home|Users)\/\w|\.\.\/shared\b|[A-Z]:\\Users\\/)).toEqual([]);
  });

  test('names no registry', () => {
    expect(lines(words, /registry\.(?:npmjs|yarnpkg)\.|npmmirror\.com|"resolved": "http/)).toEqual([]);
  });

  test('locks versions by their hashes, not by where they were fetched', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as {
      packages: { [path: string]: { resolved?: string; integrity?: string } };
    };
    const installed = Object.entries(packages).filter(([path]) => path !== '');
    expect(installed.length).toBeGreaterThan(0);
    expect(installed.filter(([, { resolved, integrity }]) => resolved !== undefined || integrity === undefined)).toEqual([]);
  });

  test('pins every dependency exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(text('package.json')) as { [field: string]: { [name: string]: string } };
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('leaves nothing for later', () => {
    expect(lines(code, /\b(?:TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  test('skips no test', () => {
    expect(lines(code, /\b(?:test|it|describe|suite)\.(?:only|skip|todo|fails)\b/)).toEqual([]);
  });

  test('silences no check', () => {
    expect(lines(code, /(?:eslint|oxlint|biome|prettier|oxfmt|knip)-(?:disable|ignore)|@ts-(?:ignore|nocheck)/)).toEqual([]);
  });
});
