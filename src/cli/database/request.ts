import { seconds } from '../../config/duration.ts';
import type { Settings } from '../../config/settings.ts';
import type { Driver } from '../../execute/drivers/driver.ts';
import { connectionTarget } from '../../execute/drivers/connection-target.ts';
import { chooseDriver } from '../../execute/drivers/choose-driver.ts';
import type { Mirroring } from '../../execute/other-tools/mirror.ts';
import { tenantStream } from '../../execute/targets/resolve-targets.ts';
import type { Target } from '../../execute/targets/target.ts';
import type { JournalPlace } from '../../execute/journal/schema.ts';
import { RUN_DEFAULTS, type RunOptions } from '../../execute/run/context.ts';
import { diskTree } from '../../io/disk-tree.ts';
import { expandGlobs } from '../../io/expand-globs.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../../io/read-file.ts';
import { rememberingTree } from '../../layouts/remembering-tree.ts';
import type { FileTree } from '../../layouts/tree.ts';
import type { Problem } from '../../model/problem.ts';
import type { Arguments } from '../options.ts';
import { gatherSettings } from '../settings.ts';
import { chooseTargets } from '../targets/read-targets.ts';
import type { Once, OneOfMany } from '../targets/one-of-many.ts';
import { complain, type Terminal } from '../terminal.ts';

/** What a command of apply's family was asked: which database, which files, and how. */
export interface DatabaseRequest {
  readonly settings: Settings;
  readonly driver: Driver;
  readonly place: JournalPlace;
  readonly options: RunOptions;
  readonly tree: FileTree;
  /** Files and folders that were named. */
  readonly paths: readonly string[];
  readonly json: boolean;
  /** Passwords that this run knows, never to be shown. */
  readonly secrets: readonly string[];
  /** Another tool's history that a run keeps beside the journal. */
  readonly mirror?: Mirroring | undefined;
  /** The database is one of a list. */
  readonly target?: Target;
  /** Others of the list are worked at as well. */
  readonly one?: OneOfMany;
  /** What several databases have in common. */
  readonly once?: Once;
}

export interface RequestNeeds {
  /** false: the command does not look at files. */
  readonly files: boolean;
}

/** A request about one database. @returns undefined where it is wrong; it has been said then */
export async function readRequest(
  given: Arguments,
  terminal: Terminal,
  needs: RequestNeeds = { files: true },
): Promise<DatabaseRequest | undefined> {
  const requests = await readRequests(given, terminal, needs);
  const [request, ...others] = requests ?? [];
  if (others.length === 0) return request;
  complain(
    [
      {
        code: 'usage',
        text: `The list names ${others.length + 1} databases; ${given.command} works at one.`,
        hint: 'Which? --target NAME',
      },
    ],
    terminal,
  );
  return undefined;
}

/** A request for each database: the one that is named, or those of a list. */
export async function readRequests(
  { positionals, values }: Arguments,
  terminal: Terminal,
  needs: RequestNeeds = { files: true },
): Promise<readonly DatabaseRequest[] | undefined> {
  const { settings, problems: wrong } = await gatherSettings(values, terminal);
  const problems: Problem[] = [...wrong];
  const { cwd, env } = terminal;
  const given = positionals.length > 0 ? positionals : (settings.files ?? []);
  const found = await expandGlobs(given, { cwd, ignore: settings.ignorePatterns ?? [] });
  if (needs.files) {
    problems.push(...found.problems);
    if (given.length === 0) problems.push(NOTHING_NAMED);
  }
  const list = await chooseTargets(values, settings, terminal);
  problems.push(...(list?.problems ?? []));
  const place: JournalPlace = { schema: settings.historySchema ?? 'sqlsafe', stream: settings.stream ?? 'default' };
  if (Buffer.byteLength(place.schema) > LONGEST_NAME || place.schema === '' || place.schema.includes('\0'))
    problems.push({
      code: 'history-schema',
      text: 'The name of the history schema is none that PostgreSQL keeps.',
      hint: 'Up to 63 bytes.',
    });
  const databases = list === undefined ? oneDatabase(values, terminal) : list.targets.map((target) => ({ driver: target.driver, target }));
  if ('code' in databases || problems.length > 0) {
    complain('code' in databases ? [...problems, databases] : problems, terminal);
    return undefined;
  }
  const common = {
    settings,
    options: optionsOf(settings),
    tree: rememberingTree(diskTree({ cwd, maxFileSize: settings.maxFileSize ?? DEFAULT_MAX_FILE_SIZE })),
    paths: found.paths,
    json: (settings.format ?? []).some((format) => format === 'json'),
  };
  const url = typeof values['url'] === 'string' ? values['url'] : undefined;
  return databases.map((each) => ({
    ...common,
    ...each,
    secrets: secretsOf([url, settings.stagingUrl], each.target?.secrets ?? [], env),
    place: placeOf(place, each.target),
  }));
}

