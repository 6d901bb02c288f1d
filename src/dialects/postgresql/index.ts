import type { Node } from 'libpg-query';
import type { FrontEnd, ReadStatement } from '../../engine/contracts.ts';
import type { Step } from '../../model/operation.ts';
import type { Span } from '../../model/source.ts';
import { createParser, type Parser } from './libpg-query.ts';
import type { Scope } from './lower/scope.ts';
import { lowerStatement } from './lower/statement.ts';
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
  };
}

function readStatement(reading: Reading, parser: Parser): ReadStatement {
  const { statement } = reading;
  if (!reading.ok) {
    const { kind, message } = reading.error;
    const reason = kind === 'too-large' ? 'too-deep' : kind;
    return { statement, steps: [{ operations: [{ kind: 'opaque', span: statement.span, reason, detail: message, hint: undefined }], context: undefined }] };
  }
  const { file, span } = statement;
  const scope: Scope = { parser, file, text: file.text, locate: reading.locate, span, inFile: same, hasVariables: false, within: undefined };
  const step: Step = { operations: lowerStatement(reading.raw.stmt as unknown as Node, scope), context: undefined };
  return { statement, steps: [step] };
}

const same = (span: Span): Span => span;
