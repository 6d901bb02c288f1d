import type { DoStmt, Node } from 'libpg-query';
import type { Operation, Step, StepContext } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import type { ParseError, RawStmt } from '../libpg-query.ts';
import type { ByteOffset, Locate } from '../offsets.ts';
import { type PlpgsqlStep, readPlpgsql, readPlpgsqlBody } from '../plpgsql.ts';
import { hintFor } from '../unread.ts';
import { findBody } from './body.ts';
import { element, trimmed } from './clauses.ts';
import { type Scope, whole } from './scope.ts';
import { as, options, textOf } from './tree.ts';

/** A DO block, a step for each statement in it. */
export function doSteps({ args }: DoStmt, scope: Scope): readonly Step[] {
  const given = options(args);
  const language = (textOf(given.get('language')) ?? 'plpgsql').toLowerCase();
  const text = textOf(given.get('as'));
  const base = { kind: 'opaque', span: whole(scope), hint: undefined } as const;
  if (language !== 'plpgsql' || text === undefined) return [alone({ ...base, reason: 'unmodelled', detail: `a block in ${language}` })];
  const create = scope.text.slice(scope.span.start, scope.span.end);
  const read = readPlpgsql(scope.parser, create, { text, at: findBody(args, text, scope) });
  if (!read.ok) return [alone(unreadable(text, read.error, read.error.offset, scope))];
  return read.steps.length > 0 ? stepsOf(read.steps, 'do', scope) : [alone({ kind: 'inert', span: base.span, what: 'DO' })];
}

/** The body of a procedure that is called; `scope` is the file that it is reported in. */
export function bodySteps(text: string, at: number | undefined, scope: Scope): readonly Step[] {
  const read = readPlpgsqlBody(scope.parser, { text, at });
  return read.ok ? stepsOf(read.steps, 'call', scope) : [alone(unreadable(text, read.error, read.error.offset, scope))];
}

const alone = (operation: Operation): Step => ({ operations: [operation], context: undefined, requires: undefined });

const stepsOf = (steps: readonly PlpgsqlStep[], within: StepContext['within'], scope: Scope): readonly Step[] =>
  steps.map((each) => {
    const isDynamic = each.kind === 'dynamic' || (each.kind === 'sql' && each.source === 'execute');
    const needs: Scope['needs'] = { newest: undefined };
    const operations = operationsOf(each, { ...scope, needs });
    return { operations, context: { within, ...each.context, dynamic: isDynamic }, requires: needs.newest };
  });

function operationsOf(step: PlpgsqlStep, scope: Scope): readonly Operation[] {
  const span = step.span ?? whole(scope);
  switch (step.kind) {
    case 'commit':
    case 'rollback':
      return [{ kind: 'transaction', span, action: step.kind, chain: false, name: undefined }];
    case 'dynamic':
      return [{ kind: 'dynamic', span, detail: step.detail }];
    case 'sql': {
      const parsed = scope.parser.parse(step.text);
      if (!parsed.ok) {
        // An expression that we cut wrongly, or that is no SQL by itself, is not said to be an error of the user's.
        if (step.source === 'expression') return [{ kind: 'dynamic', span, detail: step.text }];
        const offset = step.at === undefined ? step.span?.start : step.at + parsed.error.offset;
        return [unreadable(step.text, parsed.error, offset, scope)];
      }
      const inner = innerScope(step, span, parsed.locate, scope);
      return parsed.stmts.flatMap((raw) => lowerInner(raw, parsed.stmts.length === 1 ? inner : { ...inner, span: spanOf(raw, inner) }));
    }
  }
}

function lowerInner({ stmt }: RawStmt, scope: Scope): readonly Operation[] {
  const node = stmt as unknown as Node;
  const block = as(node, 'DoStmt');
  return block === undefined ? scope.lower(node, scope) : doSteps(block, scope).flatMap(({ operations }) => operations);
}

/** One of several statements of an EXECUTE. */
function spanOf({ stmt_location: from, stmt_len: length }: RawStmt, { locate, text, span }: Scope): Span {
  const end = length === undefined ? span.end : locate(((from ?? 0) + length) as ByteOffset);
  return trimmed(text, { start: locate(from), end });
}

/** Code that can't be read; `offset` is the place in the file that it goes wrong at, where that can be told. */
function unreadable(
  text: string,
  { kind, message }: Pick<ParseError, 'kind' | 'message'>,
  offset: number | undefined,
  scope: Scope,
): Operation {
  return {
    kind: 'opaque',
    span: offset === undefined ? whole(scope) : element(scope.file.text, { start: offset, end: offset + 1 }),
    reason: kind === 'too-large' ? 'too-deep' : kind,
    detail: message,
    hint: kind === 'syntax' ? hintFor(text, message, -1) : undefined,
  };
}

/** Where the text stands in the file, places are the file's own; otherwise all of it is the step's place. */
function innerScope({ at, text, source }: PlpgsqlStep & { readonly kind: 'sql' }, span: Span, locate: Locate, scope: Scope): Scope {
  const hasVariables = source !== 'execute';
  if (at === undefined) {
    const inFile = ({ start, end }: Span): Span => ({ ...span, sql: text.slice(start, end) });
    return { ...scope, text, locate, span: { start: 0, end: text.length }, inFile, hasVariables };
  }
  // Of an expression, `SELECT` stands in our text alone.
  const own = source === 'expression' ? span : { start: at, end: at + text.length };
  return { ...scope, text: scope.file.text, locate: (place) => at + locate(place), span: own, inFile: (inside) => inside, hasVariables };
}
