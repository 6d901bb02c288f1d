import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = join(root, 'dist/cli.cjs');

/** A project of its own, in which the built command runs. */
export interface Project {
  readonly folder: string;
  readonly run: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => { readonly stdout: string; readonly stderr: string; readonly status: number | null; readonly signal: string | null };
  readonly write: (name: string, text: string) => void;
}

/** Makes projects below one folder, which `remove` takes away. */
export function projects(name: string): { readonly make: () => Project; readonly remove: () => void } {
  const stage = realpathSync(mkdtempSync(join(tmpdir(), `sqlsafe-${name}-`)));
  let count = 0;
  return {
    make() {
      const folder = join(stage, String((count += 1)));
      mkdirSync(join(folder, 'db'), { recursive: true });
      mkdirSync(join(folder, '.git'));
      return {
        folder,
        write: (path, text) => writeFileSync(join(folder, path), text),
        run(args, env = {}) {
          const { stdout, stderr, status, signal } = spawnSync(process.execPath, [binary, ...args], {
            cwd: folder,
            encoding: 'utf8',
            env: { PATH: process.env['PATH'], ...env },
          });
          return { stdout, stderr, status, signal };
        },
      };
    },
    remove: () => rmSync(stage, { recursive: true }),
  };
}
