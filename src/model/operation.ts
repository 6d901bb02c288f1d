import type { Lock } from './effect.ts';
import type { Condition, Expression } from './expression.ts';
import type { Name, TypeName } from './name.ts';
import type { Span } from './source.ts';

// One flat value for each thing that is done, not one a statement. Every key is always present; absent is undefined.

interface Base {
  /** The clause that does it; the whole statement where that has no clauses. */
  readonly span: Span;
}

// ---------------------------------------------------------------------------------------- parts

export interface Identity {
  readonly always: boolean;
}
export interface Generated {
  readonly stored: boolean;
  readonly expression: Expression;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: TypeName;
  /** NOT NULL is written (PRIMARY KEY, serial and identity imply it too; those are seen where they stand). */
  readonly notNull: boolean;
  /** NULL is written. */
  readonly null?: true;
  readonly default: Expression | undefined;
  readonly identity: Identity | undefined;
  readonly generated: Generated | undefined;
  readonly collation: Name | undefined;
}

export interface IndexKey {
  /** undefined for an expression. */
  readonly column: string | undefined;
  readonly expression: Expression | undefined;
  readonly collation: Name | undefined;
  readonly operatorClass: string | undefined;
  /** DESC, or NULLS where they do not come by themselves; absent: ascending, NULLs last. */
  readonly order?: 'desc' | 'nulls-first' | 'desc-nulls-last';
}

export interface PartitionBound {
  readonly kind: 'default' | 'range' | 'list' | 'hash';
  /** Literals as text; `MINVALUE` and `MAXVALUE` as such. Range: lower and upper; list: values in `from`; hash: `[modulus, remainder]`. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface PartitionKey {
  readonly strategy: 'range' | 'list' | 'hash';
  /** Column names; undefined for an expression. */
  readonly columns: readonly (string | undefined)[];
  /** Columns that expressions in it are computed with. */
  readonly computedWith: readonly string[];
}

/** What a query or DML statement reads: relations with the lock it takes on them. */
export interface Reads {
  readonly relation: Name;
  /** Columns named for it, as far as they can be told; `*` for all. */
  readonly columns: readonly string[];
  readonly lock: Lock;
}

/** A SELECT's output columns as far as they can be told: for views. */
export interface OutputColumn {
  readonly name: string | undefined;
  /** Of a bare column reference; undefined otherwise. */
  readonly column: string | undefined;
  /** Where the expression ends in a cast. */
  readonly type: TypeName | undefined;
}

export interface Query {
  readonly reads: readonly Reads[];
  readonly calls: readonly {
    readonly name: Name;
    readonly arguments: number;
    readonly literals: readonly (string | undefined)[];
    readonly number?: number;
  }[];
  /** undefined where a `*` or a set operation hides them. */
  readonly output: readonly OutputColumn[] | undefined;
  readonly star: boolean;
  /** WHERE that can match all rows: missing, or a tautology. */
  readonly unfiltered: boolean;
  /** Strings that are cast to a type which is not built in: to see a new enum label used. */
  readonly labels?: readonly { readonly value: string; readonly type: TypeName }[];
  /** Columns that its WHERE compares with constants. */
  readonly compared?: readonly Condition[];
}

// ---------------------------------------------------------------------------------------- tables

