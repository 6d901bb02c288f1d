import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { paths, text } from './tree.ts';

/**
 * Who may import whom; what is no layer is a package. Layers meet in `model`; `engine` and `report` know the type of a rule, not the rules;
 * the command reaches dialects, effects and rules through `index` alone, which puts the parts together.
 */
const MAY: { readonly [layer: string]: readonly string[] } = {
  model: ['model'],
  rule: ['model', 'rule'],
  dialects: ['model', 'dialects', 'libpg-query', 'node-sql-parser'],
  effects: ['model', 'effects'],
  engine: ['model', 'engine', 'rule'],
  code: ['model', 'code', '@babel'],
  layouts: ['model', 'code', 'layouts'],
  report: ['model', 'report', 'rule'],
  config: ['model', 'config', 'rule', 'jsonc-parser'],
  execute: ['model', 'execute', 'io', 'node', 'pg', '@electric-sql'],
  setup: ['model', 'code', 'layouts', 'setup', 'jsonc-parser', 'smol-toml', 'yaml'],
  io: ['model', 'io', 'code', 'layouts', 'node', 'tinyglobby', '@babel'],
  index: ['model', 'rule', 'dialects', 'effects', 'engine', 'code', 'layouts', 'report', 'config', 'io', 'rules', 'package.json'],
  cli: [
    'model',
    'rule',
    'engine',
    'layouts',
    'report',
    'config',
    'io',
    'index',
    'execute',
    'setup',
    'cli',
    'package.json',
    'node',
    'yargs',
    'picocolors',
    'diff',
  ],
  rules: ['rule'],
  registry: ['rules', 'rule'],
};
/** What is to run is decided without a look at the clock or the machine. */
const PURE_PARTS = /^src\/execute\/(?:plan\/|compare\.ts)/;
const PURE = ['model', 'rule', 'dialects', 'effects', 'engine', 'code', 'layouts', 'report', 'config', 'setup', 'rules', 'registry'];
const OUTSIDE =
  /\bprocess\.[a-z]|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\bconsole\.[a-z]|\bset(?:Timeout|Interval|Immediate)\(/;

const IMPORT = /^(?:import|export)\b[^'"`;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

const sources = paths().filter((path) => /^(?:src|rules)\/.*\.ts$/.test(path));
const imports = (path: string): readonly string[] =>
  [...text(path).matchAll(IMPORT)].map(([, from, bare, lazy]) => from ?? bare ?? lazy ?? '');

/** `src/engine/judge.ts` → `engine`, `src/rule.ts` → `rule`. */
function layerOf(path: string): string {
  if (path === 'rules/index.ts') return 'registry';
  const [top = '', next = ''] = path.split('/');
  return top === 'src' ? next.replace(/\.ts$/, '') : top;
}

function target(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return layerOf(posix.join(posix.dirname(path), specifier)).replace('registry', 'rules');
  return specifier.replace(/[:/].*/, '');
}

describe('imports', () => {
  test('every layer imports what the plan lets it', () => {
    const strangers = sources.flatMap((path) =>
      imports(path)
        .filter((specifier) => !MAY[layerOf(path)]?.includes(target(path, specifier)))
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(strangers).toEqual([]);
  });

  test('a rule goes through the one door', () => {
    const others = sources
      .filter((path) => layerOf(path) === 'rules')
      .flatMap((path) =>
        imports(path)
          .filter((specifier) => specifier !== '../src/rule.ts')
          .map((specifier) => `${path} imports ${specifier}`),
      );
    expect(others).toEqual([]);
  });

  test('the imports of every file are seen', () => {
    const seen = sources.reduce((sum, path) => sum + imports(path).length, 0);
    const written = sources.reduce((sum, path) => sum + (text(path).match(/^import\b/gm)?.length ?? 0), 0);
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeGreaterThanOrEqual(written);
  });

  test('the core knows neither process nor clock', () => {
    const impure = sources.filter(
      (path) => (PURE.includes(layerOf(path)) || PURE_PARTS.test(path)) && OUTSIDE.test(text(path).replaceAll(/^\s*(?:\/\/|\*).*$/gm, '')),
    );
    expect(impure).toEqual([]);
  });

  test('only the command names the process', () => {
    const others = sources.filter((path) => !['cli', 'io'].includes(layerOf(path)) && /\bprocess\.[a-z]/.test(text(path)));
    expect(others).toEqual([]);
  });
});
