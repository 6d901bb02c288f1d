import type { AlterTableType, Node } from 'libpg-query';
import type { AlterRelation, Operation, SetColumnAttribute } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { partitionBound } from './bound.ts';
import { following } from './clauses.ts';
import { parenthesised, readColumn } from './column.ts';
import { addConstraint, liftConstraint } from './constraint.ts';
import { expression } from './expression.ts';
import type { Command } from './on-table.ts';
import { nameOf, relationName, type Scope } from './scope.ts';
import { all, as, options } from './tree.ts';
import { typeName } from './type.ts';

/** One clause of ALTER TABLE as operations, several where constraints stand in a column's definition. */
export function alterCommands(command: Command, scope: Scope): readonly Operation[] {
  const { node, on, clause } = command;
  const { subtype = 'AT_AddColumn', name = '', def, missing_ok: missingOk = false } = node;
  const cascade = node.behavior === 'DROP_CASCADE';
  const column = node.name ?? (node.num === undefined ? '' : String(node.num));
  switch (subtype) {
    case 'AT_AddColumn':
      return addColumn(command, scope);
    case 'AT_DropColumn':
      return [{ ...on, kind: 'drop-column', column, columnIfExists: missingOk, cascade }];
    case 'AT_AlterColumnType':
      return alterColumnType(command, column, scope);
    case 'AT_SetNotNull':
      return [{ ...on, kind: 'set-not-null', column }];
    case 'AT_DropNotNull':
      return [{ ...on, kind: 'drop-not-null', column }];
    case 'AT_ColumnDefault':
      return [
        def === undefined
          ? { ...on, kind: 'drop-default', column }
          : { ...on, kind: 'set-default', column, default: expression(def, after(clause, 'default', scope), scope) },
      ];
    case 'AT_AddIdentity':
      return [{ ...on, kind: 'add-identity', column, always: as(def, 'Constraint')?.generated_when === 'a' }];
    case 'AT_SetIdentity':
      return [{ ...on, kind: 'alter-identity', column, restart: options(as(def, 'List')?.items).has('restart') }];
    case 'AT_DropIdentity':
      return [{ ...on, kind: 'drop-identity', column, identityIfExists: missingOk }];
    case 'AT_SetExpression':
      return def === undefined ? [] : [{ ...on, kind: 'set-expression', column, expression: parenthesised(def, clause, scope) }];
    case 'AT_DropExpression':
      return [{ ...on, kind: 'drop-expression', column, expressionIfExists: missingOk }];
    case 'AT_AddConstraint': {
      const constraint = as(def, 'Constraint');
      const added =
        constraint === undefined
          ? undefined
          : addConstraint(constraint, { on, span: clause, inline: false, isNew: false, column: undefined }, scope);
      return added === undefined ? [] : [added];
    }
    case 'AT_ValidateConstraint':
      return [{ ...on, kind: 'validate-constraint', constraint: name }];
    case 'AT_DropConstraint':
      return [{ ...on, kind: 'drop-constraint', constraint: name, constraintIfExists: missingOk, cascade }];
    case 'AT_AlterConstraint': {
      const altered = as(def, 'ATAlterConstraint');
      const enforced = altered?.alterEnforceability === true ? altered.is_enforced === true : undefined;
      const inherit = altered?.alterInheritability === true ? altered.noinherit !== true : undefined;
      return [{ ...on, kind: 'alter-constraint', constraint: altered?.conname ?? '', enforced, inherit }];
    }
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
    case 'AT_DetachPartitionFinalize':
      return partition(command, scope);
    case 'AT_AddInherit':
    case 'AT_DropInherit': {
      const parent = as(def, 'RangeVar');
      return parent === undefined
        ? []
        : [{ ...on, kind: 'inherit', parent: relationName(parent, scope), add: subtype === 'AT_AddInherit' }];
    }
    default: {
      const attribute = ATTRIBUTES[subtype];
      if (attribute !== undefined) return [{ ...on, kind: 'set-column-attribute', column, attribute }];
      const action = ACTIONS[subtype];
      return action === undefined ? [] : [{ ...on, kind: 'alter-relation', action, names: namesOf(command) }];
    }
  }
}

function addColumn({ node, on, clause }: Command, scope: Scope): readonly Operation[] {
  const column = as(node.def, 'ColumnDef');
  if (column === undefined) return [];
  const { definition, constraints } = readColumn(column, clause.end, scope);
  const add: Operation = { ...on, kind: 'add-column', column: definition.name, definition, ifNotExists: node.missing_ok === true };
  const lifted = constraints.flatMap((each) => liftConstraint(each, { on, isNew: false, column: definition.name }, scope) ?? []);
  return [add, ...lifted];
}

