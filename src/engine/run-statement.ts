import type { Catalog, FunctionEntry } from '../model/catalog.ts';
import type { Duration, Piece } from '../model/duration.ts';
import type { Effect, Effects, Failure } from '../model/effect.ts';
import type { Operation, Step, StepContext } from '../model/operation.ts';
import type { Session } from '../model/session.ts';
import type { SourceFile, Statement } from '../model/source.ts';
import type { Sizes } from '../model/stats.ts';
import type { Target } from '../model/target.ts';
import type { EffectTable, FrontEnd, ReadStatement } from './contracts.ts';
import { mergeEffects, visibleTo } from './effects.ts';
import type { Case, Judge } from './judge.ts';
import { withoutPassedOver } from './passed-over.ts';
import type { State } from './replay/index.ts';

/** What a statement came to. */
export interface Outcome {
  readonly fails: Failure | null;
  /** On relations of earlier deployments: what the public list of effects is about. */
  readonly effects: readonly Effect[];
  /** null: no size was given, or none is known of what it works on. */
  readonly duration: Duration | null;
}

interface Inferred {
  readonly op: Operation;
  readonly all: Effects;
  /** What others can see of it. */
  readonly visible: Effects;
  /** What it works on; undefined: not known. */
  readonly pieces: readonly Piece[] | undefined;
}

export interface RunnerOptions {
  readonly frontEnd: FrontEnd;
  readonly effectTable: EffectTable;
  readonly target: Target;
  /** Sizes of tables, where they were given. */
  readonly sizes?: Sizes | undefined;
}

export interface Runner {
  /** Something ran that may have changed the schema unseen; what is or isn't there is a guess from then on. */
  readonly guessing: boolean;
  /** Replays a statement, and has its operations judged where a judge is given; a watcher is told of those that took effect. */
  run(read: ReadStatement, judge: Judge | undefined, watcher?: Watcher): Outcome;
}

/** Who looks at what took effect. */
export interface Watcher {
  wants(kind: Operation['kind']): boolean;
  note(each: Case): void;
}

