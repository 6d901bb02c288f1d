import type { Settings } from '../config/settings.ts';
import { checkTree, judgeProjects, type CheckRequest, type FileSettings, type Outcome } from '../index.ts';
import { diskTree, type DiskOptions } from '../io/disk-tree.ts';
import { expandGlobs } from '../io/expand-globs.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../io/read-file.ts';
import { readStdin } from '../io/read-stdin.ts';
import { prepareWasm } from '../io/wasm.ts';
import { overlayTree } from '../layouts/overlay-tree.ts';
import type { FileTree, Skipped } from '../layouts/tree.ts';
import type { Problem } from '../model/problem.ts';
import { visible } from '../report/visible.ts';
import { judgeInParallel, WORTH_IT } from './judge-in-parallel.ts';
import { gatherSettings } from './settings.ts';
import type { New } from './select-new.ts';
import { selectionOf } from './selection.ts';
import type { Arguments } from './options.ts';
import { renderProblems, type Terminal } from './terminal.ts';
import { startTimings, type Timings } from './timings.ts';

/** What `check` and `locks` have in common: settings and files in, an outcome out. */
export interface Judged<W extends Wanted> {
  readonly outcome: Outcome;
  readonly settings: Settings;
  readonly timings: Timings;
  readonly wanted: W;
  /** Why there was nothing to judge, where that is as it should be. */
  readonly empty: string | undefined;
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
  const stop = selectionOf(values) === undefined ? undefined : timings.start('asking git');
  const inputs = await findInputs(positionals, values, settings, terminal);
  stop?.();
  const sizes = settings.stats === undefined ? undefined : (await import('./sizes.ts')).readSizes(settings.stats, settings, terminal.cwd);
  const unasked = [...problems, ...(sizes?.problems ?? [])];
  const wrong = [...unasked, ...inputs.problems];
  const { appended } = inputs;
  const isEmpty = inputs.paths.length === 0 && appended === undefined;
  if (unasked.length > 0 || (isEmpty && (inputs.news === undefined || inputs.problems.length > 0))) {
    terminal.error(renderProblems(wrong.length > 0 ? wrong : [NOTHING_NAMED], terminal.errorPaint));
    return undefined;
  }
  const { news } = inputs;
  const meant = sizes?.version === undefined || settings.dbVersion !== undefined ? settings : { ...settings, dbVersion: sizes.version };
  const request = { ...requestOf(meant, wanted.statements), ...sizes?.request };
  const keeperFor =
    terminal.build === undefined ? undefined : (await import('./kept-history.ts')).historyKeepers(request, terminal.env, terminal.build);
  await prepareWasm();
  // Another thread can read the disk, and nothing else.
  const { tree, judge: judges } =
    inputs.disk === undefined
      ? { tree: inputs.tree, judge: judgeProjects(keeperFor) }
      : await judgeInParallel(inputs.tree, inputs.disk, inputs.paths, keeperFor);
  const outcome = await checkTree(tree, inputs.paths, news === undefined ? request : { ...request, deployment: 'selected' }, {
    measure: timings.measure,
    ...(settings.startAfter === undefined ? {} : { startAfter: settings.startAfter }),
    ...(news === undefined ? {} : { added: news.added, moved: news.moved, past: news.past }),
    ...(appended === undefined ? {} : { appended }),
    judge: judges,
  });
  if (outcome.report.files.length >= WORTH_IT) terminal.ranAs?.('many');
  // With nothing new there is nothing wrong: a hook must pass.
  const forgiven = values['no-error-on-unmatched-pattern'] === true || (news !== undefined && isEmpty);
  const found = [...inputs.problems, ...outcome.problems].filter(({ code }) => !(forgiven && code === 'nothing-matched'));
  // One word that is no path may be a command's, mistyped.
  const isWord = positionals.length === 1 && found.some(({ code }) => code === 'path-not-found');
  const all = isWord ? found.map((await import('./mistyped.ts')).guessCommand) : found;
  terminal.error(renderSkipped(outcome.skipped, terminal));
  const empty =
    outcome.report.files.length > 0 || outcome.report.findings.length > 0 ? undefined : whyEmpty(news, isEmpty, outcome.old, settings);
  return { outcome: { ...outcome, problems: all }, settings, timings, wanted, empty };
}

function whyEmpty(news: New | undefined, isEmpty: boolean, old: number, { startAfter = '' }: Settings): string | undefined {
  if (news !== undefined && (isEmpty || news.paths.length === news.moved.size)) return news.nothing;
  return old > 0 ? `nothing comes after ${startAfter} (startAfter)` : undefined;
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
  hint: 'sqlsafe check migrations/, or "files" in the configuration; sqlsafe init writes one.',
};

