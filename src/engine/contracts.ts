import type { Backfill } from '../model/backfill.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Duration, Piece } from '../model/duration.ts';
import type { Effects, Failure } from '../model/effect.ts';
import type { Operation, Step } from '../model/operation.ts';
import type { Session } from '../model/session.ts';
import type { Comment, SourceFile, Span, Statement } from '../model/source.ts';
import type { Sizes } from '../model/stats.ts';
import type { Target } from '../model/target.ts';

// What the engine is given; it imports no dialect and no effects table.

export interface ReadStatement {
  readonly statement: Statement;
  /** What it does, in the order in which it takes effect. An unread statement is one step with one `opaque` operation. */
  readonly steps: readonly Step[];
  /** It runs in batches, each a transaction of its own. */
  readonly backfill?: Backfill | undefined;
}
export interface ReadSection {
  readonly statements: readonly ReadStatement[];
  readonly comments: readonly Comment[];
}
/** A part of a file that is read by itself. */
export interface Stretch {
  readonly file: SourceFile;
  readonly span: Span;
}
/** One dialect's way from text to operations. Pure once loaded. */
export interface FrontEnd {
  /** Many at once take less time than one by one. What comes of them stands in the same order. */
  read(stretches: readonly Stretch[], target: Target): readonly ReadSection[];
  /** Steps of a PL/pgSQL procedure body, for CALL. */
  readBody?(file: SourceFile, text: string, at: number | undefined): readonly Step[];
}

/** What an operation costs others, and whether it fails: one row for each kind. */
export interface EffectTable {
  infer(op: Operation, before: Catalog, session: Session, target: Target, siblings: readonly Operation[]): Effects;
  /** false: it can't run inside a transaction block on that server. */
  transactional(op: Operation, target: Target): boolean;
  /** The failure of a step whose syntax is newer than the server. */
  newerSyntax(requires: Step['requires'], target: Target): Failure | null;
  /** What an operation works on and how long; undefined where a size or a price is not known. */
  piecesOf(op: Operation, effects: Effects, before: Catalog, sizes: Sizes): readonly Piece[] | undefined;
  /** What the pieces of a statement come to; null where there are none. */
  combine(pieces: readonly Piece[], measured: string): Duration | null;
}
