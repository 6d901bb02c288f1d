import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-init-')));
  mkdirSync(join(folder, 'migrations'));
  writeFileSync(join(folder, 'migrations/001_a.sql'), 'CREATE TABLE a (b int);\n');
  spawnSync('git', ['init', '--quiet', folder]);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** In a terminal of its own, with what is typed there once it asks; `script` is part of every Linux and of macOS. */
async function inTerminal(typed: string): Promise<{ said: string; status: number | null }> {
  const command = `${process.execPath} ${cli} init --color never`;
  const args = process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', command] : ['-qec', command, '/dev/null'];
  const child = spawn('script', args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], timeout: 30_000 });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    const isAsked = said.includes('[Y/n]');
    said += text.toString('utf8');
    if (!isAsked && said.includes('[Y/n]')) child.stdin.write(typed);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { said: said.replaceAll('\r', ''), status };
}

test.each(['y\r', '\r'])('%j on a terminal writes what was shown', async (typed) => {
  const { said, status } = await inTerminal(typed);
  expect(said).toContain('Write these 2 files? [Y/n]');
  expect(said).toContain('✔ Written: sqlsafe.jsonc, .git/hooks/pre-commit');
  expect(status).toBe(0);
  expect(existsSync(join(folder, 'sqlsafe.jsonc'))).toBe(true);
});

test.each(['n\r', '\u0003', '\u0004'])('%j on a terminal writes nothing', async (typed) => {
  const { said, status } = await inTerminal(typed);
  expect(said).toContain('Nothing was written.');
  expect(status).toBe(1);
  expect(existsSync(join(folder, 'sqlsafe.jsonc'))).toBe(false);
});

test('without a terminal it says how to go on', () => {
  const { stderr, status } = spawnSync(process.execPath, [cli, 'init'], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toContain('sqlsafe init --yes');
  expect(status).toBe(1);
});
