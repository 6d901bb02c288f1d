import type { Node } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { alterTable } from './alter-table.ts';
import { alterPolicy, createPolicy, createRule, createTrigger } from './attached.ts';
import { createIndex } from './create-index.ts';
import { createForeignTable, createTable } from './create-table.ts';
import { insert, merge, remove, update } from './dml.ts';
import { drop, dropOwned, dropRole } from './drop.ts';
import { createFunction } from './function.ts';
import { call, cluster, copy, execute, lockTable, moveTablespace, reindex, truncate, vacuum } from './maintenance.ts';
import { noteNewerSyntax } from './newer-syntax.ts';
import { alterPublication, commentOn, createExtension, createPublication, createStatistics, grant } from './objects.ts';
import { dependsOnExtension, rename, setSchema } from './rename.ts';
import { alterFunction } from './routine.ts';
import { createSchema } from './schema.ts';
import { type Scope, whole } from './scope.ts';
import { createAs, declareCursor, explain, prepare, selectStatement } from './select.ts';
import { alterSequence, createSequence } from './sequence.ts';
import { alterDatabase, alterSubscription, createSubscription, serverCommand } from './server.ts';
import { discard, setSetting, transaction } from './settings.ts';
import { as, type NodeOf, type Tag, tagOf } from './tree.ts';
import { alterDomain, alterEnum, createComposite, createDomain, createEnum, createRange, define } from './types.ts';
import { createView, refreshMatview } from './view.ts';

type Lower<T extends Tag> = (node: NodeOf<T>, scope: Scope) => readonly Operation[];

/** Parts of statements, or made by the server itself. A DO block has steps instead. */
type NoStatement = 'RawStmt' | 'SetOperationStmt' | 'ReturnStmt' | 'PLAssignStmt' | 'ReplicaIdentityStmt' | 'DoStmt';
type StatementTag = Exclude<Extract<Tag, `${string}Stmt`>, NoStatement>;

/** Understood, and it locks no relation for long, changes no data and no settings. */
const inert =
  (what: string) =>
  (_node: unknown, scope: Scope): readonly Operation[] => [{ kind: 'inert', span: whole(scope), what }];

