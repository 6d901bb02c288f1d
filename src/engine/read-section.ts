import type { Section } from '../model/migration.ts';
import type { Piece, Span } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { FrontEnd, ReadSection, ReadStatement } from './contracts.ts';

/** Reads a section. Of a file of code each piece is read on its own, so that what is wrong with one hides no other. */
export function readSection(frontEnd: FrontEnd, { file, span }: Section, target: Target): ReadSection {
  if (file.pieces === undefined) return frontEnd.read(file, span, target);
  const statements: ReadStatement[] = [];
  const comments: ReadSection['comments'][number][] = [];
  const add = (read: readonly ReadStatement[]): void => {
    for (const { statement, steps } of read) statements.push({ statement: { ...statement, index: statements.length }, steps });
  };
  for (const piece of file.pieces) {
    if (piece.span.start < span.start || piece.span.end > span.end) continue;
    const until = piece.unread?.span.start ?? piece.span.end;
    const read = frontEnd.read(file, { start: piece.span.start, end: until }, target);
    comments.push(...read.comments);
    add(read.statements);
    if (piece.unread !== undefined) add([unreadStatement(file, piece.unread)]);
  }
  return { statements, comments };
}

const unreadStatement = (file: Section['file'], { span, why }: NonNullable<Piece['unread']>): ReadStatement => ({
  statement: { file, span, text: textIn(file.text, span), index: 0 },
  steps: [
    {
      operations: [{ kind: 'opaque', span, reason: 'code', detail: why, hint: undefined }],
      context: undefined,
      requires: undefined,
    },
  ],
});

const textIn = (text: string, { start, end }: Span): string => text.slice(start, end);
