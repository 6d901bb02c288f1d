import type { Migration, Section } from '../model/migration.ts';
import type { Piece, Span } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { FrontEnd, ReadSection, ReadStatement, Stretch } from './contracts.ts';

/**
 * Migrations that are read before they are replayed. Most files are small, and what reads, what replays and what judges are more than a
 * processor's caches hold: a few dozen files at a time took a tenth less time than one (measured over 5,612 files).
 */
const BATCH = 32;
/** UTF-16 units of text after which a batch ends: what was read of it waits in memory. */
const BATCH_TEXT = 32 * 1024;

/** Cuts a history into parts that are read at once. */
export function* batchesOf(migrations: readonly Migration[]): Generator<readonly Migration[]> {
  let batch: Migration[] = [];
  let length = 0;
  for (const migration of migrations) {
    batch.push(migration);
    for (const { span } of [...migration.up, ...migration.down]) length += span.end - span.start;
    if (batch.length < BATCH && length < BATCH_TEXT) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Reads sections. Of a file of code each piece is read on its own, so that what is wrong with one hides no other. */
export function readSections(frontEnd: FrontEnd, sections: readonly Section[], target: Target): ReadonlyMap<Section, ReadSection> {
  const stretches: Stretch[] = [];
  for (const section of sections) {
    if (section.file.pieces === undefined) stretches.push(section);
    else
      for (const piece of piecesOf(section)) stretches.push({ file: section.file, span: { start: piece.span.start, end: endOf(piece) } });
  }
  const read = frontEnd.read(stretches, target).values();
  const next = (): ReadSection => read.next().value ?? { statements: [], comments: [] };
  return new Map(sections.map((section) => [section, section.file.pieces === undefined ? next() : gatherPieces(section, next)]));
}

function gatherPieces(section: Section, next: () => ReadSection): ReadSection {
  const statements: ReadStatement[] = [];
  const comments: ReadSection['comments'][number][] = [];
  const add = (read: readonly ReadStatement[]): void => {
    for (const { statement, steps } of read) statements.push({ statement: { ...statement, index: statements.length }, steps });
  };
  for (const piece of piecesOf(section)) {
    const read = next();
    comments.push(...read.comments);
    add(read.statements);
    if (piece.unread !== undefined) add([unreadStatement(section.file, piece.unread)]);
  }
  return { statements, comments };
}

const piecesOf = ({ file, span }: Section): readonly Piece[] =>
  (file.pieces ?? []).filter((piece) => piece.span.start >= span.start && piece.span.end <= span.end);

const endOf = ({ span, unread }: Piece): number => unread?.span.start ?? span.end;

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
