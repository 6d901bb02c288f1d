import type { IndexElem } from 'libpg-query';
import type { IndexKey } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { elements, inParentheses, unwrapped } from './clauses.ts';
import { expression } from './expression.ts';
import { nameOf, type Scope } from './scope.ts';
import { strings } from './tree.ts';

/** Keys of an index; `span` has their list in its first parentheses. */
export function indexKeys(nodes: readonly IndexElem[], span: Span, scope: Scope): readonly IndexKey[] {
  const list = nodes.some(({ expr }) => expr !== undefined) ? inParentheses(scope.text, span) : undefined;
  const places = list === undefined ? [] : elements(scope.text, list);
  return nodes.map(({ name, expr, collation, opclass, ordering, nulls_ordering: nulls }, index) => ({
    column: name,
    expression: expr === undefined ? undefined : expression(expr, keySpan(scope.text, places[index] ?? span), scope),
    collation: collation === undefined ? undefined : nameOf(collation),
    operatorClass: strings(opclass).at(-1),
    ...orderOf(ordering === 'SORTBY_DESC', nulls),
  }));
}

/** NULLs are the largest values unless something else is said. */
function orderOf(descending: boolean, nulls: IndexElem['nulls_ordering']): Pick<IndexKey, 'order'> {
  if (descending) return { order: nulls === 'SORTBY_NULLS_LAST' ? 'desc-nulls-last' : 'desc' };
  return nulls === 'SORTBY_NULLS_FIRST' ? { order: 'nulls-first' } : {};
}

/** A key is a call or stands in parentheses; what follows (COLLATE, operator class, DESC) is none of it. */
function keySpan(text: string, key: Span): Span {
  const inside = inParentheses(text, key);
  const end = inside === undefined ? key.end : text.indexOf(')', inside.end) + 1;
  return unwrapped(text, { start: key.start, end });
}
