import type { Catalog, RelationId } from './model/catalog.ts';
import type { Effect, Effects } from './model/effect.ts';
import type { Severity } from './model/finding.ts';
import type { LayoutName, Migration } from './model/migration.ts';
import type { Operation, OperationKind, OperationOf, StepContext } from './model/operation.ts';
import type { Preset } from './model/preset.ts';
import type { Session } from './model/session.ts';
import type { Span, Statement } from './model/source.ts';
import type { Dialect, Target } from './model/target.ts';

// The one door for rules: a rule file imports this and nothing else of ours.

export type {
  Catalog,
  Column,
  Constraint,
  FunctionEntry,
  Index,
  Relation,
  RelationId,
  Sequence,
  Table,
  TypeEntry,
  View,
} from './model/catalog.ts';
export { atLeast, blocksOf, LOCKS, type Blocks, type Effect, type Effects, type Failure, type Lock, type Work } from './model/effect.ts';
export type { Expression } from './model/expression.ts';
export type { Severity } from './model/finding.ts';
export type { LayoutName } from './model/migration.ts';
export { nameText, quoteIdentifier, quoteName, typeText, type Name, type TypeName } from './model/name.ts';
export type * from './model/operation.ts';
export { milliseconds, type HeldLock, type Session } from './model/session.ts';
export type { Span, Statement } from './model/source.ts';
export type { Dialect, Target } from './model/target.ts';

// Words and look-ups that many rules share.
export { apartSql, apartText, inLayout } from './rule/apart.ts';
export { commandText, isConcurrent } from './rule/command.ts';
export { effectOn, isOn } from './rule/effect-on.ts';
export { foreignKeyByPartitions, foreignKeySql } from './rule/foreign-key-sql.ts';
export { givenNames, NAMING } from './rule/given-names.ts';
export { heldOn, lineOfLock, readersText } from './rule/held.ts';
export { isTable } from './rule/is-table.ts';
export { concurrentIndexSql, droppedUnderItsName, partitionedIndexSql, partitionedUniqueSql, replacedIndexSql } from './rule/index-sql.ts';
export { boundCheckSql, boundSql, outsideBoundCheckSql } from './rule/partition-sql.ts';
export { isCovered, isSameIndex, isStartOf } from './rule/indexes.ts';
export { lineAt, madeRoomFor, operationsAfter, operationsBefore, textOf, waitIsBounded } from './rule/places.ts';
export { reachOf } from './rule/reach.ts';
export {
  addedAsItCan,
  addedFirst,
  addedThenValidated,
  alter,
  BACKFILL,
  bareColumn,
  briefly,
  chosenName,
  columnList,
  deferrableSql,
  domainChecks,
  freeName,
  inOrder,
  provenNotNull,
  shortened,
} from './rule/recipes.ts';
export {
  isFelt,
  listed,
  literalSql,
  LOCK_TIMEOUT,
  mended,
  nameOf,
  relationSql,
  relationText,
  togetherSql,
  whoWaits,
} from './rule/wording.ts';

/** What a rule is about: an operation's kind, a family of them, or what is larger than one operation. */
export type Subjects = OperationKind | 'drop' | 'rename' | 'rename-table' | 'session' | 'migration';
export const HAZARDS = ['blocking', 'scanning', 'rewriting', 'destroying', 'breaking', 'failing', 'lingering', 'drifting'] as const;
export type Hazard = (typeof HAZARDS)[number];
/** Ids that are about no operation. */
export const SPECIAL_IDS = [
  'migration-not-understood',
  'migration-blocking',
  'migration-irreversible',
  'migration-order',
  'suppression-unused',
  'suppression-unknown',
  'suppression-without-reason',
  'suppression-expired',
  'input-encoding',
  'input-nul',
  'input-too-large',
  'input-too-deep',
  'input-invisible',
] as const;
export type RuleId = `${Subjects}-${Hazard}` | `${string}-style` | (typeof SPECIAL_IDS)[number];

/** Names between braces in a message: `'{table} is locked'` → `'table'`. */
export type Holes<S extends string> = S extends `${string}{${infer P}}${infer R}` ? P | Holes<R> : never;
type Data<S extends string> = [Holes<S>] extends [never]
  ? { readonly data?: never }
  : { readonly data: { readonly [P in Holes<S>]: string } };

