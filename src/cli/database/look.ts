import { globTest } from '../../config/overrides.ts';
import type { Settings } from '../../config/settings.ts';
import { compare, isPending, type Compared } from '../../execute/compare.ts';
import { checksumsOf } from '../../execute/checksum.ts';
import { ServerError, type Connection } from '../../execute/drivers/driver.ts';
import { readJournal, type MigrationRecord } from '../../execute/journal/read.ts';
import { journalFormat, tooNew } from '../../execute/journal/schema.ts';
import { openTree, type CheckRequest } from '../../index.ts';
import type { OpenedProjects } from '../../layouts/open-projects.ts';
import type { Migration, Project } from '../../model/migration.ts';
import type { Problem } from '../../model/problem.ts';
import { POSTGRESQL_VERSIONS } from '../../model/target.ts';
import { requestOf } from '../judge.ts';
import { listed } from './listed.ts';
import type { Once } from '../targets/one-of-many.ts';
import type { DatabaseRequest } from './request.ts';

/** Files and database side by side, before anything is done. */
export interface Look {
  /** As the server says it: `17.10`. */
  readonly version: string;
  readonly check: CheckRequest;
  readonly project: Project;
  readonly records: readonly MigrationRecord[];
  readonly rows: readonly Compared[];
  /** Ids that the configuration's startAfter declares to be old: applied like any other, not judged. */
  readonly old: ReadonlySet<string>;
  /** Files beside the migrations, which the layout's tool does not run either. */
  readonly passedOver: readonly string[];
  /** Files of a migration that is still being written; its tool runs them again and again, and only where it is written. */
  readonly uncommitted: readonly string[];
  /** Files of migrations that ignorePatterns leaves out, and that no run has begun. */
  readonly leftOut: readonly string[];
}

export interface LookNeeds {
  /** true: migrations that are programs may be pending, as nothing is run. */
  readonly code: boolean;
}

/** Reads the journal and the files; neither needs a right to write. */
export async function look(request: DatabaseRequest, needs: LookNeeds = { code: false }): Promise<Look | readonly Problem[]> {
  const opening = request.driver.open();
  // The server makes a session while the files are read.
  await untilGreeted();
  const opened = openFiles(request);
  const connection = await opening;
  if ('code' in connection) return [connection];
  try {
    const seen = await lookOn(connection, request, opened, needs);
    if (request.driver.park === undefined) await connection.end();
    else request.driver.park(connection);
    return seen;
  } catch (error) {
    await connection.end().catch(() => undefined);
    if (!(error instanceof ServerError)) throw error;
    return [{ code: 'server-refused', text: `The server refused to show the journal: ${error.message}.` }];
  }
}

