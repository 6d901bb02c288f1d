import { afterEach, expect, test, vi } from 'vitest';
import type { TestModule } from 'vitest/node';
import ClosingLine from '../../scripts/closing-line.mjs';

type State = 'passed' | 'failed' | 'skipped' | 'pending';

/** As much of a test file as the reporter looks at. */
function file(...states: readonly State[]): TestModule {
  const tests = states.map((state) => ({ result: () => ({ state }) }));
  const part = { state: () => (states.includes('failed') ? 'failed' : 'passed'), children: { allTests: () => tests } };
  return part as unknown as TestModule;
}

const broken = { state: () => 'failed', children: { allTests: () => [] } } as unknown as TestModule;

function lineFor(modules: readonly TestModule[], errors: readonly unknown[] = []): unknown {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  new ClosingLine().onTestRunEnd(modules, errors);
  return log.mock.calls.at(-1)?.[0];
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('counts over all files', () => {
  expect(lineFor([file('passed', 'passed'), file('passed')])).toBe('3 passed, 0 failed');
});

test('names what was skipped, where anything was', () => {
  expect(lineFor([file('passed', 'skipped', 'pending'), file('failed')])).toBe('1 passed, 1 failed, 2 skipped');
});

test('a file that could not be loaded is a failure', () => {
  expect(lineFor([file('passed'), broken])).toBe('1 passed, 1 failed');
});

test('an error outside every test is a failure', () => {
  expect(lineFor([file('passed')], [new Error('late')])).toBe('1 passed, 1 failed');
});

test('a run of nothing is a failure', () => {
  expect(lineFor([])).toBe('0 passed, 1 failed');
});
