import { checkProject, type CheckOptions, type ProjectReport } from './engine/check-project.ts';
import { settingsByFile, type ForFiles } from './config/overrides.ts';
import type { RuleLevels } from './engine/finding-of.ts';
import { chooseRules, type RuleChoice } from './engine/levels.ts';
import type { FrontEnd } from './engine/contracts.ts';
import type { Keeper } from './engine/kept.ts';
import { createSizes } from './engine/sizes.ts';
import { readTarget } from './engine/target.ts';
import { postgresqlFrontEnd } from './dialects/postgresql/index.ts';
import { postgresql as postgresqlEffects } from './effects/postgresql.ts';
import { today } from './io/clock.ts';
import { parseCode } from './io/parse-code.ts';
import { wasm } from './io/wasm.ts';
import { memoryTree } from './layouts/memory-tree.ts';
import {
  gatherOpened,
  locateProjects,
  openProject,
  openProjects,
  type LocatedProject,
  type Named,
  type OpenedProjects,
  type OpenOptions,
} from './layouts/open-projects.ts';
import type { FileTree, Skipped } from './layouts/tree.ts';
import type { FileFinding, Finding } from './model/finding.ts';
import type { LayoutName, TransactionMode } from './model/migration.ts';
import type { Problem } from './model/problem.ts';
import type { RelationOrigin, Report } from './model/report.ts';
import type { SectionRun } from './model/section-run.ts';
import type { Stats } from './model/stats.ts';
import type { Dialect, Target } from './model/target.ts';
import { buildReport } from './report/build.ts';
import { rules as registry } from '../rules/index.ts';
import packageFile from '../package.json' with { type: 'json' };

// The library's door, and the only place where the parts are put together.

export type { Finding, Severity } from './model/finding.ts';
export type { Failure, Lock, RelationEffect } from './model/effect.ts';
export type { FileReport, Report, StatementReport, Summary } from './model/report.ts';
export type { Problem } from './model/problem.ts';
export type { Duration } from './model/duration.ts';
export type { Stats } from './model/stats.ts';
export { defineRule, type Rule } from './rule.ts';
export { defineConfig } from './config/define-config.ts';
export type { Config } from './config/settings.ts';

/** Every rule that there is. */
export const rules = registry;
export const { version } = packageFile;

/** What may differ from file to file. */
export interface FileSettings extends RuleChoice {
  /** Overrides what the layout says of how files run. */
  readonly transaction?: TransactionMode;
  /** The runner sets a lock_timeout on its connection. */
  readonly lockTimeoutSetByRunner?: boolean;
}

/** How files are read and judged; the same for files in memory and on disk. */
export interface CheckRequest extends FileSettings {
  readonly target?: { readonly dialect?: Dialect; readonly version?: string };
  /** Whose conventions the files follow; found out where absent. */
  readonly layout?: LayoutName;
  readonly placeholders?: Readonly<Record<string, string>>;
  /** What holds for some files: each setting that is named instead of the general one, of `levels` each entry for itself. Later ones win. */
  readonly overrides?: readonly (FileSettings & ForFiles)[];
  /**
   * Which files come into production together: each by itself (`file`, where absent), or all that are judged (`selected`), so that what one
   * of them creates is empty for the later ones.
   */
  readonly deployment?: 'file' | 'selected';
  /** `YYYY-MM-DD`, for suppressions that end; today where absent. */
  readonly today?: string;
  /** Report every statement's effects too; true where absent. */
  readonly statements?: boolean;
  /** Keep what was replayed, for who is to run it: {@link Outcome.runs}. */
  readonly keepRuns?: boolean;
  /** Sizes of the tables, as `sqlsafe stats` wrote them: then findings say how long locks are held. */
  readonly stats?: Stats;
  /** With {@link stats}: work that is sure to be done within so many seconds is reported as info; 1 where absent. */
  readonly blockingAllowed?: number;
}

/** Longer than a deploy should make anybody wait, in seconds. */
const BLOCKING_ALLOWED = 1;

/** Runs a piece of work under a name, to say where time goes. */
export type Measure = <T>(name: string, work: () => T) => T;
const unmeasured: Measure = (_name, work) => work();

/** What came of a request: a report, and what was wrong with the request or an input. */
export interface Outcome {
  readonly report: Report;
  readonly problems: readonly Problem[];
  /** Files left out on purpose, with the reason. */
  readonly skipped: readonly Skipped[];
  /** Text of a file that was judged, by its name in the report, for code frames. */
  readonly source: (file: string) => string | undefined;
  /** Does a file that was judged begin with a byte order mark? Its text is without it. */
  readonly hasMark: (file: string) => boolean;
  /** Named files that were not judged because they are old. */
  readonly old: number;
  /** Where the relations of the findings were made. */
  readonly origins: readonly RelationOrigin[];
  /** With `keepRuns`: the sections of the judged migrations, in order; ways back behind all ways up. */
  readonly runs: readonly SectionRun[];
}

