import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockFile } from '../../src/io/lock-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('one at a time, and free again afterwards', () => {
  const path = join(folder, 'a.lock');
  const first = lockFile(path);
  expect('release' in first).toBe(true);
  expect(lockFile(path)).toEqual({ heldBy: `process ${process.pid} on ${hostname()}` });
  if ('release' in first) first.release();
  expect(existsSync(path)).toBe(false);
  expect('release' in lockFile(path)).toBe(true);
});

test('what a process that is gone left behind is taken over', async () => {
  const path = join(folder, 'b.lock');
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  writeFileSync(path, JSON.stringify({ pid: child.pid, started: '1', host: hostname() }));
  expect('release' in lockFile(path)).toBe(true);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('a process number that was used again is not the one that held it', () => {
  const path = join(folder, 'c.lock');
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'long ago', host: hostname() }));
  expect('release' in lockFile(path)).toBe(true);
});

test('of another host nothing is known; what is no lock file is nobody’s', () => {
  const path = join(folder, 'd.lock');
  writeFileSync(path, JSON.stringify({ pid: 1, started: '1', host: 'elsewhere.example' }));
  expect(lockFile(path)).toEqual({ heldBy: 'process 1 on elsewhere.example' });
  writeFileSync(path, 'half a li');
  expect('release' in lockFile(path)).toBe(true);
});
