import type { InsertStmt, JoinExpr, MergeStmt, Node, RangeVar, SelectStmt, UpdateStmt, WithClause } from 'libpg-query';
import type { Insert } from '../../../model/operation.ts';
import { conjuncts } from './condition.ts';
import { all, as, strings } from './tree.ts';

// What a statement would do if it ran a second time: what seeds are judged by.

/** The column of a first assignment that is computed from the column's own value: `n = n + 1`. */
const firstCounting = (targets: readonly Node[] | undefined, names: ReadonlySet<string>): string | undefined =>
  all(targets, 'ResTarget').find(({ name = '', val }) => val !== undefined && !staysTheSame(val, name, names) && reads(val, name, names))
    ?.name;

/** Applied to what they returned, these return the same. */
const SETTLING = new Set(
  'coalesce lower upper initcap btrim ltrim rtrim abs floor ceil ceiling round trunc date_trunc jsonb_set jsonb_strip_nulls array_remove normalize'.split(
    ' ',
  ),
);

/** `a = a`, `email = lower(email)`, `n = coalesce(n, 1)`, `n = greatest(n, 5)`. */
function staysTheSame(value: Node, column: string, names: ReadonlySet<string>): boolean {
  if (isOwn(value, column, names)) return true;
  const call = as(value, 'FuncCall');
  const args = call !== undefined && SETTLING.has(strings(call.funcname).at(-1) ?? '') ? call.args : undefined;
  const parts = args ?? as(value, 'CoalesceExpr')?.args ?? as(value, 'MinMaxExpr')?.args;
  if (parts === undefined) return false;
  return parts.every((part) => staysTheSame(part, column, names) || !reads(part, column, names));
}

/** The column of the row that is changed; with its table before it, or without. */
const isOwn = (node: Node, column: string, names: ReadonlySet<string>, bare = true): boolean => {
  const { fields = [] } = as(node, 'ColumnRef') ?? {};
  const parts = strings(fields);
  if (parts.length !== fields.length || parts.at(-1) !== column) return false;
  const of = parts.at(-2);
  return of === undefined ? bare : names.has(of);
};

/** In a query of its own a bare name is most likely a column of what that reads. */
function reads(value: unknown, column: string, names: ReadonlySet<string>, bare = true): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => reads(each, column, names, bare));
  if (isOwn(value as Node, column, names, bare)) return true;
  const within = bare && as(value as Node, 'SelectStmt')?.fromClause === undefined;
  return Object.values(value).some((each) => reads(each, column, names, within));
}

/** Is there a node like that anywhere in it? */
function some(value: unknown, wanted: (node: Node) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => some(each, wanted));
  return wanted(value as Node) || Object.values(value).some((each) => some(each, wanted));
}

const namesOf = ({ relname = '', alias }: RangeVar): ReadonlySet<string> => new Set([alias?.aliasname ?? relname]);

/** What stands in the model only where it is so. */
interface CountsOn {
  readonly countsOn?: string;
}
const counting = (column: string | undefined): CountsOn => (column === undefined ? {} : { countsOn: column });

export const updateCounts = ({ targetList }: UpdateStmt, relation: RangeVar): CountsOn =>
  counting(firstCounting(targetList, namesOf(relation)));

export const mergeCounts = ({ mergeWhenClauses }: MergeStmt, relation: RangeVar): CountsOn =>
  counting(
    all(mergeWhenClauses, 'MergeWhenClause')
      .filter(({ commandType }) => commandType === 'CMD_UPDATE')
      .map(({ targetList }) => firstCounting(targetList, namesOf(relation)))
      .find((column) => column !== undefined),
  );

/** Functions that have another value each time. */
const FRESH = new Set(
  'nextval gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 random gen_random_bytes clock_timestamp timeofday statement_timestamp transaction_timestamp now'.split(
    ' ',
  ),
);

const isFresh = (value: Node | undefined): boolean =>
  some(value, (node) => as(node, 'SetToDefault') !== undefined || FRESH.has(strings(as(node, 'FuncCall')?.funcname).at(-1) ?? ''));

/** What a second run of an INSERT finds in its way. */
export function insertAgain(node: InsertStmt, relation: RangeVar): Pick<Insert, 'onlyMissing' | 'conflictColumns' | 'fresh' | 'countsOn'> {
  const { selectStmt, onConflictClause, cols } = node;
  const rows = as(selectStmt, 'SelectStmt');
  const columns = all(cols, 'ResTarget').map(({ name = '' }) => name);
  const cells =
    rows?.valuesLists === undefined ? all(rows?.targetList, 'ResTarget').map(({ val }) => val) : as(rows.valuesLists[0], 'List')?.items;
  const fresh = (cells ?? []).flatMap((cell, index) => (isFresh(cell) ? [columns[index] ?? index] : []));
  const elements = all(onConflictClause?.infer?.indexElems, 'IndexElem');
  const key = elements.flatMap(({ name }) => name ?? []);
  const missing = rows !== undefined && rows.valuesLists === undefined && onlyMissing(rows, relation, tablesOf(node.withClause));
  return {
    ...(missing ? { onlyMissing: true as const } : undefined),
    ...(key.length > 0 && key.length === elements.length ? { conflictColumns: key } : undefined),
    ...(fresh.length > 0 ? { fresh } : undefined),
    ...counting(firstCounting(onConflictClause?.targetList, namesOf(relation))),
  };
}

