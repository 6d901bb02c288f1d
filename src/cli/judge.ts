import type { Settings } from '../config/settings.ts';
import { checkTree, type CheckRequest, type Outcome } from '../index.ts';
import { diskTree, type DiskOptions } from '../io/disk-tree.ts';
import { expandGlobs } from '../io/expand-globs.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../io/read-file.ts';
import { readStdin } from '../io/read-stdin.ts';
import { overlayTree } from '../layouts/overlay-tree.ts';
import type { FileTree, Skipped } from '../layouts/tree.ts';
import type { Problem } from '../model/problem.ts';
import { visible } from '../report/visible.ts';
import { judgeInParallel } from './judge-in-parallel.ts';
import { gatherSettings } from './settings.ts';
import type { Arguments } from './options.ts';
import { renderProblems, type Terminal } from './terminal.ts';
import { startTimings, type Timings } from './timings.ts';

/** What `check` and `locks` have in common: settings and files in, an outcome out. */
export interface Judged<W extends Wanted> {
  readonly outcome: Outcome;
  readonly settings: Settings;
  readonly timings: Timings;
  readonly wanted: W;
}

/** What a command asks of a run, once its settings are known; problems end it before anything is judged. */
export interface Wanted {
  /** Every statement's effects. */
  readonly statements: boolean;
  readonly problems: readonly Problem[];
}

const STDIN = '-';

/** @returns undefined where the request is so wrong that nothing was judged; it has been said then */
export async function judge<W extends Wanted>(
  { positionals, values }: Arguments,
  terminal: Terminal,
  want: (settings: Settings) => W,
): Promise<Judged<W> | undefined> {
  const timings = startTimings();
  const gathered = await gatherSettings(values, terminal);
  const { settings } = gathered;
  const wanted = want(settings);
  const problems = [...gathered.problems, ...wanted.problems];
  const inputs = await findInputs(positionals, values, settings, terminal.cwd);
  const wrong = [...problems, ...inputs.problems];
  if (problems.length > 0 || inputs.paths.length === 0) {
    terminal.error(renderProblems(wrong.length > 0 ? wrong : [NOTHING_NAMED], terminal.errorPaint));
    return undefined;
  }
  const outcome = await checkTree(inputs.tree, inputs.paths, requestOf(settings, wanted.statements), {
    measure: timings.measure,
    // Another thread can read the disk, and nothing else.
    ...(inputs.disk === undefined ? {} : { judge: judgeInParallel(inputs.disk) }),
  });
  const forgiven = values['no-error-on-unmatched-pattern'] === true;
  const all = [...inputs.problems, ...outcome.problems].filter(({ code }) => !(forgiven && code === 'nothing-matched'));
  terminal.error(renderSkipped(outcome.skipped, terminal));
  return { outcome: { ...outcome, problems: all }, settings, timings, wanted };
}

/** A line a reason, however many files it is about. */
function renderSkipped(skipped: readonly Skipped[], { errorPaint }: Terminal): string {
  const byReason = new Map<string, string[]>();
  for (const { path, reason } of skipped) byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  return Array.from(byReason, ([reason, [first = '', ...others]]) => {
    const files = others.length === 0 ? `${first} was` : `${first} and ${others.length} more were`;
    return `${errorPaint.faint(`sqlsafe: ${visible(files)} left out: ${visible(reason)}.`)}\n`;
  }).join('');
}

const NOTHING_NAMED: Problem = {
  code: 'nothing-named',
  text: 'No file or folder is named.',
  hint: 'sqlsafe check migrations/, or "files" in the configuration.',
};

interface Inputs {
  readonly tree: FileTree;
  /** What the tree was made from, where it shows the disk as it is. */
  readonly disk: DiskOptions | undefined;
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

async function findInputs(positionals: readonly string[], values: Arguments['values'], settings: Settings, cwd: string): Promise<Inputs> {
  const options: DiskOptions = { cwd, maxFileSize: settings.maxFileSize ?? DEFAULT_MAX_FILE_SIZE };
  const disk = diskTree(options);
  const given = positionals.length > 0 ? positionals : (settings.files ?? []);
  const { paths, problems } = await expandGlobs(
    given.filter((path) => path !== STDIN),
    { cwd, ignore: settings.ignorePatterns ?? [] },
  );
  if (!given.includes(STDIN)) return { tree: disk, disk: options, paths, problems };
  const name = values['stdin-filename'];
  const path = disk.resolve(typeof name === 'string' ? name : 'stdin.sql');
  const reading = await readStdin(process.stdin, disk.display(path), options.maxFileSize);
  return { tree: overlayTree(disk, path, reading), disk: undefined, paths: [...paths, path], problems };
}

const requestOf = (settings: Settings, statements: boolean): CheckRequest => ({
  target: {
    ...(settings.dialect === undefined ? {} : { dialect: settings.dialect }),
    ...(settings.dbVersion === undefined ? {} : { version: settings.dbVersion }),
  },
  ...(settings.layout === undefined ? {} : { layout: settings.layout }),
  ...(settings.transaction === undefined ? {} : { transaction: settings.transaction }),
  ...(settings.placeholders === undefined ? {} : { placeholders: settings.placeholders }),
  ...(settings.rules === undefined ? {} : { levels: settings.rules }),
  ...(settings.only === undefined ? {} : { only: settings.only }),
  ...(settings.skip === undefined ? {} : { skip: settings.skip }),
  lockTimeoutSetByRunner: settings.lockTimeoutSetByRunner ?? false,
  statements,
});
