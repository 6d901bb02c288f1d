import type { Catalog } from '../model/catalog.ts';
import type { Finding } from '../model/finding.ts';
import type { Migration, Project, Section, TransactionMode } from '../model/migration.ts';
import type { Operation } from '../model/operation.ts';
import { positionAt, rangeOf, rawOffset } from '../model/position.ts';
import type { FileReport, RelationOrigin, StatementReport } from '../model/report.ts';
import type { SectionRun, StatementRun } from '../model/section-run.ts';
import type { Comment, SourceFile, Statement } from '../model/source.ts';
import type { Rule, SectionView } from '../rule.ts';
import type { ReadSection, ReadStatement } from './contracts.ts';
import { publicEffects } from './effects.ts';
import { createHistory, isJudged } from './history.ts';
import { createJudge, sortRules, type Judge, type JudgeOptions, type SortedRules } from './judge.ts';
import { beforeJudged, isWorthKeeping, placesIn, type Created, type Keeper } from './kept.ts';
import { batchesOf, readSections } from './read-sections.ts';
import { createState, type KeptState } from './replay/index.ts';
import { createRunner, type Outcome, type RunnerOptions, type Watcher } from './run-statement.ts';
import { suppress, type SuppressOptions } from './suppress.ts';

export interface CheckOptions extends JudgeOptions, SuppressOptions, RunnerOptions {
  /** What differs for a file from all others; undefined where nothing does. */
  readonly ofFile?: ((path: string) => Pick<CheckOptions, 'rules' | 'levels' | 'settings'> | undefined) | undefined;
  /** `file`: each file is its own deployment; `selected`: the selected ones are one. */
  readonly deployment: 'file' | 'selected';
  /** Collect a {@link StatementReport} for every selected statement. */
  readonly reportStatements: boolean;
  /** Keep what was replayed of the selected migrations, for who is to run them. */
  readonly keepRuns?: boolean | undefined;
  /** Spares replaying what it kept of an earlier run. */
  readonly keeper?: Keeper | undefined;
}

export interface ProjectReport {
  readonly findings: readonly Finding[];
  readonly statements: readonly StatementReport[];
  /** Selected files, and how many statements they hold. */
  readonly files: readonly Pick<FileReport, 'file' | 'layout' | 'transaction' | 'statements'>[];
  readonly origins: readonly RelationOrigin[];
  /** With {@link CheckOptions.keepRuns}: sections of the selected migrations, in order; ways back behind all ways up. */
  readonly runs: readonly SectionRun[];
}

/** A file's sections as they were read: one after the other, its statements counted through. */
interface FileNotes {
  readonly statements: Statement[];
  readonly comments: Comment[];
  readonly findings: Finding[];
  /** One of its migrations is. */
  selected: boolean;
  /** How its first section runs. */
  readonly transaction: TransactionMode;
}

/** A section with its statements. */
interface Part {
  readonly migration: Migration;
  readonly section: Section;
  readonly view: SectionView;
  readonly statements: readonly ReadStatement[];
  readonly comments: readonly Comment[];
  readonly notes: FileNotes;
}

