import type { Node, PartitionBoundSpec, PartitionSpec } from 'libpg-query';
import type { PartitionBound, PartitionKey } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { element } from './clauses.ts';
import { columnOf, literalOf } from './condition.ts';
import type { Scope } from './scope.ts';
import { all, as, placeOf } from './tree.ts';
import { newLevel, startWalk, visit } from './walk.ts';

/** `span` is where the bounds stand, in the scope's text. */
export function partitionBound(node: PartitionBoundSpec, span: Span, scope: Scope): PartitionBound {
  const values = (nodes: readonly Node[] | undefined): readonly string[] => (nodes ?? []).map((value) => boundValue(value, span, scope));
  if (node.is_default === true) return { kind: 'default', from: [], to: [] };
  switch (node.strategy) {
    case 'l':
      return { kind: 'list', from: values(node.listdatums), to: [] };
    case 'h':
      return { kind: 'hash', from: [String(node.modulus ?? 0), String(node.remainder ?? 0)], to: [] };
    default:
      return { kind: 'range', from: values(node.lowerdatums), to: values(node.upperdatums) };
  }
}

function boundValue(node: Node, span: Span, scope: Scope): string {
  const literal = literalOf(node);
  if (literal !== undefined) return literal;
  // MINVALUE and MAXVALUE come as columns.
  const word = columnOf(node)?.toUpperCase();
  if (word !== undefined) return word;
  if (as(node, 'A_Const')?.isnull === true) return 'NULL';
  const { start, end } = element(scope.text, { start: scope.locate(placeOf(as(node, 'FuncCall'))), end: span.end });
  return scope.text.slice(start, end);
}

const STRATEGIES: Readonly<Record<string, PartitionKey['strategy']>> = {
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_HASH: 'hash',
};

export const partitionKey = ({ strategy, partParams }: PartitionSpec, scope: Scope): PartitionKey => ({
  strategy: STRATEGIES[strategy ?? ''] ?? 'range',
  columns: all(partParams, 'PartitionElem').map(({ name }) => name),
  computedWith: all(partParams, 'PartitionElem').flatMap(({ expr }) => (expr === undefined ? [] : columnsIn(expr, scope))),
});

function columnsIn(node: Node, scope: Scope): readonly string[] {
  const walk = startWalk(scope);
  visit(walk, node, newLevel());
  return [...walk.columns];
}
