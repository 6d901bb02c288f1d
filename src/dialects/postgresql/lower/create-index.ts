import type { IndexStmt } from 'libpg-query';
import type { Operation } from '../../../model/operation.ts';
import { following } from './clauses.ts';
import { expression } from './expression.ts';
import { indexKeys } from './index-key.ts';
import { relationName, type Scope, whole } from './scope.ts';
import { all, isOnly, placeOf } from './tree.ts';

export function createIndex(node: IndexStmt, scope: Scope): readonly Operation[] {
  const { relation, whereClause } = node;
  if (relation === undefined) return [];
  const rest = { start: scope.locate(placeOf(relation)), end: scope.span.end };
  return [
    {
      kind: 'create-index',
      span: whole(scope),
      table: relationName(relation, scope),
      name: node.idxname,
      only: isOnly(relation),
      unique: node.unique === true,
      concurrently: node.concurrent === true,
      ifNotExists: node.if_not_exists === true,
      method: node.accessMethod ?? 'btree',
      keys: indexKeys(all(node.indexParams, 'IndexElem'), rest, scope),
      include: all(node.indexIncludingParams, 'IndexElem').map(({ name = '' }) => name),
      ...(node.options === undefined ? undefined : { options: all(node.options, 'DefElem').map(({ defname = '' }) => defname) }),
      where: whereClause === undefined ? undefined : expression(whereClause, following(scope.text, rest, 'where') ?? rest, scope),
    },
  ];
}