/** Replays a project's history in order and judges its selected migrations. Pure. `about`: what is to be said of its files as a whole. */
export function checkProject(project: Project, options: CheckOptions, about: readonly Finding[] = []): ProjectReport {
  const { target } = options;
  const optionsOf = (path: string): CheckOptions => {
    const own = options.ofFile?.(path);
    return own === undefined ? options : { ...options, ...own };
  };
  const sorted = new Map<readonly Rule[], SortedRules>();
  const sortedOnce = (rules: readonly Rule[]): SortedRules => {
    const known = sorted.get(rules) ?? sortRules(rules, target);
    sorted.set(rules, known);
    return known;
  };
  const before = options.keeper === undefined ? [] : beforeJudged(project.migrations);
  const kept = before.length === 0 ? undefined : options.keeper?.find(before);
  const places = placesIn(before);
  const state = createState(target, kept?.part('state') as KeptState | undefined);
  const runner = createRunner(state, options, kept?.part('guessing') === true);
  // A rule that is off for most files may be on for some.
  const history = createHistory(
    options.ofFile === undefined ? options : { ...options, rules: options.knownRules },
    (path) => optionsOf(path).levels,
    kept && { part: (name) => kept.part(name), places, migrations: before },
  );
  const reports: StatementReport[] = [];
  const files = new Map<SourceFile, FileNotes>();
  const created = places.created((kept?.part('created') ?? []) as Parameters<typeof places.created>[0]);
  const runs = new Map<Section, SectionRun>();

  const join = (migration: Migration, section: Section, isDown: boolean, { statements: given, comments }: ReadSection): Part => {
    const statements = inBatches(given, options.keepRuns === true || OURS.has(migration.layout));
    const known = files.get(section.file);
    const first = known?.statements.length ?? 0;
    const counted =
      first === 0
        ? statements
        : statements.map((each) => ({ ...each, statement: { ...each.statement, index: first + each.statement.index } }));
    const view = viewOf(section, counted, isDown, options, state.catalog);
    const notes = known ?? { statements: [], comments: [], findings: [], selected: migration.selected, transaction: view.transaction };
    if (known === undefined) files.set(section.file, notes);
    notes.selected ||= migration.selected;
    notes.comments.push(...comments);
    for (const { statement } of counted) notes.statements.push(statement);
    return { migration, section, view, statements: counted, comments, notes };
  };

  const run = ({ migration, section, view, statements, comments }: Part): Judge | undefined => {
    const own = optionsOf(section.file.path);
    const judge = isJudged(migration) ? createJudge(view, migration, sortedOnce(own.rules), own) : undefined;
    const watcher: Watcher | undefined =
      history === undefined || view.isDown
        ? undefined
        : { wants: history.wants, note: (each) => history.note(each, migration, state.catalog) };
    state.beginSection(view.transaction, statements.length, section.continues);
    const kept: StatementRun[] | undefined = options.keepRuns === true && migration.selected ? [] : undefined;
    for (const each of statements) {
      // Asked before it runs: what it calls may be what it replaces.
      const alone = kept !== undefined && standsAlone([each], options, state.catalog);
      const outcome = runner.run(each, judge, watcher);
      kept?.push({ ...each, alone, fails: outcome.fails, effects: outcome.effects });
      noteCreated(each, section.file, created);
      if (migration.selected && options.reportStatements && !view.isDown) reports.push(reportOf(each.statement, outcome));
    }
    state.endSection();
    if (kept !== undefined)
      runs.set(section, { migration, section, isDown: view.isDown, transaction: view.transaction, statements: kept, comments });
    return judge;
  };
  /** Down parts in order, each with what was found where it stands. */
  const down: { readonly part: Part; readonly findings: readonly Finding[] }[] = [];
  let selectedBefore = false;
  // What comes after the last one that is judged changes nothing.
  const last = project.migrations.findLastIndex(({ selected }) => selected);
  for (const batch of batchesOf(project.migrations.slice(kept?.count ?? 0, last + 1))) {
    const wanted = batch.flatMap(({ up, down: back, selected }) => (selected ? [...up, ...back] : up));
    const sections = readSections(options.frontEnd, wanted, target);
    const readOf = (section: Section): ReadSection => sections.get(section) ?? NOTHING_READ;
    // What is to be said of whole sections waits until all of them ran.
    const judged: { readonly part: Part; readonly judge: Judge | undefined }[] = [];
    for (const migration of batch) {
      if (before.length === migration.index && isWorthKeeping(before, kept))
        options.keeper?.keep(
          before,
          new Map<string, unknown>([
            ['state', state.keep()],
            ['guessing', runner.guessing],
            ['created', places.keepCreated(created)],
            ...(history?.keep(places) ?? []),
          ]),
        );
      if (!(options.deployment === 'selected' && migration.selected && selectedBefore)) state.beginDeployment();
      selectedBefore ||= migration.selected;
      history?.begin(state.catalog.deployment, migration);
      for (const section of migration.up) {
        const part = join(migration, section, false, readOf(section));
        judged.push({ part, judge: run(part) });
      }
      if (!migration.selected) continue;
      for (const section of migration.down) {
        const part = join(migration, section, true, readOf(section));
        const mark = state.mark();
        judged.push({ part, judge: run(part) });
        state.rollbackTo(mark);
      }
    }
    for (const { part, judge } of judged) {
      const findings = judge?.finish() ?? [];
      if (part.view.isDown) down.push({ part, findings });
      else part.notes.findings.push(...findings);
    }
  }
  // Some tools spread one way back over several files, which only together undo what was done:
  // what fails must also fail on the way back from the end, with all that came later undone.
  const first = down.findIndex(({ findings }) => findings.length > 0);
  if (first >= 0) state.beginDeployment();
  const forth = state.mark();
  for (const { part, findings } of (first < 0 ? [] : down.slice(first)).toReversed()) {
    const again = new Set(run(part)?.finish().map(identity));
    part.notes.findings.push(...findings.filter((finding) => again.has(identity(finding))));
  }
  state.rollbackTo(forth);
  // What the files after the selected ones do is looked at only where a rule asks how it ends.
  const later = project.migrations.slice(last + 1);
  const end = (): Catalog => {
    for (const migration of later.splice(0)) {
      state.beginDeployment();
      history?.begin(state.catalog.deployment, migration);
      for (const [section, read] of readSections(options.frontEnd, migration.up, target)) run(join(migration, section, false, read));
    }
    return state.catalog;
  };
  for (const { file, finding } of history?.finish(end) ?? []) files.get(file)?.findings.push(finding);

  const findings: Finding[] = [];
  const judged: ProjectReport['files'][number][] = [];
  for (const [file, { statements, comments, findings: own, selected, transaction }] of files) {
    if (!selected) continue;
    judged.push({ file: file.path, layout: project.layout, transaction, statements: statements.length });
    const ofFile = about.filter((finding) => finding.file === file.path);
    findings.push(...suppress(file, comments, statements, ofFile.length === 0 ? own : [...ofFile, ...own], optionsOf(file.path)));
  }
  return { findings, statements: reports, files: judged, origins: originsOf(findings, created), runs: [...runs.values()] };
}