/** Replays statements one after the other on a state that it changes. */
export function createRunner(state: State, { frontEnd, effectTable, target, sizes }: RunnerOptions, alreadyGuessing = false): Runner {
  const { catalog } = state;
  let guessing = alreadyGuessing;

  const infer = (op: Operation, step: Step): Effects => {
    const inferred = effectTable.infer(op, catalog, sessionWithin(state.session, step), target, step.operations);
    const { fails } = inferred;
    return fails?.certain === true && ((guessing && EXISTENCE.has(fails.code)) || mayBeMissed(fails, step))
      ? { relations: inferred.relations, fails: { ...fails, certain: false } }
      : inferred;
  };

  /** What the server refuses for what is or isn't there changes nothing; what it refuses for where it stands is judged on as if mended. */
  const applyUnlessRefused = (op: Operation, effects: Effects): boolean => {
    const { fails } = effects;
    if (fails !== null && fails.certain && !/^(?:25|55|23)/.test(fails.code)) return false;
    state.apply(op, effects);
    guessing ||= isUnseen(op, catalog);
    return true;
  };

  /** Of a whole step: all its locks are held until its end. */
  const durationOf = (inferred: readonly Inferred[]): Duration | null => {
    const pieces: Piece[] = [];
    if (sizes === undefined) return null;
    for (const each of inferred) {
      if (each.pieces === undefined) return null;
      pieces.push(...each.pieces);
    }
    return effectTable.combine(pieces, sizes.measured);
  };

  function runStep(step: Step, statement: Statement, judge: Judge | undefined, watcher: Watcher | undefined): Outcome {
    const newer = effectTable.newerSyntax(step.requires, target);
    if (newer !== null) return refuse(step, newer, statement, judge);
    const operations = withoutPassedOver(step.operations, catalog, target);
    // Rules see the whole step's cost, so all operations are inferred first, each in the state that those before it leave.
    const inferred: Inferred[] = [];
    const existed: (readonly Effect[])[] = [];
    // What stands in CREATE TABLE is about the table that it makes: nothing that comes later in it changes what comes before.
    const ahead = operations.length > 1 && operations[0]?.kind !== 'create-table';
    const mark = ahead ? state.mark() : 0;
    const look = (op: Operation): Inferred => {
      const all = infer(op, step);
      existed.push(existedBefore(catalog, all.relations));
      const visible: Effects = { relations: visibleTo(catalog, all.relations), fails: all.fails };
      return { op, all, visible, pieces: sizes === undefined ? undefined : effectTable.piecesOf(op, visible, catalog, sizes) };
    };
    if (ahead) {
      for (const op of operations) {
        const each = look(op);
        inferred.push(each);
        applyUnlessRefused(op, each.all);
      }
      state.rollbackTo(mark);
    }
    let duration = durationOf(inferred);
    let stepEffects = ahead ? mergeEffects(inferred.map(({ visible }) => visible.relations)) : [];
    operations.forEach((op, at) => {
      // Of a table that is refused, nothing comes about.
      if (at > 0 && operations[0]?.kind === 'create-table' && inferred[0]?.all.fails?.certain === true) return;
      const each = inferred[at] ?? look(op);
      if (!ahead) {
        inferred.push(each);
        stepEffects = mergeEffects([stepEffects, each.visible.relations]);
        duration = durationOf(inferred);
      }
      const { all, visible } = each;
      const watched = watcher?.wants(op.kind) === true;
      if (judge === undefined && !watched) {
        applyUnlessRefused(op, visible);
        return;
      }
      const onlyNew = all.relations.length > 0 && visible.relations.length === 0;
      const seen: Case = {
        op,
        effects: visible,
        before: catalog,
        session: sessionWithin(state.session, step),
        siblings: operations,
        stepEffects,
        duration,
        context: step.context,
        statement,
        onlyNew,
      };
      judge?.operation(seen);
      if (applyUnlessRefused(op, visible) && watched) watcher?.note(seen);
    });
    return { fails: worstOf(inferred, step), effects: mergeEffects(existed), duration };
  }

  /** The server reads none of it. */
  function refuse(step: Step, fails: Failure, statement: Statement, judge: Judge | undefined): Outcome {
    const [op] = step.operations;
    if (op !== undefined) {
      const session = sessionWithin(state.session, step);
      const effects: Effects = { relations: [], fails };
      judge?.operation({
        op,
        effects,
        before: catalog,
        session,
        siblings: step.operations,
        stepEffects: [],
        duration: null,
        context: step.context,
        statement,
        onlyNew: false,
      });
    }
    return { fails, effects: [], duration: null };
  }

  return {
    get guessing() {
      return guessing;
    },
    run(read, judge, watcher) {
      const { statement } = read;
      state.beginStatement(statement.index);
      const steps = withCalledBodies(read.steps, catalog, statement.file, frontEnd);
      const outcomes = steps.map((step) => runStep(step, statement, judge, watcher));
      state.endStatement();
      const [only] = outcomes;
      if (only !== undefined && outcomes.length === 1) return only;
      return {
        fails: worst(outcomes.flatMap(({ fails }) => fails ?? [])),
        effects: mergeEffects(outcomes.map(({ effects }) => effects)),
        duration: longest(outcomes),
      };
    },
  };
}

const worstOf = (inferred: readonly Inferred[], step: Step): Failure | null => {
  const failures: Failure[] = [];
  for (const { all } of inferred) if (all.fails !== null && !isCaught(all.fails, step)) failures.push(all.fails);
  return worst(failures);
};
/** How often the steps of a DO block run is not known; the longest of them says the most. */
const longest = (outcomes: readonly Outcome[]): Duration | null =>
  outcomes.reduce<Duration | null>(
    (most, { duration }) => (most === null || (duration !== null && duration.secondsHigh > most.secondsHigh) ? duration : most),
    null,
  );

const worst = (failures: readonly Failure[]): Failure | null => failures.find(({ certain }) => certain) ?? failures[0] ?? null;

/** Conditions that a block's EXCEPTION clause names most often. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '42701': 'duplicate_column',
  '42P07': 'duplicate_table',
  '42710': 'duplicate_object',
  '42723': 'duplicate_function',
  '42P06': 'duplicate_schema',
  '42P01': 'undefined_table',
  '42703': 'undefined_column',
  '42704': 'undefined_object',
  '42883': 'undefined_function',
  '23505': 'unique_violation',
  '23503': 'foreign_key_violation',
  '23514': 'check_violation',
  '23502': 'not_null_violation',
};
const isCaught = ({ code }: Failure, { context }: Step): boolean =>
  context?.guarded.some((condition) => condition === 'others' || condition === CONDITIONS[code]) === true;

/** SQLSTATEs that depend on what is there: undefined, duplicate and dependent objects, wrong kinds. */
const EXISTENCE: ReadonlySet<string> = new Set([
  '42P01',
  '42703',
  '42704',
  '42883',
  '3F000',
  '42P07',
  '42701',
  '42710',
  '42723',
  '2BP01',
  '42809',
  '42P16',
  '42830',
]);

