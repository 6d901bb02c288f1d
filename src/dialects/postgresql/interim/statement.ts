import type { Operation } from '../../../model/operation.ts';
import type { Parser } from '../libpg-query.ts';
import { alterCompositeType, alterTable } from './alter-table.ts';
import { createDomain, createIndex, createTable, createTableAs, createView } from './create.ts';
import { copy, data, lockTable, planned, truncate } from './data.ts';
import { alterFunction, createFunction } from './functions.ts';
import { cluster, moveTablespace, reindex, vacuum } from './maintenance.ts';
import { inside, is, kindOf, node, nodes, text, type Node, type Source, type Wrapped } from './node.ts';
import {
  alterDomain, alterEnum, alterPolicy, alterSequence, called, commentOn, createComposite, createEnum, createPolicy, createRange, createRule, createSequence, createStatistics,
  createTrigger, define, dependsOnExtension, drop, grant, publication, refresh, rename, setSchema,
} from './objects.ts';
import { setSetting, transaction } from './session.ts';

type Lower = (source: Source, statement: Node, parser: Parser) => Operation[];

const inert = (what: string): Lower => ({ span }) => [{ kind: 'inert', span, what }];
const server = (command: string, { destroys = false, transactional = false } = {}): Lower => ({ span }) => [{ kind: 'server-command', span, command, transactional, destroys }];

