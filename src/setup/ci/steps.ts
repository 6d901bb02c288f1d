import { joinPath, pathBelow } from '../../layouts/path.ts';
import { quoted } from '../command.ts';
import type { CiRequest } from './ci.ts';

/** What a machine of CI does before it can call sqlsafe, and how it calls it. */
export interface CiSteps {
  /** Command lines from the root of the repository. */
  readonly install: readonly string[];
  /** From the folder of the configuration. */
  readonly sqlsafe: string;
  /** That folder below the root. */
  readonly folder: string;
}

/** As the project's own package manager does it; without one, or without its lock file, sqlsafe alone is fetched. */
export function ciSteps({ around: { root, home, version }, packages }: CiRequest): CiSteps {
  const folder = pathBelow(root, home) ?? '';
  if (packages === undefined || !packages.hasLock) return { install: [], sqlsafe: `npx --yes sqlsafe@${version}`, folder };
  const { manager, base } = packages;
  const below = base === root ? '' : (pathBelow(root, base) ?? '');
  const into = below === '' ? '' : `cd ${quoted(below)} && `;
  const install = {
    npm: ['npm ci'],
    pnpm: ['corepack enable', 'pnpm install --frozen-lockfile'],
    yarn: ['corepack enable', 'yarn install --immutable'],
    'yarn-classic': ['yarn install --frozen-lockfile'],
    bun: ['npm install --global bun', 'bun install --frozen-lockfile'],
  }[manager];
  const sqlsafe = {
    npm: 'npx sqlsafe',
    pnpm: 'pnpm exec sqlsafe',
    yarn: 'yarn sqlsafe',
    'yarn-classic': 'yarn run --silent sqlsafe',
    bun: 'bunx sqlsafe',
  }[manager];
  return { install: install.map((line, at) => (at === install.length - 1 ? `${into}${line}` : line)), sqlsafe, folder };
}

/** Version of Node.js for a machine of CI, or the file that says it. */
export function nodeVersionOf({ around: { tree, root, home } }: CiRequest): { readonly file: string } | { readonly version: string } {
  const found = ['.nvmrc', '.node-version']
    .flatMap((name) => [root, home].map((folder) => joinPath(folder, name)))
    .find((path) => tree.kind(path) === 'file');
  return found === undefined ? { version: '22' } : { file: pathBelow(root, found) ?? found };
}
