import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { ASCII, PLAIN, UNICODE, type Paint, type Signs } from '../report/paint.ts';
import type { Problem } from '../model/problem.ts';
import { visible } from '../report/visible.ts';

/**
 * Runs by what of our code they run: one that judges few files, one that judges many, one that is about a database, one that changed a
 * server's.
 */
export type RunKind = 'check' | 'many' | 'main' | 'server';

/** What a command may do with the process: write, and know how. */
export interface Terminal {
  readonly columns: number;
  /** For stdout. */
  readonly paint: Paint;
  readonly errorPaint: Paint;
  readonly signs: Signs;
  readonly cwd: string;
  readonly env: Environment;
  /** Which build of sqlsafe this is, for what is kept from run to run; undefined: nothing is. */
  readonly build: string | undefined;
  out(text: string): void;
  error(text: string): void;
  /** Where problems go, if not to `error` as text. */
  problems?(problems: readonly Problem[]): void;
  /** Called by a run that turned out to be more than its command says. */
  ranAs?(kind: RunKind): void;
  /** What could not be written so far. */
  readonly unwritten: readonly Problem[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Precedence: the flag, then NO_COLOR (not empty), FORCE_COLOR (0 is off), TERM=dumb, known log viewers of CI, and at last whether it is a terminal.
 */
export function wantsColour(flag: string | undefined, env: Environment, isTerminal: boolean): boolean {
  if (flag === 'always') return true;
  if (flag === 'never') return false;
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['TERM'] === 'dumb') return false;
  return isTerminal || env['GITHUB_ACTIONS'] === 'true' || env['GITLAB_CI'] === 'true';
}

/** ASCII signs where the locale says that nothing else can be shown. */
export function signsFor(env: Environment): Signs {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale) ? UNICODE : ASCII;
}

export async function paintFor(colour: boolean): Promise<Paint> {
  if (!colour) return PLAIN;
  const { default: picocolors } = await import('picocolors');
  const pc = picocolors.createColors(true);
  return {
    error: (text) => pc.bold(pc.red(text)),
    warning: pc.yellow,
    info: pc.cyan,
    good: pc.green,
    faint: pc.dim,
    strong: pc.bold,
    place: pc.blue,
  };
}

/**
 * Writes all of it before it returns, also into a pipe; a reader that has gone (`| head`) is no error.
 * @returns what went wrong otherwise: a full disk, a closed descriptor
 */
export function writeAll(descriptor: number, text: string): Problem | undefined {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else if (code === 'EPIPE') return undefined;
      else
        return {
          code: 'output-not-written',
          text: `The report could not be written (${code ?? String(error)}).`,
          hint: 'Is the disk full, or the output closed?',
        };
    }
  }
  return undefined;
}

/**
 * Writes a file as a whole or not at all: beside it first, then into its place, where it keeps its permissions. A device, a pipe or a link is
 * written to, not replaced.
 * @param bits permissions to be added
 */
export function writeFile(path: string, text: string, bits = 0): Problem | undefined {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const there = lstatSync(path, { throwIfNoEntry: false });
    const replaces = there === undefined || there.isFile();
    const descriptor = openSync(replaces ? draft : path, 'w', 0o644);
    if (replaces && (bits !== 0 || there !== undefined)) fchmodSync(descriptor, ((there?.mode ?? 0o644) & 0o777) | bits);
    const problem = writeAll(descriptor, text);
    closeSync(descriptor);
    if (!replaces) return problem;
    if (problem === undefined) renameSync(draft, path);
    else rmSync(draft, { force: true });
    return problem;
  } catch (error) {
    rmSync(draft, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return {
      code: 'output-not-written',
      text: `${visible(path)} could not be written (${code}).`,
      hint: 'Its folder must exist and be writable.',
    };
  }
}

/** Says what is wrong. */
export function complain(problems: readonly Problem[], terminal: Terminal): void {
  if (terminal.problems === undefined) terminal.error(renderProblems(problems, terminal.errorPaint));
  else terminal.problems(problems);
}

/** Problems for stderr, all of them together. */
export function renderProblems(problems: readonly Problem[], paint: Paint): string {
  return problems
    .map(({ text, hint, file, line, column }) => {
      const place =
        file === undefined || (line === undefined && text.startsWith(file))
          ? ''
          : `${visible(file)}${line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`}: `;
      const way = hint === undefined ? '' : `\n  ${visible(hint, '\n').replaceAll('\n', '\n  ')}`;
      return `${paint.error('sqlsafe:')} ${place}${visible(text)}${way}\n`;
    })
    .join('');
}