/** Could it have changed the schema in a way that nobody sees: SQL put together at run time, a function that is not plain SQL, what can't be read? */
function isUnseen(op: Operation, catalog: Catalog): boolean {
  switch (op.kind) {
    case 'dynamic':
      return true;
    case 'opaque':
      return op.reason !== 'directive';
    case 'call':
      return !catalog.functions(op.procedure).some(({ source }) => source !== undefined);
    case 'select':
      return op.query.calls.some(({ name }) => catalog.functions(name).some(({ language }) => language !== 'sql'));
    default:
      return false;
  }
}

/** Bodies in bodies that are followed. */
const DEEPEST = 8;

/** CALL of a procedure, and SELECT of a function, that the history defined does what its body does. */
function withCalledBodies(
  steps: readonly Step[],
  catalog: Catalog,
  file: SourceFile,
  frontEnd: FrontEnd,
  around: readonly string[] = [],
): readonly Step[] {
  const { readBody } = frontEnd;
  const isCall = (op: Operation): boolean => op.kind === 'call' || (op.kind === 'select' && op.query.calls.length > 0);
  if (readBody === undefined || around.length >= DEEPEST || !steps.some((step) => step.operations.some(isCall))) return steps;
  const bodyOf = (op: Operation, found: FunctionEntry | undefined, outer: Partial<StepContext>): readonly Step[] => {
    // One that calls itself is read once.
    if (found?.source === undefined || found.language !== 'plpgsql' || around.includes(found.source.text)) return [];
    const body = readBody(file, found.source.text, undefined);
    // Its parameters are not known here: what can't be read without them is no error of the one who calls it.
    if (!found.procedure && body.every(({ operations }) => operations.every(({ kind }) => kind === 'opaque'))) return [];
    return withCalledBodies(bodyAt(body, op, outer), catalog, file, frontEnd, [...around, found.source.text]);
  };
  return steps.flatMap((step) => [
    step,
    ...step.operations.flatMap((op) => {
      const outer = step.context ?? {};
      if (op.kind === 'call') return bodyOf(op, theOne(catalog.functions(op.procedure), true, op.arguments), outer);
      if (op.kind !== 'select') return [];
      // A query that reads something calls it once for each row.
      const each = op.query.reads.length === 0 ? outer : { ...outer, loop: true };
      return op.query.calls.flatMap((call) => bodyOf(op, theOne(catalog.functions(call.name), false, call.arguments), each));
    }),
  ]);
}

/** What a call means; undefined where several of that name take as many arguments. */
function theOne(named: readonly FunctionEntry[], procedure: boolean, count: number): FunctionEntry | undefined {
  const [found, ...others] = named.filter((each) => each.procedure === procedure && each.arguments.length === count);
  return others.length === 0 ? found : undefined;
}

/** The body stands in another statement, perhaps another file: its operations are reported at the call, and run as that does. */
const bodyAt = (steps: readonly Step[], call: Operation, outer: Partial<StepContext>): Step[] =>
  steps.map(({ operations, context, requires }) => ({
    requires,
    operations: operations.map((op) => ({ ...op, span: op.span.sql === undefined ? call.span : { ...call.span, sql: op.span.sql } })),
    context: context && {
      within: 'call',
      loop: context.loop || outer.loop === true,
      commits: context.commits || outer.commits === true,
      conditional: context.conditional || outer.conditional === true,
      guarded: [...(outer.guarded ?? []), ...context.guarded],
      dynamic: context.dynamic,
    },
  }));

/** Some refusals stand in a branch that may not be taken, or are caught where they stand. */
const mayBeMissed = ({ code }: Failure, { context }: Step): boolean =>
  code === '2D000' && context !== undefined && (context.conditional || context.guarded.some((each) => CATCHING.has(each.toLowerCase())));

/** Conditions under which the refusal itself is caught. */
const CATCHING: ReadonlySet<string> = new Set(['others', 'invalid_transaction_termination', '2d000']);

/** A DO block and a called procedure run in one transaction of their own where none is open. */
const sessionWithin = (session: Session, step: Step): Session => {
  if (step.context === undefined) return session;
  if (session.transaction !== undefined) return { ...session, block: true };
  // An EXCEPTION clause makes a subtransaction, in which none can be ended.
  return step.context.guarded.length > 0 ? { ...session, transaction: 'do', block: true } : { ...session, transaction: 'do' };
};

/** Relations of earlier deployments, and none of the session's own. */
const existedBefore = (catalog: Catalog, effects: readonly Effect[]): readonly Effect[] => {
  const existed = ({ id }: Effect): boolean => {
    const relation = id === undefined ? undefined : catalog.get(id);
    return relation === undefined || (!relation.temporary && relation.origin !== 'created');
  };
  return effects.every(existed) ? effects : effects.filter(existed);
};
