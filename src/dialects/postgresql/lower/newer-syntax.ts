import type { AlterTableCmd, ColumnDef, Constraint, Node, PartitionBoundSpec } from 'libpg-query';
import { need, type Scope } from './scope.ts';
import { all, as, type NodeOf, options, type Tag } from './tree.ts';

// What the grammar of one version takes and that of the version before does not. (Queries are looked at while they are walked.)
// Source: appendix E of the manual, and the servers themselves.

type Look<T extends Tag> = (node: NodeOf<T>, scope: Scope) => void;

const TABLE: { readonly [T in Tag]?: Look<T> } = {
  AlterTableStmt({ cmds, objtype }, scope) {
    for (const command of all(cmds, 'AlterTableCmd')) alterCommand(command, objtype === 'OBJECT_INDEX', scope);
  },
  CreateStmt(node, scope) {
    for (const element of node.tableElts ?? []) {
      const columnNode = as(element, 'ColumnDef');
      const constraintNode = as(element, 'Constraint');
      if (columnNode !== undefined) column(columnNode, false, scope);
      else if (constraintNode !== undefined) constraint(constraintNode, scope);
      else likeOptions(as(element, 'TableLikeClause')?.options ?? 0, scope);
    }
    if (node.partspec?.strategy === 'PARTITION_STRATEGY_HASH') need(scope, 11, 'PARTITION BY HASH');
    if (node.partbound !== undefined) bound(node.partbound, scope);
    if (node.accessMethod !== undefined) need(scope, 12, 'CREATE TABLE … USING');
  },
  IndexStmt(node, scope) {
    if (node.indexIncludingParams !== undefined) need(scope, 11, 'INCLUDE');
    if (node.relation?.inh !== true) need(scope, 11, 'CREATE INDEX … ON ONLY');
    if (node.nulls_not_distinct === true) need(scope, 15, 'NULLS NOT DISTINCT');
    if (all(node.indexParams, 'IndexElem').some(({ opclassopts }) => opclassopts !== undefined))
      need(scope, 13, 'operator class parameters');
  },
  CreateFunctionStmt(node, scope) {
    if (node.is_procedure === true) need(scope, 11, 'CREATE PROCEDURE');
    if (node.sql_body !== undefined)
      need(scope, 14, as(node.sql_body, 'ReturnStmt') === undefined ? 'BEGIN ATOMIC' : 'RETURN instead of a body');
  },
  CallStmt: (_node, scope) => need(scope, 11, 'CALL'),
  CreateTrigStmt({ replace }, scope) {
    if (replace === true) need(scope, 14, 'CREATE OR REPLACE TRIGGER');
    if (EXECUTES_FUNCTION.test(scope.text.slice(scope.span.start, scope.span.end))) need(scope, 11, 'EXECUTE FUNCTION');
  },
  CreatePublicationStmt: ({ pubobjects }, scope) => publicationObjects(pubobjects, scope),
  AlterPublicationStmt: ({ pubobjects }, scope) => publicationObjects(pubobjects, scope),
  ReindexStmt({ kind, name, params }, scope) {
    const given = options(params);
    if (given.has('concurrently')) {
      const inBrackets = /^REINDEX\s*\([^)]*\bCONCURRENTLY\b/i.test(scope.text.slice(scope.span.start, scope.span.end));
      need(scope, inBrackets ? 14 : 12, inBrackets ? 'REINDEX (CONCURRENTLY)' : 'REINDEX CONCURRENTLY');
    }
    if (given.has('tablespace')) need(scope, 14, 'REINDEX (TABLESPACE …)');
    if (name === undefined && (kind === 'REINDEX_OBJECT_DATABASE' || kind === 'REINDEX_OBJECT_SYSTEM'))
      need(scope, 16, 'REINDEX without a name');
  },
  VacuumStmt({ rels, options: given, is_vacuumcmd: isVacuum }, scope) {
    if (all(rels, 'VacuumRelation').some(({ relation }) => relation !== undefined && relation.inh !== true))
      need(scope, 18, isVacuum === true ? 'VACUUM ONLY' : 'ANALYZE ONLY');
    for (const name of options(given).keys()) {
      const version = VACUUM_OPTIONS[name];
      if (version !== undefined) need(scope, version, name.toUpperCase());
    }
  },
  AlterDomainStmt({ def }, scope) {
    if (as(def, 'Constraint')?.contype === 'CONSTR_NOTNULL') need(scope, 17, 'ALTER DOMAIN … ADD NOT NULL');
  },
  CreateStatsStmt({ defnames }, scope) {
    if (defnames === undefined) need(scope, 16, 'CREATE STATISTICS without a name');
  },
  AlterStatsStmt: (_node, scope) => need(scope, 13, 'ALTER STATISTICS … SET STATISTICS'),
  AlterTypeStmt: (_node, scope) => need(scope, 13, 'ALTER TYPE … SET'),
  DropdbStmt({ options: given }, scope) {
    if (given !== undefined) need(scope, 13, 'DROP DATABASE … WITH (FORCE)');
  },
  DropStmt({ removeType }, scope) {
    if (removeType === 'OBJECT_PROCEDURE' || removeType === 'OBJECT_ROUTINE')
      need(scope, 11, removeType === 'OBJECT_ROUTINE' ? 'ROUTINE' : 'PROCEDURE');
  },
};

/** The same rows for any node: sound because each is asked for nodes of its own kind. */
const BY_TAG = new Map(Object.entries(TABLE)) as ReadonlyMap<string, (node: unknown, scope: Scope) => void>;

/** Notes the newest syntax of a statement that is no query. */
export function noteNewerSyntax(tag: Tag, node: unknown, scope: Scope): void {
  BY_TAG.get(tag)?.(node, scope);
}

