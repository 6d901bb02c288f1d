import type { CreateIndex, CreateTable, Operation } from '../../../model/operation.ts';
import { column, indexKey, isConstraint, tableConstraint, type OnTable } from './column.ts';
import { elementSpan, expressionText, afterWord } from './clauses.ts';
import { expression } from './expression.ts';
import { nameOfList, relationName, typeName } from './name.ts';
import { asKind, inside, is, kindOf, node, nodes, optional, placeOf, strings, text, type Node, type Source, type Wrapped } from './node.ts';
import { partitionBound, partitionKey } from './partition.ts';
import { queryOf } from './query.ts';

const PERSISTENCE: Readonly<Record<string, CreateTable['persistence']>> = { p: 'permanent', u: 'unlogged', t: 'temporary' };
const persistenceOf = (relation: Node): CreateTable['persistence'] =>
  relation['schemaname'] === 'pg_temp' ? 'temporary' : (PERSISTENCE[text(relation['relpersistence'])] ?? 'permanent');

/** Bits of LIKE … INCLUDING. Source: src/include/nodes/parsenodes.h, TableLikeOption */
const LIKE: readonly (readonly [number, string])[] = [[1, 'comments'], [2, 'compression'], [4, 'constraints'], [8, 'defaults'], [16, 'generated'], [32, 'identity'], [64, 'indexes'], [128, 'statistics'], [256, 'storage']];

export function createTable(source: Source, statement: Node, foreignServer?: string): Operation[] {
  const relation = node(statement['relation']);
  const table = relationName(relation);
  const on: OnTable = { table, ifExists: false, only: false, as: foreignServer === undefined ? 'table' : 'foreign-table' };
  const elements = nodes(statement['tableElts']);
  const columns = elements.filter((each) => kindOf(each) === 'ColumnDef').map((each) => column(source, inside(each), on));
  const parents = nodes(statement['inhRelations']).map((each) => relationName(inside(each)));
  const bound = statement['partbound'];
  const [parent] = parents;
  const create: CreateTable = {
    kind: 'create-table',
    span: source.span,
    table,
    ifNotExists: is(statement['if_not_exists']),
    persistence: persistenceOf(relation),
    columns: columns.map(({ definition }) => definition),
    like: elements.flatMap((each) => {
      const like = asKind(each, 'TableLikeClause');
      if (like === undefined) return [];
      const bits = Number(like['options'] ?? 0);
      return [{ table: relationName(node(like['relation'])), including: LIKE.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name) }];
    }),
    inherits: bound === undefined ? parents : [],
    ofType: statement['ofTypename'] === undefined ? undefined : nameOfList(node(statement['ofTypename'])['names']),
    partitionBy: statement['partspec'] === undefined ? undefined : partitionKey(node(statement['partspec'])),
    partitionOf: bound === undefined || parent === undefined ? undefined : { parent, bound: partitionBound(node(bound)) },
    as: undefined,
    foreignServer,
  };
  const constraints = [...elements.filter(isConstraint), ...nodes(statement['constraints'])].flatMap((each) => {
    const constraint = inside(each);
    const place = placeOf(source, constraint);
    return tableConstraint(source, constraint, on, place === undefined ? source.span : elementSpan(source, place), undefined, true) ?? [];
  });
  return [create, ...columns.flatMap(({ constraints: own }) => own), ...constraints];
}

/** CREATE TABLE AS, CREATE MATERIALIZED VIEW, SELECT INTO. */
export function createTableAs(source: Source, statement: Node): Operation[] {
  const into = node(statement['into']);
  const name = relationName(node(into['rel']));
  const query = queryOf(statement['query'] as Wrapped);
  const withData = !is(into['skipData']);
  const ifNotExists = is(statement['if_not_exists']);
  if (statement['objtype'] === 'OBJECT_MATVIEW') {
    return [{ kind: 'create-matview', span: source.span, view: name, ifNotExists, withData, columns: strings(into['colNames']), query }];
  }
  return [{ ...emptyTable(source, node(into['rel'])), ifNotExists, as: { query, withData } }];
}

export const selectInto = (source: Source, select: Node): Operation[] => {
  const relation = node(node(select['intoClause'])['rel']);
  return [{ ...emptyTable(source, relation), as: { query: queryOf({ SelectStmt: select }), withData: true } }];
};

const emptyTable = (source: Source, relation: Node): CreateTable => ({
  kind: 'create-table', span: source.span, table: relationName(relation), ifNotExists: false, persistence: persistenceOf(relation),
  columns: [], like: [], inherits: [], ofType: undefined, partitionBy: undefined, partitionOf: undefined, as: undefined, foreignServer: undefined,
});

export function createIndex(source: Source, statement: Node): Operation[] {
  const relation = node(statement['relation']);
  const where = statement['whereClause'] as Wrapped | undefined;
  const whereAt = where === undefined ? undefined : afterWord(source, source.span, 'where');
  return [{
    kind: 'create-index',
    span: source.span,
    table: relationName(relation),
    name: optional(statement['idxname']),
    only: !is(relation['inh']),
    unique: is(statement['unique']),
    concurrently: is(statement['concurrent']),
    ifNotExists: is(statement['if_not_exists']),
    method: optional(statement['accessMethod']) ?? 'btree',
    keys: nodes(statement['indexParams']).map((each) => indexKey(source, inside(each))),
    include: nodes(statement['indexIncludingParams']).map((each) => text(inside(each)['name'])),
    where: where === undefined ? undefined : expression(where, whereAt === undefined ? '' : expressionText(source, whereAt)),
  } satisfies CreateIndex];
}

export function createView(source: Source, statement: Node): Operation[] {
  const relation = node(statement['view']);
  return [{
    kind: 'create-view', span: source.span, view: relationName(relation),
    replace: is(statement['replace']), temporary: persistenceOf(relation) === 'temporary',
    columns: strings(statement['aliases']), query: queryOf(statement['query'] as Wrapped),
  }];
}

export function createDomain(source: Source, statement: Node): Operation[] {
  const constraints = nodes(statement['constraints']).map((each) => inside(each));
  const ofType = (type: string): Node | undefined => constraints.find((each) => each['contype'] === type);
  const withDefault = ofType('CONSTR_DEFAULT');
  return [{
    kind: 'create-domain', span: source.span, domain: nameOfList(statement['domainname']), type: typeName(statement['typeName']),
    notNull: ofType('CONSTR_NOTNULL') !== undefined,
    default: withDefault === undefined ? undefined : expression(withDefault['raw_expr'] as Wrapped, ''),
    checks: constraints.filter((each) => each['contype'] === 'CONSTR_CHECK').map((each) => ({ name: optional(each['conname']), expression: expression(each['raw_expr'] as Wrapped, '') })),
  }];
}
