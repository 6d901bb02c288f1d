import type { Call, Condition, Expression } from '../../../model/expression.ts';
import type { Name, TypeName } from '../../../model/name.ts';
import type { Span } from '../../../model/source.ts';
import { asKind, inside, is, kindOf, node, nodes, strings, stringOf, text, type Node, type Wrapped } from './node.ts';
import { nameOfList, relationName, typeName } from './name.ts';

/** A constant's text; undefined for NULL and for what is none. */
export function constantText(wrapped: Wrapped | undefined): string | undefined {
  const constant = asKind(wrapped, 'A_Const');
  if (constant === undefined || is(constant['isnull'])) return undefined;
  if (constant['sval'] !== undefined) return text(node(constant['sval'])['sval']);
  if (constant['ival'] !== undefined) return String(node(constant['ival'])['ival'] ?? 0);
  if (constant['fval'] !== undefined) return text(node(constant['fval'])['fval']);
  if (constant['boolval'] !== undefined) return String(node(constant['boolval'])['boolval'] ?? false);
  if (constant['bsval'] !== undefined) return text(node(constant['bsval'])['bsval']);
  return undefined;
}
const isNull = (wrapped: Wrapped | undefined): boolean => is(asKind(wrapped, 'A_Const')?.['isnull']);
export const isStringConstant = (wrapped: Wrapped | undefined): boolean => asKind(wrapped, 'A_Const')?.['sval'] !== undefined;

/** `t.c` → `c`; `t.*` and `*` → `*`. */
export function columnOf(wrapped: Wrapped | undefined): string | undefined {
  const reference = asKind(wrapped, 'ColumnRef');
  if (reference === undefined) return undefined;
  const last = nodes(reference['fields']).at(-1);
  return kindOf(last) === 'A_Star' ? '*' : stringOf(last);
}

/** A constant under casts and a sign: `-1`, `(0)`, `'{}'::jsonb`, `ARRAY[]::text[]`. */
function literalOf(wrapped: Wrapped | undefined): string | undefined {
  const cast = asKind(wrapped, 'TypeCast');
  if (cast !== undefined) return literalOf(cast['arg'] as Wrapped);
  const sign = asKind(wrapped, 'A_Expr');
  if (sign !== undefined && sign['lexpr'] === undefined && ['-', '+'].includes(strings(sign['name'])[0] ?? '')) {
    const value = literalOf(sign['rexpr'] as Wrapped);
    return value === undefined ? undefined : `${strings(sign['name'])[0] === '-' ? '-' : ''}${value}`;
  }
  const array = asKind(wrapped, 'A_ArrayExpr');
  if (array !== undefined) {
    const elements = nodes(array['elements']).map(literalOf);
    return elements.every((element) => element !== undefined) ? `{${elements.join(',')}}` : undefined;
  }
  return constantText(wrapped);
}

interface Found {
  readonly calls: Call[];
  readonly columns: string[];
  readonly strings: { readonly value: string; readonly type: TypeName | undefined }[];
  readonly relations: Name[];
}

/** Walks every node below; sub-selects included. */
function collect(value: unknown, found: Found): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key in value as Node) {
    const child = (value as Node)[key];
    switch (key) {
      case 'FuncCall': {
        const call = child as Node;
        const given = nodes(call['args']);
        found.calls.push({ name: nameOfList(call['funcname']), arguments: given.length, literals: given.map((each) => constantText(unwrapCast(each))) });
        collect(call['args'], found);
        collect(call['agg_filter'], found);
        collect(call['over'], found);
        break;
      }
      case 'TypeCast': {
        const cast = child as Node;
        const arg = cast['arg'] as Wrapped;
        const value = isStringConstant(arg) ? constantText(arg) : undefined;
        if (value === undefined) collect(arg, found);
        else found.strings.push({ value, type: typeName(cast['typeName']) });
        break;
      }
      case 'A_Const':
        if (isStringConstant({ A_Const: child })) found.strings.push({ value: constantText({ A_Const: child }) ?? '', type: undefined });
        break;
      case 'ColumnRef':
        found.columns.push(columnOf({ ColumnRef: child }) ?? '');
        break;
      case 'RangeVar':
        found.relations.push(relationName(child as Node));
        break;
      case 'typeName':
        break;
      default:
        collect(child, found);
    }
  }
}
const unwrapCast = (wrapped: Wrapped | undefined): Wrapped | undefined => (asKind(wrapped, 'TypeCast')?.['arg'] as Wrapped | undefined) ?? wrapped;