type Messages = { readonly [id: string]: string };

/** What a rule may add to a report beside its message. */
export interface ReportDetails {
  /** The clause that it is about; the operation's span where absent. */
  readonly at?: Span;
  /** What to do instead, as SQL in the user's own names, for this server version; null: there is no SQL that would help. */
  readonly instead?: { readonly text: string; readonly sql: string | null };
  /** false: "may". An error then becomes a warning. */
  readonly certain?: boolean;
  /** Where this message differs from the rule's severity. */
  readonly severity?: Severity;
  /** What we took for granted, in words. */
  readonly assumes?: readonly string[];
  /** Relation that it is about, as `schema.name`; the first effect's where absent. */
  readonly relation?: string;
  /** Of the rule's reports with the same key, a section shows the first only. */
  readonly once?: string;
}

/** A report names one message of its rule and fills exactly its holes. */
export type Report<M extends Messages> = {
  readonly [I in keyof M & string]: { readonly message: I } & Data<M[I]> & ReportDetails;
}[keyof M & string];

export interface Example {
  readonly title: string;
  readonly dialect: Dialect;
  /** Server version it is about; the default target where absent. */
  readonly version?: number;
  /** Earlier migration: what exists before. */
  readonly given?: string;
  /** How the file runs; `auto` where absent. */
  readonly transaction?: 'file' | 'statement' | 'string';
  /** Whose files they are; `plain` where absent. */
  readonly layout?: LayoutName;
  /** Must raise this rule. */
  readonly bad: string;
  /** A migration that comes after the bad one, and shows what that left undone. */
  readonly later?: string;
  /** Must raise nothing at all; or why there is no good way. Several files, one after the other, are an array. */
  readonly good: string | readonly string[] | { readonly none: string };
}

/** All that a rule sees of one operation. */
export interface Subject<K extends OperationKind> {
  readonly op: OperationOf<K>;
  /** What it costs others, and whether it fails: from the effects table. */
  readonly effects: Effects;
  /** The schema before it. */
  readonly before: Catalog;
  readonly session: Session;
  /** All operations of the same step, this one included, in the order in which they take effect. */
  readonly siblings: readonly Operation[];
  /** Effects of the whole step: the strongest lock and the heaviest work for each relation. */
  readonly stepEffects: readonly Effect[];
  readonly context: StepContext | undefined;
  readonly statement: Statement;
  /** Statements before and after it in its section, in order, with their operations. */
  readonly section: SectionView;
  readonly migration: Migration;
  readonly target: Target;
  readonly settings: RuleSettings;
}

/** The section that an operation stands in. */
export interface SectionView {
  readonly operations: readonly { readonly statement: number; readonly op: Operation }[];
  /** Resolved: never `auto`. */
  readonly transaction: 'file' | 'statement' | 'string';
  readonly transactionGiven: boolean;
  readonly isDown: boolean;
}

export interface RuleSettings {
  /** The runner sets a lock_timeout on its connection. */
  readonly lockTimeoutSetByRunner: boolean;
}

/** Judged once for each selected section after its last statement, for what no single operation shows. */
export interface SectionSubject {
  readonly section: SectionView;
  readonly migration: Migration;
  readonly target: Target;
  readonly settings: RuleSettings;
  /** What was found out about each operation, in order. */
  readonly judged: readonly {
    readonly op: Operation;
    readonly statement: Statement;
    readonly effects: Effects;
    readonly session: Session;
    readonly context: StepContext | undefined;
    /** Ids of rules that reported on it. */
    readonly reported: readonly string[];
    /** Every relation with an effect was new (see Catalog.isNew). */
    readonly onlyNew: boolean;
  }[];
}
/** An operation of the history, as it was when it had taken effect. What the server refuses, and what stands in down parts, is not among them. */
export interface HistoryEntry<K extends OperationKind> {
  readonly op: OperationOf<K>;
  readonly effects: Effects;
  readonly statement: Statement;
  readonly context: StepContext | undefined;
  readonly migration: Migration;
  /** Number of the transaction that it ran in. */
  readonly transaction: number;
  /** Number of its deployment: by it the catalog says since when a table or constraint is there. */
  readonly deployment: number;
  /** The table or relation that it is on, by which the catalog at the end finds it under whatever name. */
  readonly relation: RelationId | undefined;
  /** The index that it made. */
  readonly index: RelationId | undefined;
  /** Every relation with an effect was new (see Catalog.isNew). */
  readonly onlyNew: boolean;
}