/** Long enough for a server nearby to have taken the connection, and to have been told what is wanted of it. */
async function untilGreeted(): Promise<void> {
  for (let turn = 0; turn < GREETING; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
const GREETING = 3;

/** Reads all files, for which no server is needed. */
const openFiles = ({ settings, tree, paths, once = each }: DatabaseRequest): OpenedProjects =>
  once('open', () =>
    openTree(tree, paths, checkOf(settings), {
      changesets: true,
      ...(settings.startAfter === undefined ? {} : { startAfter: settings.startAfter }),
    }),
  );

const checkOf = (settings: Settings, version?: string): CheckRequest => ({
  ...requestOf(settings, false),
  target: { dialect: 'postgresql', ...(version === undefined ? {} : { version }) },
  // Every statement runs under one.
  lockTimeoutSetByRunner: true,
});

async function lookOn(
  connection: Connection,
  { settings, tree, place, once = each }: DatabaseRequest,
  opened: OpenedProjects,
  needs: LookNeeds,
): Promise<Look | readonly Problem[]> {
  const [row] = await connection.query("SELECT current_setting('server_version') AS version");
  const version = /^\d+(?:\.\d+)*/.exec(String(row?.['version']))?.[0] ?? '';
  const newer = tooNew(await journalFormat(connection, place));
  if (newer !== undefined) return [newer];
  const check = checkOf(settings, knownVersion(version));
  const problems = [...opened.problems];
  const histories = opened.projects.filter((each) => !isBeside(each, opened.projects));
  // A file that was named alone is a history of its own.
  const [first, ...others] = histories.length > 0 ? histories : opened.projects;
  const uncommitted = first?.layout === 'graphile-migrate' ? first.migrations.filter(isCurrent) : [];
  const passedOver = histories.length > 0 ? opened.projects.filter((each) => !histories.includes(each)).flatMap(pathsOf) : [];
  if (others.length > 0) problems.push(severalProjects([...new Set((histories.length > 0 ? histories : opened.projects).map(nameOf))]));
  if (problems.length > 0) return problems;
  if (first === undefined) return [{ code: 'nothing-matched', text: 'No migration was found.', hint: 'Name a folder of migrations.' }];
  const records = await readJournal(connection, place);
  const recorded = new Set(records.map(({ id }) => id));
  const isIgnored = globTest(settings.ignorePatterns ?? []);
  const leftOut = first.migrations.filter((each) => !recorded.has(each.id) && filesOf(each).some(isIgnored));
  const project = { ...first, migrations: first.migrations.filter((each) => !uncommitted.includes(each) && !leftOut.includes(each)) };
  const hasMark = (file: string): boolean => tree.read(tree.resolve(file)).hasMark === true;
  const rows = compare(project, records, (migration) => once(`checksums ${migration.id}`, () => checksumsOf(migration, hasMark)));
  const dump = project.migrations.find(({ baseline }) => baseline === true);
  if (dump !== undefined) return [isDump(dump.up[0]?.file.path ?? dump.id)];
  const code = needs.code ? undefined : rows.find((row) => isPending(row) && CODE.test(row.name));
  if (code !== undefined) return [inCode(code.name)];
  const old = new Set(settings.startAfter === undefined ? [] : project.migrations.filter(({ selected }) => !selected).map(({ id }) => id));
  return {
    version,
    check,
    project,
    records,
    rows,
    old,
    passedOver,
    uncommitted: uncommitted.flatMap(filesOf),
    leftOut: leftOut.flatMap(filesOf),
  };
}

/** The tool of the folder does not run it, also where its own migrations are folders there. */
const isBeside = ({ beside, layout, root }: Project, all: readonly Project[]): boolean =>
  beside === true || (layout === 'plain' && all.some((other) => other.root === root && other.layout !== 'plain'));

const isCurrent = ({ id }: Migration): boolean => id === 'current';
const filesOf = ({ up }: Migration): readonly string[] => up.map(({ file }) => file.path);
const pathsOf = ({ migrations }: Project): readonly string[] => migrations.flatMap(filesOf);
/** By its folder; of a single file by that. */
const nameOf = (project: Project): string => (project.beside === true ? (pathsOf(project)[0] ?? project.root) : project.root);
/** For one database nothing is kept. */
const each: Once = (_key, work) => work();

/** What is newer than all that we know is judged as the newest. */
export function knownVersion(version: string): string {
  const newest = POSTGRESQL_VERSIONS[POSTGRESQL_VERSIONS.length - 1] ?? 0;
  const major = Number.parseInt(version, 10);
  return String(major > newest ? newest : major);
}

const isDump = (path: string): Problem => ({
  code: 'schema-dump',
  text: `${path} is a dump of the schema, not a migration; the tool that wrote it loads it.`,
  hint: 'Name the folder of the migrations.',
});

/** Migrations that are programs; the SQL in them is judged, and only their own tool can run them. */
const CODE = /\.[cm]?[jt]sx?$/;
const inCode = (path: string): Problem => ({
  code: 'migrations-in-code',
  text: `${path} is a program, which its own tool runs; apply runs SQL files.`,
  hint: 'sqlsafe check judges the SQL in it; what its tool has applied already, sqlsafe baseline --adopt takes over.',
});

const severalProjects = (names: readonly string[]): Problem => ({
  code: 'several-histories',
  text: `These are ${names.length} histories: ${listed(names)}.`,
  hint: 'Name one folder; a second one in the same database gets a name with --stream.',
});
