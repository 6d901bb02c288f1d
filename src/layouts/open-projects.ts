import type { ParseCode } from '../code/syntax.ts';
import type { FileFinding } from '../model/finding.ts';
import type { LayoutName, Migration, Project, Section, TransactionMode } from '../model/migration.ts';
import type { Problem } from '../model/problem.ts';
import type { SourceFile } from '../model/source.ts';
import type { Dialect } from '../model/target.ts';
import { appendedStep } from './appended.ts';
import { byChangeset, type ChangesetStep } from './by-changeset.ts';
import { isCode } from './code/recognise.ts';
import { dialectToken, namesDialect } from './dialect-names.ts';
import { directionOf } from './direction.ts';
import { expandPaths } from './expand-paths.ts';
import { groupBy } from './group.ts';
import { filesOf, homeOf, type Home } from './home.ts';
import { whole, type Folder, type Layout, type Ordered, type SqlFile, type Step } from './layout.ts';
import { detectLayout, LAYOUTS_BY_NAME } from './layouts.ts';
import { additions, fileOf } from './order-findings.ts';
import { goneFindings, pastFindings, type PastChange } from './past.ts';
import { nameOf, parentOf, pathBelow, stemOf } from './path.ts';
import { fillPlaceholders } from './placeholders.ts';
import type { FileTree, Skipped } from './tree.ts';
import { versionOf } from './version.ts';

export interface OpenOptions {
  readonly dialect: Dialect;
  /** Forces a layout; undefined: found out for each project. */
  readonly layout?: LayoutName | undefined;
  /** Forces how files run, all or each by its path as reports show it; undefined: as the layout's tool runs them. */
  readonly transaction?: TransactionMode | ((path: string) => TransactionMode | undefined) | undefined;
  readonly placeholders?: { readonly [name: string]: string };
  /** `given`: the named files are one history in the order in which they were named, and nothing is looked for beside them. */
  readonly order?: 'layout' | 'given';
  /** Files new in this change, as reports show them: those that stand before older ones are findings. */
  readonly added?: ReadonlySet<string>;
  /** Named files, as reports show them, that others have already and that say what they said: they are replayed, and not judged. */
  readonly moved?: ReadonlySet<string>;
  /** Migrations that others have already, and that are changed here. */
  readonly past?: readonly PastChange[];
  /** The last migration that is old, by any of its names: what comes up to it is replayed, and not judged. */
  readonly startAfter?: string;
  /** A file that comes after all others of the project, and alone is judged: what a command printed. */
  readonly appended?: string;
  /** What the database holds, as statements: it is replayed instead of all files that are not judged. */
  readonly catalog?: string;
  /** sqlsafe runs the files itself: what another tool would send as one string goes statement by statement. */
  readonly ownRunner?: boolean;
  /** Changesets are migrations of their own, where the layout has them. */
  readonly changesets?: boolean;
  /** Of all migrations of the named files only these are judged, by their ids. */
  readonly only?: ReadonlySet<string>;
  /** Reads migrations that are written in code; undefined: they are left alone. */
  readonly parseCode?: ParseCode | undefined;
}

export interface OpenedProjects {
  readonly projects: readonly Project[];
  readonly findings: readonly FileFinding[];
  readonly problems: readonly Problem[];
  /** What was left out because it is for another dialect; to be said, not to be hidden. */
  readonly skipped: readonly Skipped[];
  /** Named files that are not judged because they are old; undefined: the project has no migration that {@link OpenOptions.startAfter} names. */
  readonly old?: number;
}

/** A project that was found and not yet read: its folder, and all its files as paths of the tree. */
export interface LocatedProject {
  readonly home: Home;
  readonly files: readonly string[];
}

export interface Located {
  readonly projects: readonly LocatedProject[];
  readonly named: Named;
  readonly problems: readonly Problem[];
  readonly skipped: readonly Skipped[];
}

/**
 * Finds the projects of the named files and folders. A file is named by its path, a folder names all SQL files below it. Only named ones
 * will be `selected`; the rest are there so that they can be replayed.
 */
export function locateProjects(tree: FileTree, paths: readonly string[], options: OpenOptions): Located {
  const { files: named, problems, skipped } = expandPaths(tree, paths, options.dialect, options.parseCode !== undefined);
  if (options.appended !== undefined) return locateAppended(tree, named, { problems, skipped }, options.appended, options);
  return { projects: locate(tree, named, options), named, problems, skipped };
}

