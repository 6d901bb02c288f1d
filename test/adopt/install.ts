import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Packages in a folder of their own. */
export interface Packages {
  readonly folder: string;
  /** Path of a module. */
  readonly resolve: (specifier: string) => string;
  readonly load: (specifier: string) => Promise<unknown>;
  readonly version: (name: string) => string;
}

/** Installs packages; `specifiers` as npm takes them. */
export function install(folder: string, specifiers: readonly string[]): Packages {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', ...specifiers], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const require = createRequire(join(folder, 'package.json'));
  return {
    folder,
    resolve: (specifier) => require.resolve(specifier),
    load: (specifier) => import(pathToFileURL(require.resolve(specifier)).href) as Promise<unknown>,
    version: (name) =>
      JSON.parse(
        execFileSync('node', ['-p', `JSON.stringify(require('./node_modules/${name}/package.json').version)`], {
          cwd: folder,
          encoding: 'utf8',
        }),
      ) as string,
  };
}