/** By the kind of the statement's node. What is not here is reported as not understood. */
const STATEMENTS: Readonly<Record<string, Lower>> = {
  CreateStmt: (source, statement) => createTable(source, statement),
  CreateForeignTableStmt: (source, statement) => createTable(source, node(statement['base'] ?? statement['base_stmt'] ?? statement), text(statement['servername'])),
  CreateTableAsStmt: createTableAs,
  AlterTableStmt: (source, statement) => (statement['objtype'] === 'OBJECT_TYPE' ? alterCompositeType(source, statement) : alterTable(source, statement)),
  IndexStmt: createIndex,
  ViewStmt: createView,
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterObjectDependsStmt: dependsOnExtension,
  AlterOwnerStmt: inert('OWNER TO'),
  CommentStmt: commentOn,
  GrantStmt: grant,
  TruncateStmt: truncate,
  LockStmt: lockTable,
  CopyStmt: copy,
  VacuumStmt: vacuum,
  ReindexStmt: reindex,
  ClusterStmt: cluster,
  AlterTableMoveAllStmt: moveTablespace,
  RefreshMatViewStmt: refresh,
  CreateEnumStmt: createEnum,
  AlterEnumStmt: alterEnum,
  CompositeTypeStmt: createComposite,
  CreateRangeStmt: createRange,
  DefineStmt: define,
  CreateDomainStmt: createDomain,
  AlterDomainStmt: alterDomain,
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateTrigStmt: createTrigger,
  RuleStmt: createRule,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  CreateStatsStmt: createStatistics,
  CreatePublicationStmt: (source, statement) => publication(source, statement, true),
  AlterPublicationStmt: (source, statement) => publication(source, statement, false),
  CreateFunctionStmt: createFunction,
  AlterFunctionStmt: alterFunction,
  CallStmt: called,
  CreateSchemaStmt: (source, statement, parser) => {
    const schema = text(statement['schemaname']) || text(node(statement['authrole'])['rolename']);
    const within = nodes(statement['schemaElts']).flatMap((element) => lowerStatement(source, withSchema(element, schema), parser));
    return [{ kind: 'create-schema', span: source.span, schema, ifNotExists: is(statement['if_not_exists']) }, ...within];
  },
  CreateExtensionStmt: ({ span }, statement) => [{ kind: 'create-extension', span, extension: text(statement['extname']), ifNotExists: is(statement['if_not_exists']) }],
  TransactionStmt: transaction,
  VariableSetStmt: setSetting,
  ExplainStmt: (source, statement) => {
    const runs = nodes(statement['options']).some((each) => inside(each)['defname'] === 'analyze');
    return runs ? data(source, statement['query'] as Wrapped) : planned(source, statement['query'] as Wrapped, 'explain');
  },
  PrepareStmt: (source, statement) => planned(source, statement['query'] as Wrapped, 'prepare'),
  DeclareCursorStmt: (source, statement) => planned(source, statement['query'] as Wrapped, 'cursor'),
  DropOwnedStmt: ({ span }, statement) => [{ kind: 'drop-object', span, what: 'owned', names: nodes(statement['roles']).map((each) => ({ schema: undefined, name: text(inside(each)['rolename']) })), ifExists: false, cascade: statement['behavior'] === 'DROP_CASCADE' }],
  DropRoleStmt: ({ span }, statement) => [{ kind: 'drop-object', span, what: 'role', names: nodes(statement['roles']).map((each) => ({ schema: undefined, name: text(inside(each)['rolename']) })), ifExists: is(statement['missing_ok']), cascade: false }],
  CreatedbStmt: server('CREATE DATABASE'),
  DropdbStmt: server('DROP DATABASE', { destroys: true }),
  CreateTableSpaceStmt: server('CREATE TABLESPACE'),
  DropTableSpaceStmt: server('DROP TABLESPACE'),
  AlterSystemStmt: server('ALTER SYSTEM'),
  CreateSubscriptionStmt: (source, statement, parser) => {
    const connects = !nodes(statement['options']).some((each) => ['connect', 'create_slot'].includes(text(inside(each)['defname'])));
    return server('CREATE SUBSCRIPTION', { transactional: !connects })(source, statement, parser);
  },
  DropSubscriptionStmt: server('DROP SUBSCRIPTION', { transactional: true }),
  AlterSubscriptionStmt: server('ALTER SUBSCRIPTION', { transactional: true }),
  DiscardStmt: (source, statement, parser) => (statement['target'] === 'DISCARD_ALL' ? server('DISCARD ALL') : inert('DISCARD'))(source, statement, parser),
  ...Object.fromEntries([
    'AlterDatabaseStmt', 'AlterDatabaseSetStmt', 'AlterDatabaseRefreshCollStmt', 'AlterRoleStmt', 'AlterRoleSetStmt', 'CreateRoleStmt', 'GrantRoleStmt', 'AlterDefaultPrivilegesStmt', 'SecLabelStmt', 'NotifyStmt', 'ListenStmt', 'UnlistenStmt',
    'ConstraintsSetStmt', 'CheckPointStmt', 'LoadStmt', 'DeallocateStmt', 'ExecuteStmt', 'ClosePortalStmt', 'FetchStmt', 'VariableShowStmt', 'CreateCastStmt', 'CreateTransformStmt', 'CreateConversionStmt', 'CreateOpClassStmt',
    'CreateOpFamilyStmt', 'AlterOpFamilyStmt', 'AlterOperatorStmt', 'AlterTypeStmt', 'CreatePLangStmt', 'CreateFdwStmt', 'AlterFdwStmt', 'CreateForeignServerStmt', 'AlterForeignServerStmt', 'CreateUserMappingStmt', 'AlterUserMappingStmt',
    'DropUserMappingStmt', 'ImportForeignSchemaStmt', 'CreateAmStmt', 'CreateEventTrigStmt', 'AlterEventTrigStmt', 'AlterExtensionStmt', 'AlterExtensionContentsStmt', 'AlterCollationStmt', 'AlterStatsStmt', 'AlterTSConfigurationStmt',
    'AlterTSDictionaryStmt', 'ReassignOwnedStmt', 'AlterTableSpaceOptionsStmt',
  ].map((kind) => [kind, inert(kind.replace(/Stmt$/, ''))])),
};

/** CREATE SCHEMA … with elements: names without a schema are meant in it. */
function withSchema(element: Wrapped, schema: string): Wrapped {
  const kind = kindOf(element);
  const inner = inside(element);
  const key = kind === 'ViewStmt' ? 'view' : kind === 'CreateSeqStmt' ? 'sequence' : 'relation';
  const relation = node(inner[key]);
  return relation['schemaname'] === undefined ? { [kind]: { ...inner, [key]: { ...relation, schemaname: schema } } } : element;
}

const DATA: ReadonlySet<string> = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** What a statement does. A DO block is not for here: it has steps. */
export function lowerStatement(source: Source, statement: Wrapped, parser: Parser): Operation[] {
  const kind = kindOf(statement);
  if (DATA.has(kind)) return data(source, statement);
  const lower = STATEMENTS[kind];
  return lower === undefined ? [{ kind: 'opaque', span: source.span, reason: 'unmodelled', detail: kind, hint: undefined }] : lower(source, inside(statement), parser);
}