/** The one project that a file is appended to; one of its own where none is named. */
function locateAppended(
  tree: FileTree,
  selected: ReadonlySet<string>,
  found: Pick<Located, 'problems' | 'skipped'>,
  appended: string,
  options: OpenOptions,
): Located {
  const projects = locate(tree, selected, options);
  const [first, second] = projects;
  const several: Problem[] =
    first === undefined || second === undefined
      ? []
      : [
          {
            code: 'projects-several',
            text: `${tree.display(first.home.root)} and ${tree.display(second.home.root)} are histories of their own: which of them does ${tree.display(appended)} follow?`,
            hint: 'Name the folder of one of them.',
          },
        ];
  return {
    projects: several.length > 0 ? [] : [first ?? { home: { root: parentOf(appended) ?? '', shape: 'any' }, files: [] }],
    named: new Set([appended]),
    ...found,
    problems: [...found.problems, ...several],
  };
}

/** Finds, reads and orders all projects of the named files and folders. */
export function openProjects(tree: FileTree, paths: readonly string[], options: OpenOptions): OpenedProjects {
  const located = locateProjects(tree, paths, options);
  const opened = located.projects.map((project) => openProject(tree, project, located.named, options));
  const projects = opened.flatMap((o) => o.projects);
  return { projects, ...gatherOpened(tree, paths, located, opened, projects.length, options) };
}

/** What was opened one by one, as one: with what is wrong if nothing came of it all. */
export function gatherOpened(
  tree: FileTree,
  paths: readonly string[],
  located: Located,
  opened: readonly Omit<OpenedProjects, 'projects'>[],
  /** How many projects have something to judge. */
  count: number,
  { startAfter, past }: Pick<OpenOptions, 'startAfter' | 'past'>,
): Omit<OpenedProjects, 'projects'> {
  const skipped = [...located.skipped, ...opened.flatMap((o) => o.skipped)].map(({ path, reason }) => ({
    path: tree.display(path),
    reason,
  }));
  const problems = [...located.problems, ...opened.flatMap((o) => o.problems)];
  const known = opened.flatMap(({ old }) => old ?? []);
  const old = known.reduce((sum, each) => sum + each, 0);
  // Of several projects it names a migration of one, and what is new in a commit may all be in another.
  if (startAfter !== undefined && past === undefined && known.length === 0 && located.projects.length > 0)
    problems.push(unknownStart(startAfter));
  if (located.named.size === 0 && problems.length === 0) {
    problems.push({
      code: 'nothing-matched',
      text: `No SQL file was found: ${paths.map((path) => tree.display(tree.resolve(path))).join(', ') || 'nothing was named'}`,
      hint: 'Name a file or folder of migrations.',
    });
  } else if (count === 0 && old === 0 && problems.length === 0 && skipped.length > 0) {
    problems.push({
      code: 'nothing-matched',
      text: `All files found are for another dialect: ${skipped[0]?.path ?? ''}: ${skipped[0]?.reason ?? ''}.`,
      hint: 'Name the folder for this dialect, or give --dialect.',
    });
  }
  const findings = [...opened.flatMap((o) => o.findings), ...goneFindings(past ?? [])];
  return { findings, problems, skipped, ...(known.length === 0 ? {} : { old }) };
}

const unknownStart = (name: string): Problem => ({
  code: 'start-after-unknown',
  text: `There is no migration ${name}, after which startAfter begins.`,
  hint: 'It is called by its file, its folder or its version.',
});

/** The files that were asked for, as paths of the tree. */
export type Named = ReadonlySet<string>;

/** The projects of the named files, with all files of each. Every named file is in exactly one. */
function locate(tree: FileTree, selected: ReadonlySet<string>, options: OpenOptions): LocatedProject[] {
  const given = [...selected];
  if (options.order === 'given') return given.length === 0 ? [] : [{ home: { root: commonFolder(given), shape: 'any' }, files: given }];
  const homes = new Map<string, Home>();
  for (const folder of groupBy(given, (path) => parentOf(path) ?? '').keys()) {
    const home = homeOf(tree, folder, options.layout);
    homes.set(`${home.shape} ${home.root}`, home);
  }
  const located = Array.from(homes.values(), (home) => ({ home, files: filesOf(tree, home, options.parseCode !== undefined) }));
  const found = new Set(located.flatMap(({ files }) => files));
  // Named outright, but of another ending or in a folder that its project does not look into.
  const alone = given
    .filter((path) => !found.has(path))
    .map((path) => ({ home: { root: parentOf(path) ?? '', shape: 'any' as const }, files: [path] }));
  return [...located, ...alone];
}

