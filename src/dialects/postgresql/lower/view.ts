import type { RefreshMatViewStmt, SelectStmt, ViewStmt } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { readSelect } from './query.ts';
import { relationName, type Scope, whole } from './scope.ts';
import { all, as, strings } from './tree.ts';

export function createView({ view, aliases, query, replace, options: given }: ViewStmt, scope: Scope): readonly Operation[] {
  const select = as(query, 'SelectStmt');
  if (view === undefined || select === undefined) return [];
  return [
    {
      kind: 'create-view',
      span: whole(scope),
      view: relationName(view, scope),
      replace: replace === true,
      temporary: view.relpersistence === 't',
      columns: strings(aliases),
      query: readSelect(select, scope).query,
      ...(isPlain(select) ? undefined : { readOnly: true as const }),
      ...(given === undefined ? undefined : { options: all(given, 'DefElem').map(({ defname = '' }) => defname) }),
    },
  ];
}

/** One relation, and nothing that brings several of its rows together. */
function isPlain(select: SelectStmt): boolean {
  const [item, ...others] = select.fromClause ?? [];
  return (
    select.op === 'SETOP_NONE' &&
    item !== undefined &&
    others.length === 0 &&
    as(item, 'RangeVar') !== undefined &&
    GROUPING.every((part) => select[part] === undefined) &&
    !all(select.targetList, 'ResTarget').some(({ val }) => AGGREGATE.has(strings(as(val, 'FuncCall')?.funcname).at(-1) ?? ''))
  );
}
const GROUPING = ['groupClause', 'havingClause', 'distinctClause', 'limitCount', 'limitOffset', 'withClause', 'windowClause'] as const;
const AGGREGATE = new Set(['count', 'sum', 'avg', 'min', 'max', 'array_agg', 'string_agg', 'json_agg', 'jsonb_agg', 'bool_and', 'bool_or']);

export const refreshMatview = ({ relation, concurrent, skipData }: RefreshMatViewStmt, scope: Scope): readonly Operation[] =>
  relation === undefined
    ? []
    : [
        {
          kind: 'refresh-matview',
          span: whole(scope),
          view: relationName(relation, scope),
          concurrently: concurrent === true,
          withData: skipData !== true,
        },
      ];
