import type { Node, SelectStmt, SubLink, WithClause } from 'libpg-query';
import { columnOf, conditionsOf, conjuncts } from './condition.ts';
import { all, as, strings } from './tree.ts';

/** Names of what is known to have a bounded number of rows. */
type Bounded = ReadonlySet<string>;

/** An UPDATE or DELETE that takes its rows from a sub-select with LIMIT, or from a range of `ctid`: a batch. */
export function takesFew(where: Node | undefined, sources: readonly Node[] | undefined, clause: WithClause | undefined): boolean {
  if (where === undefined) return false;
  const bounded = boundedTables(clause);
  const parts = conjuncts(where);
  return (
    parts.some((part) => isFromLimited(part, bounded)) ||
    (joins(parts) && (sources ?? []).some((each) => isLimitedSource(each, bounded))) ||
    isRangeOfCtid(parts)
  );
}

/** Common table expressions with a LIMIT of their own. A DELETE or UPDATE of few rows that returns them is one too. */
function boundedTables(clause: WithClause | undefined): Bounded {
  const bounded = new Set<string>();
  for (const { ctename = '', ctequery } of all(clause?.ctes, 'CommonTableExpr')) {
    const query = as(ctequery, 'SelectStmt');
    if (query !== undefined && isLimited(query, bounded)) bounded.add(ctename);
    const { whereClause, fromClause } = as(ctequery, 'UpdateStmt') ?? {};
    const { whereClause: deleted, usingClause } = as(ctequery, 'DeleteStmt') ?? {};
    if (takesFew(whereClause ?? deleted, fromClause ?? usingClause, clause === undefined ? undefined : { ctes: before(clause, ctename) }))
      bounded.add(ctename);
  }
  return bounded;
}
const before = ({ ctes = [] }: WithClause, name: string): Node[] =>
  ctes.slice(
    0,
    ctes.findIndex((each) => as(each, 'CommonTableExpr')?.ctename === name),
  );

/** `x IN (SELECT … LIMIT n)`, `x = ANY (ARRAY(SELECT … LIMIT n))`, `CURRENT OF cursor` */
function isFromLimited(node: Node, bounded: Bounded): boolean {
  if (as(node, 'CurrentOfExpr') !== undefined) return true;
  const link = as(node, 'SubLink');
  if (link?.subLinkType === 'ANY_SUBLINK') return isLimitedLink(link, bounded);
  const { kind, lexpr, rexpr } = as(node, 'A_Expr') ?? {};
  const array = kind === 'AEXPR_OP_ANY' ? as(rexpr, 'SubLink') : undefined;
  if (array?.subLinkType === 'ARRAY_SUBLINK') return isLimitedLink(array, bounded);
  const single = kind === 'AEXPR_OP' && columnOf(lexpr) === 'ctid' ? as(rexpr, 'SubLink') : undefined;
  return single?.subLinkType === 'EXPR_SUBLINK';
}

function isLimitedLink({ subselect }: SubLink, bounded: Bounded): boolean {
  const query = as(subselect, 'SelectStmt');
  return query !== undefined && isLimited(query, bounded);
}

function isLimited({ limitCount, fromClause, larg }: SelectStmt, bounded: Bounded): boolean {
  // LIMIT ALL comes as NULL.
  if (limitCount !== undefined && as(limitCount, 'A_Const')?.isnull !== true) return true;
  const [only, ...others] = fromClause ?? [];
  return larg === undefined && only !== undefined && others.length === 0 && isLimitedSource(only, bounded);
}

function isLimitedSource(node: Node, bounded: Bounded): boolean {
  const relation = as(node, 'RangeVar');
  if (relation !== undefined) return relation.schemaname === undefined && bounded.has(relation.relname ?? '');
  const query = as(as(node, 'RangeSubselect')?.subquery, 'SelectStmt');
  return query !== undefined && isLimited(query, bounded);
}

/** A column is compared with another. */
const joins = (parts: readonly Node[]): boolean =>
  parts.some((part) => {
    const { kind, name, lexpr, rexpr } = as(part, 'A_Expr') ?? {};
    return kind === 'AEXPR_OP' && strings(name)[0] === '=' && columnOf(lexpr) !== undefined && columnOf(rexpr) !== undefined;
  });

function isRangeOfCtid(parts: readonly Node[]): boolean {
  const operators = parts
    .flatMap((part) => conditionsOf(part) ?? [])
    .flatMap(({ column, operator }) => (column === 'ctid' ? [operator] : []));
  return operators.some((operator) => operator.startsWith('<')) && operators.some((operator) => operator.startsWith('>'));
}
