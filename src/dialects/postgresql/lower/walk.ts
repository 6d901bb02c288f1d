import type {
  A_Expr,
  ColumnRef,
  CommonTableExpr,
  FuncCall,
  LockingClause,
  MultiAssignRef,
  Node,
  RangeVar,
  SelectStmt,
  TypeCast,
  WithClause,
} from 'libpg-query';
import { strongerLock, type Lock } from '../../../model/effect.ts';
import type { Call } from '../../../model/expression.ts';
import type { Name, TypeName } from '../../../model/name.ts';
import type { Requirement } from '../../../model/operation.ts';
import { literalOf } from './condition.ts';
import { nameOf, need, relationName, type Scope } from './scope.ts';
import { all, as, strings, tagOf } from './tree.ts';
import { typeName } from './type.ts';

// One walk gathers what expressions and queries use: functions, columns, constants, relations.

/** A relation that is read; grows while the walk goes on. */
export interface Read {
  readonly relation: Name;
  readonly columns: Set<string>;
  lock: Lock;
}

/** What a walk has found so far. */
export interface Walk {
  readonly scope: Scope;
  readonly calls: Call[];
  /** Columns by name, whatever table they are of. */
  readonly columns: Set<string>;
  /** Constants, where they are asked for: a seed has very many. */
  readonly strings: { readonly value: string; readonly type: TypeName | undefined }[] | undefined;
  readonly reads: Map<string, Read>;
  /** INSERT, UPDATE, DELETE and MERGE within WITH. */
  readonly writes: { readonly node: Node; readonly ctes: ReadonlySet<string> }[];
  /** Strings cast to a type that may be an enum. */
  readonly labels: { readonly value: string; readonly type: TypeName }[];
}

/** The names that a part of a query can see. */
export interface Level {
  /** Of the FROM clause by alias; undefined for what is no relation. */
  readonly sources: Map<string, Read | undefined>;
  readonly outer: Level | undefined;
  readonly ctes: ReadonlySet<string>;
  /** Names that mean an output column where they stand alone. */
  readonly outputs: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

export const startWalk = (scope: Scope, strings?: { readonly value: string; readonly type: TypeName | undefined }[]): Walk => ({
  scope,
  calls: [],
  columns: new Set(),
  strings,
  reads: new Map(),
  writes: [],
  labels: [],
});
export const newLevel = (ctes: ReadonlySet<string> = NONE, outer?: Level): Level => ({ sources: new Map(), outer, ctes, outputs: NONE });

/** Looks at a node, a list of nodes, or a field of one. */
export function visit(walk: Walk, value: unknown, level: Level): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) visit(walk, each, level);
    return;
  }
  for (const tag in value) {
    const node = (value as Readonly<Record<string, unknown>>)[tag];
    switch (tag) {
      case 'ColumnRef':
        column(walk, node as ColumnRef, level);
        break;
      case 'FuncCall':
        call(walk, node as FuncCall, level);
        break;
      case 'TypeCast':
        cast(walk, node as TypeCast, level);
        break;
      case 'A_Const': {
        const text = (node as { readonly sval?: { readonly sval?: string } }).sval;
        if (text !== undefined) walk.strings?.push({ value: text.sval ?? '', type: undefined });
        break;
      }
      case 'A_Expr':
        chain(walk, node as A_Expr, level);
        break;
      case 'SelectStmt':
        select(walk, node as SelectStmt, newLevel(level.ctes, level));
        break;
      case 'MultiAssignRef': {
        // `SET (a, b) = (…)` comes with all of the right side for each column.
        const { colno, source: assigned } = node as MultiAssignRef;
        if (colno === 1) visit(walk, assigned, level);
        break;
      }
      default: {
        const newer = NEWER.get(tag);
        if (newer !== undefined) need(walk.scope, newer.version, newer.what);
        if (typeof node === 'object') visit(walk, node, level);
      }
    }
  }
}

