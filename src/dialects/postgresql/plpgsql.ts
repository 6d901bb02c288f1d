import { quoteIdentifier } from '../../model/name.ts';
import type { Span } from '../../model/source.ts';
import type { ParseError, Parser } from './libpg-query.ts';
import { assigned, calls, insideConstant } from './plpgsql-expression.ts';
import { foldTexts, type Values } from './plpgsql-fold.ts';
import { knownValues } from './plpgsql-known.ts';
import { createLocator, locateError } from './plpgsql-locate.ts';
import { withPlainTypes } from './plpgsql-types.ts';

/** In what circumstances a step of PL/pgSQL runs. */
export interface PlpgsqlContext {
  readonly loop: boolean;
  /** A loop around it commits. */
  readonly commits: boolean;
  /** It may not run: it stands in a branch, in an exception handler, or behind a RETURN or EXIT that does. */
  readonly conditional: boolean;
  /** Conditions that an EXCEPTION clause around it catches: names in lower case, or SQLSTATEs; `others` for all. */
  readonly guarded: readonly string[];
}

/** One thing that PL/pgSQL does with SQL, in the order in which it stands. */
export type PlpgsqlStep = StepBody & {
  /** Where it stands in the file, if it can be told. */
  readonly span: Span | undefined;
  readonly context: PlpgsqlContext;
};
type StepBody =
  | {
      readonly kind: 'sql';
      /** One statement; expressions that call functions come as `SELECT …`. */
      readonly text: string;
      /** File offset of `text[0]`, where all of it stands in the file as it is. (For an expression, where `SELECT ` would have to stand.) */
      readonly at: number | undefined;
      /** `execute`: from an EXECUTE whose text is known. */
      readonly source: 'static' | 'execute' | 'expression';
    }
  /** SQL that is put together at run time; `detail` is the expression. */
  | { readonly kind: 'dynamic'; readonly detail: string }
  | { readonly kind: 'commit' | 'rollback' };

/** `offset` is in the file, where the place of the error can be told: the parser does not give it. */
export type PlpgsqlError = Omit<ParseError, 'offset'> & { readonly offset: number | undefined };
export type PlpgsqlSteps =
  | { readonly ok: true; readonly steps: readonly PlpgsqlStep[] }
  | { readonly ok: false; readonly error: PlpgsqlError };

/** The code between the quotes. */
export interface PlpgsqlBody {
  readonly text: string;
  /** File offset of its first character, where it stands in the file as it is. */
  readonly at: number | undefined;
}

/** Rounds of loops in loops that are told apart. */
const MOST_ROUNDS = 100;
/** Nested blocks that are followed. */
const DEEPEST = 250;

type Node = Readonly<Record<string, unknown>>;

const ALWAYS: PlpgsqlContext = { loop: false, commits: false, conditional: false, guarded: [] };

/**
 * What the PL/pgSQL of one statement does. `create` is all of the DO, CREATE FUNCTION or CREATE PROCEDURE that `body` stands in: its
 * parameters decide how the body is read.
 */
export function readPlpgsql(parser: Parser, create: string, body: PlpgsqlBody): PlpgsqlSteps {
  let result = parser.parsePlpgsql(create);
  if (!result.ok && result.error.message.startsWith('record variable cannot be part of')) {
    result = parser.parsePlpgsql(create.replace(body.text, () => withPlainTypes(body.text)));
  }
  if (result.ok) return walk(parser, result.functions[0] as Node | undefined, body);
  const { kind, message } = result.error;
  const place = locateError(body.text, message);
  return { ok: false, error: { kind, message, offset: place === undefined || body.at === undefined ? undefined : body.at + place } };
}

