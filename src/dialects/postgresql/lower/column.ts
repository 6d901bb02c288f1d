import type { ColumnDef, Constraint, Node } from 'libpg-query';
import type { Expression } from '../../../model/expression.ts';
import type { ColumnDefinition } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { element, following, inParentheses } from './clauses.ts';
import { expression } from './expression.ts';
import { nameOf, type Scope } from './scope.ts';
import { all, placeOf } from './tree.ts';
import { typeName } from './type.ts';

/** A column with its constraints; the ones that are operations of their own come with the attributes (DEFERRABLE …) that follow them. */
export interface ReadColumn {
  readonly definition: ColumnDefinition;
  readonly constraints: readonly ReadConstraint[];
}
export interface ReadConstraint {
  readonly node: Constraint;
  /** In the scope's text, where it begins and where it ends at the latest. */
  readonly reach: Span;
}

const NO_CONSTRAINTS: readonly ReadConstraint[] = [];

/** `end`: up to where the definition can reach, in the scope's text. */
export function readColumn(node: ColumnDef, end: number, scope: Scope): ReadColumn {
  const constraints = node.constraints === undefined ? NO_CONSTRAINTS : withAttributes(node, end, scope);
  let notNull = node.is_not_null === true;
  let isNull = false;
  let identity: ReadConstraint | undefined;
  let generated: ReadConstraint | undefined;
  let value: ReadConstraint | undefined;
  for (const each of constraints) {
    switch (each.node.contype) {
      case 'CONSTR_NOTNULL':
        notNull = true;
        break;
      case 'CONSTR_NULL':
        isNull = true;
        break;
      case 'CONSTR_IDENTITY':
        identity = each;
        break;
      case 'CONSTR_GENERATED':
        generated = each;
        break;
      case 'CONSTR_DEFAULT':
        value = each;
        break;
      default:
    }
  }
  return {
    definition: {
      name: node.colname ?? '',
      type: typeName(node.typeName),
      notNull,
      ...(isNull ? { null: true as const } : {}),
      default:
        value?.node.raw_expr === undefined
          ? undefined
          : expression(value.node.raw_expr, following(scope.text, value.reach, 'default') ?? value.reach, scope),
      identity: identity === undefined ? undefined : { always: identity.node.generated_when === 'a' },
      generated:
        generated?.node.raw_expr === undefined
          ? undefined
          : { stored: generated.node.generated_kind !== 'v', expression: parenthesised(generated.node.raw_expr, generated.reach, scope) },
      collation: node.collClause === undefined ? undefined : nameOf(node.collClause.collname),
    },
    constraints,
  };
}

/** Each constraint reaches to where the next begins. */
function withAttributes({ constraints, collClause }: ColumnDef, end: number, scope: Scope): readonly ReadConstraint[] {
  const found: ReadConstraint[] = [];
  const nodes = all(constraints, 'Constraint');
  const collation = collClause === undefined ? Infinity : scope.locate(placeOf(collClause));
  for (const [index, node] of nodes.entries()) {
    const last = found.at(-1);
    const applied = last === undefined ? undefined : withAttribute(last.node, node);
    const place = scope.locate(placeOf(node));
    const next = nodes[index + 1];
    const limit = next === undefined ? end : scope.locate(placeOf(next));
    const reach = collation > place ? Math.min(limit, collation) : limit;
    if (applied !== undefined && last !== undefined)
      found[found.length - 1] = { node: applied, reach: { start: last.reach.start, end: reach } };
    else found.push({ node, reach: { start: place, end: reach } });
  }
  return found;
}

/** DEFERRABLE and its like stand beside the constraint that they are about; undefined for a constraint proper. */
function withAttribute(constraint: Constraint, { contype }: Constraint): Constraint | undefined {
  switch (contype) {
    case 'CONSTR_ATTR_DEFERRABLE':
      return { ...constraint, deferrable: true };
    case 'CONSTR_ATTR_DEFERRED':
      return { ...constraint, deferrable: true, initdeferred: true };
    case 'CONSTR_ATTR_NOT_ENFORCED':
      return { ...constraint, is_enforced: false, skip_validation: true };
    case 'CONSTR_ATTR_NOT_DEFERRABLE':
    case 'CONSTR_ATTR_IMMEDIATE':
    case 'CONSTR_ATTR_ENFORCED':
      return constraint;
    default:
      return undefined;
  }
}

/** Where a constraint stands. */
export const constraintSpan = ({ reach }: ReadConstraint, scope: Scope): Span => element(scope.text, reach);

/** The expression in the first parentheses of a clause. */
export const parenthesised = (node: Node, span: Span, scope: Scope): Expression =>
  expression(node, inParentheses(scope.text, span) ?? span, scope);
