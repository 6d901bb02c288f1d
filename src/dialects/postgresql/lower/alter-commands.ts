import type { AlterTableType, Node } from 'libpg-query';
import type { AlterIdentity, AlterRelation, Operation, SetColumnAttribute } from '../../../model/operation.ts';
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
      return [{ kind: 'drop-column', column, columnIfExists: missingOk, cascade, ...on }];
    case 'AT_AlterColumnType':
      return alterColumnType(command, column, scope);
    case 'AT_SetNotNull':
      return [{ kind: 'set-not-null', column, ...on }];
    case 'AT_DropNotNull':
      return [{ kind: 'drop-not-null', column, ...on }];
    case 'AT_ColumnDefault':
      return [
        def === undefined
          ? { kind: 'drop-default', column, ...on }
          : { kind: 'set-default', column, default: expression(def, after(clause, 'default', scope), scope), ...on },
      ];
    case 'AT_AddIdentity':
      return [{ kind: 'add-identity', column, always: as(def, 'Constraint')?.generated_when === 'a', ...on }];
    case 'AT_SetIdentity':
      return [{ kind: 'alter-identity', column, ...identityChange(options(as(def, 'List')?.items)), ...on }];
    case 'AT_DropIdentity':
      return [{ kind: 'drop-identity', column, identityIfExists: missingOk, ...on }];
    case 'AT_SetExpression':
      return def === undefined ? [] : [{ kind: 'set-expression', column, expression: parenthesised(def, clause, scope), ...on }];
    case 'AT_DropExpression':
      return [{ kind: 'drop-expression', column, expressionIfExists: missingOk, ...on }];
    case 'AT_AddConstraint': {
      const constraint = as(def, 'Constraint');
      const added =
        constraint === undefined
          ? undefined
          : addConstraint(constraint, { on, span: clause, inline: false, isNew: false, column: undefined }, scope);
      return added === undefined ? [] : [added];
    }
    case 'AT_ValidateConstraint':
      return [{ kind: 'validate-constraint', constraint: name, ...on }];
    case 'AT_DropConstraint':
      return [{ kind: 'drop-constraint', constraint: name, constraintIfExists: missingOk, cascade, ...on }];
    case 'AT_AlterConstraint': {
      const altered = as(def, 'ATAlterConstraint');
      const enforced = altered?.alterEnforceability === true ? altered.is_enforced === true : undefined;
      const inherit = altered?.alterInheritability === true ? altered.noinherit !== true : undefined;
      return [{ kind: 'alter-constraint', constraint: altered?.conname ?? '', enforced, inherit, ...on }];
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
        : [{ kind: 'inherit', parent: relationName(parent, scope), add: subtype === 'AT_AddInherit', ...on }];
    }
    default: {
      const attribute = ATTRIBUTES[subtype];
      if (attribute !== undefined) {
        const value = as(def, 'String')?.sval;
        return [{ kind: 'set-column-attribute', column, attribute, ...(value === undefined ? undefined : { value }), ...on }];
      }
      const action = ACTIONS[subtype];
      return action === undefined ? [] : [{ kind: 'alter-relation', action, names: namesOf(command), ...on }];
    }
  }
}

function addColumn({ node, on, clause }: Command, scope: Scope): readonly Operation[] {
  const column = as(node.def, 'ColumnDef');
  if (column === undefined) return [];
  const { definition, constraints } = readColumn(column, clause.end, scope);
  const add: Operation = { kind: 'add-column', column: definition.name, definition, ifNotExists: node.missing_ok === true, ...on };
  const lifted = constraints.flatMap((each) => liftConstraint(each, { on, isNew: false, column: definition.name }, scope) ?? []);
  return [add, ...lifted];
}

function alterColumnType({ node, on, clause }: Command, column: string, scope: Scope): readonly Operation[] {
  const definition = as(node.def, 'ColumnDef');
  const { raw_default: using, collClause: collation } = definition ?? {};
  return [
    {
      kind: 'alter-column-type',
      column,
      type: typeName(definition?.typeName),
      collation: collation === undefined ? undefined : nameOf(collation.collname),
      using: using === undefined ? undefined : expression(using, after(clause, 'using', scope), scope),
      ...on,
    },
  ];
}

function partition({ node, on, clause }: Command, scope: Scope): readonly Operation[] {
  const { name, bound, concurrent } = as(node.def, 'PartitionCmd') ?? {};
  if (name === undefined) return [];
  const base = { partition: relationName(name, scope), ...on };
  if (node.subtype === 'AT_AttachPartition')
    return bound === undefined ? [] : [{ kind: 'attach-partition', bound: partitionBound(bound, clause, scope), ...base }];
  return [
    { kind: 'detach-partition', concurrently: concurrent === true, finalize: node.subtype === 'AT_DetachPartitionFinalize', ...base },
  ];
}

/** What follows a word of the clause. */
const after = (clause: Span, word: string, scope: Scope): Span => following(scope.text, clause, word) ?? clause;

/** SET GENERATED comes as a character's code. */
function identityChange(given: ReadonlyMap<string, Node | undefined>): Pick<AlterIdentity, 'restart' | 'generated'> {
  const code = as(given.get('generated'), 'Integer')?.ival;
  const generated = code === 97 ? 'always' : code === 100 ? 'by-default' : undefined;
  return { restart: given.has('restart'), ...(generated === undefined ? undefined : { generated }) };
}

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