/** The same for a procedure or function of which only the body is at hand, not its parameters nor what it returns. */
export function readPlpgsqlBody(parser: Parser, body: PlpgsqlBody): PlpgsqlSteps {
  const tag = freeTag(body.text);
  const parameters: string[] = [];
  let [kind] = KINDS;
  for (;;) {
    const head = `CREATE ${kind.object} p (${parameters.join(', ')}) ${kind.returns}`;
    const steps = readPlpgsql(parser, `${head} LANGUAGE plpgsql AS ${tag}${body.text}${tag}`, body);
    if (steps.ok) return steps;
    const other = KINDS.find(({ wanted }) => wanted.test(steps.error.message));
    const unknown = UNKNOWN_VARIABLE.exec(steps.error.message)?.[1];
    if (other !== undefined && KINDS.indexOf(other) > KINDS.indexOf(kind)) kind = other;
    else if (unknown !== undefined && parameters.length < MOST_PARAMETERS) parameters.push(`${quoteIdentifier(unknown)} text`);
    else return steps;
  }
}

/** What a body may belong to, each with the complaint that says that it is not one of those before. */
const KINDS: readonly [Kind, ...Kind[]] = [
  { object: 'PROCEDURE', returns: '', wanted: /(?!)/ },
  { object: 'FUNCTION', returns: 'RETURNS text', wanted: /^RETURN cannot have a parameter in/ },
  { object: 'FUNCTION', returns: 'RETURNS SETOF text', wanted: /^cannot use RETURN (?:NEXT|QUERY) in/ },
];
interface Kind {
  readonly object: 'PROCEDURE' | 'FUNCTION';
  readonly returns: string;
  readonly wanted: RegExp;
}

const UNKNOWN_VARIABLE = /^"([^".]+)" is not a known variable$/;
const MOST_PARAMETERS = 100;

/** A dollar quote that does not occur in a text, nor where the text meets it. */
function freeTag(text: string): string {
  let tag = '$body$';
  for (let number = 1; (text + tag).indexOf(tag) < text.length; number++) tag = `$body${number}$`;
  return tag;
}

