import type { Node } from 'libpg-query';
import type { Operation, Step } from '../../model/operation.ts';
import type { Comment, SourceFile, Span, Statement } from '../../model/source.ts';
import type { Target } from '../../model/target.ts';
import type { Backfill } from '../../model/backfill.ts';
import { BACKFILL_FORM, readBackfill } from './backfill.ts';
import { createParser, type Parser } from './libpg-query.ts';
import { bodySteps, doSteps } from './lower/do.ts';
import type { Scope } from './lower/scope.ts';
import { lowerStatement } from './lower/statement.ts';
import { as } from './lower/tree.ts';
import { type Locate, sameOffset } from './offsets.ts';
import { type Reading, readStatements } from './read-statements.ts';
import { unread } from './unread.ts';

interface ReadStatement {
  readonly statement: Statement;
  /** A DO block has one for each statement in it. */
  readonly steps: readonly Step[];
  readonly backfill?: Backfill;
}

interface ReadSection {
  readonly statements: readonly ReadStatement[];
  readonly comments: readonly Comment[];
}

/** How the engine is given a dialect. */
interface FrontEnd {
  /** First parses all stretches of files, then lowers all of them. */
  read(stretches: readonly { readonly file: SourceFile; readonly span: Span }[], target: Target): readonly ReadSection[];
  /** Steps of a PL/pgSQL procedure's body, for CALL. */
  readBody(file: SourceFile, text: string, at: number | undefined): readonly Step[];
}

/** PostgreSQL's way from text to operations. `load` gives the parser's module, once it is needed. */
export function postgresqlFrontEnd(load: () => WebAssembly.Module): FrontEnd {
  let loaded: Parser | undefined;
  const parser = (): Parser => (loaded ??= createParser(load));
  return {
    read: (stretches) =>
      readStatements(parser(), stretches).map(({ readings, comments }, at): ReadSection => {
        const { file, span } = stretches[at] as (typeof stretches)[number];
        const statements = readings.map((reading) => readStatement(reading, parser()));
        return { statements: file.text.includes('backfill') ? withBackfills(statements, comments, span.start) : statements, comments };
      }),
    readBody(file, text, at) {
      const scope = scopeOf(parser(), file, { start: 0, end: file.text.length }, sameOffset);
      return orTooDeep(scope, () => bodySteps(text, at, scope));
    },
  };
}

/** Directives that say that a statement runs in batches; one that is wrong is something that is not understood. */
const withBackfills = (statements: readonly ReadStatement[], comments: readonly Comment[], from: number): readonly ReadStatement[] =>
  statements.map((each, at) => {
    const found = readBackfill(each.statement, statements[at - 1]?.statement.span.end ?? from, comments, each.steps);
    if (found === undefined) return each;
    if (typeof found !== 'string') return { ...each, backfill: found };
    const wrong = alone({
      kind: 'opaque',
      span: each.statement.span,
      reason: 'directive',
      detail: found,
      hint: `Write \`${BACKFILL_FORM}\` before an UPDATE, a DELETE or an INSERT … SELECT of that table.`,
    });
    return { ...each, steps: [...each.steps, wrong] };
  });

function readStatement(reading: Reading, parser: Parser): ReadStatement {
  const { statement } = reading;
  if (!reading.ok) return { statement, steps: [alone(unread(statement, reading.error))] };
  const scope = scopeOf(parser, statement.file, statement.span, reading.locate);
  return { statement, steps: stepsOf(reading.raw.stmt as unknown as Node, scope) };
}

function stepsOf(node: Node, scope: Scope): readonly Step[] {
  return orTooDeep(scope, () => {
    const block = as(node, 'DoStmt');
    if (block !== undefined) return doSteps(block, scope);
    const operations = lowerStatement(node, scope);
    return [{ operations, context: undefined, requires: scope.needs.newest }];
  });
}

/** The parser's stack is deeper than ours. */
function orTooDeep({ span }: Scope, lower: () => readonly Step[]): readonly Step[] {
  try {
    return lower();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [alone({ kind: 'opaque', span, reason: 'too-deep', detail: 'nested too deeply to be read', hint: undefined })];
  }
}

const alone = (operation: Operation): Step => ({ operations: [operation], context: undefined, requires: undefined });

const scopeOf = (parser: Parser, file: SourceFile, span: Span, locate: Locate): Scope => ({
  parser,
  file,
  text: file.text,
  locate,
  span,
  inFile: (inside) => inside,
  hasVariables: false,
  lower: lowerStatement,
  needs: { newest: undefined },
  within: undefined,
});
