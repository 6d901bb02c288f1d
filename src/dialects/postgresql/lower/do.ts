import type { DoStmt, Node } from 'libpg-query';
import type { Operation, Step, StepContext } from '../../../model/operation.ts';
import type { Span } from '../../../model/source.ts';
import type { ParseError, RawStmt } from '../libpg-query.ts';
import type { ByteOffset, Locate } from '../offsets.ts';
import { type PlpgsqlStep, type PlpgsqlSteps, readPlpgsql, readPlpgsqlBody } from '../plpgsql.ts';
import { hintFor } from '../unread.ts';
import { findBody } from './body.ts';
import { trimmed } from './clauses.ts';
import { type Scope, whole } from './scope.ts';
import { options, textOf } from './tree.ts';

/** A DO block, a step for each statement in it. */
export function doSteps({ args }: DoStmt, scope: Scope): readonly Step[] {
  const given = options(args);
  const language = (textOf(given.get('language')) ?? 'plpgsql').toLowerCase();
  const text = textOf(given.get('as'));
  if (language !== 'plpgsql' || text === undefined) return [unread(`a block in ${language}`, 'unmodelled', scope)];
  const create = scope.text.slice(scope.span.start, scope.span.end);
  return stepsOf(readPlpgsql(scope.parser, create, { text, at: findBody(args, text, scope) }), 'do', scope);
}

/** The body of a procedure that is called; `scope` is the file that it is reported in. */
export const bodySteps = (text: string, at: number | undefined, scope: Scope): readonly Step[] =>
  stepsOf(readPlpgsqlBody(scope.parser, { text, at }), 'call', scope);

function stepsOf(read: PlpgsqlSteps, within: StepContext['within'], scope: Scope): readonly Step[] {
  if (!read.ok) return [unread(read.error.message, read.error.kind === 'too-large' ? 'too-deep' : read.error.kind, scope)];
  const steps = read.steps.map((each): Step => {
    const isDynamic = each.kind === 'dynamic' || (each.kind === 'sql' && each.source === 'execute');
    const needs: Scope['needs'] = { newest: undefined };
    const operations = operationsOf(each, { ...scope, needs });
    return { operations, context: { within, ...each.context, dynamic: isDynamic }, requires: needs.newest };
  });
  return steps.length > 0
    ? steps
    : [{ operations: [{ kind: 'inert', span: whole(scope), what: 'DO' }], context: undefined, requires: undefined }];
}

const unread = (detail: string, reason: 'syntax' | 'too-deep' | 'nul' | 'unmodelled', scope: Scope): Step => ({
  operations: [{ kind: 'opaque', span: whole(scope), reason, detail, hint: undefined }],
  context: undefined,
  requires: undefined,
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
      if (!parsed.ok) return [unreadable(step.text, parsed.error, step.source, span)];
      const inner = innerScope(step, span, parsed.locate, scope);
      return parsed.stmts.flatMap((raw) =>
        scope.lower(raw.stmt as unknown as Node, parsed.stmts.length === 1 ? inner : { ...inner, span: spanOf(raw, inner) }),
      );
    }
  }
}

/** One of several statements of an EXECUTE. */
function spanOf({ stmt_location: from, stmt_len: length }: RawStmt, { locate, text, span }: Scope): Span {
  const end = length === undefined ? span.end : locate(((from ?? 0) + length) as ByteOffset);
  return trimmed(text, { start: locate(from), end });
}

/** An expression that we cut wrongly, or that is no SQL by itself, is not said to be an error of the user's. */
function unreadable(
  text: string,
  { kind, message, offset }: ParseError,
  source: 'static' | 'execute' | 'expression',
  span: Span,
): Operation {
  if (source === 'expression') return { kind: 'dynamic', span, detail: text };
  const hint = kind === 'syntax' ? hintFor(text, message, offset) : undefined;
  return { kind: 'opaque', span, reason: kind === 'too-large' ? 'too-deep' : kind, detail: message, hint };
}

/** Where the text stands in the file, places are the file's own; otherwise all of it is the step's place. */
function innerScope(step: PlpgsqlStep & { readonly kind: 'sql' }, span: Span, locate: Locate, scope: Scope): Scope {
  const { at, text } = step;
  const hasVariables = step.source !== 'execute';
  if (at === undefined || !scope.file.text.startsWith(step.source === 'expression' ? '' : text, at)) {
    return { ...scope, text, locate, span: { start: 0, end: text.length }, inFile: () => span, hasVariables };
  }
  return { ...scope, text: scope.file.text, locate: (place) => at + locate(place), span, inFile: (inside) => inside, hasVariables };
}
