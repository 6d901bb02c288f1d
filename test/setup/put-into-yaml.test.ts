import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { putIntoYaml } from '../../src/setup/put-into-yaml.ts';

const LEFTHOOK = `# our hooks
pre-commit:
  parallel: true
  commands:
    # code
    eslint:
      glob: "*.js"   # all of it
      run: npx eslint {staged_files}

# before a push
pre-push:
  commands:
    test: {run: npm test}
`;

describe('lines are inserted where they belong, and all else stays as it is', () => {
  test('a key of a map', () => {
    expect(putIntoYaml(LEFTHOOK, ['pre-commit', 'commands', 'sqlsafe'], { run: 'x' })).toBe(
      LEFTHOOK.replace('{staged_files}\n', '{staged_files}\n    sqlsafe:\n      run: x\n'),
    );
  });

  test('a key, with the maps on the way', () => {
    expect(putIntoYaml(LEFTHOOK, ['commit-msg', 'commands', 'sqlsafe'], { run: 'x' })).toBe(
      `${LEFTHOOK}commit-msg:\n  commands:\n    sqlsafe:\n      run: x\n`,
    );
  });

  test('an entry of a list, whichever way the list is indented', () => {
    expect(putIntoYaml('repos:\n  - repo: a # pinned\n    hooks: []\n\n# end\n', ['repos', -1], { repo: 'local' })).toBe(
      'repos:\n  - repo: a # pinned\n    hooks: []\n  - repo: local\n\n# end\n',
    );
    expect(putIntoYaml('repos:\n- repo: a\n', ['repos', -1], { repo: 'local', hooks: [1] })).toBe(
      'repos:\n- repo: a\n- repo: local\n  hooks:\n    - 1\n',
    );
  });

  test('line ends of Windows, and a last line without one', () => {
    expect(putIntoYaml('a:\r\n  b: 1\r\n', ['a', 'c'], 2)).toBe('a:\r\n  b: 1\r\n  c: 2\r\n');
    expect(putIntoYaml('a:\n  b: 1', ['a', 'c'], 2)).toBe('a:\n  b: 1\n  c: 2\n');
  });

  test('anchors, aliases and merged maps', () => {
    const text = 'x: &x\n  a: 1\njob:\n  <<: *x\n  b: 2\n';
    expect(putIntoYaml(text, ['sqlsafe'], { script: ['y'] })).toBe(`${text}sqlsafe:\n  script:\n    - y\n`);
  });

  test('block texts stay as they are', () => {
    const text = 'job:\n  script:\n    - |\n      a\n\n      b\n';
    expect(putIntoYaml(text, ['other'], 1)).toBe(`${text}other: 1\n`);
  });
});

describe('what is written in one line, or empty, is written anew with its comments', () => {
  test.each([
    ['repos: [] # none yet\n', ['repos', -1], { repo: 'local' }, { repos: [{ repo: 'local' }] }],
    ['# top\nrepos: [{ repo: a }]\n', ['repos', -1], { repo: 'b' }, { repos: [{ repo: 'a' }, { repo: 'b' }] }],
    ['# top\npre-commit:\n', ['pre-commit', 'commands', 'x'], { run: 'y' }, { 'pre-commit': { commands: { x: { run: 'y' } } } }],
    ['# top\npre-commit: { commands: { a: 1 } }\n', ['pre-commit', 'commands', 'x'], 2, { 'pre-commit': { commands: { a: 1, x: 2 } } }],
  ] as const)('%j', (text, path, value, goal) => {
    const made = putIntoYaml(text, path, value) ?? '';
    expect(parse(made)).toEqual(goal);
    expect(made).toContain(text.includes('# top') ? '# top' : '# none yet');
  });

  test.each(['', '# nothing yet\n', '\n'])('a text without content, %j', (text) => {
    expect(putIntoYaml(text, ['repos', -1], 1)).toBe(`${text}repos:\n  - 1\n`);
  });
});

test.each([
  ['a: [', ['a', -1]],
  ['a: text\n', ['a', 'b']],
  ['a:\n  b: text\n', ['a', 'b', 'c', 'd']],
  ['a: 1\n---\nb: 2\n', ['c']],
  ['- 1\n', ['a']],
] as const)('what can not be added to is left alone: %j', (text, path) => {
  expect(putIntoYaml(text, path, 1)).toBe(undefined);
});
