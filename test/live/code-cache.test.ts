import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { liveServer } from './server.ts';
import { placeOn } from './place.ts';

const binary = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
const server = await liveServer('which run leaves its compiled code');
afterAll(() => server?.stop());

test.skipIf(server === undefined)('the code of a run that changed a server takes the place of that of one that did not', async () => {
  const place = await placeOn(server?.port ?? 0, 'code_cache');
  const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-code-'));
  try {
    mkdirSync(join(stage, '.git'));
    writeFileSync(join(stage, '001.sql'), 'CREATE TABLE t (id bigint PRIMARY KEY);\n');
    const kept = (): readonly string[] =>
      existsSync(join(stage, 'sqlsafe')) ? readdirSync(join(stage, 'sqlsafe')).map((name) => name.split('-')[1] ?? '') : [];
    const apply = (...where: string[]): void => {
      const { status, stderr } = spawnSync(process.execPath, [binary, 'apply', '001.sql', ...where], {
        cwd: stage,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], XDG_CACHE_HOME: stage },
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    };
    const written = (): number => {
      const [name = ''] = readdirSync(join(stage, 'sqlsafe')).filter((each) => each.includes('-server-'));
      return statSync(join(stage, 'sqlsafe', name)).mtimeMs;
    };
    apply('--embedded');
    expect(kept()).toEqual(['main']);
    apply('--url', place.url);
    expect(kept().toSorted()).toEqual(['main', 'server']);
    const then = written();
    // Nothing to do; and once more in this process.
    apply('--url', place.url);
    apply('--embedded');
    expect(written()).toBe(then);
    expect(kept().toSorted()).toEqual(['main', 'server']);
  } finally {
    rmSync(stage, { recursive: true });
    await place.remove();
  }
});
