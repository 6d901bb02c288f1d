import type { FrontEnd, ReadSection, ReadStatement } from '../../../engine/contracts.ts';
import type { Operation, Step, StepContext } from '../../../model/operation.ts';
import type { SourceFile, Span, Statement } from '../../../model/source.ts';
import { createParser, type Parser } from '../libpg-query.ts';
import { lex } from '../lex.ts';
import { readPlpgsql, readPlpgsqlBody, type PlpgsqlStep } from '../plpgsql.ts';
import { readStatements, type Reading } from '../read-statements.ts';
import { inside, kindOf, nodes, stringOf, text, type Source, type Wrapped } from './node.ts';
import { placeOfBody } from './functions.ts';
import { lowerStatement } from './statement.ts';

export function postgresqlFrontEnd(load: () => Uint8Array): FrontEnd {
  let made: Parser | undefined;
  const parser = (): Parser => (made ??= createParser(load));
  return {
    read(file, span): ReadSection {
      const { readings } = readStatements(parser(), file, span);
      return {
        statements: readings.map((reading): ReadStatement => ({ statement: reading.statement, steps: stepsOf(parser(), file, reading) })),
        comments: commentsOf(file.text, span),
      };
    },
    readBody(file, body, at) {
      const read = readPlpgsqlBody(parser(), { text: body, at });
      return read.ok ? read.steps.flatMap((step) => plpgsqlStep(parser(), file, step, { start: 0, end: 0 })) : [];
    },
  };
}

function commentsOf(whole: string, { start, end }: Span): ReadSection['comments'] {
  if (!whole.includes('--') && !whole.includes('/*')) return [];
  const lexer = lex(whole, start, end);
  const comments: { span: Span; body: string; style: 'line' | 'block' }[] = [];
  while (lexer.next() !== 'end') {
    if (lexer.kind === 'line-comment') comments.push({ span: { start: lexer.start, end: lexer.end }, body: whole.slice(lexer.start + 2, lexer.end), style: 'line' });
    if (lexer.kind === 'block-comment') comments.push({ span: { start: lexer.start, end: lexer.end }, body: whole.slice(lexer.start + 2, lexer.end - 2), style: 'block' });
  }
  return comments;
}

function stepsOf(parser: Parser, file: SourceFile, reading: Reading): readonly Step[] {
  const { statement } = reading;
  if (!reading.ok) {
    const { kind, message } = reading.error;
    const reason = kind === 'too-large' ? 'too-deep' : kind;
    return [one({ kind: 'opaque', span: statement.span, reason, detail: message, hint: hintFor(statement) })];
  }
  const source: Source = { text: file.text, locate: reading.locate, span: statement.span };
  const tree = reading.raw.stmt as Wrapped;
  if (kindOf(tree) === 'DoStmt') return doSteps(parser, file, source, statement, tree);
  return [{ operations: lowerStatement(source, tree, parser), context: undefined }];
}

const one = (op: Operation): Step => ({ operations: [op], context: undefined });

function hintFor({ text: sql }: Statement): string | undefined {
  if (/\$\{|\{\{/.test(sql)) return 'A placeholder has no value: give it one in the configuration (placeholders).';
  if (/`|\bAUTO_INCREMENT\b|\bENGINE\s*=/i.test(sql)) return 'This looks like MySQL.';
  return undefined;
}

function doSteps(parser: Parser, file: SourceFile, source: Source, statement: Statement, tree: Wrapped): readonly Step[] {
  const args = nodes(inside(tree)['args']).map((each) => inside(each));
  const language = stringOf(args.find((each) => text(each['defname']) === 'language')?.['arg']) || 'plpgsql';
  const body = stringOf(args.find((each) => text(each['defname']) === 'as')?.['arg']);
  if (language !== 'plpgsql') return [one({ kind: 'dynamic', span: statement.span, detail: `DO in language ${language}` })];
  const read = readPlpgsql(parser, statement.text, { text: body, at: placeOfBody(source, body) });
  if (!read.ok) return [one({ kind: 'opaque', span: statement.span, reason: read.error.kind === 'too-large' ? 'too-deep' : read.error.kind, detail: read.error.message, hint: undefined })];
  const steps = read.steps.flatMap((step) => plpgsqlStep(parser, file, step, statement.span));
  return steps.length === 0 ? [one({ kind: 'inert', span: statement.span, what: 'DO' })] : steps;
}

function plpgsqlStep(parser: Parser, file: SourceFile, step: PlpgsqlStep, whole: Span): Step[] {
  const { context: found } = step;
  const context: StepContext = { within: 'do', loop: found.loop, commits: found.commits, conditional: found.conditional, guarded: found.guarded, dynamic: step.kind === 'dynamic' };
  const span = step.span ?? whole;
  if (step.kind === 'dynamic') return [{ operations: [{ kind: 'dynamic', span, detail: step.detail }], context }];
  if (step.kind !== 'sql') return [{ operations: [{ kind: 'transaction', span, action: step.kind, chain: false, name: undefined }], context }];
  const parsed = parser.parse(step.text);
  if (!parsed.ok) return [{ operations: [{ kind: 'opaque', span, reason: 'syntax', detail: parsed.error.message, hint: undefined }], context }];
  const { at } = step;
  return parsed.stmts.map(({ stmt }) => {
    const literal = at !== undefined && file.text.startsWith(step.text, at);
    const source: Source = literal
      ? { text: file.text, locate: (place) => at + parsed.locate(place), span }
      : { text: step.text, locate: parsed.locate, span: { start: 0, end: step.text.length } };
    const operations = lowerStatement(source, stmt as Wrapped, parser);
    return { operations: literal ? operations : operations.map((op) => ({ ...op, span })), context };
  });
}
