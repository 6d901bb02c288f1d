import type { Node } from 'libpg-query';
import type { FrontEnd, ReadStatement } from '../../engine/contracts.ts';
import type { Step } from '../../model/operation.ts';
import type { SourceFile, Span } from '../../model/source.ts';
import { createParser, type Parser } from './libpg-query.ts';
import { bodySteps, doSteps } from './lower/do.ts';
import type { Scope } from './lower/scope.ts';
import { lowerStatement } from './lower/statement.ts';
import { as } from './lower/tree.ts';
import { type Locate, sameOffset } from './offsets.ts';
import { type Reading, readStatements } from './read-statements.ts';

/** PostgreSQL's way from text to operations. `load` gives the bytes of the parser, once they are needed. */
export function postgresqlFrontEnd(load: () => Uint8Array): FrontEnd {
  let loaded: Parser | undefined;
  const parser = (): Parser => (loaded ??= createParser(load));
  return {
    read(file, span) {
      const { readings, comments } = readStatements(parser(), file, span);
      return { statements: readings.map((reading) => readStatement(reading, parser())), comments };
    },
    readBody: (file, text, at) => bodySteps(text, at, scopeOf(parser(), file, { start: 0, end: file.text.length }, sameOffset)),
  };
}

function readStatement(reading: Reading, parser: Parser): ReadStatement {
  const { statement } = reading;
  if (!reading.ok) {
    const { kind, message } = reading.error;
    const reason = kind === 'too-large' ? 'too-deep' : kind;
    return { statement, steps: [{ operations: [{ kind: 'opaque', span: statement.span, reason, detail: message, hint: undefined }], context: undefined }] };
  }
  const scope = scopeOf(parser, statement.file, statement.span, reading.locate);
  return { statement, steps: stepsOf(reading.raw.stmt as unknown as Node, scope) };
}

function stepsOf(node: Node, scope: Scope): readonly Step[] {
  const block = as(node, 'DoStmt');
  return block === undefined ? [{ operations: lowerStatement(node, scope), context: undefined }] : doSteps(block, scope);
}

const scopeOf = (parser: Parser, file: SourceFile, span: Span, locate: Locate): Scope => ({
  parser,
  file,
  text: file.text,
  locate,
  span,
  inFile: (inside) => inside,
  hasVariables: false,
  lower: lowerStatement,
  within: undefined,
});
