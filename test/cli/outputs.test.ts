import { describe, expect, test } from 'vitest';
import { chooseOutputs } from '../../src/cli/outputs.ts';
import { readOutput } from '../../src/model/format.ts';

const shown = (...given: Parameters<typeof chooseOutputs>): readonly string[] => {
  const { outputs, problems } = chooseOutputs(...given);
  return [
    ...outputs.map(({ format, path }) => (path === undefined ? format : `${format}:${path}`)),
    ...problems.map(({ text }) => `! ${text}`),
  ];
};

test('a format and its path are apart at the first colon', () => {
  expect(readOutput('sarif')).toEqual({ format: 'sarif', path: undefined });
  expect(readOutput('sarif:out.sarif')).toEqual({ format: 'sarif', path: 'out.sarif' });
  expect(readOutput('json:C:\\out\\a.json')).toEqual({ format: 'json', path: 'C:\\out\\a.json' });
  expect(readOutput('json:a:b')).toEqual({ format: 'json', path: 'a:b' });
  for (const none of ['', 'yaml', 'sarif:', ':x', 'SARIF', 'sarif :x']) expect(readOutput(none)).toBeUndefined();
});

describe('reports', () => {
  test('one for people where nothing is asked for, and annotations beside it where GitHub runs', () => {
    expect(shown([], undefined, {})).toEqual(['pretty']);
    expect(shown([], undefined, { GITHUB_ACTIONS: 'true' })).toEqual(['pretty', 'github']);
    expect(shown([], 'report.txt', { GITHUB_ACTIONS: 'true' })).toEqual(['pretty:report.txt', 'github']);
    expect(shown(['pretty'], undefined, { GITHUB_ACTIONS: 'true' })).toEqual(['pretty']);
    expect(shown([], undefined, { GITHUB_ACTIONS: 'false' })).toEqual(['pretty']);
  });

  test('several, each to its own place', () => {
    expect(shown(['pretty', 'sarif:a.sarif', 'gitlab:b.json'], undefined, {})).toEqual(['pretty', 'sarif:a.sarif', 'gitlab:b.json']);
    expect(shown(['json', 'sarif:a.sarif'], 'c.json', {})).toEqual(['json:c.json', 'sarif:a.sarif']);
    expect(shown(['pretty', 'github'], undefined, {})).toEqual(['pretty', 'github']);
  });

  test('never two in one place', () => {
    expect(shown(['json', 'sarif'], undefined, {})).toEqual(["! json and sarif can't be written to the same place."]);
    expect(shown(['pretty', 'pretty'], undefined, {})).toEqual(["! pretty and pretty can't be written to the same place."]);
    expect(shown(['pretty', 'github'], 'a.txt', {})).toEqual(["! pretty and github can't be written to the same place."]);
    expect(shown(['json:a', 'sarif:a'], undefined, {})).toEqual(['! Two reports would be written to a.']);
    expect(shown(['json', 'sarif:a'], 'a', {})).toEqual(['! Two reports would be written to a.']);
    expect(shown(['json:a'], 'b', {})).toEqual(['! Every report has a file of its own, so there is none for --output-file.']);
  });
});
