import type { CreateFunction, Operation, Query } from '../../../model/operation.ts';
import type { Expression } from '../../../model/expression.ts';
import type { Name } from '../../../model/name.ts';
import type { Parser } from '../libpg-query.ts';
import { expression } from './expression.ts';
import { nameOfList, objectName, typeName, relationName } from './name.ts';
import { inside, is, kindOf, node, nodes, strings, stringOf, text, type Node, type Source, type Wrapped } from './node.ts';
import { queryOf } from './query.ts';

const option = (statement: Node, key: string, name: string): Node | undefined => nodes(statement[key]).map((each) => inside(each)).find((each) => each['defname'] === name);

export function createFunction(source: Source, statement: Node, parser: Parser): Operation[] {
  const { span } = source;
  const value = (name: string): string => stringOf(option(statement, 'options', name)?.['arg']);
  const flag = (name: string): boolean => is(node(inside(option(statement, 'options', name)?.['arg'] as Wrapped | undefined))['boolval']);
  const parts = strings(inside(option(statement, 'options', 'as')?.['arg'] as Wrapped | undefined)['items']);
  const standard = statement['sql_body'];
  const language = (value('language') || (standard === undefined ? '' : 'sql')).toLowerCase();
  const [body] = parts;
  const volatility = value('volatility').toLowerCase();
  const input = nodes(statement['parameters']).map((each) => inside(each)).filter((each) => !['FUNC_PARAM_OUT', 'FUNC_PARAM_TABLE'].includes(text(each['mode'])));
  return [{
    kind: 'create-function', span,
    function: nameOfList(statement['funcname']),
    procedure: is(statement['is_procedure']),
    replace: is(statement['replace']),
    arguments: input.map((each) => typeName(each['argType'])),
    volatility: volatility === 'immutable' || volatility === 'stable' ? volatility : 'volatile',
    strict: flag('strict'),
    securityDefiner: flag('security'),
    settings: nodes(statement['options']).map((each) => inside(each)).filter((each) => each['defname'] === 'set').map((each) => text(inside(each['arg'] as Wrapped)['name'])),
    language,
    returnsSet: is(node(statement['returnType'])['setof']),
    body: language !== 'sql' ? undefined : standard === undefined ? stringBody(body ?? '', parser) : standardBody(standard as Wrapped),
    source: language === 'plpgsql' && body !== undefined ? { text: body, at: placeOfBody(source, body) } : undefined,
  } satisfies CreateFunction];
}

/** Where a body stands literally: in a dollar quote, or in quotes without escapes. */
export function placeOfBody({ text: whole, span }: Source, body: string): number | undefined {
  if (body === '') return undefined;
  const at = whole.indexOf(body, span.start);
  return at >= 0 && at < span.end ? at : undefined;
}

type Body = NonNullable<CreateFunction['body']>;

function stringBody(body: string, parser: Parser): Body | undefined {
  const parsed = parser.parse(body);
  return parsed.ok ? bodyOf(parsed.stmts.map(({ stmt }) => stmt as Wrapped)) : undefined;
}

function standardBody(body: Wrapped): Body {
  if (kindOf(body) === 'ReturnStmt') {
    const value = inside(body)['returnval'] as Wrapped;
    return { queries: [queryOf({ List: { items: [value] } }, false)], writes: [], statements: 1, expression: expression(value, '') };
  }
  const flat = (each: unknown): readonly Wrapped[] => {
    const wrapped = each as Wrapped;
    return kindOf(wrapped) === 'List' ? nodes(inside(wrapped)['items']).flatMap(flat) : [wrapped];
  };
  return bodyOf(flat(body));
}

function bodyOf(statements: readonly Wrapped[]): Body {
  const queries: Query[] = [];
  const writes: Name[] = [];
  let single: Expression | undefined;
  for (const statement of statements) {
    const inner = inside(statement);
    queries.push(queryOf({ Source: { ...inner, relation: undefined } }, false));
    if (['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(kindOf(statement))) writes.push(relationName(node(inner['relation'])));
    const targets = nodes(inner['targetList']);
    if (statements.length === 1 && kindOf(statement) === 'SelectStmt' && targets.length === 1 && inner['fromClause'] === undefined && inner['whereClause'] === undefined) {
      single = expression(inside(targets[0])['val'] as Wrapped, '');
    }
  }
  return { queries, writes, statements: statements.length, expression: single };
}

export function alterFunction({ span }: Source, statement: Node): Operation[] {
  const volatility = stringOf(nodes(statement['actions']).map((each) => inside(each)).find((each) => each['defname'] === 'volatility')?.['arg']).toLowerCase();
  return [{
    kind: 'alter-function', span, function: objectName({ ObjectWithArgs: node(statement['func']) }),
    volatility: volatility === 'immutable' || volatility === 'stable' || volatility === 'volatile' ? volatility : undefined, to: undefined,
  }];
}
