// Runs the guides of docs/ with the real tools: what they write must be what the guides say. `npm test` runs all else of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startServer } from './try-tools/server.mjs';

const root = join(import.meta.dirname, '..');
const server = await startServer();
try {
  const vitest = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/bin/guides.test.ts'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SQLSAFE_GUIDES: 'real', DATABASE_URL: `postgres://postgres@127.0.0.1:${server.port}/postgres` },
  });
  const [code] = await once(vitest, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await server.stop();
}
