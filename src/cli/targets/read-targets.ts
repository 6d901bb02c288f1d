import { resolve } from 'node:path';
import { didYouMean } from '../../config/did-you-mean.ts';
import type { Settings } from '../../config/settings.ts';
import type { ReadTargets } from '../../config/targets/entry.ts';
import { readRows } from '../../config/targets/read-rows.ts';
import { chooseDriver } from '../../execute/drivers/choose-driver.ts';
import { queryTargets } from '../../execute/targets/query-targets.ts';
import { resolveTargets } from '../../execute/targets/resolve-targets.ts';
import type { Target } from '../../execute/targets/target.ts';
import { readStdin } from '../../io/read-stdin.ts';
import { readText } from '../../io/read-text.ts';
import type { Problem } from '../../model/problem.ts';
import type { Arguments } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Largest list that is read, in bytes: some hundred thousand databases. */
const LIMIT = 16 * 1024 * 1024;

export interface ChosenTargets {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/** Options that say something of many databases, and nothing of one. */
const OF_MANY = ['target', 'parallel', 'canary', 'stop-after'] as const;

/** The databases that a list names, those of `--target` alone where it is given; undefined: there is no list. */
export async function chooseTargets(
  values: Arguments['values'],
  settings: Settings,
  terminal: Terminal,
): Promise<ChosenTargets | undefined> {
  const list = listOf(values, settings);
  if (list === undefined) {
    const alone = OF_MANY.filter((name) => values[name] !== undefined);
    return alone.length === 0
      ? undefined
      : wrong(`--${alone.join(', --')}: of which databases?`, 'They are listed with --targets FILE or --targets-query SQL.');
  }
  if (list.file !== undefined && list.query !== undefined)
    return wrong('--targets and --targets-query are two lists.', 'Give one of them.');
  const base = { url: typeof values['url'] === 'string' ? values['url'] : undefined, embedded: values['embedded'] === true };
  const read = list.file === undefined ? await rowsOf(list.query ?? '', base, terminal) : await fileOf(list.file, terminal);
  const stream = settings.stream ?? 'default';
  const { targets, problems } = resolveTargets(read.entries, { base, stream, environment: terminal.env, cwd: terminal.cwd });
  const all = [...read.problems, ...problems].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (all.length > 0) return { targets: [], problems: all };
  if (targets.length === 0) return wrong('The list names no database.', 'Nothing was run.');
  const names = values['target'];
  return names === undefined ? { targets, problems: [] } : named(targets, names as readonly string[]);
}

const wrong = (text: string, hint: string): ChosenTargets => ({ targets: [], problems: [{ code: 'usage', text, hint }] });

/** A database named on the command line is meant alone, whatever list the configuration knows. */
function listOf(
  values: Arguments['values'],
  settings: Settings,
): { readonly file: string | undefined; readonly query: string | undefined } | undefined {
  const given = values['targets'] !== undefined || values['targets-query'] !== undefined;
  if (!given && (values['url'] !== undefined || values['embedded'] === true)) return undefined;
  const [file, query] = given ? [values['targets'], values['targets-query']] : [settings.targets, settings.targetsQuery];
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return file === undefined && query === undefined ? undefined : { file: text(file), query: text(query) };
}

async function fileOf(file: string, { cwd }: Terminal): Promise<ReadTargets> {
  const { readTargets } = await import('../../config/targets/read-targets.ts');
  if (file === '-') {
    const reading = await readStdin(process.stdin, 'standard input', LIMIT);
    return reading.text === undefined ? { entries: [], problems: reading.problems } : readTargets('standard input', reading.text);
  }
  const read = readText(resolve(cwd, file), file, LIMIT);
  return 'problem' in read ? { entries: [], problems: [read.problem] } : readTargets(file, read.text);
}

async function rowsOf(
  sql: string,
  base: { readonly url: string | undefined; readonly embedded: boolean },
  { env, cwd }: Terminal,
): Promise<ReadTargets> {
  const chosen = chooseDriver(base, env, cwd);
  if ('code' in chosen) return { entries: [], problems: [chosen] };
  if (chosen.byDefault)
    return {
      entries: [],
      problems: [
        {
          code: 'usage',
          text: 'Which database knows the others?',
          hint: '--targets-query runs on the one that --url or DATABASE_URL names.',
        },
      ],
    };
  const rows = await queryTargets(chosen.driver, sql);
  return 'code' in rows ? { entries: [], problems: [rows] } : readRows(rows);
}

function named(targets: readonly Target[], names: readonly string[]): ChosenTargets {
  const known = targets.map(({ name }) => name);
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name): Problem => {
      const near = didYouMean(name, known);
      return {
        code: 'target-unknown',
        text: `The list names no database ${name}.`,
        ...(near === undefined ? {} : { hint: `Is ${near} meant?` }),
      };
    });
  return { targets: problems.length > 0 ? [] : targets.filter(({ name }) => names.includes(name)), problems };
}
