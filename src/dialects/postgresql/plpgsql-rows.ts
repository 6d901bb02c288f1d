import type { Parser } from './libpg-query.ts';
import { foldNode, listNode, type Known, type Values } from './plpgsql-fold.ts';

type Node = Readonly<Record<string, unknown>>;
type Row = readonly (readonly [column: string, value: Known])[];

/** The rows of a query that reads nothing but literals: VALUES, or unnest of an array. undefined for every other. */
export function rowsOf(parser: Parser, query: string, values: Values): readonly Row[] | undefined {
  const result = parser.parse(query);
  const [statement, ...others] = result.ok ? result.stmts : [];
  const select = child(statement?.stmt, 'SelectStmt');
  if (select === undefined || others.length > 0 || HIDING.some((key) => select[key] !== undefined)) return undefined;
  if (select['valuesLists'] !== undefined) return valuesIn(select, [], values);

  const targets = nodes(select['targetList']).map((each) => child(each, 'ResTarget'));
  const [target] = targets;
  const [from, ...joined] = nodes(select['fromClause']);
  if (target === undefined || targets.length > 1 || joined.length > 0) return undefined;
  if (from === undefined) return unnested(child(target, 'val'), textOr(target['name'], 'unnest'), values);
  // Of what stands in FROM all columns, or the only one.
  const rows = rowsFrom(from, values);
  const fields = nodes(child(child(target, 'val'), 'ColumnRef')?.['fields']);
  const isStar = fields.length === 1 && child(fields[0], 'A_Star') !== undefined;
  const isOnly = fields.length === 1 && rows?.[0]?.length === 1 && child(fields[0], 'String')?.['sval'] === rows[0][0]?.[0];
  return (isStar || isOnly) && target['name'] === undefined ? rows : undefined;
}

/** Clauses that leave rows out, add some, or move them. */
const HIDING = [
  'whereClause',
  'limitCount',
  'limitOffset',
  'groupClause',
  'havingClause',
  'withClause',
  'larg',
  'distinctClause',
  'intoClause',
];

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function rowsFrom(from: Node, values: Values): readonly Row[] | undefined {
  const subselect = child(from, 'RangeSubselect');
  const call = child(from, 'RangeFunction');
  const alias = child(child(subselect ?? call, 'alias'), 'Alias') ?? child(subselect ?? call, 'alias');
  const columns = nodes(alias?.['colnames']).map((name) => textOr(child(name, 'String')?.['sval'], ''));
  const inner = child(child(subselect, 'subquery'), 'SelectStmt');
  if (inner?.['valuesLists'] !== undefined && HIDING.every((key) => inner[key] === undefined)) return valuesIn(inner, columns, values);
  const [item, ...others] = nodes(call?.['functions']).flatMap((each) => nodes(child(each, 'List')?.['items']).slice(0, 1));
  if (item === undefined || others.length > 0 || call?.['ordinality'] === true) return undefined;
  return unnested(item, columns[0] ?? textOr(alias?.['aliasname'], 'unnest'), values);
}

function valuesIn(select: Node, columns: readonly string[], values: Values): readonly Row[] | undefined {
  const rows = nodes(select['valuesLists']).map((row) =>
    nodes(child(row, 'List')?.['items']).map((item, at) => [columns[at] ?? `column${at + 1}`, foldNode(item, values)] as const),
  );
  return rows.every((row) => row.every(([, value]) => value !== undefined)) ? (rows as readonly Row[]) : undefined;
}

function unnested(node: Node | undefined, column: string, values: Values): readonly Row[] | undefined {
  const call = child(node, 'FuncCall');
  const name = nodes(call?.['funcname']).at(-1);
  const [argument, ...others] = nodes(call?.['args']);
  if (child(name, 'String')?.['sval'] !== 'unnest' || others.length > 0) return undefined;
  return listNode(argument, values)?.map((value) => [[column, value]]);
}

const child = (node: Node | undefined, key: string): Node | undefined => node?.[key] as Node | undefined;
const nodes = (list: unknown): readonly Node[] => (Array.isArray(list) ? (list as readonly Node[]) : []);
