import { pathBelow } from '../layouts/path.ts';
import type { Packages } from './package-file.ts';
import type { Surroundings } from './surroundings.ts';

/** How a hook calls sqlsafe. */
export interface HookCommand {
  /** From the folder of the configuration. */
  readonly run: string;
  /** That folder below the root of the repository; `''` where it is the root. */
  readonly folder: string;
  /** From the root, for a shell. */
  readonly line: string;
}

/** The file itself where packages lie in a folder: asking npx takes a quarter of a second more. */
export function hookCommand({ root, home, version }: Surroundings, packages: Packages | undefined): HookCommand {
  const folder = home === root ? '' : (pathBelow(root, home) ?? '');
  const run = `${binary(home, version, packages)} check --staged`;
  return { run, folder, line: folder === '' ? run : `(cd ${quoted(folder)} && ${run})` };
}

function binary(home: string, version: string, packages: Packages | undefined): string {
  if (packages === undefined) return `npx --yes sqlsafe@${version}`;
  if (packages.isPlugAndPlay) return 'yarn sqlsafe';
  // pnpm links a workspace's packages into the folder that asks for them; the others into that of the lock file.
  const below = packages.manager === 'pnpm' ? '' : (pathBelow(packages.base, home) ?? '');
  const up = below === '' ? '' : '../'.repeat(below.split('/').length);
  return `${up}node_modules/.bin/sqlsafe`;
}

/** A word for a POSIX shell. */
export const quoted = (text: string): string => (/^[\w./@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
