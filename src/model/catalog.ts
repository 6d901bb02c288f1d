import type { RelationKind } from './effect.ts';
import type { Expression } from './expression.ts';
import type { Name, TypeName } from './name.ts';
import type { ForeignKeyAction, IndexKey, Operation, OutputColumn, PartitionBound, PartitionKey } from './operation.ts';

// The schema as the history left it. Entries are immutable values that point at each other by id,
// so that a rename changes one entry and an undone transaction costs nothing but putting old values back.

/** Identity of a relation, stable through renames; like an oid, never used again. */
export type RelationId = number;

/**
 * How we know of a relation.
 * - `existing`: an earlier deployment created it; it is full
 * - `created`: the deployment under review created it
 * - `assumed`: no file created it, but one uses it; taken as existing and full, its shape unknown
 */
export type Origin = 'existing' | 'created' | 'assumed';

interface Entry {
  readonly id: RelationId;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  /** As of now: what an earlier deployment created turns into `existing` when the next one begins. */
  readonly origin: Origin;
  /** Transaction that created it; while that is the open one, no other session sees it. 0 for an assumed relation. */
  readonly transaction: number;
  readonly temporary: boolean;
  /** Names that it had, the oldest first. */
  readonly formerly?: readonly { readonly schema: string; readonly name: string }[];
}

export interface Column {
  readonly name: string;
  /** undefined for a column of an assumed table that was only mentioned. */
  readonly type: TypeName | undefined;
  readonly notNull: boolean;
  /** undefined in PostgreSQL before 18 where NOT NULL is not a constraint; the name otherwise. Valid or not stands in the constraint. */
  readonly default: Expression | undefined;
  readonly identity: 'always' | 'by-default' | undefined;
  readonly generated: { readonly stored: boolean; readonly columns: readonly string[]; readonly expression: Expression } | undefined;
  readonly collation: Name | undefined;
  /** A parent table has it too: it can't be dropped or altered here alone. */
  readonly inherited: boolean;
  /** Inherited, and the table's own beside that: it stays when the parent's goes. */
  readonly local?: true;
  /** Deployment in which ADD COLUMN made it. What is on it is known, also where no file created its table; all that was in it before is what the files put there. */
  readonly added?: number;
}

export interface Constraint {
  readonly kind: 'check' | 'foreign-key' | 'unique' | 'primary-key' | 'exclude' | 'not-null';
  readonly name: string;
  readonly columns: readonly string[];
  readonly valid: boolean;
  readonly enforced: boolean;
  readonly noInherit: boolean;
  /** As for a column. */
  readonly inherited: boolean;
  readonly local?: true;
  readonly deferrable: boolean;
  /** FOREIGN KEY INITIALLY DEFERRED: checked at the end of the transaction, unless SET CONSTRAINTS says otherwise. */
  readonly deferred?: true;
  /** CHECK. */
  readonly expression: Expression | undefined;
  /** UNIQUE, PRIMARY KEY, EXCLUDE: the index behind it. */
  readonly index: RelationId | undefined;
  /** FOREIGN KEY. */
  readonly references: { readonly table: RelationId; readonly columns: readonly string[] } | undefined;
  /** FOREIGN KEY: what becomes of the rows that point at one that goes or changes; absent: it is refused. */
  readonly onDelete?: ForeignKeyAction;
  readonly onUpdate?: ForeignKeyAction;
  /** Transaction in which it was added, to tell NOT VALID and VALIDATE in one. */
  readonly transaction: number;
  /** Deployment in which it was added. */
  readonly deployment: number;
}

export interface Table extends Entry {
  readonly kind: 'table' | 'foreign-table';
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly columns: readonly Column[];
  /** All columns, constraints and indexes are known; false for an assumed table, or one made from what we could not read. */
  readonly complete: boolean;
  readonly constraints: readonly Constraint[];
  readonly partitionBy: PartitionKey | undefined;
  readonly partitionOf: { readonly parent: RelationId; readonly bound: PartitionBound } | undefined;
  readonly inherits: readonly RelationId[];
  readonly ofType: Name | undefined;
  readonly triggers: readonly {
    readonly name: string;
    readonly function: Name;
    readonly columns: readonly string[];
    readonly enabled: boolean;
    /** It came with the trigger of the table that this one is a partition of. */
    readonly inherited?: true;
    /** FOR EACH STATEMENT: partitions do not have it. */
    readonly statement?: true;
  }[];
  readonly policies: readonly { readonly name: string; readonly columns: readonly string[]; readonly relations: readonly Name[] }[];
  readonly rules: readonly string[];
  readonly rowSecurity: boolean;
  /** DISABLE TRIGGER ALL: foreign keys are not looked after either. */
  readonly unchecked?: boolean;
  /** Extended statistics objects. */
  readonly statistics: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly accessMethod: string;
  readonly tablespace: string | undefined;
  readonly clusterOn: RelationId | undefined;
  readonly replicaIdentity: 'default' | 'full' | 'nothing' | RelationId;
  /**
   * - `none`: nothing was ever put in, as far as the history shows (or all was taken out)
   * - `some`: the history itself puts rows in
   * - `unknown`: an application may have filled it
   */
  readonly rows: 'none' | 'some' | 'unknown';
  /** Transaction that last emptied it by TRUNCATE: until rows come or that ends, there is nothing to read or to build. */
  readonly emptied?: number | undefined;
  /** Section (see {@link Catalog.isNew}) that last put rows of a query or a COPY in: there may be many. */
  readonly filled: number | undefined;
  /** Deployment in which it was created. */
  readonly deployment: number;
}