export interface CreateTable extends Base {
  readonly kind: 'create-table';
  readonly table: Name;
  readonly ifNotExists: boolean;
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  readonly columns: readonly ColumnDefinition[];
  readonly like: readonly { readonly table: Name; readonly including: readonly string[] }[];
  readonly inherits: readonly Name[];
  readonly ofType: Name | undefined;
  readonly partitionBy: PartitionKey | undefined;
  readonly partitionOf: { readonly parent: Name; readonly bound: PartitionBound } | undefined;
  /** CREATE TABLE AS, SELECT INTO. */
  readonly as: { readonly query: Query; readonly withData: boolean } | undefined;
  readonly foreignServer: string | undefined;
}
export interface DropTable extends Base {
  readonly kind: 'drop-table';
  readonly tables: readonly Name[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
export interface Truncate extends Base {
  readonly kind: 'truncate';
  readonly tables: readonly Name[];
  readonly only: boolean;
  readonly cascade: boolean;
  readonly restartIdentity: boolean;
}
/** Any relation: `as` is the word that was written, which decides the lock (ALTER INDEX … RENAME against ALTER TABLE … RENAME). */
export interface RenameRelation extends Base {
  readonly kind: 'rename-relation';
  readonly relation: Name;
  readonly as: 'table' | 'index' | 'view' | 'matview' | 'sequence' | 'foreign-table';
  readonly to: string;
  readonly ifExists: boolean;
}
export interface SetSchema extends Base {
  readonly kind: 'set-schema';
  readonly relation: Name;
  readonly as: RenameRelation['as'];
  readonly to: string;
  readonly ifExists: boolean;
}

// ---------------------------------------------------------------------------------------- columns

interface OnTable extends Base {
  readonly table: Name;
  /** ALTER TABLE IF EXISTS. */
  readonly ifExists: boolean;
  /** ALTER TABLE ONLY. */
  readonly only: boolean;
  /** The word after ALTER: `ALTER VIEW w ALTER COLUMN …` comes here too. */
  readonly as: RenameRelation['as'] | 'type';
}
interface OnColumn extends OnTable {
  readonly column: string;
}
export interface AddColumn extends OnColumn {
  readonly kind: 'add-column';
  readonly definition: ColumnDefinition;
  readonly ifNotExists: boolean;
}
export interface DropColumn extends OnColumn {
  readonly kind: 'drop-column';
  readonly columnIfExists: boolean;
  readonly cascade: boolean;
}
export interface RenameColumn extends OnColumn {
  readonly kind: 'rename-column';
  readonly to: string;
}
export interface AlterColumnType extends OnColumn {
  readonly kind: 'alter-column-type';
  readonly type: TypeName;
  readonly collation: Name | undefined;
  readonly using: Expression | undefined;
}
export interface SetNotNull extends OnColumn {
  readonly kind: 'set-not-null';
}
export interface DropNotNull extends OnColumn {
  readonly kind: 'drop-not-null';
}
export interface SetDefault extends OnColumn {
  readonly kind: 'set-default';
  readonly default: Expression;
}
export interface DropDefault extends OnColumn {
  readonly kind: 'drop-default';
}
export interface AddIdentity extends OnColumn {
  readonly kind: 'add-identity';
  readonly always: boolean;
}
/** SET GENERATED, RESTART, SET INCREMENT … of an identity column. */
export interface AlterIdentity extends OnColumn {
  readonly kind: 'alter-identity';
  /** SET GENERATED. */
  readonly generated?: 'always' | 'by-default';
  readonly restart: boolean;
}
export interface DropIdentity extends OnColumn {
  readonly kind: 'drop-identity';
  readonly identityIfExists: boolean;
}
export interface SetExpression extends OnColumn {
  readonly kind: 'set-expression';
  readonly expression: Expression;
}
export interface DropExpression extends OnColumn {
  readonly kind: 'drop-expression';
  readonly expressionIfExists: boolean;
}
/** SET STATISTICS, STORAGE, COMPRESSION, (options). `column` is the number as text for ALTER INDEX … ALTER COLUMN 1. */
export interface SetColumnAttribute extends OnColumn {
  readonly kind: 'set-column-attribute';
  readonly attribute: 'statistics' | 'storage' | 'compression' | 'options';
  /** STORAGE and COMPRESSION: the word. */
  readonly value?: string;
}

// ---------------------------------------------------------------------------------------- constraints

interface OnConstraint extends OnTable {
  /** Written inside a column definition, or inside CREATE TABLE. */
  readonly inline: boolean;
  /** undefined: the server names it. */
  readonly name: string | undefined;
}
export interface AddCheck extends OnConstraint {
  readonly kind: 'add-check';
  readonly expression: Expression;
  /** false: NOT VALID. */
  readonly valid: boolean;
  readonly enforced: boolean;
  readonly noInherit: boolean;
}
export type ForeignKeyAction = 'no-action' | 'restrict' | 'cascade' | 'set-null' | 'set-default';
export interface AddForeignKey extends OnConstraint {
  readonly kind: 'add-foreign-key';
  readonly columns: readonly string[];
  readonly references: Name;
  /** Empty: the primary key. */
  readonly referencedColumns: readonly string[];
  readonly valid: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  /** INITIALLY DEFERRED. */
  readonly deferred?: true;
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate?: ForeignKeyAction;
  /** PERIOD (18). */
  readonly period: boolean;
}
export interface AddUnique extends OnConstraint {
  readonly kind: 'add-unique';
  readonly columns: readonly string[];
  readonly usingIndex: string | undefined;
  readonly deferrable: boolean;
  readonly withoutOverlaps: boolean;
}
export interface AddPrimaryKey extends OnConstraint {
  readonly kind: 'add-primary-key';
  readonly columns: readonly string[];
  readonly usingIndex: string | undefined;
  readonly deferrable: boolean;
  readonly withoutOverlaps: boolean;
}
export interface AddExclude extends OnConstraint {
  readonly kind: 'add-exclude';
  readonly keys: readonly IndexKey[];
  readonly method: string;
}
/** `ADD [CONSTRAINT n] NOT NULL c` (18). */
export interface AddNotNull extends OnConstraint {
  readonly kind: 'add-not-null';
  readonly column: string;
  readonly valid: boolean;
  readonly noInherit: boolean;
}
export interface ValidateConstraint extends OnTable {
  readonly kind: 'validate-constraint';
  readonly constraint: string;
}
export interface DropConstraint extends OnTable {
  readonly kind: 'drop-constraint';
  readonly constraint: string;
  readonly constraintIfExists: boolean;
  readonly cascade: boolean;
}
export interface AlterConstraint extends OnTable {
  readonly kind: 'alter-constraint';
  readonly constraint: string;
  /** ENFORCED / NOT ENFORCED written (18); INHERIT / NO INHERIT likewise. */
  readonly enforced: boolean | undefined;
  readonly inherit: boolean | undefined;
}
export interface RenameConstraint extends OnTable {
  readonly kind: 'rename-constraint';
  readonly constraint: string;
  readonly to: string;
}

// ---------------------------------------------------------------------------------------- indexes

export interface CreateIndex extends Base {
  readonly kind: 'create-index';
  readonly table: Name;
  /** undefined: the server names it. */
  readonly name: string | undefined;
  readonly only: boolean;
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly where: Expression | undefined;
  /** Storage parameters by name. */
  readonly options?: readonly string[];
}
export interface DropIndex extends Base {
  readonly kind: 'drop-index';
  readonly indexes: readonly Name[];
  readonly concurrently: boolean;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
export interface Reindex extends Base {
  readonly kind: 'reindex';
  readonly scope: 'index' | 'table' | 'schema' | 'database' | 'system';
  /** Index, table or schema; undefined where the scope needs none. */
  readonly target: Name | undefined;
  readonly concurrently: boolean;
}
export interface AttachIndex extends Base {
  readonly kind: 'attach-index';
  readonly index: Name;
  readonly partition: Name;
}

// ---------------------------------------------------------------------------------------- partitions, inheritance

export interface AttachPartition extends OnTable {
  readonly kind: 'attach-partition';
  readonly partition: Name;
  readonly bound: PartitionBound;
}
export interface DetachPartition extends OnTable {
  readonly kind: 'detach-partition';
  readonly partition: Name;
  readonly concurrently: boolean;
  readonly finalize: boolean;
}
export interface Inherit extends OnTable {
  readonly kind: 'inherit';
  readonly parent: Name;
  /** false: NO INHERIT. */
  readonly add: boolean;
}

// ---------------------------------------------------------------------------------------- other properties of a relation

/** All of ALTER TABLE / INDEX / VIEW … that changes a property only. */
export interface AlterRelation extends OnTable {
  readonly kind: 'alter-relation';
  readonly action:
    | 'set-logged'
    | 'set-unlogged'
    | 'set-access-method'
    | 'set-tablespace'
    | 'set-options'
    | 'reset-options'
    | 'cluster-on'
    | 'without-cluster'
    | 'without-oids'
    | 'replica-identity'
    | 'owner'
    | 'of-type'
    | 'not-of'
    | 'enable-row-security'
    | 'disable-row-security'
    | 'force-row-security'
    | 'no-force-row-security'
    | 'enable-trigger'
    | 'disable-trigger'
    | 'enable-rule'
    | 'disable-rule'
    | 'depends-on-extension'
    | 'foreign-options';
  /** Names that go with it: tablespace, access method, index, trigger, option names, type; `FULL`, `NOTHING`, `DEFAULT` of REPLICA IDENTITY. */
  readonly names: readonly string[];
}
/** ALTER TABLE|INDEX|MATERIALIZED VIEW ALL IN TABLESPACE … SET TABLESPACE … */
export interface MoveTablespace extends Base {
  readonly kind: 'move-tablespace';
  readonly as: 'table' | 'index' | 'matview';
  readonly from: string;
  readonly to: string;
}

// ---------------------------------------------------------------------------------------- triggers, rules, policies

export interface CreateTrigger extends Base {
  readonly kind: 'create-trigger';
  readonly table: Name;
  readonly name: string;
  readonly replace: boolean;
  readonly function: Name;
  /** UPDATE OF and WHEN columns. */
  readonly columns: readonly string[];
  readonly from: Name | undefined;
  /** FOR EACH ROW; false: FOR EACH STATEMENT. */
  readonly row?: boolean;
  readonly timing?: 'before' | 'after' | 'instead';
  /** REFERENCING NEW TABLE. */
  readonly transitions?: true;
}
export interface CreateRule extends Base {
  readonly kind: 'create-rule';
  readonly table: Name;
  readonly name: string;
  readonly replace: boolean;
}
export interface CreatePolicy extends Base {
  readonly kind: 'create-policy';
  readonly table: Name;
  readonly name: string;
  readonly columns: readonly string[];
  readonly relations: readonly Name[];
}
/** DROP TRIGGER|RULE|POLICY … ON table */
export interface DropAttached extends Base {
  readonly kind: 'drop-attached';
  readonly what: 'trigger' | 'rule' | 'policy';
  readonly table: Name;
  readonly name: string;
  readonly ifExists: boolean;
}
/** ALTER TRIGGER|RULE|POLICY … ON table: rename, conditions, extension. */
export interface AlterAttached extends Base {
  readonly kind: 'alter-attached';
  readonly what: 'trigger' | 'rule' | 'policy';
  readonly table: Name;
  readonly name: string;
  readonly to: string | undefined;
  readonly dependsOnExtension: boolean;
  readonly columns: readonly string[];
}

// ---------------------------------------------------------------------------------------- views

export interface CreateView extends Base {
  readonly kind: 'create-view';
  readonly view: Name;
  readonly replace: boolean;
  readonly temporary: boolean;
  readonly columns: readonly string[];
  readonly query: Query;
  /** It can't be written through: it groups, joins or limits. */
  readonly readOnly?: true;
  /** Names of its options. */
  readonly options?: readonly string[];
}
export interface CreateMatview extends Base {
  readonly kind: 'create-matview';
  readonly view: Name;
  readonly ifNotExists: boolean;
  readonly withData: boolean;
  readonly columns: readonly string[];
  readonly query: Query;
}
/** DROP VIEW, DROP MATERIALIZED VIEW, DROP SEQUENCE, DROP FOREIGN TABLE */
export interface DropRelation extends Base {
  readonly kind: 'drop-relation';
  readonly what: 'view' | 'matview' | 'sequence' | 'foreign-table';
  readonly names: readonly Name[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
export interface RefreshMatview extends Base {
  readonly kind: 'refresh-matview';
  readonly view: Name;
  readonly concurrently: boolean;
  readonly withData: boolean;
}

// ---------------------------------------------------------------------------------------- types, domains, sequences, functions, schemas

export interface CreateType extends Base {
  readonly kind: 'create-type';
  readonly type: Name;
  readonly form: 'enum' | 'composite' | 'range' | 'base' | 'shell';
  readonly labels: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly type: TypeName }[];
}
export interface AddEnumValue extends Base {
  readonly kind: 'add-enum-value';
  readonly type: Name;
  readonly value: string;
  readonly ifNotExists: boolean;
  /** BEFORE or AFTER is written. */
  readonly placed: boolean;
  /** The label that it is placed by. */
  readonly neighbour?: string;
}
export interface RenameEnumValue extends Base {
  readonly kind: 'rename-enum-value';
  readonly type: Name;
  readonly value: string;
  readonly to: string;
}
/** ALTER TYPE … ADD|DROP|ALTER|RENAME ATTRIBUTE */
export interface AlterCompositeType extends Base {
  readonly kind: 'alter-composite-type';
  readonly type: Name;
  readonly action: 'add' | 'drop' | 'alter' | 'rename';
  readonly attribute: string;
  readonly attributeType: TypeName | undefined;
  readonly cascade: boolean;
  readonly ifExists?: true;
}
export interface CreateDomain extends Base {
  readonly kind: 'create-domain';
  readonly domain: Name;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly default: Expression | undefined;
  readonly checks: readonly { readonly name: string | undefined; readonly expression: Expression }[];
}
export interface AlterDomain extends Base {
  readonly kind: 'alter-domain';
  readonly domain: Name;
  readonly action:
    | 'add-check'
    | 'add-not-null'
    | 'set-not-null'
    | 'drop-not-null'
    | 'drop-constraint'
    | 'validate'
    | 'rename-constraint'
    | 'set-default'
    | 'drop-default';
  readonly constraint: string | undefined;
  readonly to: string | undefined;
  readonly expression: Expression | undefined;
  readonly valid: boolean;
  readonly ifExists: boolean;
}
export interface CreateSequence extends Base {
  readonly kind: 'create-sequence';
  readonly sequence: Name;
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly type: TypeName | undefined;
  readonly ownedBy: { readonly table: Name; readonly column: string } | undefined;
  readonly unlogged?: true;
  /** START, INCREMENT, MINVALUE and MAXVALUE, where they are written. */
  readonly numbers?: SequenceNumbers;
}
export interface SequenceNumbers {
  readonly start?: number;
  readonly increment?: number;
  readonly minvalue?: number;
  readonly maxvalue?: number;
}
export interface AlterSequence extends Base {
  readonly kind: 'alter-sequence';
  readonly sequence: Name;
  readonly ifExists: boolean;
  /** OWNED BY alone changes no data of the sequence. */
  readonly onlyOwnedBy: boolean;
  readonly ownedBy: { readonly table: Name; readonly column: string } | 'none' | undefined;
  readonly type: TypeName | undefined;
}
export interface CreateFunction extends Base {
  readonly kind: 'create-function';
  readonly function: Name;
  readonly procedure: boolean;
  readonly replace: boolean;
  readonly arguments: readonly TypeName[];
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly strict: boolean;
  readonly securityDefiner: boolean;
  /** SET clauses: setting names. */
  readonly settings: readonly string[];
  readonly language: string;
  readonly returnsSet: boolean;
  /** RETURNS trigger or event_trigger: only triggers call it. */
  readonly returnsTrigger?: boolean;
  /** For LANGUAGE sql: what the body reads and calls, where it can be read. */
  readonly body:
    | {
        readonly queries: readonly Query[];
        readonly writes: readonly Name[];
        readonly statements: number;
        readonly expression: Expression | undefined;
      }
    | undefined;
  /** Source of a PL/pgSQL body, with the file offset of its first character where it stands literally; for CALL. */
  readonly source: { readonly text: string; readonly at: number | undefined } | undefined;
}
export interface AlterFunction extends Base {
  readonly kind: 'alter-function';
  readonly function: Name;
  readonly volatility: 'immutable' | 'stable' | 'volatile' | undefined;
  readonly to: string | undefined;
}
export interface DropFunction extends Base {
  readonly kind: 'drop-function';
  readonly functions: readonly { readonly name: Name; readonly arguments: readonly TypeName[] | undefined }[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
/** DROP TYPE, DROP DOMAIN, DROP COLLATION, DROP SCHEMA, DROP EXTENSION, and the like: what others may depend on. */
export interface DropObject extends Base {
  readonly kind: 'drop-object';
  readonly what:
    | 'type'
    | 'domain'
    | 'schema'
    | 'extension'
    | 'collation'
    | 'publication'
    | 'statistics'
    | 'server'
    | 'owned'
    | 'role'
    | 'other';
  readonly names: readonly Name[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
/** ALTER TYPE|DOMAIN|SCHEMA|FUNCTION … RENAME TO, SET SCHEMA */
export interface RenameObject extends Base {
  readonly kind: 'rename-object';
  readonly what: 'type' | 'domain' | 'schema' | 'function' | 'other';
  readonly name: Name;
  readonly to: string;
  /** SET SCHEMA rather than RENAME TO. */
  readonly toSchema: boolean;
}
export interface CreateSchema extends Base {
  readonly kind: 'create-schema';
  readonly schema: string;
  readonly ifNotExists: boolean;
}
export interface CreateExtension extends Base {
  readonly kind: 'create-extension';
  readonly extension: string;
  readonly ifNotExists: boolean;
}
/** CREATE STATISTICS, CREATE|ALTER PUBLICATION … TABLE: objects that lock the tables that they name. */
export interface CreateStatistics extends Base {
  readonly kind: 'create-statistics';
  readonly table: Name;
  readonly name: Name | undefined;
  readonly columns: readonly string[];
  readonly expressions: boolean;
  readonly ifNotExists?: true;
  readonly kinds?: readonly string[];
}
export interface AlterPublication extends Base {
  readonly kind: 'alter-publication';
  readonly publication: string;
  readonly action: 'create' | 'add' | 'drop' | 'set' | 'options';
  readonly tables: readonly { readonly table: Name; readonly columns: readonly string[]; readonly where: Expression | undefined }[];
  readonly allTables: boolean;
  readonly schemas: readonly string[];
  /** What the option `publish` lists; undefined without it: everything. */
  readonly publish?: readonly string[];
}
export interface CommentOn extends Base {
  readonly kind: 'comment-on';
  readonly what:
    | 'table'
    | 'column'
    | 'view'
    | 'matview'
    | 'index'
    | 'sequence'
    | 'foreign-table'
    | 'constraint'
    | 'trigger'
    | 'policy'
    | 'rule'
    | 'other';
  /** The relation that is locked, where there is one. */
  readonly relation: Name | undefined;
  /** Column or constraint. */
  readonly name: string | undefined;
}
export interface Grant extends Base {
  readonly kind: 'grant';
  readonly relations: readonly Name[];
  readonly grant: boolean;
}

// ---------------------------------------------------------------------------------------- data

interface Dml extends Base {
  readonly table: Name;
  readonly query: Query;
  readonly only: boolean;
}
export interface Insert extends Dml {
  readonly kind: 'insert';
  /** Column list as written; undefined without one. */
  readonly columns: readonly string[] | undefined;
  /** The first column that is written twice, which is refused. */
  readonly twice?: string;
  readonly source: 'values' | 'select' | 'default';
  /** Rows of VALUES; 0 for a select. */
  readonly rows: number;
  readonly onConflict: 'nothing' | 'update' | undefined;
  /** String literals by target column, where they can be told: to see a new enum label used. */
  readonly strings: readonly { readonly column: string | number; readonly value: string }[];
  /** Values in the (first) row; undefined where they are not counted. */
  readonly width?: number;
  /** Places of the row that say DEFAULT in every row. */
  readonly defaults?: readonly number[];
  readonly overriding?: 'user' | 'system';
  /** ON CONFLICT names a key or constraint, whose index is looked into. */
  readonly conflictKey?: true;
  /** The columns of that key, where it is written as columns alone. */
  readonly conflictColumns?: readonly string[];
  /** Its query leaves out what the table holds already: NOT EXISTS, NOT IN, EXCEPT, a LEFT JOIN without a match. */
  readonly onlyMissing?: true;
  /** Columns, or places without a column list, that have another value each time: DEFAULT, nextval(), random() … */
  readonly fresh?: readonly (string | number)[];
  /** A column that DO UPDATE computes from its own value: `n = t.n + 1`. */
  readonly countsOn?: string;
}
export interface Update extends Dml {
  readonly kind: 'update';
  readonly columns: readonly string[];
  /** The first column that is set twice, which is refused. */
  readonly twice?: string;
  readonly where: Expression | undefined;
  /** WHERE … IN (SELECT … LIMIT n), ctid ranges: takes a bounded number of rows. */
  readonly limited: boolean;
  readonly strings: readonly { readonly column: string | number; readonly value: string }[];
  /** Columns that are set to DEFAULT. */
  readonly defaults?: readonly string[];
  /** A column that is computed from its own value: `n = n + 1`. */
  readonly countsOn?: string;
}
export interface Delete extends Dml {
  readonly kind: 'delete';
  readonly where: Expression | undefined;
  readonly limited: boolean;
}
export interface Merge extends Dml {
  readonly kind: 'merge';
  /** A column that is computed from its own value. */
  readonly countsOn?: string;
}
/** SELECT, VALUES, EXPLAIN, PREPARE, DECLARE: reads only, locks as `query.reads` says. */
export interface Select extends Base {
  readonly kind: 'select';
  readonly query: Query;
  /** `select` runs it; `prepare` and `explain` only plan it; `cursor` keeps it open. */
  readonly how: 'select' | 'prepare' | 'explain' | 'explain-analyze' | 'cursor';
}
export interface Copy extends Base {
  readonly kind: 'copy';
  readonly table: Name | undefined;
  readonly from: boolean;
  readonly freeze: boolean;
  readonly program: boolean;
  readonly query: Query | undefined;
}
export interface Call_ extends Base {
  readonly kind: 'call';
  readonly procedure: Name;
  readonly arguments: number;
}
/** The part of a DO block or dynamic SQL that can't be read. */
export interface Dynamic extends Base {
  readonly kind: 'dynamic';
  readonly detail: string;
}

// ---------------------------------------------------------------------------------------- maintenance and the whole server

export interface Vacuum extends Base {
  readonly kind: 'vacuum';
  /** Empty: all tables. */
  readonly tables: readonly Name[];
  readonly full: boolean;
  readonly analyze: boolean;
  readonly skipLocked: boolean;
  /** Columns by table: `VACUUM ANALYZE t (a)`. */
  readonly columns?: readonly { readonly table: Name; readonly columns: readonly string[] }[];
  /** An option that does not go with FULL. */
  readonly notWithFull?: string;
}
export interface Analyze extends Base {
  readonly kind: 'analyze';
  readonly tables: readonly Name[];
  readonly skipLocked: boolean;
  readonly columns?: readonly { readonly table: Name; readonly columns: readonly string[] }[];
}
export interface Cluster extends Base {
  readonly kind: 'cluster';
  readonly table: Name | undefined;
  readonly index: string | undefined;
}
export interface LockTable extends Base {
  readonly kind: 'lock-table';
  readonly tables: readonly Name[];
  readonly mode: Lock;
  readonly nowait: boolean;
  readonly only: boolean;
}
/** What can't run in a transaction block and touches no table: CREATE/DROP DATABASE and TABLESPACE, ALTER SYSTEM, subscriptions with a slot. */
export interface ServerCommand extends Base {
  readonly kind: 'server-command';
  readonly command: string;
  readonly transactional: boolean;
  readonly destroys: boolean;
}

// ---------------------------------------------------------------------------------------- transaction and session

export interface TransactionControl extends Base {
  readonly kind: 'transaction';
  readonly action: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback-to' | 'prepare';
  /** COMMIT AND CHAIN, ROLLBACK AND CHAIN. */
  readonly chain: boolean;
  readonly name: string | undefined;
}
/** SET, RESET and `set_config()` with literals. */
export interface SetSetting extends Base {
  readonly kind: 'set-setting';
  readonly name: string;
  /** As text, units included; undefined: RESET or DEFAULT; several for search_path. */
  readonly values: readonly string[] | undefined;
  readonly local: boolean;
}
/** Understood, and nothing that sqlsafe judges: LISTEN, SECURITY LABEL, CREATE ROLE … */
export interface Inert extends Base {
  readonly kind: 'inert';
  readonly what: string;
}
/** Not understood; never silently safe: reported, and the executor refuses it. */
export interface Opaque extends Base {
  readonly kind: 'opaque';
  /** `code`: a call in a file of code; `directive`: not the statement, but what a comment asks for it. */
  readonly reason: 'directive' | 'syntax' | 'unmodelled' | 'too-deep' | 'unterminated' | 'nul' | 'code';
  readonly detail: string;
  /** What could mend it: an unfilled placeholder, a psql variable, another dialect. */
  readonly hint: string | undefined;
}

export type Operation =
  | CreateTable
  | DropTable
  | Truncate
  | RenameRelation
  | SetSchema
  | AddColumn
  | DropColumn
  | RenameColumn
  | AlterColumnType
  | SetNotNull
  | DropNotNull
  | SetDefault
  | DropDefault
  | AddIdentity
  | AlterIdentity
  | DropIdentity
  | SetExpression
  | DropExpression
  | SetColumnAttribute
  | AddCheck
  | AddForeignKey
  | AddUnique
  | AddPrimaryKey
  | AddExclude
  | AddNotNull
  | ValidateConstraint
  | DropConstraint
  | AlterConstraint
  | RenameConstraint
  | CreateIndex
  | DropIndex
  | Reindex
  | AttachIndex
  | AttachPartition
  | DetachPartition
  | Inherit
  | AlterRelation
  | MoveTablespace
  | CreateTrigger
  | CreateRule
  | CreatePolicy
  | DropAttached
  | AlterAttached
  | CreateView
  | CreateMatview
  | DropRelation
  | RefreshMatview
  | CreateType
  | AddEnumValue
  | RenameEnumValue
  | AlterCompositeType
  | CreateDomain
  | AlterDomain
  | CreateSequence
  | AlterSequence
  | CreateFunction
  | AlterFunction
  | DropFunction
  | DropObject
  | RenameObject
  | CreateSchema
  | CreateExtension
  | CreateStatistics
  | AlterPublication
  | CommentOn
  | Grant
  | Insert
  | Update
  | Delete
  | Merge
  | Select
  | Copy
  | Call_
  | Dynamic
  | Vacuum
  | Analyze
  | Cluster
  | LockTable
  | ServerCommand
  | TransactionControl
  | SetSetting
  | Inert
  | Opaque;
export type OperationKind = Operation['kind'];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/**
 * What the server executes as one: the operations of a statement in the order in which they take effect
 * (PostgreSQL sorts the clauses of ALTER TABLE into passes: drops first, validation last).
 * A DO block yields one step for each statement in it.
 */
export interface Step {
  readonly operations: readonly Operation[];
  /** Inside a DO block or a called procedure. */
  readonly context: StepContext | undefined;
  /** The newest syntax in it; undefined: every server of a version that we know takes it. */
  readonly requires: Requirement | undefined;
}
/** Syntax that older servers refuse. */
export interface Requirement {
  /** First major version that takes it. */
  readonly version: number;
  /** The words in question: `NOT ENFORCED`. */
  readonly what: string;
}
export interface StepContext {
  readonly within: 'do' | 'call';
  readonly loop: boolean;
  /** The loop commits between its rounds. */
  readonly commits: boolean;
  /** In a branch of IF or CASE: may not run. */
  readonly conditional: boolean;
  /** In a block with EXCEPTION: conditions that are caught. */
  readonly guarded: readonly string[];
  /** LIMIT-ed statements in a loop: a batch. */
  readonly dynamic: boolean;
}