/** `a + b + c …` is as deep as it is long: its left sides are not followed by recursion. */
function chain(walk: Walk, expression: A_Expr, level: Level): void {
  const rights = [expression.rexpr];
  let left = expression.lexpr;
  for (let inner = as(left, 'A_Expr'); inner !== undefined; inner = as(left, 'A_Expr')) {
    rights.push(inner.rexpr);
    left = inner.lexpr;
  }
  visit(walk, left, level);
  for (const right of rights.toReversed()) visit(walk, right, level);
}

/** Parts of queries that older grammars do not take. */
const NEWER: ReadonlyMap<string, Requirement> = new Map([
  ['JsonObjectConstructor', { version: 16, what: "JSON_OBJECT('key': value)" }],
  ['JsonArrayConstructor', { version: 16, what: 'JSON_ARRAY' }],
  ['JsonArrayQueryConstructor', { version: 16, what: 'JSON_ARRAY' }],
  ['JsonObjectAgg', { version: 16, what: 'JSON_OBJECTAGG' }],
  ['JsonArrayAgg', { version: 16, what: 'JSON_ARRAYAGG' }],
  ['JsonIsPredicate', { version: 16, what: 'IS JSON' }],
  ['JsonParseExpr', { version: 17, what: 'JSON()' }],
  ['JsonScalarExpr', { version: 17, what: 'JSON_SCALAR' }],
  ['JsonSerializeExpr', { version: 17, what: 'JSON_SERIALIZE' }],
  ['JsonFuncExpr', { version: 17, what: 'JSON_EXISTS, JSON_QUERY and JSON_VALUE' }],
  ['JsonTable', { version: 17, what: 'JSON_TABLE' }],
  ['MergeSupportFunc', { version: 17, what: 'MERGE_ACTION()' }],
]);

/** A query and all in it; `level` is its own, still without sources. */
export function select(walk: Walk, query: SelectStmt, level: Level): void {
  const within = withClause(walk, query.withClause, level);
  if (query.limitOption === 'LIMIT_OPTION_WITH_TIES') need(walk.scope, 13, 'FETCH … WITH TIES');
  if (query.groupDistinct === true) need(walk.scope, 14, 'GROUP BY DISTINCT');
  if (query.larg !== undefined && query.rarg !== undefined) {
    for (const arm of armsOf(query.larg, query.rarg)) select(walk, arm, newLevel(within.ctes, within.outer));
    visitSort(walk, query, within);
    return;
  }
  from(walk, query.fromClause, within);
  visit(walk, query.targetList, within);
  visit(walk, query.whereClause, within);
  visit(walk, query.havingClause, within);
  visit(walk, query.windowClause, within);
  visit(walk, query.valuesLists, within);
  visit(walk, query.distinctClause, within);
  visitSort(walk, query, within);
  for (const locking of all(query.lockingClause, 'LockingClause')) lockRows(locking, within);
}

/** The arms of `a UNION b UNION c …`, which is as deep as it is long. */
function armsOf(larg: SelectStmt, rarg: SelectStmt): readonly SelectStmt[] {
  const arms = [rarg];
  let left = larg;
  while (left.larg !== undefined && left.rarg !== undefined && OWN.every((part) => left[part] === undefined)) {
    arms.push(left.rarg);
    left = left.larg;
  }
  return [...arms, left].toReversed();
}
/** What makes an arm more than the union of its own arms. */
const OWN = ['withClause', 'sortClause', 'limitCount', 'limitOffset'] as const;

function visitSort(walk: Walk, { sortClause, groupClause, targetList, limitCount, limitOffset }: SelectStmt, level: Level): void {
  if (sortClause !== undefined || groupClause !== undefined) {
    const outputs = new Set(all(targetList, 'ResTarget').flatMap(({ name }) => name ?? []));
    const sorted = { sources: level.sources, outer: level.outer, ctes: level.ctes, outputs };
    visit(walk, sortClause, sorted);
    visit(walk, groupClause, sorted);
  }
  visit(walk, limitCount, level);
  visit(walk, limitOffset, level);
}

