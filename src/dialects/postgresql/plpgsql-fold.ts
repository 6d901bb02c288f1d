import { quoteIdentifier } from '../../model/name.ts';
import type { Parser } from './libpg-query.ts';

/** A text that is known before the code runs; null is SQL's NULL. */
export type Known = string | null;
/** Values by the names of variables, of fields as `record.field`; a list is an array. */
export type Values = ReadonlyMap<string, Known | readonly Known[]>;

/**
 * The text that an expression yields whatever happens, or undefined: constants, `||`, `concat`, `format`, `quote_ident` and
 * `quote_literal` of such and of variables that are known, with casts to text in between. This is how migrations write dynamic SQL that
 * isn't.
 */
export const foldText = (parser: Parser, expression: string, values: Values): string | undefined =>
  foldNode(expressionNode(parser, expression), values) ?? undefined;

/** The same with the values of each round of a loop; undefined where it is not known in one of them. Equal texts come once. */
export function foldTexts(parser: Parser, expression: string, rounds: readonly Values[]): readonly string[] | undefined {
  const node = expressionNode(parser, expression);
  const texts = rounds.map((values) => foldNode(node, values) ?? undefined);
  return texts.every((text) => text !== undefined) ? [...new Set(texts)] : undefined;
}

/** The members of an array that is written out. */
export const foldList = (parser: Parser, expression: string, values: Values): readonly Known[] | undefined =>
  listNode(expressionNode(parser, expression), values);

function expressionNode(parser: Parser, expression: string): Node | undefined {
  const result = parser.parse(`SELECT ${expression}`);
  if (!result.ok || result.stmts.length !== 1) return undefined;
  const [target, ...others] = nodes(child(result.stmts[0]?.stmt, 'SelectStmt')?.['targetList']);
  return others.length === 0 ? child(child(target, 'ResTarget'), 'val') : undefined;
}

/** {@link foldText} of what has been parsed; null is SQL's NULL. */
export const foldNode = (node: Node | undefined, values: Values): Known | undefined => fold(node, values, 0);

/** {@link foldList} of what has been parsed: `ARRAY[…]`, `'{…}'` without quotes, or a variable. */
export function listNode(node: Node | undefined, values: Values): readonly Known[] | undefined {
  const cast = child(node, 'TypeCast');
  if (cast !== undefined) return listNode(child(cast, 'arg'), values);
  const array = child(node, 'A_ArrayExpr');
  if (array !== undefined) {
    const members = nodes(array['elements']).map((element) => foldNode(element, values));
    return members.every((member) => member !== undefined) ? members : undefined;
  }
  const value = variable(node, values);
  if (typeof value === 'object' && value !== null) return value;
  const text = foldNode(node, values);
  const inside = typeof text === 'string' ? /^\{([^{}"\\]*)\}$/.exec(text)?.[1] : undefined;
  return inside?.split(',').map((member) => (/^null$/i.test(member.trim()) ? null : member.trim()));
}

function variable(node: Node | undefined, values: Values): Known | readonly Known[] | undefined {
  const fields = nodes(child(node, 'ColumnRef')?.['fields']).map((field) => scalar(child(field, 'String'), 'sval'));
  return fields.length === 0 ? undefined : values.get(fields.join('.'));
}

type Node = Readonly<Record<string, unknown>>;

/** Terms of a chain of `||`, which nests to the left; deeper is not worth a stack. */
const DEEPEST = 500;

function fold(node: Node | undefined, values: Values, depth: number): Known | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = (next: Node | undefined): Known | undefined => fold(next, values, depth + 1);
  const constant = child(node, 'A_Const');
  if (constant !== undefined) return constantText(constant);

  const cast = child(node, 'TypeCast');
  if (cast !== undefined) return TEXT_TYPES.has(lastName(child(cast, 'typeName')?.['names'])) ? inner(child(cast, 'arg')) : undefined;

  const operation = child(node, 'A_Expr');
  if (operation !== undefined) {
    if (operation['kind'] !== 'AEXPR_OP' || lastName(operation['name']) !== '||') return undefined;
    const left = inner(child(operation, 'lexpr'));
    const right = inner(child(operation, 'rexpr'));
    if (left === undefined || right === undefined) return undefined;
    return left === null || right === null ? null : left + right;
  }

  const call = child(node, 'FuncCall');
  if (call === undefined) {
    const value = variable(node, values);
    return typeof value === 'object' && value !== null ? undefined : value;
  }
  const given: Known[] = [];
  for (const argument of nodes(call['args'])) {
    const value = inner(argument);
    if (value === undefined) return undefined;
    given.push(value);
  }
  return apply(lastName(call['funcname']), given);
}

function constantText(constant: Node): Known | undefined {
  if (constant['isnull'] === true) return null;
  // An empty text and a zero are left out of the tree.
  if ('sval' in constant) return scalar(child(constant, 'sval'), 'sval') ?? '';
  if ('ival' in constant) return scalar(child(constant, 'ival'), 'ival') ?? '0';
  return scalar(child(constant, 'fval'), 'fval');
}

function apply(name: string, values: readonly Known[]): Known | undefined {
  const [first = null, ...rest] = values;
  switch (name) {
    case 'concat':
      return values.map((value) => value ?? '').join('');
    case 'format':
      return first === null ? null : format(first, rest);
    case 'quote_ident':
      return first === null ? null : quoteIdentifier(first);
    case 'quote_literal':
      return first === null ? null : quoteLiteral(first);
    case 'quote_nullable':
      return first === null ? 'NULL' : quoteLiteral(first);
    default:
      return undefined;
  }
}

/** Source: https://www.postgresql.org/docs/current/functions-string.html#FUNCTIONS-STRING-FORMAT. undefined where the server would complain. */
function format(template: string, values: readonly Known[]): string | undefined {
  let next = 0;
  let failed = false;
  const text = template.replaceAll(/%(?:(\d+)\$)?(.?)/gsu, (_, position: string | undefined, type: string) => {
    if (type === '%' && position === undefined) return '%';
    const index = position === undefined ? next : Number(position) - 1;
    next = index + 1;
    const value = values[index];
    if (value === undefined) failed = true;
    else if (type === 's') return value ?? '';
    else if (type === 'L') return value === null ? 'NULL' : quoteLiteral(value);
    else if (type === 'I' && value !== null) return quoteIdentifier(value);
    failed = true; // also a width, which no one writes in SQL
    return '';
  });
  return failed ? undefined : text;
}

const quoteLiteral = (value: string): string =>
  `${value.includes('\\') ? ' E' : ''}'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const TEXT_TYPES = new Set(['text', 'varchar', 'bpchar', 'name', 'regclass']);

const child = (node: Node | undefined, key: string): Node | undefined => node?.[key] as Node | undefined;
const scalar = (node: Node | undefined, key: string): string | undefined => {
  const value = node?.[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
};
const nodes = (list: unknown): readonly Node[] => (Array.isArray(list) ? (list as readonly Node[]) : []);

/** The last part of a qualified name: `pg_catalog.format` is `format`. */
function lastName(list: unknown): string {
  return scalar(child(nodes(list).at(-1), 'String'), 'sval') ?? '';
}