const EXECUTES_FUNCTION = /\bexecute\s+function\b/i;

/** Options of VACUUM by the version that brought them. Source: https://www.postgresql.org/docs/current/sql-vacuum.html and its older editions */
const VACUUM_OPTIONS: Readonly<Record<string, number>> = {
  disable_page_skipping: 10,
  skip_locked: 12,
  index_cleanup: 12,
  truncate: 12,
  parallel: 13,
  process_toast: 14,
  process_main: 16,
  skip_database_stats: 16,
  only_database_stats: 16,
  buffer_usage_limit: 16,
};

function alterCommand({ subtype, name, num, def }: AlterTableCmd, isIndex: boolean, scope: Scope): void {
  switch (subtype) {
    case 'AT_AddColumn': {
      const added = as(def, 'ColumnDef');
      if (added !== undefined) column(added, true, scope);
      break;
    }
    case 'AT_AddConstraint': {
      const added = as(def, 'Constraint');
      if (added !== undefined) constraint(added, scope);
      break;
    }
    case 'AT_AlterConstraint': {
      const altered = as(def, 'ATAlterConstraint');
      if (altered?.alterEnforceability === true || altered?.alterInheritability === true)
        need(scope, 18, 'ALTER CONSTRAINT … [NOT] ENFORCED, [NO] INHERIT');
      break;
    }
    case 'AT_SetExpression':
      return need(scope, 17, 'SET EXPRESSION');
    case 'AT_DropExpression':
      return need(scope, 13, 'DROP EXPRESSION');
    case 'AT_SetStatistics':
      if (def === undefined) need(scope, 17, 'SET STATISTICS DEFAULT');
      else if (isIndex && num !== undefined) need(scope, 11, 'ALTER INDEX … ALTER COLUMN');
      break;
    case 'AT_SetAccessMethod':
      return name === undefined ? need(scope, 17, 'SET ACCESS METHOD DEFAULT') : need(scope, 15, 'SET ACCESS METHOD');
    case 'AT_SetCompression':
      return need(scope, 14, 'SET COMPRESSION');
    case 'AT_DetachPartition':
      if (as(def, 'PartitionCmd')?.concurrent === true) need(scope, 14, 'DETACH PARTITION … CONCURRENTLY');
      break;
    case 'AT_DetachPartitionFinalize':
      return need(scope, 14, 'DETACH PARTITION … FINALIZE');
    case 'AT_AttachPartition': {
      const bounds = as(def, 'PartitionCmd')?.bound;
      if (isIndex) need(scope, 11, 'ALTER INDEX … ATTACH PARTITION');
      else if (bounds !== undefined) bound(bounds, scope);
      break;
    }
    default:
  }
}

function column(node: ColumnDef, isAdded: boolean, scope: Scope): void {
  if (node.storage_name !== undefined) need(scope, 16, isAdded ? 'ADD COLUMN … STORAGE' : 'STORAGE in CREATE TABLE');
  if (node.compression !== undefined) need(scope, 14, 'COMPRESSION');
  if (node.constraints === undefined) return;
  for (const each of all(node.constraints, 'Constraint')) {
    switch (each.contype) {
      case 'CONSTR_GENERATED':
        // Without a word for it the column is VIRTUAL, and up to 17 it had to say STORED.
        if (each.generated_kind === 'v') need(scope, 18, 'a VIRTUAL generated column');
        else need(scope, 12, 'GENERATED … STORED');
        break;
      case 'CONSTR_ATTR_ENFORCED':
      case 'CONSTR_ATTR_NOT_ENFORCED':
        need(scope, 18, '[NOT] ENFORCED');
        break;
      default:
        constraint(each, scope);
    }
  }
}

function constraint(node: Constraint, scope: Scope): void {
  switch (node.contype) {
    case 'CONSTR_NOTNULL':
      if (node.keys !== undefined) need(scope, 18, 'NOT NULL as a table constraint');
      break;
    case 'CONSTR_CHECK':
      if (node.is_enforced !== true) need(scope, 18, 'NOT ENFORCED');
      break;
    case 'CONSTR_FOREIGN':
      if (node.is_enforced !== true) need(scope, 18, 'NOT ENFORCED');
      if (node.fk_with_period === true) need(scope, 18, 'PERIOD');
      if (node.fk_del_set_cols !== undefined) need(scope, 15, 'ON DELETE SET NULL (columns)');
      break;
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
      if (node.without_overlaps === true) need(scope, 18, 'WITHOUT OVERLAPS');
      if (node.nulls_not_distinct === true) need(scope, 15, 'NULLS NOT DISTINCT');
      if (node.including !== undefined) need(scope, 11, 'INCLUDE');
      break;
    default:
  }
}

function bound({ is_default: isDefault, strategy }: PartitionBoundSpec, scope: Scope): void {
  if (isDefault === true) need(scope, 11, 'a DEFAULT partition');
  else if (strategy === 'h') need(scope, 11, 'FOR VALUES WITH (MODULUS …)');
}

/** Bits of `TableLikeOption`; ALL has them all on every version. */
function likeOptions(bits: number, scope: Scope): void {
  if (bits === 0x7fffffff) return;
  if ((bits & 2) !== 0) need(scope, 14, 'INCLUDING COMPRESSION');
  if ((bits & 16) !== 0) need(scope, 12, 'INCLUDING GENERATED');
}

function publicationObjects(objects: readonly Node[] | undefined, scope: Scope): void {
  for (const { pubtable } of all(objects, 'PublicationObjSpec')) {
    if (pubtable === undefined) need(scope, 15, 'TABLES IN SCHEMA');
    else if (pubtable.columns !== undefined) need(scope, 15, 'a column list in a publication');
    else if (pubtable.whereClause !== undefined) need(scope, 15, 'a row filter in a publication');
  }
}
