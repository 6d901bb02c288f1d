import type { Node, SelectStmt } from 'libpg-query';
import type { OutputColumn, Query } from '../../../model/operation.ts';
import { columnOf, conditionsOf, conjuncts, isTautology } from './condition.ts';
import type { Scope } from './scope.ts';
import { all, as, strings } from './tree.ts';
import { typeName } from './type.ts';
import { newLevel, select, startWalk, type Walk } from './walk.ts';

/** A query with the writes that stand in its WITH. */
export interface ReadQuery {
  readonly query: Query;
  readonly writes: Walk['writes'];
}

export function readSelect(node: SelectStmt, scope: Scope, ctes?: ReadonlySet<string>): ReadQuery {
  const walk = startWalk(scope);
  select(walk, node, newLevel(ctes));
  const targets = all(node.targetList, 'ResTarget').map(({ name, val }) => ({ name, val }));
  const star = targets.some(({ val }) => isStar(val));
  const output = star || node.targetList === undefined ? undefined : targets.map(({ name, val }) => outputColumn(name, val));
  return {
    query: queryOf(walk, {
      output,
      star,
      unfiltered: node.whereClause === undefined || isTautology(node.whereClause),
      compared: node.whereClause === undefined ? [] : conjuncts(node.whereClause).flatMap((each) => conditionsOf(each) ?? []),
    }),
    writes: walk.writes,
  };
}

/** What a walk found, as a query. */
export const queryOf = (
  walk: Walk,
  { output, star = false, unfiltered, compared = [] }: Partial<Pick<Query, 'output' | 'star' | 'compared'>> & Pick<Query, 'unfiltered'>,
): Query => ({
  reads: [...walk.reads.values()].map(({ relation, columns, lock }) => ({ relation, columns: [...columns], lock })),
  calls: walk.calls,
  output,
  star,
  unfiltered,
  ...(walk.labels.length > 0 ? { labels: walk.labels } : undefined),
  ...(compared.length > 0 ? { compared } : undefined),
});

const isStar = (node: Node | undefined): boolean => as(as(node, 'ColumnRef')?.fields?.at(-1), 'A_Star') !== undefined;

const outputColumn = (name: string | undefined, value: Node | undefined): OutputColumn => {
  const cast = as(value, 'TypeCast');
  return { name: name ?? nameFor(value), column: columnOf(value), type: cast === undefined ? undefined : typeName(cast.typeName) };
};

/** What a column without AS is called. Source: `FigureColname` in src/backend/parser/parse_target.c */
function nameFor(node: Node | undefined): string | undefined {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return nameFor(cast.arg) ?? typeName(cast.typeName).name;
  if (as(node, 'CoalesceExpr') !== undefined) return 'coalesce';
  if (as(node, 'CaseExpr') !== undefined) return nameFor(as(node, 'CaseExpr')?.defresult) ?? 'case';
  return columnOf(node) ?? strings(as(node, 'FuncCall')?.funcname).at(-1);
}
