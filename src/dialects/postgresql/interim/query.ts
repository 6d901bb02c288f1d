import type { Lock } from '../../../model/effect.ts';
import type { Name, TypeName } from '../../../model/name.ts';
import type { OutputColumn, Query, Reads } from '../../../model/operation.ts';
import { columnOf, constantText } from './expression.ts';
import { nameOfList, relationName, typeName } from './name.ts';
import { asKind, inside, is, kindOf, node, nodes, strings, stringOf, text, type Node, type Wrapped } from './node.ts';

interface Scope {
  /** Names of WITH queries: no relations. */
  readonly shadowed: ReadonlySet<string>;
}

interface Read {
  readonly relation: Name;
  readonly alias: string;
  lock: Lock;
  readonly columns: Set<string>;
}

/** Everything that a query touches, sub-selects included. Statements in WITH that write are left to their own lowering. */
class Collector {
  readonly reads: Read[] = [];
  readonly calls: { name: Name; arguments: number; literals: readonly (string | undefined)[] }[] = [];

  add(relation: Name, alias: string, lock: Lock): void {
    const known = this.reads.find((each) => each.relation.name === relation.name && each.relation.schema === relation.schema && each.alias === alias);
    if (known === undefined) this.reads.push({ relation, alias, lock, columns: new Set() });
    else if (lock === 'ROW SHARE') known.lock = lock;
  }

  mention(qualifier: string | undefined, column: string): void {
    const targets = qualifier === undefined ? this.reads : this.reads.filter((each) => each.alias === qualifier || each.relation.name === qualifier);
    for (const each of targets) each.columns.add(column);
  }
}

/** What a statement reads. `unfiltered` is given for statements whose WHERE is not a SELECT's. */
export function queryOf(statement: Wrapped, unfiltered?: boolean): Query {
  const collector = new Collector();
  const references: { qualifier: string | undefined; column: string }[] = [];
  walk(statement, { shadowed: new Set() }, collector, references);
  for (const { qualifier, column } of references) collector.mention(qualifier, column);
  const select = asKind(statement, 'SelectStmt');
  return {
    reads: collector.reads.map(({ relation, columns, lock }): Reads => ({ relation, columns: [...columns], lock })),
    calls: collector.calls,
    output: select === undefined ? undefined : outputOf(select),
    star: references.some(({ column }) => column === '*'),
    unfiltered: unfiltered ?? isUnfiltered(select?.['whereClause']),
  };
}

export const NO_QUERY: Query = { reads: [], calls: [], output: undefined, star: false, unfiltered: false };

