import type { CreateFunctionStmt, FunctionParameterMode, Node, SelectStmt } from 'libpg-query';
import type { Expression } from '../../../model/expression.ts';
import type { Name } from '../../../model/name.ts';
import type { CreateFunction, Operation, Query } from '../../../model/operation.ts';
import { element, following } from './clauses.ts';
import { expression } from './expression.ts';
import { volatilityOf } from './routine.ts';
import { nameOf, type Scope, whole } from './scope.ts';
import { findBody } from './body.ts';
import { all, as, isOn, options, placeOf, strings, textOf, words } from './tree.ts';
import { typeName } from './type.ts';

type Body = NonNullable<CreateFunction['body']>;

/** Parameters that a call fills in. */
const INPUT: ReadonlySet<FunctionParameterMode> = new Set<FunctionParameterMode>([
  'FUNC_PARAM_IN',
  'FUNC_PARAM_INOUT',
  'FUNC_PARAM_VARIADIC',
  'FUNC_PARAM_DEFAULT',
]);

const TRIGGERS: ReadonlySet<string> = new Set(['trigger', 'event_trigger']);

/** CREATE FUNCTION and CREATE PROCEDURE. */
export function createFunction(node: CreateFunctionStmt, scope: Scope): readonly Operation[] {
  const given = options(node.options);
  const parameters = all(node.parameters, 'FunctionParameter');
  const text = words(given.get('as'))[0];
  const language = (textOf(given.get('language')) ?? 'sql').toLowerCase();
  return [
    {
      kind: 'create-function',
      span: whole(scope),
      function: nameOf(node.funcname),
      procedure: node.is_procedure === true,
      replace: node.replace === true,
      arguments: parameters.filter(({ mode = 'FUNC_PARAM_DEFAULT' }) => INPUT.has(mode)).map(({ argType }) => typeName(argType)),
      volatility: volatilityOf(textOf(given.get('volatility'))) ?? 'volatile',
      strict: isOn(given, 'strict'),
      securityDefiner: isOn(given, 'security'),
      settings: all(node.options, 'DefElem').flatMap(({ defname, arg }) =>
        defname === 'set' ? (as(arg, 'VariableSetStmt')?.name ?? []) : [],
      ),
      language,
      returnsSet: node.returnType?.setof === true || parameters.some(({ mode }) => mode === 'FUNC_PARAM_TABLE'),
      ...(TRIGGERS.has(strings(node.returnType?.names).at(-1) ?? '') ? { returnsTrigger: true } : {}),
      body: bodyOf(node, language, text, scope),
      source: language !== 'plpgsql' || text === undefined ? undefined : { text, at: findBody(node.options, text, scope) },
    },
  ];
}

/** What the body of an SQL function does; undefined for other languages and for what can't be read. */
function bodyOf(
  { sql_body: body, parameters }: CreateFunctionStmt,
  language: string,
  text: string | undefined,
  outer: Scope,
): Body | undefined {
  const variables = new Set(all(parameters, 'FunctionParameter').flatMap(({ name }) => name ?? []));
  const scope: Scope = { ...outer, hasVariables: true, variables };
  const returned = as(body, 'ReturnStmt')?.returnval;
  if (returned !== undefined) {
    const value = expression(returned, following(scope.text, scope.span, 'return') ?? scope.span, scope);
    return {
      queries: [{ reads: [], calls: value.calls, output: undefined, star: false, unfiltered: true }],
      writes: [],
      statements: 1,
      expression: value,
    };
  }
  if (body !== undefined) return summary(statementsIn(body), scope);
  if (language !== 'sql' || text === undefined) return undefined;
  const parsed = scope.parser.parse(text);
  if (!parsed.ok) return undefined;
  const inner: Scope = { ...scope, text, locate: parsed.locate, span: { start: 0, end: text.length }, inFile: () => whole(outer) };
  return summary(
    parsed.stmts.map(({ stmt }) => stmt as unknown as Node),
    inner,
  );
}

/** BEGIN ATOMIC … END is a list of lists. */
const statementsIn = (body: Node): readonly Node[] => {
  const list = as(body, 'List')?.items;
  return list === undefined ? [body] : list.flatMap(statementsIn);
};

function summary(statements: readonly Node[], scope: Scope): Body {
  const queries: Query[] = [];
  const writes: Name[] = [];
  for (const op of statements.flatMap((statement) => scope.lower(statement, scope))) {
    if ('query' in op && op.query !== undefined) queries.push(op.query);
    if (op.kind === 'insert' || op.kind === 'update' || op.kind === 'delete' || op.kind === 'merge') writes.push(op.table);
  }
  const [only] = statements;
  const select = statements.length === 1 ? as(only, 'SelectStmt') : undefined;
  return {
    queries,
    writes,
    statements: statements.length,
    expression: select === undefined ? undefined : selectedExpression(select, scope),
  };
}

/** `SELECT expression`, with nothing else to it: what the planner can put in place of a call. */
function selectedExpression(select: SelectStmt, scope: Scope): Expression | undefined {
  const [target, ...others] = all(select.targetList, 'ResTarget');
  const plain = PARTS.every((part) => select[part] === undefined) && select.op === 'SETOP_NONE';
  if (target?.val === undefined || others.length > 0 || !plain) return undefined;
  return expression(target.val, element(scope.text, { start: scope.locate(placeOf(target)), end: scope.span.end }), scope);
}
const PARTS = [
  'fromClause',
  'whereClause',
  'groupClause',
  'havingClause',
  'windowClause',
  'valuesLists',
  'sortClause',
  'limitCount',
  'limitOffset',
  'lockingClause',
  'withClause',
  'distinctClause',
  'intoClause',
] as const;
