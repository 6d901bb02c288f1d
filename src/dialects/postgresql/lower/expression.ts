import type { Node } from 'libpg-query';
import type { Condition, Expression } from '../../../model/expression.ts';
import type { TypeName } from '../../../model/name.ts';
import type { Span } from '../../../model/source.ts';
import { columnOf, conditionsOf, conjuncts, disjuncts, literalOf } from './condition.ts';
import type { Scope } from './scope.ts';
import { as } from './tree.ts';
import { typeName } from './type.ts';
import { newLevel, startWalk, visit } from './walk.ts';

/** What is worth knowing of an expression; `span` is where it is written, in the scope's text. */
export function expression(node: Node, span: Span, scope: Scope): Expression {
  const text = scope.text.slice(span.start, span.end);
  const constant = as(node, 'A_Const');
  if (constant !== undefined) return constantExpression(text, constant.isnull === true ? undefined : literalOf(node), constant.sval?.sval);
  const constants: Expression['strings'][number][] = [];
  const walk = startWalk(scope, constants);
  visit(walk, node, newLevel());
  const casts: TypeName[] = [];
  let inner: Node | undefined = node;
  for (let cast = as(inner, 'TypeCast'); cast !== undefined; cast = as(inner, 'TypeCast')) {
    casts.push(typeName(cast.typeName));
    inner = cast.arg;
  }
  const literal = literalOf(inner);
  return {
    text,
    form:
      literal !== undefined
        ? 'literal'
        : as(inner, 'A_Const')?.isnull === true
          ? 'null'
          : columnOf(node) !== undefined
            ? 'column'
            : 'other',
    literal,
    casts,
    calls: walk.calls,
    columns: [...walk.columns],
    strings: constants,
    relations: [...walk.reads.values()].map(({ relation }) => relation),
    ...conditions(node),
  };
}

const NONE: readonly never[] = [];

/** Half of all expressions are a bare constant. */
const constantExpression = (text: string, literal: string | undefined, string: string | undefined): Expression => ({
  text,
  form: literal === undefined ? 'null' : 'literal',
  literal,
  casts: NONE,
  calls: NONE,
  columns: NONE,
  strings: string === undefined ? NONE : [{ value: string, type: undefined }],
  relations: NONE,
  conjunction: NONE,
  partial: NONE,
  alternatives: NONE,
});

function conditions(node: Node): Pick<Expression, 'conjunction' | 'partial' | 'alternatives'> {
  const { partial, complete } = plainConditions(node);
  return { conjunction: complete ? partial : [], partial, alternatives: disjuncts(node).map((arm) => plainConditions(arm).partial) };
}

function plainConditions(node: Node): { readonly partial: readonly Condition[]; readonly complete: boolean } {
  const partial: Condition[] = [];
  let complete = true;
  for (const conjunct of conjuncts(node)) {
    const found = conditionsOf(conjunct);
    if (found === undefined) complete = false;
    else partial.push(...found);
  }
  return { partial, complete };
}