function commonFolder(files: readonly string[]): string {
  let root = parentOf(files[0] ?? '') ?? '';
  while (files.some((path) => pathBelow(root, path) === undefined)) root = parentOf(root) ?? '';
  return root;
}

/** Reads all files of a project and orders them. */
export function openProject(tree: FileTree, { home, files: paths }: LocatedProject, named: Named, options: OpenOptions): OpenedProjects {
  const problems: Problem[] = [];
  const findings: FileFinding[] = [];
  const skipped: Skipped[] = [];
  const raw: { path: string; text: string }[] = [];
  for (const path of paths) {
    const { dialect } = dialectToken(directionOf(path).stem);
    if (dialect !== undefined && !namesDialect(dialect, options.dialect)) {
      skipped.push({ path, reason: `its name says ${dialect}` });
      continue;
    }
    const reading = tree.read(path);
    // A file beside those that were asked for only makes their history a little less known.
    if (named.has(path)) {
      problems.push(...reading.problems);
      findings.push(...reading.findings);
    } else skipped.push(...reading.problems.map(({ text }) => ({ path, reason: text.replace(/\.$/, '') })));
    if (reading.text !== undefined) raw.push({ path, text: reading.text });
  }
  const bare: Folder = {
    tree,
    root: home.root,
    dialect: options.dialect,
    parseCode: options.parseCode,
    placeholders: options.placeholders,
    files: raw.map(({ path, text }) => file(home.root, path, { path: tree.display(path), text, raw: text, edits: [] })),
  };
  const layout = options.layout === undefined ? detectLayout(bare, home.shape) : LAYOUTS_BY_NAME[options.layout];
  const files = bare.files.map((bareFile): SqlFile => {
    const fills = isCode(bareFile.path) ? undefined : layout.fills === undefined ? {} : layout.fills(bare, bareFile);
    if (fills === undefined) return bareFile;
    const filled = fillPlaceholders(bareFile.source.path, bareFile.source.raw, {
      psql: false,
      ...fills,
      values: { ...fills.values, ...options.placeholders },
    });
    if (named.has(bareFile.path)) findings.push(...filled.findings);
    return filled.source.edits.length === 0 ? bareFile : { ...bareFile, source: filled.source };
  });

  const ordered = layout.order({ ...bare, files });
  const inOrder =
    options.order === 'given'
      ? asGiven(
          ordered,
          paths.map((path) => tree.display(path)),
        )
      : ordered.steps;
  const last = options.appended === undefined ? undefined : appendedStep(tree, options.appended, inOrder);
  if (last !== undefined) findings.push(...last.findings);
  const whole = last === undefined ? inOrder : [...inOrder, ...last.steps];
  const steps: readonly ChangesetStep[] = options.changesets === true ? byChangeset(whole) : whole;
  const [left, dumps] = options.order === 'given' ? [[], []] : [ordered.left, ordered.dumps ?? []];
  const lastOld = options.startAfter === undefined ? -1 : lastNamed(steps, options.startAfter);
  const old = new Set(steps.slice(0, lastOld + 1).flatMap(({ up, down }) => [...up, ...down].map(({ file: { path } }) => path)));
  const own = new Map(bare.files.map(({ path, source }) => [source.path, named.has(path)]));
  /** By its path as reports show it. */
  const isShown = (path: string): boolean => own.get(path) ?? named.has(tree.resolve(path));
  const isAsked = (path: string): boolean => isShown(path) && !old.has(path) && options.moved?.has(path) !== true;
  const isNamed = (section: Section): boolean => isAsked(section.file.path);
  const force = (section: Section): Section => {
    const { transaction: given } = options;
    const transaction = typeof given === 'function' ? given(section.file.path) : given;
    if (transaction !== undefined) return { ...section, transaction };
    return options.ownRunner === true && section.transaction === 'string' ? { ...section, transaction: 'auto' } : section;
  };
  const migration = (step: ChangesetStep, index: number, reversible: boolean): Migration => ({
    ...(step.baseline === undefined ? {} : { baseline: step.baseline }),
    ...(step.again === undefined ? {} : { again: step.again }),
    id: step.id,
    index,
    layout: layout.name,
    up: step.up.map(force),
    down: step.down.map(force),
    selected: options.only?.has(step.id) !== false && ([...step.up, ...step.down].some(isNamed) || step.includes?.some(isAsked) === true),
    reversible,
  });
  const history: Project = {
    root: tree.display(home.root),
    layout: layout.name,
    migrations: onCatalog(
      options.catalog,
      layout.name,
      steps.map((step, i) => migration(step, i, ordered.reversible)),
    ),
  };
  const single = (section: Section, dump: Pick<Step, 'baseline'>): Project => ({
    root: history.root,
    layout: layout.name,
    beside: true,
    migrations: [migration({ id: nameOf(section.file.path), up: [section], down: [], ...dump }, 0, false)],
  });
  const alone = [
    ...left.filter(isNamed).map((section) => single(section, {})),
    ...dumps.filter(isNamed).map((section) => single(section, { baseline: true })),
  ];
  for (const { migrations } of [history, ...alone])
    for (const { selected, baseline, up } of migrations)
      if (selected && baseline !== undefined)
        skipped.push(
          ...up.map(({ file: { path } }) => ({
            path: tree.resolve(path),
            reason: 'it is a dump of a schema, which is read and not judged',
          })),
        );
  const any = history.migrations.some((m) => m.selected);

  // Findings about order concern files that were asked for; those about the journal or plan, the project.
  const all = [
    ...ordered.findings,
    ...(options.added === undefined ? [] : additions(steps, layout.name, options.added)),
    ...(options.past === undefined || options.past.length === 0
      ? []
      : pastFindings(steps, layout.name, options.past, upTextOf(bare, layout))),
  ];
  findings.push(...all.filter(({ file: path }) => own.get(path) ?? any));
  return {
    projects: [...(any ? [history] : []), ...alone],
    findings: old.size === 0 ? findings : findings.filter(({ file: path }) => !old.has(path)),
    problems: [...problems, ...(any ? (ordered.problems ?? []) : [])],
    skipped: [...skipped, ...(ordered.skipped ?? [])],
    ...(lastOld === -1 ? {} : { old: [...old].filter(isShown).length }),
  };
}

