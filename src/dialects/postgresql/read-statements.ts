import type { SourceFile, Span, Statement } from '../../model/source.ts';
import { lex } from './lex.ts';
import type { ParseError, Parser, RawStmt } from './libpg-query.ts';
import type { ByteOffset, Locate } from './offsets.ts';
import { type Skipped, type Split, type SplitProblem, split } from './split.ts';

/** Why a statement can't be read; `offset` is in `file.text`. */
export interface ReadError extends Omit<ParseError, 'kind'> {
  readonly kind: ParseError['kind'] | 'unterminated';
}

/** A statement with its parse tree. */
export type Reading =
  /** `locate` takes a place of the tree to its offset in `file.text`. */
  | { readonly ok: true; readonly statement: Statement; readonly raw: RawStmt; readonly locate: Locate }
  | { readonly ok: false; readonly statement: Statement; readonly error: ReadError };

export interface ReadText extends Omit<Split, 'statements'> {
  readonly readings: readonly Reading[];
}

/** UTF-16 units up to which a text is parsed as one: what the parser needs grows to some 40 times the text, and is never given back. */
const WHOLE = 1_000_000;
/** Up to which it is worth it where a statement could not be read on its own. */
const WHOLE_AT_LAST = 4_000_000;

/** A part of a file that is read by itself. */
interface Stretch {
  readonly file: SourceFile;
  readonly span: Span;
}

/**
 * Cuts stretches of files into statements and parses them: first cuts all, then parses all, since a processor is faster at the same work
 * again and again than at all of it in turn.
 */
export function readStatements(parser: Parser, stretches: readonly Stretch[]): readonly ReadText[] {
  const cut = stretches.map(({ file, span }) => split(file, span));
  return stretches.map((stretch, at) => parseStretch(parser, stretch, cut[at] as Split));
}

/**
 * Parsed as one it takes a tenth less time than a statement at a time, and the grammar itself confirms the cuts; where it doesn't parse as
 * one, each statement is parsed on its own, so that a broken one hides no other.
 */
function parseStretch(parser: Parser, { file, span }: Stretch, { statements, ...rest }: Split): ReadText {
  const plain = rest.problems.length === 0 && rest.skipped.length === 0;
  const length = span.end - span.start;
  const whole = (): readonly Reading[] | undefined => readWhole(parser, file, span, statements);

  let readings = plain && length <= WHOLE ? whole() : undefined;
  if (readings === undefined) {
    readings = readEach(parser, statements, rest);
    if (plain && length > WHOLE && length <= WHOLE_AT_LAST && readings.some((reading) => !reading.ok)) readings = whole() ?? readings;
  }
  return { readings, ...rest };
}

/** undefined where it does not parse as one. */
function readWhole(parser: Parser, file: SourceFile, span: Span, statements: readonly Statement[]): readonly Reading[] | undefined {
  const result = parser.parse(file.text.slice(span.start, span.end));
  if (!result.ok) return undefined;
  const locate: Locate = (place) => span.start + result.locate(place);
  const agreed =
    result.stmts.length === statements.length &&
    result.stmts.every((raw, index) => locate(raw.stmt_location) === statements[index]?.span.start);
  const confirmed = agreed ? statements : cutByTree(file, span, result.stmts, locate);
  return result.stmts.map((raw, index) => ({ ok: true, statement: confirmed[index] as Statement, raw, locate }));
}

function readEach(parser: Parser, statements: readonly Statement[], { problems, skipped }: Omit<Split, 'statements'>): readonly Reading[] {
  const readings: Reading[] = [];
  let passed = 0;
  for (const statement of statements) {
    const { start, end } = statement.span;
    while ((skipped[passed]?.span.start ?? end) < start) passed++;
    const holes: Span[] = [];
    for (; (skipped[passed]?.span.start ?? end) < end; passed++) holes.push((skipped[passed] as Skipped).span);
    const problem = problems.find(({ span }) => span.start >= start && span.start < end);
    for (const reading of problem === undefined ? readOne(parser, statement, holes) : [unterminated(statement, problem)]) {
      const index = readings.length;
      readings.push(reading.statement.index === index ? reading : { ...reading, statement: { ...reading.statement, index } });
    }
  }
  return readings;
}

/** Nearly always one; where the grammar sees several statements in one, its word holds. */
function readOne(parser: Parser, statement: Statement, holes: readonly Span[]): readonly Reading[] {
  const { file, span } = statement;
  const result = parser.parse(blank(statement, holes));
  if (!result.ok) return [{ ok: false, statement, error: { ...result.error, offset: span.start + result.error.offset } }];
  const locate: Locate = (place) => span.start + result.locate(place);
  const statements = result.stmts.length === 1 ? [statement] : cutByTree(file, span, result.stmts, locate);
  return result.stmts.map((raw, index) => ({ ok: true, statement: statements[index] as Statement, raw, locate }));
}

function unterminated(statement: Statement, { kind, span }: SplitProblem): Reading {
  return { ok: false, statement, error: { kind: 'unterminated', message: MESSAGES[kind], offset: span.start } };
}

const MESSAGES: { readonly [K in SplitProblem['kind']]: string } = {
  'unterminated-string': 'unterminated quoted string',
  'unterminated-name': 'unterminated quoted identifier',
  'unterminated-dollar-string': 'unterminated dollar-quoted string',
  'unterminated-comment': 'unterminated /* comment',
};

/** The text to parse: meta-commands in the midst of a statement are blanked out, so that all else keeps its place. */
function blank({ text, span }: Statement, holes: readonly Span[]): string {
  let parsed = '';
  let at = 0;
  for (const hole of holes) {
    parsed += text.slice(at, hole.start - span.start) + ' '.repeat(hole.end - hole.start);
    at = hole.end - span.start;
  }
  return at === 0 ? text : parsed + text.slice(at);
}

/** Statements where the parser sees them. Its lengths reach to the `;` and have comments in them. */
function cutByTree(file: SourceFile, span: Span, stmts: readonly RawStmt[], locate: Locate): readonly Statement[] {
  return stmts.map(({ stmt_location: from = 0, stmt_len: length }, index) => {
    const start = locate(from as ByteOffset);
    const limit = length === undefined ? span.end : locate((from + length) as ByteOffset);
    const lexer = lex(file.text, start, limit);
    let end = start;
    while (lexer.next() !== 'end') if (lexer.kind !== 'line-comment' && lexer.kind !== 'block-comment') end = lexer.end;
    return { file, span: { start, end }, text: file.text.slice(start, end), index };
  });
}
