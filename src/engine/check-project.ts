import type { Catalog } from '../model/catalog.ts';
import type { Effect, Effects, Failure } from '../model/effect.ts';
import type { Finding } from '../model/finding.ts';
import type { Migration, Project, Section, TransactionMode } from '../model/migration.ts';
import type { Operation, Step } from '../model/operation.ts';
import { positionAt, rawOffset } from '../model/position.ts';
import type { FileReport, StatementReport } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import type { Comment, SourceFile, Statement } from '../model/source.ts';
import type { SectionView } from '../rule.ts';
import type { EffectTable, FrontEnd, ReadSection, ReadStatement } from './contracts.ts';
import { mergeEffects, publicEffects, visibleTo } from './effects.ts';
import { createJudge, rulesByKind, type Judge, type JudgeOptions } from './judge.ts';
import { createState, type State } from './replay/index.ts';
import { suppress, type SuppressOptions } from './suppress.ts';

export interface CheckOptions extends JudgeOptions, SuppressOptions {
  readonly frontEnd: FrontEnd;
  readonly effectTable: EffectTable;
  /** Overrides what the layout says of how files run. */
  readonly transaction: TransactionMode | undefined;
  /** `file`: each file is its own deployment; `selected`: the selected ones are one. */
  readonly deployment: 'file' | 'selected';
  /** Collect a {@link StatementReport} for every selected statement. */
  readonly reportStatements: boolean;
}

export interface ProjectReport {
  readonly findings: readonly Finding[];
  readonly statements: readonly StatementReport[];
  /** Selected files, and how many statements they hold. */
  readonly files: readonly Pick<FileReport, 'file' | 'layout' | 'transaction' | 'statements'>[];
}

/** Replays a project's history in order and judges its selected migrations. Pure. */
export function checkProject(project: Project, options: CheckOptions): ProjectReport {
  const { target } = options;
  const byKind = rulesByKind(options.rules, target);
  const state = createState(target);
  const statements: StatementReport[] = [];
  const collected = new Map<SourceFile, Collected>();
  let selectedBefore = false;

  const run = (migration: Migration, section: Section, isDown: boolean): void => {
    const read = options.frontEnd.read(section.file, section.span, target);
    const view = viewOf(section, read, isDown, options);
    const judge = migration.selected ? createJudge(section, view, migration, byKind, options) : undefined;
    const entry = collectedOf(collected, section.file);
    state.beginSection(view.transaction, read.statements.length);
    for (const statement of read.statements) {
      const outcome = runStatement(statement, state, judge, entry.statements.length, options);
      if (migration.selected && options.reportStatements && !isDown) {
        statements.push(reportOf(statement.statement, entry.statements.length, outcome));
      }
      entry.statements.push({ ...statement.statement, index: entry.statements.length });
    }
    state.endSection();
    entry.transaction ??= view.transaction;
    entry.comments.push(...read.comments);
    if (judge !== undefined) {
      entry.selected = true;
      entry.findings.push(...judge.finish());
    }
  };

  // What comes after the last one that is judged changes nothing.
  const last = project.migrations.findLastIndex(({ selected }) => selected);
  for (const migration of project.migrations.slice(0, last + 1)) {
    if (!(options.deployment === 'selected' && migration.selected && selectedBefore)) state.beginDeployment();
    selectedBefore ||= migration.selected;
    for (const section of migration.up) run(migration, section, false);
    if (!migration.selected) continue;
    for (const section of migration.down) {
      const mark = state.mark();
      run(migration, section, true);
      state.rollbackTo(mark);
    }
  }

  const findings: Finding[] = [];
  const files: ProjectReport['files'][number][] = [];
  for (const [file, entry] of collected) {
    if (!entry.selected) continue;
    files.push({ file: file.path, layout: project.layout, transaction: entry.transaction ?? 'file', statements: entry.statements.length });
    findings.push(...suppress(file, entry.comments, entry.statements, entry.findings, options));
  }
  return { findings, statements, files };
}

interface Collected {
  readonly statements: Statement[];
  readonly comments: Comment[];
  readonly findings: Finding[];
  selected: boolean;
  /** How its first part runs. */
  transaction: TransactionMode | undefined;
}

function collectedOf(collected: Map<SourceFile, Collected>, file: SourceFile): Collected {
  let entry = collected.get(file);
  if (entry === undefined) collected.set(file, (entry = { statements: [], comments: [], findings: [], selected: false, transaction: undefined }));
  return entry;
}

function viewOf(section: Section, read: ReadSection, isDown: boolean, options: CheckOptions): SectionView {
  const operations = read.statements.flatMap(({ statement, steps }) => steps.flatMap((step) => step.operations.map((op) => ({ statement: statement.index, op }))));
  const given = options.transaction ?? (section.transaction === 'auto' ? undefined : section.transaction);
  return { operations, transaction: given ?? resolveAuto(operations, options), transactionGiven: given !== undefined, isDown };
}