function walk(parser: Parser, parsed: Node | undefined, body: PlpgsqlBody): PlpgsqlSteps {
  const code = child(parsed, 'PLpgSQL_function');
  const action = child(code, 'action');
  if (code === undefined || action === undefined) return { ok: true, steps: [] };

  const steps: PlpgsqlStep[] = [];
  let depth = 0;
  let tooDeep = false;
  /** Behind a branch that returns, or that leaves the round of the loop. */
  let returned = false;
  let left = false;

  const known = knownValues(parser, list(code, 'datums'), action);
  /** Values of variables in each round of the loops around. */
  let rounds: readonly Values[] = [known.constants];

  let locator = createLocator(body.text);
  for (const datum of list(code, 'datums')) {
    const variable = child(datum, 'PLpgSQL_var');
    const line = lineOf(variable);
    evaluate(child(variable, 'default_val'), line, ALWAYS);
    execute(child(variable, 'cursor_explicit_expr'), line, ALWAYS);
  }
  locator = createLocator(body.text); // declarations of inner blocks came before the code of outer ones
  visit([action], ALWAYS);
  return tooDeep
    ? { ok: false, error: { kind: 'too-deep', message: 'nested too deeply to be read', offset: undefined } }
    : { ok: true, steps };

  function visit(statements: readonly Node[], context: PlpgsqlContext): void {
    if (depth >= DEEPEST) {
      tooDeep = true;
      return;
    }
    depth++;
    for (const statement of statements) {
      const [tag = '', node] = Object.entries(statement)[0] ?? [];
      visitOne(tag, node as Node, context);
    }
    depth--;
  }

  function visitOne(tag: string, node: Node, context: PlpgsqlContext): void {
    const line = lineOf(node);
    const branch = (): PlpgsqlContext => ({ ...context, conditional: true });
    switch (tag) {
      case 'PLpgSQL_stmt_block': {
        const handlers = list(child(child(node, 'exceptions'), 'PLpgSQL_exception_block'), 'exc_list').map((each) =>
          child(each, 'PLpgSQL_exception'),
        );
        const caught = handlers.flatMap((handler) =>
          list(handler, 'conditions').map((each) => String(child(each, 'PLpgSQL_condition')?.['condname'])),
        );
        visit(list(node, 'body'), caught.length === 0 ? context : { ...context, guarded: [...context.guarded, ...caught] });
        for (const handler of handlers) visit(list(handler, 'action'), branch());
        return;
      }
      case 'PLpgSQL_stmt_if':
        evaluate(child(node, 'cond'), line, context);
        visit(list(node, 'then_body'), branch());
        for (const each of list(node, 'elsif_list')) {
          const arm = child(each, 'PLpgSQL_if_elsif');
          evaluate(child(arm, 'cond'), lineOf(arm), branch());
          visit(list(arm, 'stmts'), branch());
        }
        visit(list(node, 'else_body'), branch());
        return;
      case 'PLpgSQL_stmt_case':
        evaluate(child(node, 't_expr'), line, context);
        for (const each of list(node, 'case_when_list')) {
          const arm = child(each, 'PLpgSQL_case_when');
          // With an operand the parser rewrites the condition: it can't be found in the body.
          if (node['t_expr'] === undefined) evaluate(child(arm, 'expr'), lineOf(arm), branch());
          visit(list(arm, 'stmts'), branch());
        }
        visit(list(node, 'else_stmts'), branch());
        return;
      case 'PLpgSQL_stmt_loop':
      case 'PLpgSQL_stmt_while':
      case 'PLpgSQL_stmt_fori':
      case 'PLpgSQL_stmt_forc':
      case 'PLpgSQL_stmt_fors':
      case 'PLpgSQL_stmt_dynfors':
      case 'PLpgSQL_stmt_foreach_a': {
        if (tag === 'PLpgSQL_stmt_fors') execute(child(node, 'query'), line, context);
        else if (tag === 'PLpgSQL_stmt_dynfors') assemble(child(node, 'query'), line, context);
        else for (const key of ['cond', 'lower', 'upper', 'step', 'expr', 'argquery']) evaluate(child(node, key), line, context);
        const before = { left, rounds };
        const within = rounds.flatMap((values) => known.rounds(tag, node, values));
        rounds = within.length <= MOST_ROUNDS ? within : [known.constants];
        visit(list(node, 'body'), { ...context, loop: true, commits: context.commits || commits(node['body']) });
        ({ left, rounds } = before);
        return;
      }
      case 'PLpgSQL_stmt_execsql':
        return execute(child(node, 'sqlstmt'), line, context);
      case 'PLpgSQL_stmt_call':
        return execute(child(node, 'expr'), line, context);
      case 'PLpgSQL_stmt_perform':
        return perform(child(node, 'expr'), line, context);
      case 'PLpgSQL_stmt_dynexecute':
        return assemble(child(node, 'query'), line, context);
      case 'PLpgSQL_stmt_open':
      case 'PLpgSQL_stmt_return_query':
        execute(child(node, 'query'), line, context);
        assemble(child(node, 'dynquery'), line, context);
        return evaluate(child(node, 'argquery'), line, context);
      case 'PLpgSQL_stmt_assign':
        return evaluate(child(node, 'expr'), line, context);
      case 'PLpgSQL_stmt_assert':
        return evaluate(child(node, 'cond'), line, context);
      case 'PLpgSQL_stmt_raise':
        for (const parameter of list(node, 'params')) evaluate(parameter, line, context);
        return;
      case 'PLpgSQL_stmt_commit':
      case 'PLpgSQL_stmt_rollback': {
        const kind = tag === 'PLpgSQL_stmt_commit' ? 'commit' : 'rollback';
        return add({ kind }, spanOf(locator.find(kind, line), kind.length), context);
      }
      case 'PLpgSQL_stmt_return':
      case 'PLpgSQL_stmt_return_next':
        evaluate(child(node, 'expr'), line, context);
        if (tag === 'PLpgSQL_stmt_return' && context.conditional) returned = true;
        return;
      case 'PLpgSQL_stmt_exit':
        if (context.conditional || node['cond'] !== undefined) left = true;
        return;
    }
  }

  /** SQL as it stands. */
  function execute(expression: Node | undefined, line: number, context: PlpgsqlContext): void {
    const text = queryOf(expression);
    if (text === undefined) return;
    const found = locator.find(text, line);
    add({ kind: 'sql', text, at: fileOffset(found), source: 'static' }, spanOf(found, text.length), context);
  }

  /** PERFORM has become SELECT; what follows is as it was. */
  function perform(expression: Node | undefined, line: number, context: PlpgsqlContext): void {
    const text = queryOf(expression);
    if (text === undefined) return;
    const rest = text.slice('SELECT'.length).trimStart();
    const found = locator.find(rest, line);
    const at = found === undefined ? undefined : found + rest.length - text.length;
    add({ kind: 'sql', text, at: fileOffset(at), source: 'static' }, spanOf(at, text.length), context);
  }

  /** An expression matters where it calls a function. */
  function evaluate(expression: Node | undefined, line: number, context: PlpgsqlContext): void {
    const query = queryOf(expression);
    if (query === undefined || !query.includes('(')) return;
    const value = isAssignment(expression) ? assigned(query) : query;
    if (!calls(value)) return;
    const found = locator.find(value, line);
    const at = found === undefined ? undefined : found - SELECT.length;
    add({ kind: 'sql', text: SELECT + value, at: fileOffset(at), source: 'expression' }, spanOf(found, value.length), context);
  }

  /** EXECUTE of an expression. */
  function assemble(expression: Node | undefined, line: number, context: PlpgsqlContext): void {
    const query = queryOf(expression);
    if (query === undefined) return;
    const found = locator.find(query, line);
    const span = spanOf(found, query.length);
    const texts = foldTexts(parser, query, rounds);
    if (texts === undefined) return add({ kind: 'dynamic', detail: query }, span, context);
    for (const text of texts) {
      const inside = found === undefined ? undefined : insideConstant(query, text);
      const at = inside === undefined ? undefined : fileOffset((found ?? 0) + inside);
      add({ kind: 'sql', text, at, source: 'execute' }, span, context);
    }
  }

  function add(step: StepBody, span: Span | undefined, context: PlpgsqlContext): void {
    const skippable = (returned || left) && !context.conditional;
    steps.push({ ...step, span, context: skippable ? { ...context, conditional: true } : context });
  }

  function fileOffset(offset: number | undefined): number | undefined {
    return offset === undefined || body.at === undefined ? undefined : body.at + offset;
  }

  function spanOf(offset: number | undefined, length: number): Span | undefined {
    const start = fileOffset(offset);
    return start === undefined ? undefined : { start, end: start + length };
  }
}

const SELECT = 'SELECT ';

const child = (node: Node | undefined, key: string): Node | undefined => node?.[key] as Node | undefined;
const list = (node: Node | undefined, key: string): readonly Node[] => (node?.[key] as readonly Node[] | undefined) ?? [];
const lineOf = (node: Node | undefined): number => Number(node?.['lineno'] ?? 1);

const queryOf = (expression: Node | undefined): string | undefined => child(expression, 'PLpgSQL_expr')?.['query'] as string | undefined;
/** RAW_PARSE_PLPGSQL_ASSIGN1 to 3, by the number of names in the target. Source: src/include/parser/parser.h */
const isAssignment = (expression: Node | undefined): boolean => Number(child(expression, 'PLpgSQL_expr')?.['parseMode'] ?? 0) >= 3;

/** Does a list of statements, or anything in it, commit? */
function commits(statements: unknown): boolean {
  const open = [statements];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('PLpgSQL_stmt_commit' in node) return true;
    for (const inner of Object.values(node) as unknown[]) open.push(inner);
  }
  return false;
}