/**
 * Judges migrations held in memory. With `layout: 'plain'` files are replayed in the order given, each its own deployment;
 * otherwise as the layout orders them.
 * @throws TypeError where the request itself is wrong, with all that is wrong with it
 */
export async function check(
  request: CheckRequest & { readonly files: readonly { readonly path: string; readonly text: string }[] },
): Promise<Report> {
  const { files } = request;
  const outcome = await checkTree(
    memoryTree(files),
    files.map(({ path }) => path),
    request,
    request.layout === 'plain' ? { order: 'given' } : {},
  );
  const [first] = outcome.problems;
  if (first !== undefined && files.length > 0)
    throw new TypeError(outcome.problems.map(({ text, hint }) => (hint === undefined ? text : `${text} ${hint}`)).join('\n'));
  return outcome.report;
}

/** What came of one project. */
export interface ProjectOutcome extends Omit<OpenedProjects, 'projects'> {
  readonly reports: readonly ProjectReport[];
}
/** All that it takes to open and judge projects, but the tree. */
export interface Work {
  readonly projects: readonly LocatedProject[];
  readonly named: Named;
  readonly request: CheckRequest;
  readonly open: Opening;
}
/** How files are opened, beside what the request says. */
export type Opening = Pick<
  OpenOptions,
  'order' | 'added' | 'moved' | 'past' | 'startAfter' | 'appended' | 'ownRunner' | 'changesets' | 'only' | 'catalog'
>;
/** Who keeps what the history of a project comes to, by its folder; undefined: nobody. */
export type KeeperFor = (root: string) => Keeper | undefined;
/** Opens and judges projects that were found; the outcomes come in the same order. */
export type JudgeProjects = (tree: FileTree, work: Work, measure: Measure) => Promise<readonly ProjectOutcome[]>;

export interface TreeOptions extends Opening {
  readonly measure?: Measure;
  /** In this thread, one after the other, where absent. */
  readonly judge?: JudgeProjects;
}

/** Judges the named files and folders of a tree. Never throws for what a user did: that comes back as problems. */
export async function checkTree(
  tree: FileTree,
  paths: readonly string[],
  given: CheckRequest,
  { measure = unmeasured, judge = judgeProjects(), ...open }: TreeOptions = {},
): Promise<Outcome> {
  const request = { ...given, today: given.today ?? today() };
  const target = readTarget(request.target?.dialect ?? 'postgresql', request.target?.version);
  const { levels, problems } = chooseRules(registry, request);
  const overridden = (request.overrides ?? []).flatMap((each) => chooseRules(registry, each).problems);
  const wrong = distinct([...('code' in target ? [target] : []), ...problems, ...overridden]);
  const known: Target = 'code' in target ? { dialect: 'postgresql', version: [0, 0] } : target;
  if (wrong.length > 0)
    return {
      report: buildReport({ version, target: known, findings: [], statements: [], files: [] }),
      problems: wrong,
      skipped: [],
      source: () => undefined,
      hasMark: () => false,
      origins: [],
      runs: [],
      old: 0,
    };

  const located = measure('finding files', () => locateProjects(tree, paths, openOptions(known, request, open)));
  const { projects, named } = located;
  const outcomes = await judge(tree, { projects, named, request, open }, measure);
  const judged = outcomes.flatMap(({ reports }) => reports);
  const opened = gatherOpened(tree, paths, located, outcomes, judged.length, open);
  const ofFile = ownSettings(tree, request);
  const levelsOf = (path: string): RuleLevels => {
    const own = ofFile?.(path);
    return own === undefined ? levels : chooseRules(registry, own).levels;
  };
  const findings = [
    ...judged.flatMap((project) => project.findings),
    ...opened.findings.flatMap((finding) => complete(finding, levelsOf(finding.file))),
  ];
  const report = buildReport({
    version,
    target: known,
    findings,
    statements: judged.flatMap(({ statements }) => statements),
    files: judged.flatMap(({ files }) => files),
  });
  return {
    report,
    problems: opened.problems,
    skipped: opened.skipped,
    source: (file) => tree.read(tree.resolve(file)).text,
    hasMark: (file) => tree.read(tree.resolve(file)).hasMark === true,
    old: opened.old ?? 0,
    origins: judged.flatMap(({ origins }) => origins),
    runs: judged.flatMap(({ runs }) => runs),
  };
}

/**
 * Finds and orders the migrations of the named files and folders, without judging them: what a database is compared with.
 * A request that is wrong comes back as problems.
 */
