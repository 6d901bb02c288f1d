import type { Node } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { alterTable } from './alter-table.ts';
import { createIndex } from './create-index.ts';
import { createForeignTable, createTable } from './create-table.ts';
import { drop, dropOwned, dropRole } from './drop.ts';
import { alterFunction } from './routine.ts';
import { type Scope, whole } from './scope.ts';
import { discard, setSetting, transaction } from './settings.ts';
import { as, type NodeOf, type Tag, tagOf } from './tree.ts';

type Lower<T extends Tag> = (node: NodeOf<T>, scope: Scope) => readonly Operation[];
type StatementTag = Extract<Tag, `${string}Stmt`>;

const TABLE: { readonly [T in StatementTag]?: Lower<T> } = {
  AlterFunctionStmt: alterFunction,
  AlterTableStmt: alterTable,
  CreateForeignTableStmt: createForeignTable,
  CreateStmt: createTable,
  DiscardStmt: discard,
  DropOwnedStmt: dropOwned,
  DropRoleStmt: dropRole,
  DropStmt: drop,
  IndexStmt: createIndex,
  TransactionStmt: transaction,
  VariableSetStmt: setSetting,
};

/** What a statement does, in the order in which it takes effect. */
export function lowerStatement(node: Node, scope: Scope): readonly Operation[] {
  const tag = tagOf(node) as StatementTag;
  const lower = TABLE[tag] as Lower<Tag> | undefined;
  const inner = as(node, tag) as NodeOf<Tag> | undefined;
  const operations = lower === undefined || inner === undefined ? [] : lower(inner, scope);
  return operations.length > 0 ? operations : [{ kind: 'opaque', span: whole(scope), reason: 'unmodelled', detail: `a statement of kind ${tag}`, hint: undefined }];
}
