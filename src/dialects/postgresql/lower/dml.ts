import type { DeleteStmt, InsertStmt, MergeStmt, Node, UpdateStmt } from 'libpg-query';
import type { Expression } from '../../../model/expression.ts';
import type { Insert, Operation, Query, Update } from '../../../model/operation.ts';
import { insertAgain, mergeCounts, updateCounts } from './again.ts';
import { following } from './clauses.ts';
import { isTautology } from './condition.ts';
import { expression } from './expression.ts';
import { takesFew } from './limit.ts';
import { queryOf } from './query.ts';
import { need, relationName, type Scope, whole } from './scope.ts';
import { all, as, isOnly, placeOf, tagOf } from './tree.ts';
import { from, type Level, newLevel, select, source, startWalk, stringOf, visit, type Walk, withClause } from './walk.ts';

type Names = ReadonlySet<string> | undefined;

/** A statement that writes rows, after those in its WITH. */
export function write(node: Node, scope: Scope, ctes?: Names): readonly Operation[] {
  const tag = tagOf(node);
  switch (tag) {
    case 'InsertStmt':
      return insert(as(node, tag) ?? {}, scope, ctes);
    case 'UpdateStmt':
      return update(as(node, tag) ?? {}, scope, ctes);
    case 'DeleteStmt':
      return remove(as(node, tag) ?? {}, scope, ctes);
    case 'MergeStmt':
      return merge(as(node, tag) ?? {}, scope, ctes);
    default:
      return [];
  }
}

/** Writes that stand within WITH, as operations. */
export const innerWrites = (writes: Walk['writes'], scope: Scope): readonly Operation[] =>
  writes.flatMap(({ node, ctes }) => write(node, scope, ctes));

export function insert(node: InsertStmt, scope: Scope, ctes?: Names): readonly Operation[] {
  const { relation, selectStmt, onConflictClause, cols } = node;
  if (relation === undefined) return [];
  const walk = startWalk(scope);
  const level = withClause(walk, node.withClause, newLevel(ctes));
  const rows = as(selectStmt, 'SelectStmt');
  if (rows !== undefined) select(walk, rows, newLevel(level.ctes));
  visit(walk, onConflictClause, withTarget(relation, level));
  visit(walk, node.returningClause, withTarget(relation, level));
  const values = rows?.valuesLists;
  const columns = cols === undefined ? undefined : all(cols, 'ResTarget').map(({ name = '' }) => name);
  const action = onConflictClause?.action;
  return [
    ...innerWrites(walk.writes, scope),
    {
      kind: 'insert',
      span: whole(scope),
      table: relationName(relation, scope),
      query: queryOf(walk, { unfiltered: rows?.whereClause === undefined }),
      only: false,
      columns,
      ...twice(cols),
      source: rows === undefined ? 'default' : values === undefined ? 'select' : 'values',
      rows: values?.length ?? 0,
      onConflict: action === 'ONCONFLICT_NOTHING' ? 'nothing' : action === 'ONCONFLICT_UPDATE' ? 'update' : undefined,
      ...shapeOf(values),
      ...(node.override === 'OVERRIDING_USER_VALUE'
        ? { overriding: 'user' as const }
        : node.override === 'OVERRIDING_SYSTEM_VALUE'
          ? { overriding: 'system' as const }
          : undefined),
      ...(onConflictClause?.infer === undefined ? undefined : { conflictKey: true as const }),
      ...insertAgain(node, relation),
      strings: values === undefined ? selectedStrings(rows?.targetList, columns) : valueStrings(values, columns),
    },
  ];
}

/** Elements and fields of one column (`a[1]`, `a.x`) may be set one by one. */
function twice(targets: readonly Node[] | undefined): { readonly twice?: string } {
  const seen = new Set<string>();
  for (const { name = '', indirection } of all(targets, 'ResTarget')) {
    if (indirection !== undefined) continue;
    if (seen.has(name)) return { twice: name };
    seen.add(name);
  }
  return {};
}

/** How many values a row has, and which of them are DEFAULT in all rows. */
function shapeOf(rows: readonly Node[] | undefined): Pick<Insert, 'width' | 'defaults'> {
  const [first] = rows ?? [];
  const cells = as(first, 'List')?.items;
  if (rows === undefined || cells === undefined) return {};
  const defaults = cells.flatMap((cell, index) =>
    tagOf(cell) === 'SetToDefault' &&
    rows.every((row) => {
      const other = as(row, 'List')?.items?.[index];
      return other !== undefined && tagOf(other) === 'SetToDefault';
    })
      ? [index]
      : [],
  );
  return { width: cells.length, ...(defaults.length > 0 ? { defaults } : undefined) };
}

type Strings = Insert['strings'];

/** String constants by column, each value once: a seed of thousands of rows says little else. */
function valueStrings(rows: readonly Node[], columns: readonly string[] | undefined): Strings {
  const seen = new Map<number, Set<string>>();
  const found: { readonly column: string | number; readonly value: string }[] = [];
  for (const row of rows) {
    for (const [index, cell] of (as(row, 'List')?.items ?? []).entries()) {
      const value = stringOf(cell);
      if (value === undefined) continue;
      let known = seen.get(index);
      if (known === undefined) seen.set(index, (known = new Set()));
      if (known.has(value)) continue;
      known.add(value);
      found.push({ column: columns?.[index] ?? index, value });
    }
  }
  return found;
}

