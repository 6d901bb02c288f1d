import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const run = (args: readonly string[]) =>
  spawnSync(process.execPath, ['dist/cli.cjs', ...args], { cwd: root, encoding: 'utf8', env: { PATH: process.env['PATH'] } });

const screens = [...readme.matchAll(/```text\n\$ sqlsafe (.+)\n([\s\S]*?)```/g)].map(([, command = '', shown = '']) => ({
  command,
  shown,
}));

test('the README has a screen', () => {
  expect(screens.length).toBeGreaterThan(0);
});

test.each(screens)('sqlsafe $command prints what the README shows', ({ command, shown }) => {
  expect(run(command.split(' ')).stdout).toBe(shown);
});

test('every command of the README is one', () => {
  const commands = new Set([...readme.matchAll(/`sqlsafe (\w+)/g)].map(([, name = '']) => name));
  expect(commands.size).toBeGreaterThan(4);
  for (const name of commands) expect(run([name, '--help']).stdout).toContain(`sqlsafe ${name}`);
});

test('the configuration of the README is one', () => {
  const [, config = ''] = /```jsonc\n([\s\S]*?)```/.exec(readme) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-readme-'));
  const file = join(folder, 'sqlsafe.jsonc');
  writeFileSync(file, config);
  const { stderr, status } = run(['check', 'fixtures/sample', '--config', file, '--fail-on', 'never']);
  rmSync(folder, { recursive: true });
  expect(config).toContain('rules');
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});
