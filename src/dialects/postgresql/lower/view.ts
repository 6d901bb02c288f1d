import type { RefreshMatViewStmt, ViewStmt } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { readSelect } from './query.ts';
import { relationName, type Scope, whole } from './scope.ts';
import { as, strings } from './tree.ts';

export function createView({ view, aliases, query, replace }: ViewStmt, scope: Scope): readonly Operation[] {
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
    },
  ];
}

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
