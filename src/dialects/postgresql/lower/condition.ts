import type { A_Expr, Node } from 'libpg-query';
import type { Condition } from '../../../model/expression.ts';
import { as, strings } from './tree.ts';

/** A constant's text, through casts; undefined for anything else, and for NULL. */
export function literalOf(node: Node | undefined): string | undefined {
  const constant = as(node, 'A_Const');
  if (constant !== undefined) {
    if (constant.sval !== undefined) return constant.sval.sval ?? '';
    if (constant.ival !== undefined) return String(constant.ival.ival ?? 0);
    if (constant.fval !== undefined) return constant.fval.fval ?? '';
    if (constant.boolval !== undefined) return String(constant.boolval.boolval ?? false);
    return constant.bsval?.bsval;
  }
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return literalOf(cast.arg);
  const sign = as(node, 'A_Expr');
  if (sign === undefined || sign.kind !== 'AEXPR_OP' || sign.lexpr !== undefined) return undefined;
  const [operator] = strings(sign.name);
  const value = operator === '-' || operator === '+' ? literalOf(sign.rexpr) : undefined;
  return value === undefined ? undefined : operator === '-' ? `-${value}` : value;
}

/** A column by its name alone, with its table or without. */
export function columnOf(node: Node | undefined): string | undefined {
  const { fields = [] } = as(node, 'ColumnRef') ?? {};
  const parts = strings(fields);
  return parts.length === fields.length ? parts.at(-1) : undefined;
}

/** Everything that AND holds together. */
export function conjuncts(node: Node): readonly Node[] {
  const bool = as(node, 'BoolExpr');
  return bool?.boolop === 'AND_EXPR' ? (bool.args ?? []).flatMap(conjuncts) : [node];
}

/** The arms of an OR; none where it is none. */
export function disjuncts(node: Node): readonly Node[] {
  const bool = as(node, 'BoolExpr');
  return bool?.boolop === 'OR_EXPR'
    ? (bool.args ?? []).flatMap((arm) => (as(arm, 'BoolExpr')?.boolop === 'OR_EXPR' ? disjuncts(arm) : [arm]))
    : [];
}

/** One conjunct as conditions; undefined where it is something else. */
export function conditionsOf(node: Node): readonly Condition[] | undefined {
  const test = as(node, 'NullTest');
  if (test !== undefined) return nullTest(test.arg, test.nulltesttype === 'IS_NULL' ? 'is-null' : 'is-not-null');
  const bool = as(node, 'BoolExpr');
  if (bool !== undefined) {
    const negated = bool.boolop === 'NOT_EXPR' ? as(bool.args?.[0], 'NullTest') : undefined;
    return negated === undefined ? undefined : nullTest(negated.arg, negated.nulltesttype === 'IS_NULL' ? 'is-not-null' : 'is-null');
  }
  const comparison = as(node, 'A_Expr');
  return comparison === undefined ? undefined : compared(comparison);
}

function nullTest(argument: Node | undefined, operator: Condition['operator']): readonly Condition[] | undefined {
  const column = columnOf(argument);
  return column === undefined ? undefined : [{ column, operator, values: [] }];
}

const MIRRORED: Readonly<Record<string, Condition['operator']>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compared({ kind, name, lexpr, rexpr }: A_Expr): readonly Condition[] | undefined {
  const [operator = ''] = strings(name);
  const column = columnOf(lexpr);
  switch (kind) {
    case 'AEXPR_OP': {
      const mirrored = MIRRORED[operator];
      if (mirrored === undefined) return undefined;
      const value = literalOf(column === undefined ? lexpr : rexpr);
      const named = column ?? columnOf(rexpr);
      if (value === undefined || named === undefined) return undefined;
      return [{ column: named, operator: column === undefined ? mirrored : (operator as Condition['operator']), values: [value] }];
    }
    case 'AEXPR_IN':
    case 'AEXPR_OP_ANY': {
      const items = kind === 'AEXPR_IN' ? as(rexpr, 'List')?.items : arrayItems(rexpr);
      const values = literals(items);
      if (column === undefined || values === undefined) return undefined;
      // NOT IN is the same as many <>.
      if (kind === 'AEXPR_IN' && operator === '<>') return values.map((value) => ({ column, operator: '<>', values: [value] }));
      return operator === '=' ? [{ column, operator: 'in', values }] : undefined;
    }
    case 'AEXPR_BETWEEN': {
      const [low, high] = literals(as(rexpr, 'List')?.items) ?? [];
      if (column === undefined || low === undefined || high === undefined) return undefined;
      return [
        { column, operator: '>=', values: [low] },
        { column, operator: '<=', values: [high] },
      ];
    }
    default:
      return undefined;
  }
}

const arrayItems = (node: Node | undefined): readonly Node[] | undefined => as(node, 'A_ArrayExpr')?.elements ?? arrayUnderCast(node);
const arrayUnderCast = (node: Node | undefined): readonly Node[] | undefined => as(as(node, 'TypeCast')?.arg, 'A_ArrayExpr')?.elements;

function literals(items: readonly Node[] | undefined): readonly string[] | undefined {
  if (items === undefined) return undefined;
  const values = items.flatMap((item) => literalOf(item) ?? []);
  return values.length === items.length ? values : undefined;
}

/** True whatever the row: `true`, `1 = 1`, `NOT false`. */
export function isTautology(node: Node): boolean {
  const constant = as(node, 'A_Const');
  if (constant !== undefined) return constant.boolval?.boolval === true;
  const bool = as(node, 'BoolExpr');
  if (bool !== undefined) {
    const { boolop, args = [] } = bool;
    if (boolop === 'NOT_EXPR') return args[0] !== undefined && isContradiction(args[0]);
    return boolop === 'OR_EXPR' ? args.some(isTautology) : args.every(isTautology);
  }
  const comparison = as(node, 'A_Expr');
  if (comparison === undefined || comparison.kind !== 'AEXPR_OP') return false;
  const [operator = ''] = strings(comparison.name);
  const [left, right] = [literalOf(comparison.lexpr), literalOf(comparison.rexpr)];
  if (left === undefined || right === undefined) return false;
  return left === right ? ['=', '<=', '>='].includes(operator) : operator === '<>';
}

const isContradiction = (node: Node): boolean => {
  const constant = as(node, 'A_Const');
  return constant?.boolval !== undefined && constant.boolval.boolval !== true;
};
