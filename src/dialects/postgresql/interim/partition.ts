import type { PartitionBound, PartitionKey } from '../../../model/operation.ts';
import { constantText, expression } from './expression.ts';
import { asKind, inside, is, kindOf, nodes, optional, text, type Node, type Wrapped } from './node.ts';

const STRATEGY: Readonly<Record<string, PartitionKey['strategy']>> = { PARTITION_STRATEGY_RANGE: 'range', PARTITION_STRATEGY_LIST: 'list', PARTITION_STRATEGY_HASH: 'hash', r: 'range', l: 'list', h: 'hash' };

export const partitionKey = (spec: Node): PartitionKey => ({
  strategy: STRATEGY[text(spec['strategy'])] ?? 'range',
  columns: nodes(spec['partParams']).map((each) => optional(inside(each)['name'])),
});

/** MINVALUE and MAXVALUE are column references to the grammar. */
function boundValue(wrapped: Wrapped): string {
  if (kindOf(wrapped) === 'ColumnRef') {
    const [field] = nodes(inside(wrapped)['fields']);
    return text(asKind(field, 'String')?.['sval']).toUpperCase();
  }
  const constant = asKind(wrapped, 'A_Const');
  if (constant !== undefined && is(constant['isnull'])) return 'NULL';
  return constantText(wrapped) ?? expression(wrapped, '').literal ?? '?';
}

export function partitionBound(bound: Node): PartitionBound {
  if (is(bound['is_default'])) return { kind: 'default', from: [], to: [] };
  const strategy = STRATEGY[text(bound['strategy'])] ?? 'range';
  if (strategy === 'hash') return { kind: 'hash', from: [String(bound['modulus'] ?? 0), String(bound['remainder'] ?? 0)], to: [] };
  if (strategy === 'list') return { kind: 'list', from: nodes(bound['listdatums']).map(boundValue), to: [] };
  return { kind: 'range', from: nodes(bound['lowerdatums']).map(boundValue), to: nodes(bound['upperdatums']).map(boundValue) };
}