export interface Index extends Entry {
  readonly kind: 'index';
  readonly table: RelationId;
  readonly unique: boolean;
  /** false after a CREATE INDEX … ON ONLY of a partitioned table that lacks partitions, or a concurrent build that failed. */
  readonly valid: boolean;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly where: Expression | undefined;
  /** Name of the constraint that it backs. */
  readonly constraint: string | undefined;
  /** The partitioned index that it belongs to. */
  readonly parent: RelationId | undefined;
  readonly tablespace: string | undefined;
}

export interface Sequence extends Entry {
  readonly kind: 'sequence';
  readonly ownedBy: { readonly table: RelationId; readonly column: string } | undefined;
  /** Made by GENERATED … AS IDENTITY. */
  readonly identity: boolean;
  readonly type: string;
  readonly unlogged: boolean;
}

export interface View extends Entry {
  readonly kind: 'view' | 'matview';
  readonly reads: readonly { readonly relation: RelationId; readonly columns: readonly string[] }[];
  readonly functions: readonly Name[];
  readonly output: readonly OutputColumn[] | undefined;
  /** It can't be written through. */
  readonly readOnly?: true;
  readonly populated: boolean;
  readonly rows: 'none' | 'some' | 'unknown';
  /** Materialized view: as for a table. */
  readonly filled: number | undefined;
}

export type Relation = Table | Index | Sequence | View;

export interface TypeEntry {
  readonly schema: string;
  readonly name: string;
  readonly form: 'enum' | 'composite' | 'range' | 'base' | 'shell' | 'domain';
  readonly origin: Origin;
  /** Transaction in which it was created. */
  readonly transaction: number;
  /** Enum: labels in order, with the transaction whose ADD VALUE added each (0: it came with CREATE TYPE, and may be used at once). */
  readonly labels: readonly { readonly value: string; readonly transaction: number }[];
  /** Domain. */
  readonly base: TypeName | undefined;
  readonly notNull: boolean;
  readonly default: Expression | undefined;
  readonly checks: readonly { readonly name: string; readonly valid: boolean; readonly expression: Expression }[];
  /** Composite. */
  readonly attributes: readonly { readonly name: string; readonly type: TypeName }[];
}

export interface FunctionEntry {
  readonly schema: string;
  readonly name: string;
  readonly procedure: boolean;
  readonly arguments: readonly TypeName[];
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly language: string;
  readonly strict: boolean;
  /** Only triggers call it. */
  readonly returnsTrigger?: boolean;
  /** A LANGUAGE sql body of one SELECT of an expression: the planner may put it in place of the call. */
  readonly inline: Expression | undefined;
  readonly source: { readonly text: string; readonly at: number | undefined } | undefined;
  readonly queries: readonly import('./operation.ts').Query[];
  readonly writes: readonly Name[];
}

/**
 * The schema before an operation, for the effects table and the rules. Reading only.
 * Names are resolved by the session's search path, temporary relations first.
 */
export interface Catalog {
  /** undefined: unknown or absent; {@link presence} tells which. */
  find(name: Name): Relation | undefined;
  /** A table or foreign table of that name; undefined where it is something else. */
  table(name: Name): Table | undefined;
  get(id: RelationId): Relation | undefined;
  /**
   * - `absent`: the history dropped or renamed it away, and nothing made it anew
   * - `unknown`: no file ever mentioned it; it is taken as existing
   */
  presence(name: Name): Origin | 'absent' | 'unknown';
  /** Some file created a table: then a name that none mentions is likely missing. */
  readonly hasHistory: boolean;

  /** Indexes of a table or materialized view, in order of creation. */
  indexesOf(table: RelationId): readonly Index[];
  /** Foreign keys that point at a table. */
  foreignKeysTo(table: RelationId): readonly { readonly table: Table; readonly constraint: Constraint }[];
  /** Direct partitions, in order of creation. */
  partitionsOf(table: RelationId): readonly Table[];
  /** Direct children by INHERITS. */
  childrenOf(table: RelationId): readonly Table[];
  /** Views and materialized views that read a relation directly. */
  viewsOf(relation: RelationId): readonly View[];
  /** Sequences owned by a table's columns. */
  sequencesOf(table: RelationId): readonly Sequence[];
  /** All relations, in order of creation. */
  relations(): readonly Relation[];

  type(name: Name): TypeEntry | undefined;
  /** Tables with a column of that type, domains over it included. */
  columnsOfType(type: TypeEntry): readonly { readonly table: Table; readonly column: Column }[];
  /** Functions of that name; the caller picks by arity. */
  functions(name: Name): readonly FunctionEntry[];
  schemaKnown(schema: string): boolean;
  extensionInstalled(extension: string): boolean;
  /** Tables that a publication names; undefined where no file makes it. */
  publicationTables(publication: string): readonly RelationId[] | undefined;
  /** Publications that name a table; `changes`: they publish its updates or deletes. */
  publicationsOf(table: RelationId): readonly {
    readonly publication: string;
    readonly changes: boolean;
    readonly columns: readonly string[];
    readonly filter: readonly string[];
  }[];

  /**
   * No other session has data in it or waits for it: temporary, made in the open transaction, or made in the deployment
   * under review and at most the section (file) that is replayed now put rows of a query in. A few rows of VALUES don't count.
   * An index is as new as its table.
   */
  isNew(relation: Relation): boolean;
  /**
   * The operation does nothing: it is a constraint inside a CREATE TABLE or ADD COLUMN … IF NOT EXISTS that, earlier in this statement,
   * found what it would have made. (Before 13, ADD COLUMN IF NOT EXISTS adds its constraints all the same.)
   */
  skips(op: Operation): boolean;
  /** Number of the open transaction; statements outside one have one each. */
  readonly transaction: number;
  readonly deployment: number;
}