const NOTHING_READ: ReadSection = { statements: [], comments: [] };

/** Layouts that no other tool runs. */
const OURS: ReadonlySet<string> = new Set(['plain', 'sections']);

/** Of what runs in batches, each takes a bounded number of rows; another tool knows nothing of the directive, and runs it as it stands. */
const inBatches = (statements: readonly ReadStatement[], areRun: boolean): readonly ReadStatement[] =>
  statements.every(({ backfill }) => backfill === undefined)
    ? statements
    : statements.map((each) => {
        const { backfill, ...plain } = each;
        if (backfill === undefined || !areRun) return plain;
        const bounded = (op: Operation): Operation => (op.kind === 'update' || op.kind === 'delete' ? { ...op, limited: true } : op);
        return { ...each, steps: each.steps.map((step) => ({ ...step, operations: step.operations.map(bounded) })) };
      });

function noteCreated({ steps }: ReadStatement, file: SourceFile, created: Created[]): void {
  for (const { operations } of steps) {
    const [op] = operations;
    if (op?.kind === 'create-table') created.push({ name: op.table, ifNotExists: op.ifNotExists, file, span: op.span });
  }
}

/** The last that surely made it counts: what was there before was dropped. IF NOT EXISTS may have left alone what it found. */
function originsOf(findings: readonly Finding[], created: readonly Created[]): readonly RelationOrigin[] {
  const relations = new Set(findings.flatMap(({ relation }) => relation ?? []));
  return Array.from(relations).flatMap((relation) => {
    const own = created.filter(
      ({ name: { schema, name } }) =>
        relation === name || (schema === undefined ? relation.endsWith(`.${name}`) : relation === `${schema}.${name}`),
    );
    const origin = own.findLast(({ ifNotExists }) => !ifNotExists) ?? own[0];
    return origin === undefined ? [] : [{ relation, file: origin.file.path, range: rangeOf(origin.file, origin.span) }];
  });
}

const identity = ({ rule, message, range }: Finding): string => `${rule}/${message} ${range.start.offset}`;

function viewOf(
  section: Section,
  statements: readonly ReadStatement[],
  isDown: boolean,
  options: CheckOptions,
  catalog: Catalog,
): SectionView {
  const operations: SectionView['operations'][number][] = [];
  for (const { statement, steps } of statements)
    for (const step of steps) for (const op of step.operations) operations.push({ statement: statement.index, op });
  const given = section.transaction === 'auto' ? undefined : section.transaction;
  return {
    operations,
    transaction: given ?? (runsApart(statements, options, catalog) ? 'statement' : 'file'),
    transactionGiven: given !== undefined,
    isDown,
  };
}

/** A plain file runs in one transaction, unless it opens its own, ends one inside a block, or holds what can't run in one. */
const runsApart = (statements: readonly ReadStatement[], options: CheckOptions, catalog: Catalog): boolean =>
  statements.some(({ steps }) =>
    steps.some(({ operations }) => operations.some((op) => op.kind === 'transaction' && op.action === 'begin')),
  ) || standsAlone(statements, options, catalog);

/** Is there one among them that can't run inside a transaction block, or ends one itself? */
function standsAlone(statements: readonly ReadStatement[], { effectTable, target }: CheckOptions, catalog: Catalog): boolean {
  const bodies: FunctionBody[] = [];
  for (const { steps, backfill } of statements) {
    if (backfill !== undefined) return true;
    for (const { operations, context } of steps) {
      for (const op of operations) {
        if (op.kind === 'create-function') bodies.push({ name: op.function.name, text: op.source?.text });
        else if (op.kind === 'call') {
          const known = catalog.functions(op.procedure).map(({ name, source }) => ({ name, text: source?.text }));
          if ([...known, ...bodies].some(({ name, text = '' }) => name === op.procedure.name && ENDS_ONE.test(text))) return true;
        } else if (op.kind === 'transaction' ? context !== undefined : !effectTable.transactional(op, target)) return true;
      }
    }
  }
  return false;
}

interface FunctionBody {
  readonly name: string;
  readonly text: string | undefined;
}

const ENDS_ONE = /\b(?:commit|rollback)\s*;/i;

const reportOf = ({ file, span, index, text }: Statement, { fails, effects, duration }: Outcome): StatementReport => ({
  file: file.path,
  line: positionAt(file.raw, rawOffset(file, span.start)).line,
  index,
  sql: text,
  fails,
  effects: publicEffects(effects),
  duration,
});