/** FOR UPDATE and its like. */
function lockRows({ lockedRels }: LockingClause, { sources }: Level): void {
  const named = all(lockedRels, 'RangeVar').map(({ relname = '' }) => relname);
  for (const [alias, read] of sources) {
    if (read !== undefined && (named.length === 0 || named.includes(alias))) read.lock = strongerLock(read.lock, 'ROW SHARE');
  }
}

/** Common table expressions; what they are called is no relation in what follows. */
export function withClause(walk: Walk, clause: WithClause | undefined, level: Level): Level {
  if (clause === undefined) return level;
  const ctes = new Set(level.ctes);
  const tables = all(clause.ctes, 'CommonTableExpr');
  if (clause.recursive === true) for (const { ctename = '' } of tables) ctes.add(ctename);
  for (const table of tables) {
    commonTable(walk, table, new Set(ctes), level);
    ctes.add(table.ctename ?? '');
  }
  return { sources: level.sources, outer: level.outer, ctes, outputs: level.outputs };
}

function commonTable(
  walk: Walk,
  { ctequery, ctematerialized, search_clause: search, cycle_clause: cycle }: CommonTableExpr,
  ctes: ReadonlySet<string>,
  level: Level,
): void {
  if (ctematerialized === 'CTEMaterializeAlways' || ctematerialized === 'CTEMaterializeNever')
    need(walk.scope, 12, 'WITH … AS [NOT] MATERIALIZED');
  if (search !== undefined || cycle !== undefined) need(walk.scope, 14, 'SEARCH and CYCLE');
  if (ctequery === undefined) return;
  const query = as(ctequery, 'SelectStmt');
  if (query === undefined) walk.writes.push({ node: ctequery, ctes });
  else select(walk, query, newLevel(ctes, level.outer));
}

/** Sources of a FROM clause, and what their parts use. */
export function from(walk: Walk, items: readonly Node[] | undefined, level: Level): void {
  for (const item of items ?? []) source(walk, item, level);
}

export function source(walk: Walk, item: Node, level: Level): void {
  const tag = tagOf(item);
  switch (tag) {
    case 'RangeVar': {
      const relation = as(item, tag);
      if (relation !== undefined) relationSource(walk, relation, level, 'ACCESS SHARE');
      return;
    }
    case 'JoinExpr': {
      const { larg, rarg, quals, usingClause, alias } = as(item, tag) ?? {};
      const before = new Set(level.sources.keys());
      if (larg !== undefined) source(walk, larg, level);
      if (rarg !== undefined) source(walk, rarg, level);
      for (const name of strings(usingClause)) for (const [key, read] of level.sources) if (!before.has(key)) read?.columns.add(name);
      visit(walk, quals, level);
      if (alias?.aliasname !== undefined) level.sources.set(alias.aliasname, undefined);
      return;
    }
    case 'RangeTableSample': {
      const { relation, args } = as(item, tag) ?? {};
      if (relation !== undefined) source(walk, relation, level);
      visit(walk, args, level);
      return;
    }
    case 'RangeSubselect': {
      const { subquery, alias, lateral } = as(item, tag) ?? {};
      const query = as(subquery, 'SelectStmt');
      // Only LATERAL lets it see what stands beside it.
      if (query !== undefined) select(walk, query, newLevel(level.ctes, lateral === true ? level : level.outer));
      if (alias === undefined) need(walk.scope, 16, 'a sub-select in FROM without a name');
      level.sources.set(alias?.aliasname ?? `(${level.sources.size})`, undefined);
      return;
    }
    default: {
      // A function: LATERAL or not, it sees what stands before it.
      visit(walk, item, level);
      const { alias } = (item as Readonly<Record<string, { readonly alias?: { readonly aliasname?: string } }>>)[tag] ?? {};
      level.sources.set(alias?.aliasname ?? `(${level.sources.size})`, undefined);
    }
  }
}

