import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node, RuleStmt } from 'libpg-query';
import type { Name } from '../../../model/name.ts';
import type { Operation } from '../../../model/operation.ts';
import { nameOf, relationName, type Scope, whole } from './scope.ts';
import { strings } from './tree.ts';
import { newLevel, startWalk, visit } from './walk.ts';

export function createTrigger(node: CreateTrigStmt, scope: Scope): readonly Operation[] {
  if (node.relation === undefined) return [];
  return [
    {
      kind: 'create-trigger',
      span: whole(scope),
      table: relationName(node.relation, scope),
      name: node.trigname ?? '',
      replace: node.replace === true,
      function: nameOf(node.funcname),
      columns: [...new Set([...strings(node.columns), ...usedBy([node.whenClause], ['new', 'old'], scope).columns])],
      from: node.constrrel === undefined ? undefined : relationName(node.constrrel, scope),
      row: node.row === true,
      timing: ((node.timing ?? 0) & 2) !== 0 ? 'before' : ((node.timing ?? 0) & 64) !== 0 ? 'instead' : 'after',
      ...(node.transitionRels === undefined ? undefined : { transitions: true as const }),
    },
  ];
}

export const createRule = ({ relation, rulename: name = '', replace }: RuleStmt, scope: Scope): readonly Operation[] =>
  relation === undefined
    ? []
    : [{ kind: 'create-rule', span: whole(scope), table: relationName(relation, scope), name, replace: replace === true }];

export function createPolicy(
  { table, policy_name: name = '', qual, with_check: check }: CreatePolicyStmt,
  scope: Scope,
): readonly Operation[] {
  if (table === undefined) return [];
  return [
    {
      kind: 'create-policy',
      span: whole(scope),
      table: relationName(table, scope),
      name,
      ...usedBy([qual, check], [table.relname ?? ''], scope),
    },
  ];
}

export function alterPolicy(
  { table, policy_name: name = '', qual, with_check: check }: AlterPolicyStmt,
  scope: Scope,
): readonly Operation[] {
  if (table === undefined) return [];
  const { columns } = usedBy([qual, check], [table.relname ?? ''], scope);
  return [
    {
      kind: 'alter-attached',
      span: whole(scope),
      what: 'policy',
      table: relationName(table, scope),
      name,
      to: undefined,
      dependsOnExtension: false,
      columns,
    },
  ];
}

/** Columns of the own row, called by `names`, and other relations that conditions name. */
function usedBy(
  conditions: readonly (Node | undefined)[],
  names: readonly string[],
  scope: Scope,
): { readonly columns: readonly string[]; readonly relations: readonly Name[] } {
  const walk = startWalk(scope);
  const level = newLevel();
  const columns = new Set<string>();
  for (const name of names) level.sources.set(name, { relation: { schema: undefined, name }, columns, lock: 'ACCESS SHARE' });
  visit(walk, conditions, level);
  return { columns: [...columns], relations: [...walk.reads.values()].map(({ relation }) => relation) };
}
