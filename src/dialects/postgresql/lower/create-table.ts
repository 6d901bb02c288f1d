import type { CreateForeignTableStmt, CreateStmt, IntoClause, RangeVar, TableLikeClause } from 'libpg-query';
import type { CreateTable, Operation, Query } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import { partitionBound, partitionKey } from './bound.ts';
import { element } from './clauses.ts';
import { readColumn } from './column.ts';
import { addConstraint, liftConstraint } from './constraint.ts';
import type { OnTable } from './on-table.ts';
import { nameOf, relationName, type Scope, whole } from './scope.ts';
import { all, as, placeOf } from './tree.ts';

const persistenceOf = ({ relpersistence }: RangeVar): CreateTable['persistence'] =>
  relpersistence === 't' ? 'temporary' : relpersistence === 'u' ? 'unlogged' : 'permanent';

/** CREATE TABLE, and the constraints in it as operations of their own. */
export function createTable(node: CreateStmt, scope: Scope, foreignServer?: string): readonly Operation[] {
  const { relation, tableElts = [], partbound, partspec, ofTypename } = node;
  if (relation === undefined) return [];
  const table = relationName(relation, scope);
  const on: Omit<OnTable, 'span'> = { table, ifExists: false, only: false, as: foreignServer === undefined ? 'table' : 'foreign-table' };
  const parents = all(node.inhRelations, 'RangeVar').map((each) => relationName(each, scope));
  const columns: CreateTable['columns'][number][] = [];
  const constraints: Operation[] = [];
  const add = (added: Operation | undefined): void => {
    if (added !== undefined) constraints.push(added);
  };

  for (const element of tableElts) {
    const column = as(element, 'ColumnDef');
    if (column !== undefined) {
      const read = readColumn(column, scope.span.end, scope);
      columns.push(read.definition);
      for (const each of read.constraints) add(liftConstraint(each, { on, isNew: true, column: read.definition.name }, scope));
      continue;
    }
    const constraint = as(element, 'Constraint');
    if (constraint !== undefined)
      add(addConstraint(constraint, { on, span: spanFrom(constraint, scope), inline: true, isNew: true, column: undefined }, scope));
  }
  const create: CreateTable = {
    kind: 'create-table',
    span: whole(scope),
    table,
    ifNotExists: node.if_not_exists === true,
    persistence: persistenceOf(relation),
    columns,
    like: all(tableElts, 'TableLikeClause').map((like) => likeOf(like, scope)),
    inherits: partbound === undefined ? parents : [],
    ofType: ofTypename === undefined ? undefined : nameOf(ofTypename.names),
    partitionBy: partspec === undefined ? undefined : partitionKey(partspec, scope),
    partitionOf:
      partbound === undefined || parents[0] === undefined
        ? undefined
        : { parent: parents[0], bound: partitionBound(partbound, scope.span, scope) },
    as: undefined,
    foreignServer,
  };
  if (constraints.length > 1) constraints.sort((a, b) => rank(a) - rank(b));
  return [create, ...constraints];
}

export const createForeignTable = ({ base, servername = '' }: CreateForeignTableStmt, scope: Scope): readonly Operation[] =>
  base === undefined ? [] : createTable(base, scope, servername);

/** CREATE TABLE AS and SELECT INTO. */
export function createTableAs(relation: RangeVar, into: IntoClause, query: Query, ifNotExists: boolean, scope: Scope): Operation {
  return {
    kind: 'create-table',
    span: whole(scope),
    table: relationName(relation, scope),
    ifNotExists,
    persistence: persistenceOf(relation),
    columns: [],
    like: [],
    inherits: [],
    ofType: undefined,
    partitionBy: undefined,
    partitionOf: undefined,
    as: { query: renamed(query, into), withData: into.skipData !== true },
    foreignServer: undefined,
  };
}

/** `CREATE TABLE t (a, b) AS …` names the columns anew. */
function renamed(query: Query, { colNames }: IntoClause): Query {
  const names = all(colNames, 'String').map(({ sval }) => sval);
  return names.length === 0 || query.output === undefined
    ? query
    : { ...query, output: query.output.map((column, index) => ({ ...column, name: names[index] ?? column.name })) };
}

const spanFrom = (node: { readonly location?: number }, scope: Scope): Span =>
  element(scope.text, { start: scope.locate(placeOf(node)), end: scope.span.end });

/** The server makes the primary key before other indexes, and foreign keys at last. */
const rank = ({ kind }: Operation): number => (kind === 'add-primary-key' ? 0 : kind === 'add-foreign-key' ? 2 : 1);

/** Bits of `TableLikeOption`, from the lowest. */
const LIKE = ['comments', 'compression', 'constraints', 'defaults', 'generated', 'identity', 'indexes', 'statistics', 'storage'];

function likeOf({ relation, options = 0 }: TableLikeClause, scope: Scope): CreateTable['like'][number] {
  const isAll = options === 0x7fffffff;
  return {
    table: relation === undefined ? { schema: undefined, name: '' } : relationName(relation, scope),
    including: isAll ? ['all'] : LIKE.filter((_word, bit) => (options & (1 << bit)) !== 0),
  };
}