/** A plain file runs in one transaction, unless it opens its own or holds what can't run in one. */
function resolveAuto(operations: SectionView['operations'], { effectTable, target }: CheckOptions): TransactionMode {
  const own = operations.some(({ op }) => (op.kind === 'transaction' && op.action === 'begin') || !effectTable.transactional(op, target));
  return own ? 'statement' : 'file';
}

interface Outcome {
  readonly fails: Failure | null;
  readonly effects: readonly Effect[];
}

function runStatement(read: ReadStatement, state: State, judge: Judge | undefined, index: number, options: CheckOptions): Outcome {
  const statement: Statement = read.statement.index === index ? read.statement : { ...read.statement, index };
  let fails: Failure | null = null;
  const effects: (readonly Effect[])[] = [];
  state.beginStatement(index);
  for (const step of withCalledBodies(read.steps, state, read.statement.file, options.frontEnd)) {
    const outcome = runStep(step, statement, state, judge, options);
    if (outcome.fails !== null && (fails === null || (!fails.certain && outcome.fails.certain))) fails = outcome.fails;
    effects.push(outcome.effects);
  }
  state.endStatement();
  return { fails, effects: mergeEffects(effects) };
}

/** CALL of a procedure that the history defined does what its body does. */
function withCalledBodies(steps: readonly Step[], state: State, file: SourceFile, frontEnd: FrontEnd): readonly Step[] {
  const { readBody } = frontEnd;
  if (readBody === undefined || !steps.some((step) => step.operations.some((op) => op.kind === 'call'))) return steps;
  return steps.flatMap((step) => [
    step,
    ...step.operations.flatMap((op) => {
      if (op.kind !== 'call') return [];
      const found = state.catalog.functions(op.procedure).find((each) => each.procedure && each.arguments.length === op.arguments);
      return found?.source === undefined || found.language !== 'plpgsql' ? [] : bodyAt(readBody(file, found.source.text, undefined), op);
    }),
  ]);
}

/** The body stands in another statement, perhaps another file: its operations are reported at the CALL. */
const bodyAt = (steps: readonly Step[], call: Operation): Step[] =>
  steps.map((step) => ({ ...step, context: step.context === undefined ? undefined : { ...step.context, within: 'call' }, operations: step.operations.map((op) => ({ ...op, span: call.span })) }));

function runStep(step: Step, statement: Statement, state: State, judge: Judge | undefined, options: CheckOptions): Outcome {
  const { operations } = step;
  const { catalog } = state;
  // Rules see the whole statement's cost, so all operations are inferred first, each in the state that those before it leave.
  const inferred: { readonly op: Operation; readonly all: Effects; readonly visible: Effects }[] = [];
  const existed: (readonly Effect[])[] = [];
  const several = operations.length > 1;
  const mark = several ? state.mark() : 0;
  for (const op of operations) {
    const all = options.effectTable.infer(op, catalog, sessionWithin(state.session, step), options.target, operations);
    inferred.push({ op, all, visible: { relations: visibleTo(catalog, all.relations), fails: all.fails } });
    existed.push(existedBefore(catalog, all.relations));
    if (several) applyUnlessRefused(state, op, all);
  }
  if (several) state.rollbackTo(mark);

  const stepEffects = mergeEffects(inferred.map(({ visible }) => visible.relations));
  for (const { op, all, visible } of inferred) {
    const onlyNew = all.relations.length > 0 && visible.relations.length === 0;
    judge?.operation({ op, effects: visible, before: catalog, session: sessionWithin(state.session, step), siblings: operations, stepEffects, context: step.context, statement, onlyNew });
    applyUnlessRefused(state, op, visible);
  }
  const failures = inferred.flatMap(({ all }) => all.fails ?? []);
  return { fails: failures.find((failure) => failure.certain) ?? failures[0] ?? null, effects: mergeEffects(existed) };
}

/** A DO block and a called procedure run in one transaction of their own where none is open. */
const sessionWithin = (session: Session, step: Step): Session =>
  step.context === undefined || session.transaction !== undefined ? session : { ...session, transaction: 'do' };

/** What the server refuses for what is or isn't there changes nothing; what it refuses for where it stands is judged on as if mended. */
function applyUnlessRefused(state: State, op: Operation, effects: Effects): void {
  const refused = effects.fails !== null && effects.fails.certain && !/^(?:25|55|23)/.test(effects.fails.code);
  if (!refused) state.apply(op, effects);
}

/** Relations of earlier deployments, and none of the session's own: what the public list of effects is about. */
const existedBefore = (catalog: Catalog, effects: readonly Effect[]): readonly Effect[] =>
  effects.filter((effect) => {
    const relation = effect.id === undefined ? undefined : catalog.get(effect.id);
    return relation === undefined || (!relation.temporary && relation.origin !== 'created');
  });

const reportOf = (statement: Statement, index: number, { fails, effects }: Outcome): StatementReport => ({
  file: statement.file.path,
  line: positionAt(statement.file.raw, rawOffset(statement.file, statement.span.start)).line,
  index,
  sql: statement.text,
  fails,
  effects: publicEffects(effects),
});