const selectedStrings = (targets: readonly Node[] | undefined, columns: readonly string[] | undefined): Strings =>
  all(targets, 'ResTarget').flatMap(({ val }, index) => {
    const value = stringOf(val);
    return value === undefined ? [] : [{ column: columns?.[index] ?? index, value }];
  });

export function update(node: UpdateStmt, scope: Scope, ctes?: Names): readonly Operation[] {
  const { relation, whereClause, targetList, fromClause } = node;
  if (relation === undefined) return [];
  const walk = startWalk(scope);
  const level = withTarget(relation, withClause(walk, node.withClause, newLevel(ctes)));
  from(walk, fromClause, level);
  visit(walk, targetList, level);
  visit(walk, whereClause, level);
  visit(walk, node.returningClause, level);
  const columns = all(targetList, 'ResTarget').map(({ name = '' }) => name);
  return [
    ...innerWrites(walk.writes, scope),
    {
      kind: 'update',
      span: whole(scope),
      table: relationName(relation, scope),
      query: filtered(walk, whereClause),
      only: isOnly(relation),
      columns: [...new Set(columns)],
      ...twice(targetList),
      where: whereOf(relation, whereClause, scope),
      limited: takesFew(whereClause, fromClause, node.withClause),
      ...defaultsOf(targetList),
      ...updateCounts(node, relation),
      strings: updateStrings(targetList),
    },
  ];
}

function defaultsOf(targets: readonly Node[] | undefined): Pick<Update, 'defaults'> {
  const defaults = all(targets, 'ResTarget').flatMap(({ name = '', val }) =>
    val !== undefined && tagOf(val) === 'SetToDefault' ? [name] : [],
  );
  return defaults.length > 0 ? { defaults } : {};
}

const updateStrings = (targets: readonly Node[] | undefined): Update['strings'] =>
  all(targets, 'ResTarget').flatMap(({ name = '', val }) => {
    const several = as(val, 'MultiAssignRef');
    const value = stringOf(several === undefined ? val : as(several.source, 'RowExpr')?.args?.[(several.colno ?? 1) - 1]);
    return value === undefined ? [] : [{ column: name, value }];
  });

export function remove(node: DeleteStmt, scope: Scope, ctes?: Names): readonly Operation[] {
  const { relation, whereClause, usingClause } = node;
  if (relation === undefined) return [];
  const walk = startWalk(scope);
  const level = withTarget(relation, withClause(walk, node.withClause, newLevel(ctes)));
  from(walk, usingClause, level);
  visit(walk, whereClause, level);
  visit(walk, node.returningClause, level);
  return [
    ...innerWrites(walk.writes, scope),
    {
      kind: 'delete',
      span: whole(scope),
      table: relationName(relation, scope),
      query: filtered(walk, whereClause),
      only: isOnly(relation),
      where: whereOf(relation, whereClause, scope),
      limited: takesFew(whereClause, usingClause, node.withClause),
    },
  ];
}

export function merge(node: MergeStmt, scope: Scope, ctes?: Names): readonly Operation[] {
  const { relation, sourceRelation } = node;
  if (relation === undefined) return [];
  noteMerge(node, scope);
  const walk = startWalk(scope);
  const level = withTarget(relation, withClause(walk, node.withClause, newLevel(ctes)));
  if (sourceRelation !== undefined) source(walk, sourceRelation, level);
  visit(walk, node.joinCondition, level);
  visit(walk, node.mergeWhenClauses, level);
  visit(walk, node.returningClause, level);
  return [
    ...innerWrites(walk.writes, scope),
    {
      kind: 'merge',
      span: whole(scope),
      table: relationName(relation, scope),
      query: queryOf(walk, { unfiltered: false }),
      only: isOnly(relation),
      ...mergeCounts(node, relation),
    },
  ];
}

function noteMerge({ returningClause, mergeWhenClauses }: MergeStmt, scope: Scope): void {
  need(scope, 15, 'MERGE');
  if (returningClause !== undefined) need(scope, 17, 'MERGE … RETURNING');
  if (all(mergeWhenClauses, 'MergeWhenClause').some(({ matchKind }) => matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE'))
    need(scope, 17, 'WHEN NOT MATCHED BY SOURCE');
}

/** The table that is written is no source: its columns are not what the statement reads. */
function withTarget({ relname = '', alias }: NonNullable<UpdateStmt['relation']>, level: Level): Level {
  level.sources.set(alias?.aliasname ?? relname, undefined);
  return level;
}

const filtered = (walk: Walk, where: Node | undefined): Query => queryOf(walk, { unfiltered: where === undefined || isTautology(where) });

function whereOf(relation: NonNullable<UpdateStmt['relation']>, where: Node | undefined, scope: Scope): Expression | undefined {
  if (where === undefined) return undefined;
  const rest = { start: scope.locate(placeOf(relation)), end: scope.span.end };
  return expression(where, following(scope.text, rest, 'where', 'returning') ?? rest, scope);
}