/** Judged once a project, after its last file: what only the history as a whole shows. */
export interface HistorySubject<K extends OperationKind> {
  /** What the rule asked for, in order: of all files up to the last selected one, and to the last of all once {@link end} was asked for. */
  readonly entries: readonly HistoryEntry<K>[];
  /** The schema as the last file leaves it. Files after those that were selected are replayed for it, so ask only when there is something to look for. */
  readonly end: () => Catalog;
  /** The migration of a deployment, the last one where several make one. */
  readonly migrationOf: (deployment: number) => Migration | undefined;
  readonly target: Target;
  readonly settings: RuleSettings;
}
/** A report about the history says at which entry; one in a file that was not selected is not shown. */
export type HistoryReport<K extends OperationKind, M extends Messages> = Report<M> & { readonly entry: HistoryEntry<K> };

/** A report about a section must say where. */
export type SectionReport<M extends Messages> = Report<M> & { readonly operation: number };

export interface RuleSpec<Id extends RuleId, K extends OperationKind, M extends Messages> {
  /** Stable, public, equal to the file name. Never reused, never renamed. */
  readonly id: Id;
  readonly severity: Severity;
  /**
   * `recommended` where absent: it runs always, and says only what can hurt. `strict` is for what hurts some, `style` for what is a
   * matter of taste; both are off until asked for. A message may stand in another preset than its rule.
   */
  readonly preset?: Preset | { readonly [I in keyof M & string]?: Preset };
  /** First release that had it. */
  readonly since: string;
  readonly dialects: readonly Dialect[];
  readonly docs: {
    /** One line: what to do or avoid. */
    readonly summary: string;
    readonly why: string;
    readonly instead: string;
    readonly whenNot: string;
    readonly sources: readonly string[];
  };
  /** The same check in other tools: `squawk:require-concurrent-index-creation`, `eugene:E6`, … */
  readonly aliases: readonly string[];
  readonly on: readonly K[];
  readonly messages: M;
  readonly examples: readonly [Example, ...Example[]];
  /** Pure. Called for each operation whose kind is in `on`. */
  readonly check?: (subject: Subject<K>) => readonly Report<M>[];
  /** Pure. Called once for each section. */
  readonly checkSection?: (subject: SectionSubject) => readonly SectionReport<M>[];
  /** Pure. Which operations of those kinds `checkHistory` is to see; all where absent. Keep few: they are held to the end. */
  readonly collect?: (entry: HistoryEntry<K>) => boolean;
  /** Pure. Called once for each project, after its last file, if anything was collected. */
  readonly checkHistory?: (subject: HistorySubject<K>) => readonly HistoryReport<K, M>[];
}

type AnyReport = { readonly message: string; readonly data?: Readonly<Record<string, string>> } & ReportDetails;

/** Erased form that the engine runs. */
export interface Rule {
  readonly id: RuleId;
  readonly severity: Severity;
  readonly preset?: Preset | { readonly [message: string]: Preset };
  readonly since: string;
  readonly dialects: readonly Dialect[];
  readonly docs: RuleSpec<RuleId, never, Messages>['docs'];
  readonly aliases: readonly string[];
  readonly on: readonly OperationKind[];
  readonly messages: Messages;
  readonly examples: readonly [Example, ...Example[]];
  readonly check?: (subject: Subject<OperationKind>) => readonly AnyReport[];
  readonly checkSection?: (subject: SectionSubject) => readonly (AnyReport & { readonly operation: number })[];
  readonly collect?: (entry: HistoryEntry<OperationKind>) => boolean;
  readonly checkHistory?: (
    subject: HistorySubject<OperationKind>,
  ) => readonly (AnyReport & { readonly entry: HistoryEntry<OperationKind> })[];
}

/** Checks a rule's shape at compile time and hands it on, erased. */
export function defineRule<const Id extends RuleId, const K extends OperationKind, const M extends Messages>(
  spec: RuleSpec<Id, K, M>,
): Rule & { readonly id: Id } {
  // Sound because the engine only calls `check` with an operation whose kind is in `on`.
  return spec as unknown as Rule & { readonly id: Id };
}