function castsOf(wrapped: Wrapped | undefined): TypeName[] {
  const cast = asKind(wrapped, 'TypeCast');
  return cast === undefined ? [] : [typeName(cast['typeName']), ...castsOf(cast['arg'] as Wrapped)];
}

const MIRRORED: Readonly<Record<string, Condition['operator']>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const isComparison = (operator: string): operator is '=' | '<' | '<=' | '>' | '>=' | '<>' => operator in MIRRORED;

/** What one conjunct says; undefined where it is no plain condition. */
function conditions(wrapped: Wrapped): readonly Condition[] | undefined {
  const test = asKind(wrapped, 'NullTest');
  if (test !== undefined) {
    const column = columnOf(test['arg'] as Wrapped);
    return column === undefined ? undefined : [{ column, operator: test['nulltesttype'] === 'IS_NOT_NULL' ? 'is-not-null' : 'is-null', values: [] }];
  }
  const not = asKind(wrapped, 'BoolExpr');
  if (not !== undefined && not['boolop'] === 'NOT_EXPR') {
    const inner = conditions(nodes(not['args'])[0] ?? {});
    const [only] = inner ?? [];
    if (only === undefined || inner?.length !== 1) return undefined;
    if (only.operator === 'is-null') return [{ ...only, operator: 'is-not-null' }];
    if (only.operator === 'is-not-null') return [{ ...only, operator: 'is-null' }];
    return undefined;
  }
  const expression = asKind(wrapped, 'A_Expr');
  if (expression === undefined) return undefined;
  const operator = strings(expression['name'])[0] ?? '';
  const left = expression['lexpr'] as Wrapped | undefined;
  const right = expression['rexpr'] as Wrapped | undefined;
  const column = columnOf(unwrapCast(left));
  switch (expression['kind']) {
    case 'AEXPR_OP': {
      if (!isComparison(operator)) return undefined;
      const value = literalOf(right);
      if (column !== undefined && value !== undefined) return [{ column, operator, values: [value] }];
      const other = columnOf(unwrapCast(right));
      const mirrored = literalOf(left);
      return other !== undefined && mirrored !== undefined ? [{ column: other, operator: MIRRORED[operator] ?? '=', values: [mirrored] }] : undefined;
    }
    case 'AEXPR_OP_ANY': {
      const array = asKind(unwrapCast(right), 'A_ArrayExpr');
      const values = array === undefined ? undefined : nodes(array['elements']).map(literalOf);
      return column !== undefined && operator === '=' && values !== undefined && values.every((each) => each !== undefined) ? [{ column, operator: 'in', values }] : undefined;
    }
    case 'AEXPR_IN': {
      const values = nodes(inside(right)['items']).map(literalOf);
      return column !== undefined && operator === '=' && values.every((each) => each !== undefined) ? [{ column, operator: 'in', values }] : undefined;
    }
    case 'AEXPR_BETWEEN': {
      const [low, high] = nodes(inside(right)['items']).map(literalOf);
      return column !== undefined && low !== undefined && high !== undefined
        ? [{ column, operator: '>=', values: [low] }, { column, operator: '<=', values: [high] }]
        : undefined;
    }
    default:
      return undefined;
  }
}

function conjuncts(wrapped: Wrapped): readonly Wrapped[] {
  const and = asKind(wrapped, 'BoolExpr');
  return and !== undefined && and['boolop'] === 'AND_EXPR' ? nodes(and['args']).flatMap(conjuncts) : [wrapped];
}

/** @param written the expression as it stands in the file */
export function expression(wrapped: Wrapped | undefined, written: string): Expression {
  const found: Found = { calls: [], columns: [], strings: [], relations: [] };
  collect(wrapped, found);
  const literal = literalOf(wrapped);
  const parts = wrapped === undefined ? [] : conjuncts(wrapped).map(conditions);
  const partial = parts.flatMap((part) => part ?? []);
  const bare = unwrapCastNull(wrapped);
  return {
    text: written,
    form: isNull(bare) ? 'null' : literal !== undefined ? 'literal' : columnOf(wrapped) !== undefined ? 'column' : 'other',
    literal,
    casts: castsOf(wrapped),
    calls: found.calls,
    columns: [...new Set(found.columns)],
    strings: found.strings,
    relations: found.relations,
    conjunction: parts.every((part) => part !== undefined) ? partial : [],
    partial,
  };
}
const unwrapCastNull = (wrapped: Wrapped | undefined): Wrapped | undefined => {
  const cast = asKind(wrapped, 'TypeCast');
  return cast === undefined ? wrapped : unwrapCastNull(cast['arg'] as Wrapped);
};

export const trimmed = (whole: string, { start, end }: Span): string => whole.slice(start, end).trim();