const STDIN_IS_NEW: Problem = {
  code: 'selection-ambiguous',
  text: 'Git knows nothing of standard input.',
  hint: 'Leave - out, or --staged, --changed and --since.',
};

interface Inputs {
  readonly tree: FileTree;
  /** What the tree was made from, where it shows the disk as it is. */
  readonly disk: DiskOptions | undefined;
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
  /** The file that comes after all others, and alone is judged. */
  readonly appended?: string;
  /** What git says is new, where it was asked. */
  readonly news: New | undefined;
}

async function findInputs(
  positionals: readonly string[],
  values: Arguments['values'],
  settings: Settings,
  terminal: Terminal,
): Promise<Inputs> {
  const { cwd } = terminal;
  const options: DiskOptions = { cwd, maxFileSize: settings.maxFileSize ?? DEFAULT_MAX_FILE_SIZE };
  const given = positionals.length > 0 ? positionals : (settings.files ?? []);
  const disk = diskTree(options);
  const command = values['from-command'];
  if (typeof command === 'string') return fromCommand(command, given, values, settings, disk, options, terminal);
  const selection = selectionOf(values);
  if (selection !== undefined) {
    const wrong = 'problem' in selection ? selection.problem : given.includes(STDIN) ? STDIN_IS_NEW : undefined;
    if (wrong !== undefined || 'problem' in selection)
      return { tree: disk, disk: options, paths: [], problems: wrong === undefined ? [] : [wrong], news: undefined };
    const { selectNew } = await import('./select-new.ts');
    const news = await selectNew(given, selection, settings, options);
    return { ...news, news };
  }
  const { paths, problems } = await expandGlobs(
    given.filter((path) => path !== STDIN),
    { cwd, ignore: settings.ignorePatterns ?? [] },
  );
  if (!given.includes(STDIN)) return { tree: disk, disk: options, paths, problems, news: undefined };
  const name = values['stdin-filename'];
  const path = disk.resolve(typeof name === 'string' ? name : 'stdin.sql');
  const reading = await readStdin(process.stdin, disk.display(path), options.maxFileSize);
  return { tree: overlayTree(disk, path, reading), disk: undefined, paths: [...paths, path], problems, news: undefined };
}

/** What a command prints comes after all files of the project that is named, and alone is judged; so is a file that it wrote. */
async function fromCommand(
  command: string,
  given: readonly string[],
  values: Arguments['values'],
  settings: Settings,
  disk: FileTree,
  options: DiskOptions,
  terminal: Terminal,
): Promise<Inputs> {
  const { COMMAND_FILE, conflictOf, readCommand } = await import('./from-command.ts');
  const conflict = conflictOf(given, values, { stdin: STDIN });
  const none = { tree: disk, disk: undefined, paths: [], news: undefined };
  if (conflict !== undefined) return { ...none, problems: [conflict] };
  const { paths, problems } = await expandGlobs(given, { cwd: options.cwd, ignore: settings.ignorePatterns ?? [] });
  const { reading, problems: failed, wrote } = await readCommand(command, settings.commandTimeout, options, terminal);
  if (failed.length > 0) return { ...none, problems: failed };
  if (wrote !== undefined) return { ...none, disk: options, paths: [disk.resolve(wrote)], problems };
  const appended = disk.resolve(COMMAND_FILE);
  return { ...none, tree: overlayTree(disk, appended, reading), paths, problems, appended };
}

/** What the settings say of how files are read and judged. */
export const requestOf = (settings: Settings, statements: boolean): CheckRequest => ({
  target: {
    ...(settings.dialect === undefined ? {} : { dialect: settings.dialect }),
    ...(settings.dbVersion === undefined ? {} : { version: settings.dbVersion }),
  },
  ...(settings.layout === undefined ? {} : { layout: settings.layout }),
  ...(settings.placeholders === undefined ? {} : { placeholders: settings.placeholders }),
  ...perFile(settings),
  ...(settings.overrides === undefined
    ? {}
    : {
        overrides: settings.overrides.map(({ files, from, ...own }) => ({
          files,
          ...(from === undefined ? {} : { from }),
          ...perFile(own),
        })),
      }),
  statements,
});

/** What may differ from file to file. */
const perFile = ({ rules, presets, only, skip, transaction, lockTimeoutSetByRunner }: Settings): FileSettings => ({
  ...(rules === undefined ? {} : { levels: rules }),
  ...(presets === undefined ? {} : { presets }),
  ...(only === undefined ? {} : { only }),
  ...(skip === undefined ? {} : { skip }),
  ...(transaction === undefined ? {} : { transaction }),
  ...(lockTimeoutSetByRunner === undefined ? {} : { lockTimeoutSetByRunner }),
});