/** What commands of the team's may print, as they have it in their environment. */
function secretsOf(urls: readonly (string | undefined)[], more: readonly string[], env: Terminal['env']): readonly string[] {
  const given = [...urls, env['SQLSAFE_DATABASE_URL'], env['DATABASE_URL']].filter((url) => url !== undefined && url !== '');
  const found = given.flatMap((url) => {
    const target = connectionTarget(url, env);
    return 'code' in target ? [] : target.secrets;
  });
  const own = env['PGPASSWORD'] ?? '';
  // The longer first: one may be the beginning of another.
  return [...new Set([...found, ...more, ...(own === '' ? [] : [own])])].toSorted((a, b) => b.length - a.length);
}

/** The database that is named, or the embedded one, which is said. */
function oneDatabase(
  values: Arguments['values'],
  { env, cwd, error, errorPaint: paint }: Terminal,
): readonly { readonly driver: Driver; readonly target?: Target }[] | Problem {
  const url = typeof values['url'] === 'string' ? values['url'] : undefined;
  const chosen = chooseDriver({ url, embedded: values['embedded'] === true }, env, cwd);
  if ('code' in chosen) return chosen;
  if (chosen.byDefault)
    error(`${paint.warning('sqlsafe: no database was named:')} this is ${chosen.driver.name}. --url or DATABASE_URL names a server.\n`);
  return [{ driver: chosen.driver }];
}

/** A tenant in a schema of its own has a history of its own. */
const placeOf = ({ schema, stream }: JournalPlace, target: Target | undefined): JournalPlace => ({
  schema,
  stream: target?.schema === undefined ? stream : tenantStream(stream, target.schema),
});

/** Of PostgreSQL's names, in bytes. */
const LONGEST_NAME = 63;

const NOTHING_NAMED: Problem = {
  code: 'nothing-named',
  text: 'No file or folder is named.',
  hint: 'sqlsafe apply migrations/, or "files" in the configuration.',
};

const milliseconds = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Math.round(seconds(text) * 1000);

/** Milliseconds: it is renewed several times before it expires. */
const SHORTEST_LEASE = 1000;

/** The longest lock_timeout is so many times the first. */
const GROWS_TO = 10;

function optionsOf({ lockWait, lease, lockTimeout, lockRetries, retryBudget, statementTimeout }: Settings): RunOptions {
  const first = Math.max(1, milliseconds(lockTimeout, RUN_DEFAULTS.lockTimeout));
  return {
    lockWait: milliseconds(lockWait, RUN_DEFAULTS.lockWait),
    lockTimeout: first,
    lockTimeoutMost: first * GROWS_TO,
    lockRetries: lockRetries ?? RUN_DEFAULTS.lockRetries,
    retryBudget: milliseconds(retryBudget, RUN_DEFAULTS.retryBudget),
    statementTimeout: milliseconds(statementTimeout, RUN_DEFAULTS.statementTimeout),
    ...(lease === undefined ? {} : { lease: Math.max(SHORTEST_LEASE, Math.round(seconds(lease) * 1000)) }),
  };
}
