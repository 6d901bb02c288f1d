import type { CreateTableAsStmt, DeclareCursorStmt, ExplainStmt, Node, PrepareStmt, SelectStmt } from 'libpg-query';
import type { Operation, Query, Select } from '../../../model/operation.ts';
import { createTableAs } from './create-table.ts';
import { innerWrites, write } from './dml.ts';
import { queryOf, readSelect } from './query.ts';
import { relationName, type Scope, whole } from './scope.ts';
import { settingsOf } from './settings.ts';
import { as, isOn, options, strings } from './tree.ts';
import { newLevel, startWalk, visit } from './walk.ts';

/** SELECT, VALUES, TABLE, SELECT INTO. */
export function selectStatement(node: SelectStmt, scope: Scope): readonly Operation[] {
  const { query, writes } = readSelect(node, scope);
  const into = intoOf(node);
  const does: Operation =
    into?.rel === undefined
      ? { kind: 'select', span: whole(scope), query, how: 'select' }
      : createTableAs(into.rel, into, query, false, scope);
  return [...innerWrites(writes, scope), does, ...settingsOf(node, scope)];
}

/** The grammar hangs INTO on the first arm of a set operation. */
function intoOf(node: SelectStmt): SelectStmt['intoClause'] {
  let arm = node;
  while (arm.larg !== undefined) arm = arm.larg;
  return arm.intoClause;
}

/** CREATE TABLE AS, CREATE MATERIALIZED VIEW. */
export function createAs(node: CreateTableAsStmt, scope: Scope): readonly Operation[] {
  const { into, objtype } = node;
  if (into?.rel === undefined) return [];
  const select = as(node.query, 'SelectStmt');
  // EXECUTE of a prepared statement tells nothing of its rows.
  const { query, writes } = select === undefined ? { query: UNKNOWN, writes: [] } : readSelect(select, scope);
  const ifNotExists = node.if_not_exists === true;
  if (objtype !== 'OBJECT_MATVIEW') return [...innerWrites(writes, scope), createTableAs(into.rel, into, query, ifNotExists, scope)];
  const withData = into.skipData !== true;
  return [
    {
      kind: 'create-matview',
      span: whole(scope),
      view: relationName(into.rel, scope),
      ifNotExists,
      withData,
      columns: strings(into.colNames),
      query,
    },
  ];
}

const UNKNOWN: Query = { reads: [], calls: [], output: undefined, star: false, unfiltered: false };

/** EXPLAIN ANALYZE carries out what it explains. */
export function explain({ query, options: given }: ExplainStmt, scope: Scope): readonly Operation[] {
  if (query === undefined) return [];
  const analyzes = isOn(options(given), 'analyze');
  const select = as(query, 'SelectStmt');
  if (!analyzes) return [planned(query, 'explain', scope)];
  if (select === undefined || select.intoClause !== undefined) return scope.lower(query, scope);
  const { query: read, writes } = readSelect(select, scope);
  return [
    ...innerWrites(writes, scope),
    { kind: 'select', span: whole(scope), query: read, how: 'explain-analyze' },
    ...settingsOf(select, scope),
  ];
}

/** PREPARE looks at relations and runs nothing. */
export const prepare = ({ query }: PrepareStmt, scope: Scope): readonly Operation[] =>
  query === undefined ? [] : [planned(query, 'prepare', { ...scope, hasVariables: true })];

export const declareCursor = ({ query }: DeclareCursorStmt, scope: Scope): readonly Operation[] =>
  query === undefined ? [] : [planned(query, 'cursor', scope)];

/** Any statement's relations, without what it would do to them. */
function planned(node: Node, how: Select['how'], scope: Scope): Operation {
  const select = as(node, 'SelectStmt');
  if (select !== undefined) return { kind: 'select', span: whole(scope), query: readSelect(select, scope).query, how };
  const written = write(node, scope).at(-1);
  if (written !== undefined && 'query' in written && 'table' in written && written.table !== undefined && written.query !== undefined) {
    const target = { relation: written.table, columns: [], lock: 'ROW EXCLUSIVE' } as const;
    return { kind: 'select', span: whole(scope), query: { ...written.query, reads: [target, ...written.query.reads] }, how };
  }
  const walk = startWalk(scope);
  visit(walk, node, newLevel());
  return { kind: 'select', span: whole(scope), query: queryOf(walk, { unfiltered: false }), how };
}