/** Common table expressions by name. */
type Tables = ReadonlyMap<string, Node>;
const tablesOf = (clause: WithClause | undefined, outer: Tables = new Map()): Tables =>
  new Map([
    ...outer,
    ...all(clause?.ctes, 'CommonTableExpr').flatMap(({ ctename = '', ctequery }) =>
      ctequery === undefined ? [] : [[ctename, ctequery] as const],
    ),
  ]);

/** A query that has no row for what the table holds already. */
function onlyMissing(query: SelectStmt, target: RangeVar, outer: Tables): boolean {
  const tables = tablesOf(query.withClause, outer);
  const { larg, rarg } = query;
  if (larg !== undefined && rarg !== undefined) {
    if (query.op === 'SETOP_EXCEPT' && readsFrom(rarg, target, tables)) return true;
    return onlyMissing(larg, target, tables) && (query.op !== 'SETOP_UNION' || onlyMissing(rarg, target, tables));
  }
  const parts = query.whereClause === undefined ? [] : conjuncts(query.whereClause);
  if (parts.some((part) => isAbsence(part, target, tables))) return true;
  const sources = query.fromClause ?? [];
  return sources.some((source) => isWithoutMatch(as(source, 'JoinExpr'), parts, target) || hasOnlyMissing(source, target, tables));
}

/** `NOT EXISTS (SELECT … FROM target)`, `x NOT IN (SELECT … FROM target)`, `x <> ALL (…)`. */
function isAbsence(part: Node, target: RangeVar, tables: Tables): boolean {
  const { boolop, args } = as(part, 'BoolExpr') ?? {};
  const link = as(boolop === 'NOT_EXPR' ? args?.[0] : part, 'SubLink');
  if (link === undefined) return false;
  const fits =
    boolop === 'NOT_EXPR'
      ? link.subLinkType === 'EXISTS_SUBLINK' || link.subLinkType === 'ANY_SUBLINK'
      : link.subLinkType === 'ALL_SUBLINK' && strings(link.operName).at(-1) === '<>';
  return fits && readsFrom(as(link.subselect, 'SelectStmt'), target, tables);
}

/** `… LEFT JOIN target t ON … WHERE t.id IS NULL` */
function isWithoutMatch(join: JoinExpr | undefined, parts: readonly Node[], target: RangeVar): boolean {
  if (join === undefined) return false;
  const right = as(join.rarg, 'RangeVar');
  if (join.jointype === 'JOIN_LEFT' && right !== undefined && isTarget(right, target)) {
    const [alias = ''] = namesOf(right);
    const unmatched = parts.some((part) => {
      const test = as(part, 'NullTest');
      return test?.nulltesttype === 'IS_NULL' && strings(as(test.arg, 'ColumnRef')?.fields).at(-2) === alias;
    });
    if (unmatched) return true;
  }
  return isWithoutMatch(as(join.larg, 'JoinExpr'), parts, target);
}

/** A source whose rows are such ones: a sub-select, a common table expression, or what an INSERT that adds only what is missing returns. */
function hasOnlyMissing(source: Node, target: RangeVar, tables: Tables): boolean {
  const { jointype, larg, rarg } = as(source, 'JoinExpr') ?? {};
  if (jointype === 'JOIN_INNER') return [larg, rarg].some((side) => side !== undefined && hasOnlyMissing(side, target, tables));
  if (jointype === 'JOIN_LEFT') return larg !== undefined && hasOnlyMissing(larg, target, tables);
  const { relname = '', schemaname } = as(source, 'RangeVar') ?? {};
  const named = schemaname === undefined ? tables.get(relname) : undefined;
  const query = as(named ?? as(source, 'RangeSubselect')?.subquery, 'SelectStmt');
  // Without itself: a recursive one names itself.
  const rest = new Map([...tables].filter(([name]) => name !== relname));
  if (query !== undefined) return query.valuesLists === undefined && onlyMissing(query, target, rest);
  const added = as(named, 'InsertStmt');
  if (added?.relation === undefined) return false;
  const again = insertAgain(added, added.relation);
  return again.onlyMissing === true || added.onConflictClause?.action === 'ONCONFLICT_NOTHING';
}

const isTarget = ({ relname, schemaname }: RangeVar, target: RangeVar): boolean =>
  relname === target.relname && (schemaname ?? 'public') === (target.schemaname ?? 'public');

/** Does it read the table, itself or through a common table expression? */
const readsFrom = (query: SelectStmt | undefined, target: RangeVar, tables: Tables): boolean =>
  some(query, (node) => {
    const relation = as(node, 'RangeVar');
    if (relation === undefined) return false;
    const named = relation.schemaname === undefined ? tables.get(relation.relname ?? '') : undefined;
    if (named === undefined) return isTarget(relation, target);
    const rest = new Map([...tables].filter(([name]) => name !== relation.relname));
    return readsFrom(as(named, 'SelectStmt'), target, rest);
  });
