import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { putIntoScript } from '../../src/setup/hooks/shell.ts';

const OURS = 'echo ours && false';

/** Runs a script as git does, or as husky does: what it printed, and whether the commit would be refused. */
function run(script: string, stops: boolean) {
  const { stdout, status } = spawnSync(script.includes('bash') ? 'bash' : 'sh', [...(stops ? ['-e'] : []), '-c', script], {
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), refused: status !== 0 };
}

const SCRIPTS = [
  '#!/bin/sh\necho theirs\n',
  '#!/usr/bin/env bash\nset -euo pipefail\n\n# lint\necho theirs\n',
  'echo theirs\nexit 0\n',
  'echo theirs',
  'if true; then\n  echo theirs\nfi\n',
  'echo theirs\nexec true\n',
  'case x in\n  x) echo theirs ;;\nesac\n',
];

test.each(SCRIPTS.flatMap((script) => [true, false].map((stops) => [script, stops] as const)))(
  'a failure of ours refuses the commit: %j (sh -e: %s)',
  (script, stops) => {
    const made = putIntoScript(script, OURS, stops) ?? '';
    expect(run(made, stops)).toMatchObject({ lines: expect.arrayContaining(['ours']) as string[], refused: true });
    const passing = putIntoScript(script, 'echo ours', stops) ?? '';
    expect(run(passing, stops).lines.toSorted()).toEqual(['ours', 'theirs']);
    expect(run(passing, stops).refused).toBe(false);
  },
);

test.each(SCRIPTS)('a failure of theirs still does: %j', (script) => {
  const failing = script.replace('echo theirs', 'exit 3');
  for (const stops of [true, false]) expect(run(putIntoScript(failing, 'echo ours', stops) ?? '', stops).refused).toBe(true);
});

test('every line of theirs stays', () => {
  for (const script of SCRIPTS) {
    const kept = (putIntoScript(script, OURS, false) ?? '').split('\n').filter((line) => !line.startsWith(OURS));
    expect(kept.join('\n').trim()).toBe(script.trim());
  }
});

test('a script of another language is left alone', () => {
  expect(putIntoScript('#!/usr/bin/env python3\nprint(1)\n', OURS, false)).toBe(undefined);
});

test('a new script is one of sh', () => {
  const script = putIntoScript(undefined, 'echo ours', false) ?? '';
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe('ours\n');
  expect(script).toMatch(/^#!\/bin\/sh\n/);
});