function alterColumnType({ node, on, clause }: Command, column: string, scope: Scope): readonly Operation[] {
  const definition = as(node.def, 'ColumnDef');
  const { raw_default: using, collClause: collation } = definition ?? {};
  return [
    {
      ...on,
      kind: 'alter-column-type',
      column,
      type: typeName(definition?.typeName),
      collation: collation === undefined ? undefined : nameOf(collation.collname),
      using: using === undefined ? undefined : expression(using, after(clause, 'using', scope), scope),
    },
  ];
}

function partition({ node, on, clause }: Command, scope: Scope): readonly Operation[] {
  const { name, bound, concurrent } = as(node.def, 'PartitionCmd') ?? {};
  if (name === undefined) return [];
  const base = { ...on, partition: relationName(name, scope) };
  if (node.subtype === 'AT_AttachPartition')
    return bound === undefined ? [] : [{ ...base, kind: 'attach-partition', bound: partitionBound(bound, clause, scope) }];
  return [
    { ...base, kind: 'detach-partition', concurrently: concurrent === true, finalize: node.subtype === 'AT_DetachPartitionFinalize' },
  ];
}

/** What follows a word of the clause. */
const after = (clause: Span, word: string, scope: Scope): Span => following(scope.text, clause, word) ?? clause;

const ATTRIBUTES: { readonly [T in AlterTableType]?: SetColumnAttribute['attribute'] } = {
  AT_SetStatistics: 'statistics',
  AT_SetStorage: 'storage',
  AT_SetCompression: 'compression',
  AT_SetOptions: 'options',
  AT_ResetOptions: 'options',
};

const ACTIONS: { readonly [T in AlterTableType]?: AlterRelation['action'] } = {
  AT_SetLogged: 'set-logged',
  AT_SetUnLogged: 'set-unlogged',
  AT_SetAccessMethod: 'set-access-method',
  AT_SetTableSpace: 'set-tablespace',
  AT_SetRelOptions: 'set-options',
  AT_ReplaceRelOptions: 'set-options',
  AT_ResetRelOptions: 'reset-options',
  AT_ClusterOn: 'cluster-on',
  AT_DropCluster: 'without-cluster',
  AT_DropOids: 'without-oids',
  AT_ReplicaIdentity: 'replica-identity',
  AT_ChangeOwner: 'owner',
  AT_AddOf: 'of-type',
  AT_DropOf: 'not-of',
  AT_EnableRowSecurity: 'enable-row-security',
  AT_DisableRowSecurity: 'disable-row-security',
  AT_ForceRowSecurity: 'force-row-security',
  AT_NoForceRowSecurity: 'no-force-row-security',
  AT_EnableTrig: 'enable-trigger',
  AT_EnableAlwaysTrig: 'enable-trigger',
  AT_EnableReplicaTrig: 'enable-trigger',
  AT_EnableTrigAll: 'enable-trigger',
  AT_EnableTrigUser: 'enable-trigger',
  AT_DisableTrig: 'disable-trigger',
  AT_DisableTrigAll: 'disable-trigger',
  AT_DisableTrigUser: 'disable-trigger',
  AT_EnableRule: 'enable-rule',
  AT_EnableAlwaysRule: 'enable-rule',
  AT_EnableReplicaRule: 'enable-rule',
  AT_DisableRule: 'disable-rule',
  AT_GenericOptions: 'foreign-options',
  AT_AlterColumnGenericOptions: 'foreign-options',
};

const IDENTITIES: Readonly<Record<string, string>> = { n: 'NOTHING', f: 'FULL', d: 'DEFAULT' };

function namesOf({ node: { subtype, name, def, newowner } }: Command): readonly string[] {
  switch (subtype) {
    case 'AT_EnableTrigAll':
    case 'AT_DisableTrigAll':
      return ['ALL'];
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigUser':
      return ['USER'];
    case 'AT_SetAccessMethod':
      return [name ?? 'DEFAULT'];
    case 'AT_ChangeOwner':
      return newowner?.rolename === undefined ? [] : [newowner.rolename];
    case 'AT_ReplicaIdentity': {
      const { identity_type: type = '', name: index = '' } = as(def, 'ReplicaIdentityStmt') ?? {};
      return [IDENTITIES[type] ?? index];
    }
    case 'AT_AddOf':
      return [typeName(as(def, 'TypeName')).name];
    default:
      return name === undefined ? optionNames(def) : [name];
  }
}

const optionNames = (def: Node | undefined): readonly string[] =>
  all(as(def, 'List')?.items, 'DefElem').map(({ defnamespace, defname = '' }) =>
    defnamespace === undefined ? defname : `${defnamespace}.${defname}`,
  );
