import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node, RuleStmt } from 'libpg-query';
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
      columns: [...new Set([...strings(node.columns), ...usedBy([node.whenClause], scope).columns])],
      from: node.constrrel === undefined ? undefined : relationName(node.constrrel, scope),
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
  return [{ kind: 'create-policy', span: whole(scope), table: relationName(table, scope), name, ...usedBy([qual, check], scope) }];
}

export function alterPolicy(
  { table, policy_name: name = '', qual, with_check: check }: AlterPolicyStmt,
  scope: Scope,
): readonly Operation[] {
  if (table === undefined) return [];
  const { columns } = usedBy([qual, check], scope);
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

/** Columns and relations that conditions name. */
function usedBy(
  conditions: readonly (Node | undefined)[],
  scope: Scope,
): { readonly columns: readonly string[]; readonly relations: readonly ReturnType<typeof nameOf>[] } {
  const walk = startWalk(scope);
  visit(walk, conditions, newLevel());
  return { columns: [...walk.columns], relations: [...walk.reads.values()].map(({ relation }) => relation) };
}
