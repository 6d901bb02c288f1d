import type { Comment, SourceFile, Span, Statement } from '../../model/source.ts';
import { Holder } from './holder.ts';
import { type Lexer, lex, type TokenKind } from './lex.ts';
import { copyData, metaCommand } from './psql.ts';

/** Something that a text opens and never closes; the statement that it stands in reaches to the end. */
export interface SplitProblem {
  readonly kind: 'unterminated-string' | 'unterminated-name' | 'unterminated-dollar-string' | 'unterminated-comment';
  /** From the opening mark to the end. */
  readonly span: Span;
}

/** A stretch of a psql script that is no SQL. */
export interface Skipped {
  readonly kind: 'psql' | 'copy-data';
  readonly span: Span;
}

export interface Split {
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SplitProblem[];
  /** May stand within a statement. */
  readonly skipped: readonly Skipped[];
}

const SEMICOLON = 59;
const BACKSLASH = 92;

/** How often a statement that holds its semicolons back without end is given up and cut at the first of them, in one text. */
const RECOVERIES = 16;

/** Cuts a stretch of a file into statements, without asking the grammar: also where something in it can't be parsed. */
export function split(file: SourceFile, span: Span): Split {
  const { text } = file;
  const lexer = lex(text, span.start, span.end);
  const statements: Statement[] = [];
  const comments: Comment[] = [];
  const problems: SplitProblem[] = [];
  const skipped: Skipped[] = [];

  /** Of the statement that is open: its first token, -1 while there is none, and the end of its last token. */
  let start = -1;
  let end = -1;
  const holder = new Holder();
  /** The first semicolon that the open statement holds back, and where things stood there. */
  let held: { readonly at: number; readonly end: number; readonly comments: number; readonly skipped: number } | undefined;
  let recoveries = 0;
  /** Lines of data ahead. */
  let data: Span | undefined;
  let noMoreData = false;

  const close = (): void => {
    if (start >= 0) statements.push({ file, span: { start, end }, text: text.slice(start, end), index: statements.length });
    start = -1;
    held = undefined;
    holder.reset();
  };
  const expectData = (from: number): void => {
    if (noMoreData) return;
    data = copyData(text, from, span.end);
    noMoreData = data === undefined;
  };

  for (;;) {
    if (data === undefined && holder.idle) {
      const passed = lexer.skip();
      if (passed >= 0) end = passed;
    } else lexer.next();
    const { kind } = lexer;
    if (data !== undefined && lexer.start >= data.start) {
      skipped.push({ kind: 'copy-data', span: data });
      lexer.moveTo(data.end);
      data = undefined;
      continue;
    }
    if (kind === 'end') {
      if (held === undefined || !holder.holds) break;
      // The rest of the text was swallowed by one statement: take its first semicolon for its end after all.
      lexer.moveTo(held.at + 1);
      end = held.end;
      comments.length = held.comments;
      skipped.length = held.skipped;
      problems.length = 0;
      recoveries++;
      close();
      continue;
    }
    if (kind === 'line-comment' || kind === 'block-comment') {
      comments.push(commentOf(text, lexer));
      if (!lexer.open) continue;
    } else if (kind === 'symbol') {
      const code = text.charCodeAt(lexer.start);
      if (code === SEMICOLON) {
        if (holder.holds && recoveries < RECOVERIES) held ??= { at: lexer.start, end, comments: comments.length, skipped: skipped.length };
        else {
          const copies = holder.copies;
          close();
          if (copies) expectData(lexer.end);
          continue;
        }
      } else if (code === BACKSLASH) {
        const command = metaCommand(text, lexer.start, span.end, start >= 0);
        if (command !== undefined) {
          skipped.push({ kind: 'psql', span: { start: command.start, end: command.end } });
          lexer.moveTo(command.end);
          if (command.data) expectData(command.end);
          if (command.sends) close();
          continue;
        }
      }
    }
    if (start < 0) start = lexer.start;
    end = lexer.end;
    holder.see(text, lexer);
    if (lexer.open) problems.push({ kind: problemOf(kind), span: { start: lexer.start, end: lexer.end } });
  }
  close();
  return { statements, comments, problems, skipped };
}

function commentOf(text: string, { kind, start, end, open }: Lexer): Comment {
  const style = kind === 'line-comment' ? 'line' : 'block';
  return { span: { start, end }, body: text.slice(start + 2, style === 'line' || open ? end : end - 2), style };
}

function problemOf(kind: TokenKind): SplitProblem['kind'] {
  switch (kind) {
    case 'block-comment':
      return 'unterminated-comment';
    case 'dollar-string':
      return 'unterminated-dollar-string';
    case 'quoted-name':
      return 'unterminated-name';
    default:
      return 'unterminated-string';
  }
}