/** A relation by its name, unless a common table expression is called so. */
function relationSource(walk: Walk, relation: RangeVar, level: Level, lock: Lock): void {
  const { schemaname, relname = '', alias } = relation;
  const isCte = schemaname === undefined && level.ctes.has(relname);
  level.sources.set(alias?.aliasname ?? relname, isCte ? undefined : readOf(walk, relationName(relation, walk.scope), lock));
}

function readOf({ reads }: Walk, relation: Name, lock: Lock): Read {
  const key = `${relation.schema ?? ''}.${relation.name}`;
  const known = reads.get(key);
  if (known !== undefined) {
    known.lock = strongerLock(known.lock, lock);
    return known;
  }
  const read: Read = { relation, columns: new Set(), lock };
  reads.set(key, read);
  return read;
}

function column(walk: Walk, { fields }: ColumnRef, level: Level): void {
  const parts = strings(fields);
  const isStar = fields?.length !== parts.length;
  const name = isStar ? '*' : (parts.at(-1) ?? '');
  walk.columns.add(name);
  const alias = isStar ? parts.at(-1) : parts.at(-2);
  if (alias !== undefined) {
    sourceCalled(alias, level)?.columns.add(name);
  } else if (isStar) {
    for (const read of level.sources.values()) read?.columns.add(name);
  } else if (level.outer === undefined && !mayBeVariable(name, walk.scope) && !level.outputs.has(name)) {
    // Only where one relation is all that there is, a bare name is certainly one of its columns, or the row itself.
    const [only] = level.sources;
    if (only !== undefined && level.sources.size === 1) only[1]?.columns.add(only[0] === name ? '*' : name);
  }
}

const mayBeVariable = (name: string, { hasVariables, variables }: Scope): boolean =>
  hasVariables && (variables === undefined || variables.has(name));

function sourceCalled(alias: string, level: Level): Read | undefined {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) if (at.sources.has(alias)) return at.sources.get(alias);
  return undefined;
}

function call(walk: Walk, node: FuncCall, level: Level): void {
  const { funcname, args = [] } = node;
  const name = nameOf(funcname);
  const number = name.name === 'setval' ? literalOf(args[1]) : undefined;
  walk.calls.push({
    name,
    arguments: args.length,
    literals: args.map((argument) => stringOf(argument)),
    ...(number === undefined ? undefined : { number: Number(number) }),
  });
  visit(walk, args, level);
  visit(walk, node.agg_order, level);
  visit(walk, node.agg_filter, level);
  visit(walk, node.over, level);
}

function cast(walk: Walk, { arg, typeName: type }: TypeCast, level: Level): void {
  const text = as(arg, 'A_Const')?.sval;
  if (text !== undefined) {
    const to = typeName(type);
    walk.strings?.push({ value: text.sval ?? '', type: to });
    if (type?.names?.length === 1) walk.labels.push({ value: text.sval ?? '', type: to });
    return;
  }
  for (const element of as(arg, 'A_ArrayExpr')?.elements ?? []) {
    const item = as(element, 'A_Const')?.sval;
    if (item === undefined) visit(walk, element, level);
    else walk.strings?.push({ value: item.sval ?? '', type: { ...typeName(type), dimensions: 0 } });
  }
  if (as(arg, 'A_ArrayExpr') === undefined) visit(walk, arg, level);
}

/** A string constant, cast or not. */
export function stringOf(node: Node | undefined): string | undefined {
  const constant = as(node, 'A_Const');
  if (constant !== undefined) return constant.sval === undefined ? undefined : (constant.sval.sval ?? '');
  const inner = as(node, 'TypeCast')?.arg;
  return inner === undefined ? undefined : stringOf(inner);
}