/** What reports call the statements that say what a database holds. */
const CATALOG_FILE = '<database>';

/** Migrations that are judged, behind what the database holds instead of those that made it. */
function onCatalog(catalog: string | undefined, layout: LayoutName, migrations: readonly Migration[]): readonly Migration[] {
  if (catalog === undefined) return migrations;
  const held: SourceFile = { path: CATALOG_FILE, text: catalog, raw: catalog, edits: [] };
  const up = [whole(held, 'statement')];
  return [
    { id: CATALOG_FILE, index: -1, layout, up, down: [], selected: false, reversible: false },
    ...migrations.filter(({ selected }) => selected),
  ];
}

/** The step that is called so: by its file, its folder, its id or its version; -1 where none is. */
function lastNamed(steps: readonly Step[], name: string): number {
  const wanted = name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  const byName = steps.findLastIndex((step) => {
    const path = fileOf(step);
    return (
      [step.id, nameOf(step.id), path, nameOf(path)].some((each) => each === wanted || stemOf(each) === wanted) ||
      path.endsWith(`/${wanted}`)
    );
  });
  return byName !== -1 ? byName : steps.findLastIndex((step) => (step.version ?? versionOf(step.id)).text === wanted);
}

/** What the layout's tool would run of a file on the way up, were it to hold that text: all of it where the layout can't say. */
const upTextOf =
  (folder: Folder, layout: Layout) =>
  (shown: string, given: string | undefined): string | undefined => {
    const own = folder.files.find(({ source }) => source.path === shown);
    const text = given ?? own?.source.raw;
    if (own === undefined || text === undefined) return undefined;
    const { steps } = layout.order({ ...folder, files: [{ ...own, source: { path: shown, text, raw: text, edits: [] } }] });
    const up = steps.flatMap((step) => step.up.map((each) => each.file.text.slice(each.span.start, each.span.end)));
    return up.length === 0 ? text : up.join('\n');
  };

const file = (root: string, path: string, source: SourceFile): SqlFile => ({ path, local: pathBelow(root, path) ?? path, source });

/** Steps by the place at which their first file was named. */
function asGiven(ordered: Ordered, given: readonly string[]): readonly Step[] {
  const place = new Map(given.map((path, i) => [path, i]));
  const alone = (section: Section): Step => ({ id: nameOf(section.file.path), up: [section], down: [] });
  const left = [...ordered.left.map(alone), ...(ordered.dumps ?? []).map((section): Step => ({ ...alone(section), baseline: true }))];
  return [...ordered.steps, ...left].toSorted((a, b) => (place.get(fileOf(a)) ?? 0) - (place.get(fileOf(b)) ?? 0));
}