/** A kind of statement that is forgotten here does not compile. */
const TABLE: { readonly [T in StatementTag]: Lower<T> } = {
  AlterCollationStmt: inert('ALTER COLLATION'),
  AlterDatabaseRefreshCollStmt: inert('ALTER DATABASE'),
  AlterDatabaseSetStmt: inert('ALTER DATABASE'),
  AlterDatabaseStmt: alterDatabase,
  AlterDefaultPrivilegesStmt: inert('ALTER DEFAULT PRIVILEGES'),
  AlterDomainStmt: alterDomain,
  AlterEnumStmt: alterEnum,
  AlterEventTrigStmt: inert('ALTER EVENT TRIGGER'),
  AlterExtensionContentsStmt: inert('ALTER EXTENSION'),
  AlterExtensionStmt: inert('ALTER EXTENSION'),
  AlterFdwStmt: inert('ALTER FOREIGN DATA WRAPPER'),
  AlterForeignServerStmt: inert('ALTER SERVER'),
  AlterFunctionStmt: alterFunction,
  AlterObjectDependsStmt: dependsOnExtension,
  AlterObjectSchemaStmt: setSchema,
  AlterOpFamilyStmt: inert('ALTER OPERATOR FAMILY'),
  AlterOperatorStmt: inert('ALTER OPERATOR'),
  AlterOwnerStmt: inert('OWNER TO'),
  AlterPolicyStmt: alterPolicy,
  AlterPublicationStmt: alterPublication,
  AlterRoleSetStmt: inert('ALTER ROLE'),
  AlterRoleStmt: inert('ALTER ROLE'),
  AlterSeqStmt: alterSequence,
  AlterStatsStmt: inert('ALTER STATISTICS'),
  AlterSubscriptionStmt: alterSubscription,
  AlterSystemStmt: serverCommand('ALTER SYSTEM'),
  AlterTableMoveAllStmt: moveTablespace,
  AlterTableSpaceOptionsStmt: inert('ALTER TABLESPACE'),
  AlterTableStmt: alterTable,
  AlterTSConfigurationStmt: inert('ALTER TEXT SEARCH CONFIGURATION'),
  AlterTSDictionaryStmt: inert('ALTER TEXT SEARCH DICTIONARY'),
  AlterTypeStmt: inert('ALTER TYPE'),
  AlterUserMappingStmt: inert('ALTER USER MAPPING'),
  CallStmt: call,
  CheckPointStmt: inert('CHECKPOINT'),
  ClosePortalStmt: inert('CLOSE'),
  ClusterStmt: cluster,
  CommentStmt: commentOn,
  CompositeTypeStmt: createComposite,
  ConstraintsSetStmt: ({ deferred }, scope) => inert(`SET CONSTRAINTS ${deferred === true ? 'DEFERRED' : 'IMMEDIATE'}`)(undefined, scope),
  CopyStmt: copy,
  CreateAmStmt: inert('CREATE ACCESS METHOD'),
  CreateCastStmt: inert('CREATE CAST'),
  CreateConversionStmt: inert('CREATE CONVERSION'),
  CreatedbStmt: serverCommand('CREATE DATABASE'),
  CreateDomainStmt: createDomain,
  CreateEnumStmt: createEnum,
  CreateEventTrigStmt: inert('CREATE EVENT TRIGGER'),
  CreateExtensionStmt: createExtension,
  CreateFdwStmt: inert('CREATE FOREIGN DATA WRAPPER'),
  CreateForeignServerStmt: inert('CREATE SERVER'),
  CreateForeignTableStmt: createForeignTable,
  CreateFunctionStmt: createFunction,
  CreateOpClassStmt: inert('CREATE OPERATOR CLASS'),
  CreateOpFamilyStmt: inert('CREATE OPERATOR FAMILY'),
  CreatePLangStmt: inert('CREATE LANGUAGE'),
  CreatePolicyStmt: createPolicy,
  CreatePublicationStmt: createPublication,
  CreateRangeStmt: createRange,
  CreateRoleStmt: inert('CREATE ROLE'),
  CreateSchemaStmt: createSchema,
  CreateSeqStmt: createSequence,
  CreateStatsStmt: createStatistics,
  CreateStmt: createTable,
  CreateSubscriptionStmt: createSubscription,
  CreateTableAsStmt: createAs,
  CreateTableSpaceStmt: serverCommand('CREATE TABLESPACE'),
  CreateTransformStmt: inert('CREATE TRANSFORM'),
  CreateTrigStmt: createTrigger,
  CreateUserMappingStmt: inert('CREATE USER MAPPING'),
  DeallocateStmt: inert('DEALLOCATE'),
  DeclareCursorStmt: declareCursor,
  DefineStmt: define,
  DeleteStmt: remove,
  DiscardStmt: discard,
  DropdbStmt: serverCommand('DROP DATABASE', { destroys: true }),
  DropOwnedStmt: dropOwned,
  DropRoleStmt: dropRole,
  DropStmt: drop,
  DropSubscriptionStmt: serverCommand('DROP SUBSCRIPTION'),
  DropTableSpaceStmt: serverCommand('DROP TABLESPACE'),
  DropUserMappingStmt: inert('DROP USER MAPPING'),
  ExecuteStmt: execute,
  ExplainStmt: explain,
  FetchStmt: inert('FETCH'),
  GrantRoleStmt: inert('GRANT'),
  GrantStmt: grant,
  ImportForeignSchemaStmt: inert('IMPORT FOREIGN SCHEMA'),
  IndexStmt: createIndex,
  InsertStmt: insert,
  ListenStmt: inert('LISTEN'),
  LoadStmt: inert('LOAD'),
  LockStmt: lockTable,
  MergeStmt: merge,
  NotifyStmt: inert('NOTIFY'),
  PrepareStmt: prepare,
  ReassignOwnedStmt: inert('REASSIGN OWNED'),
  RefreshMatViewStmt: refreshMatview,
  ReindexStmt: reindex,
  RenameStmt: rename,
  RuleStmt: createRule,
  SecLabelStmt: inert('SECURITY LABEL'),
  SelectStmt: selectStatement,
  TransactionStmt: transaction,
  TruncateStmt: truncate,
  UnlistenStmt: inert('UNLISTEN'),
  UpdateStmt: update,
  VacuumStmt: vacuum,
  VariableSetStmt: setSetting,
  VariableShowStmt: inert('SHOW'),
  ViewStmt: createView,
};

/** The same rows for any node: sound because each is asked for nodes of its own kind. (A map: a name that varies is slow to look up in an object.) */
const BY_TAG = new Map(Object.entries(TABLE)) as ReadonlyMap<string, (node: unknown, scope: Scope) => readonly Operation[]>;

/** What a statement does, in the order in which it takes effect. */
export function lowerStatement(node: Node, scope: Scope): readonly Operation[] {
  const tag = tagOf(node) as StatementTag;
  const inner: unknown = as(node, tag);
  noteNewerSyntax(tag, inner, scope);
  const operations = BY_TAG.get(tag)?.(inner, scope) ?? [];
  return operations.length > 0
    ? operations
    : [{ kind: 'opaque', span: whole(scope), reason: 'unmodelled', detail: `a statement of kind ${tag}`, hint: undefined }];
}