export function openTree(tree: FileTree, paths: readonly string[], request: CheckRequest, open: Opening = {}): OpenedProjects {
  const target = readTarget(request.target?.dialect ?? 'postgresql', request.target?.version);
  if ('code' in target) return { projects: [], findings: [], problems: [target], skipped: [] };
  return openProjects(tree, paths, { ...openOptions(target, request, open), transaction: request.transaction });
}

const openOptions = ({ dialect }: Target, { layout, placeholders = {} }: CheckRequest, open: Opening): OpenOptions => ({
  dialect,
  layout,
  placeholders,
  parseCode,
  ...open,
});

/** Opens and judges projects in this thread, one after the other. */
export const judgeProjects =
  (keeperFor?: KeeperFor): JudgeProjects =>
  async (tree, work, measure) =>
    work.projects.map(projectJudge(tree, work, measure, keeperFor));

/** Opens and judges one project after another. The request must be right: {@link checkTree} has seen to it. */
export function projectJudge(
  tree: FileTree,
  { named, request, open }: Work,
  measure: Measure,
  keeperFor?: KeeperFor,
): (located: LocatedProject) => ProjectOutcome {
  const target = readTarget(request.target?.dialect ?? 'postgresql', request.target?.version);
  if ('code' in target) throw new TypeError(target.text);
  const ofFile = ownSettings(tree, request);
  const options: CheckOptions = {
    target,
    ...judgedBy(request),
    ofFile: ofFile === undefined ? undefined : remembered(ofFile),
    knownRules: registry,
    frontEnd: measured(frontEnd(), measure),
    effectTable: postgresqlEffects,
    deployment: request.deployment ?? 'file',
    today: request.today ?? today(),
    reportStatements: request.statements ?? true,
    keepRuns: request.keepRuns,
    ...(request.stats === undefined
      ? {}
      : { sizes: createSizes(request.stats), blockingAllowed: request.blockingAllowed ?? BLOCKING_ALLOWED }),
  };
  return (located) => {
    const { projects, findings, ...rest } = measure('reading and ordering files', () =>
      openProject(tree, located, named, {
        ...openOptions(target, request, open),
        transaction: ofFile === undefined ? request.transaction : (path) => (ofFile(path) ?? request).transaction,
      }),
    );
    const about = findings.flatMap((finding) => complete(finding, (options.ofFile?.(finding.file) ?? options).levels));
    const reports = measure('replaying and judging', () =>
      projects.map((project) => checkProject(project, { ...options, keeper: keeperFor?.(located.home.root) }, about)),
    );
    // Those about files that were judged are among the others now, where comments can suppress them.
    const judged = new Set(reports.flatMap(({ files }) => files.map(({ file }) => file)));
    return { ...rest, findings: findings.filter(({ file }) => !judged.has(file)), reports };
  };
}

function judgedBy(settings: FileSettings): Pick<CheckOptions, 'rules' | 'levels' | 'settings'> {
  const { rules: chosen, levels } = chooseRules(registry, settings);
  return { rules: chosen, levels, settings: { lockTimeoutSetByRunner: settings.lockTimeoutSetByRunner ?? false } };
}

/** The settings of files that an override is for; undefined where there are no overrides. */
const ownSettings = (tree: FileTree, request: CheckRequest): ((path: string) => FileSettings | undefined) | undefined =>
  request.overrides === undefined ? undefined : settingsByFile<FileSettings>(request, request.overrides, (path) => tree.resolve(path));

/** Once for all files with the same settings. */
function remembered(ofFile: (path: string) => FileSettings | undefined): NonNullable<CheckOptions['ofFile']> {
  const known = new Map<FileSettings, ReturnType<typeof judgedBy>>();
  return (path) => {
    const settings = ofFile(path);
    if (settings === undefined) return undefined;
    const judged = known.get(settings) ?? judgedBy(settings);
    known.set(settings, judged);
    return judged;
  };
}

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.code} ${problem.text}`, problem])).values(),
];

let loaded: FrontEnd | undefined;
/** One parser a thread: its compiled form is what costs. */
const frontEnd = (): FrontEnd => (loaded ??= postgresqlFrontEnd(wasm));

const measured = (reader: FrontEnd, measure: Measure): FrontEnd =>
  measure === unmeasured ? reader : { ...reader, read: (...given) => measure('parsing and lowering', () => reader.read(...given)) };

/** A finding about a file as a whole, with the severity that was asked for. */
function complete(finding: FileFinding, levels: RuleLevels): Finding[] {
  const severity = levels.get(`${finding.rule}/${finding.message}`) ?? levels.get(finding.rule) ?? finding.severity;
  return severity === 'off'
    ? []
    : [
        {
          ...finding,
          severity,
          statement: null,
          relation: null,
          effects: [],
          duration: null,
          certain: true,
          assumes: [],
          suppressed: null,
          baselined: false,
        },
      ];
}
