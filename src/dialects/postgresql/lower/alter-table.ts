import type { AlterTableStmt, AlterTableType } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { alterCommands } from './alter-commands.ts';
import { alterType } from './alter-type.ts';
import { behindName, elements } from './clauses.ts';
import { onTable, type Command } from './on-table.ts';
import { relationName, type Scope } from './scope.ts';
import { all, as, placeOf } from './tree.ts';

/** ALTER TABLE, and ALTER INDEX, VIEW, SEQUENCE … as far as they are the same to the grammar. */
export function alterTable(node: AlterTableStmt, scope: Scope): readonly Operation[] {
  const { relation, objtype, cmds } = node;
  if (relation === undefined) return [];
  if (objtype === 'OBJECT_TYPE')
    return all(cmds, 'AlterTableCmd').flatMap((command) => alterType(command, relationName(relation, scope), scope));

  const nodes = all(cmds, 'AlterTableCmd');
  const start = behindName(scope.text, { start: scope.locate(placeOf(relation)), end: scope.span.end });
  const rest = { start, end: scope.span.end };
  const clauses = nodes.length === 1 ? [rest] : elements(scope.text, rest);
  const base = onTable(relation, objtype, node.missing_ok, scope);
  const placed: { readonly pass: Pass; readonly op: Operation }[] = [];
  for (const [index, command] of nodes.entries()) {
    const clause = clauses.length === nodes.length ? (clauses[index] ?? scope.span) : scope.span;
    for (const op of operationsOf({ node: command, on: { span: scope.inFile(clause), ...base }, clause }, scope)) {
      placed.push({ pass: passOf(command.subtype, op), op });
    }
  }
  if (placed.length > 1) placed.sort((a, b) => PASSES.indexOf(a.pass) - PASSES.indexOf(b.pass));
  return placed.map(({ op }) => op);
}

function operationsOf(command: Command, scope: Scope): readonly Operation[] {
  const { subtype, def } = command.node;
  const partition = as(def, 'PartitionCmd')?.name;
  if (subtype === 'AT_AttachPartition' && command.on.as === 'index' && partition !== undefined) {
    return [{ kind: 'attach-index', span: scope.inFile(scope.span), index: command.on.table, partition: relationName(partition, scope) }];
  }
  return alterCommands(command, scope);
}

/**
 * The order in which the clauses of one statement are carried out, whatever order they are written in.
 * Source: `AlterTablePass` and `ATPrepCmd` in src/backend/commands/tablecmds.c
 */
const PASSES = [
  'drop',
  'alter-type',
  'add-column',
  'set-expression',
  'column',
  'use-index',
  'add-index',
  'add-constraint',
  'rest',
] as const;
type Pass = (typeof PASSES)[number];

const PASS_OF: { readonly [T in AlterTableType]?: Pass } = {
  AT_DropColumn: 'drop',
  AT_DropConstraint: 'drop',
  AT_DropNotNull: 'drop',
  AT_DropIdentity: 'drop',
  AT_DropExpression: 'drop',
  AT_DropOids: 'drop',
  AT_AlterColumnType: 'alter-type',
  AT_AddColumn: 'add-column',
  AT_SetExpression: 'set-expression',
  AT_SetNotNull: 'column',
  AT_SetIdentity: 'column',
  AT_AddIdentity: 'add-constraint',
};

function passOf(subtype: AlterTableType | undefined, op: Operation): Pass {
  switch (op.kind) {
    case 'add-unique':
    case 'add-primary-key':
      return op.usingIndex === undefined ? 'add-index' : 'use-index';
    case 'add-exclude':
      return 'add-index';
    case 'add-check':
    case 'add-foreign-key':
    case 'set-default':
      return 'add-constraint';
    case 'add-not-null':
      return 'column';
    case 'drop-default':
      return 'drop';
    default:
      return PASS_OF[subtype ?? 'AT_SetRelOptions'] ?? 'rest';
  }
}