function walk(value: unknown, scope: Scope, into: Collector, references: { qualifier: string | undefined; column: string }[]): void {
  if (Array.isArray(value)) {
    for (const each of value) walk(each, scope, into, references);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const withClause = (value as Node)['withClause'];
  let inner = scope;
  if (withClause !== undefined) {
    const ctes = nodes(node(withClause)['ctes']).map((cte) => inside(cte));
    const names = ctes.map((cte) => text(cte['ctename']));
    const recursive = is(node(withClause)['recursive']);
    inner = { shadowed: new Set([...scope.shadowed, ...names]) };
    for (const cte of ctes) walk(cte['ctequery'], recursive ? inner : inner, into, references);
  }
  for (const key in value as Node) {
    const child = (value as Node)[key];
    switch (key) {
      case 'withClause':
        break;
      case 'SelectStmt':
        selectInto(child as Node, inner, into, references);
        break;
      case 'RangeVar': {
        const relation = relationName(child as Node);
        if (relation.schema !== undefined || !inner.shadowed.has(relation.name)) {
          into.add(relation, text(node((child as Node)['alias'])['aliasname']) || relation.name, 'ACCESS SHARE');
        }
        break;
      }
      case 'FuncCall': {
        const call = child as Node;
        const given = nodes(call['args']);
        into.calls.push({ name: nameOfList(call['funcname']), arguments: given.length, literals: given.map((each) => constantText(asKind(each, 'TypeCast')?.['arg'] as Wrapped ?? each)) });
        walk(child, inner, into, references);
        break;
      }
      case 'ColumnRef': {
        const fields = nodes((child as Node)['fields']);
        references.push({ qualifier: fields.length > 1 ? stringOf(fields.at(-2)) : undefined, column: columnOf({ ColumnRef: child }) ?? '' });
        break;
      }
      case 'typeName': case 'intoClause':
        break;
      default:
        walk(child, inner, into, references);
    }
  }
}

function selectInto(select: Node, scope: Scope, into: Collector, references: { qualifier: string | undefined; column: string }[]): void {
  walk(select, scope, into, references);
  const locking = nodes(select['lockingClause']).map((each) => inside(each));
  for (const clause of locking) {
    const of = nodes(clause['lockedRels']).map((each) => text(inside(each)['relname']));
    const from = nodes(select['fromClause']).flatMap(rangeNames);
    for (const each of into.reads) if (from.includes(each.alias) && (of.length === 0 || of.includes(each.alias))) each.lock = 'ROW SHARE';
  }
}

function rangeNames(wrapped: Wrapped): string[] {
  const range = asKind(wrapped, 'RangeVar');
  if (range !== undefined) return [text(node(range['alias'])['aliasname']) || text(range['relname'])];
  const join = asKind(wrapped, 'JoinExpr');
  return join === undefined ? [] : [...rangeNames(join['larg'] as Wrapped), ...rangeNames(join['rarg'] as Wrapped)];
}

function outputOf(select: Node): readonly OutputColumn[] | undefined {
  if (select['larg'] !== undefined) return outputOf(node(select['larg']));
  const targets = nodes(select['targetList']).map((each) => inside(each));
  const output: OutputColumn[] = [];
  for (const target of targets) {
    const value = target['val'] as Wrapped;
    const column = columnOf(value);
    if (column === '*') return undefined;
    output.push({ name: text(target['name']) || nameFor(value), column, type: castType(value) });
  }
  return output.length === 0 ? undefined : output;
}
const castType = (value: Wrapped): TypeName | undefined => {
  const cast = asKind(value, 'TypeCast');
  return cast === undefined ? undefined : typeName(cast['typeName']);
};
/** What the server calls an output column without a name. Source: parse_target.c, FigureColname */
function nameFor(value: Wrapped): string | undefined {
  switch (kindOf(value)) {
    case 'ColumnRef':
      return columnOf(value);
    case 'FuncCall':
      return nameOfList(inside(value)['funcname']).name;
    case 'TypeCast': {
      const inner = nameFor(inside(value)['arg'] as Wrapped);
      return inner ?? typeName(inside(value)['typeName']).name;
    }
    case 'CoalesceExpr':
      return 'coalesce';
    case 'CaseExpr':
      return 'case';
    default:
      return undefined;
  }
}

/** No WHERE, or one that no row fails: `true`, `1 = 1`, `id = id`. */
export function isUnfiltered(where: unknown): boolean {
  if (where === undefined) return true;
  const wrapped = where as Wrapped;
  if (constantText(wrapped) === 'true') return true;
  const cast = asKind(wrapped, 'TypeCast');
  if (cast !== undefined) return ['t', 'true'].includes(constantText(cast['arg'] as Wrapped) ?? '');
  const comparison = asKind(wrapped, 'A_Expr');
  if (comparison !== undefined && comparison['kind'] === 'AEXPR_OP' && strings(comparison['name'])[0] === '=') {
    const left = constantText(comparison['lexpr'] as Wrapped);
    return left !== undefined && left === constantText(comparison['rexpr'] as Wrapped);
  }
  const bool = asKind(wrapped, 'BoolExpr');
  if (bool?.['boolop'] === 'AND_EXPR') return nodes(bool['args']).every(isUnfiltered);
  if (bool?.['boolop'] === 'OR_EXPR') return nodes(bool['args']).some(isUnfiltered);
  return false;
}

/** Does a WHERE take a bounded number of rows: from a sub-select with LIMIT? */
export function isLimited(where: unknown): boolean {
  if (Array.isArray(where)) return where.some(isLimited);
  if (typeof where !== 'object' || where === null) return false;
  for (const key in where as Node) {
    const child = (where as Node)[key];
    if (key === 'SelectStmt' && (child as Node)['limitCount'] !== undefined) return true;
    if (isLimited(child)) return true;
  }
  return false;
}
