import { grouped } from '../../../model/amount.ts';
import type { Duration, Piece } from '../../../model/duration.ts';

/** What pieces of work come to, one after the other. Of those that go through the same rows in one pass, the longest counts. */
export function combine(pieces: readonly Piece[], measured: string): Duration | null {
  const counted = pieces.filter((piece) => !isCovered(piece, pieces));
  if (counted.length === 0) return null;
  const total = (of: (piece: Piece) => number): number => Number(counted.reduce((sum, piece) => sum + of(piece), 0).toPrecision(2));
  const writes = Math.round(Math.max(...counted.map(({ writesPerSecond }) => writesPerSecond ?? 0)));
  const waiting = writes < 1 ? '' : `; on average ${grouped(writes)} ${writes === 1 ? 'row is' : 'rows are'} written in a second`;
  return {
    secondsLow: total(({ secondsLow }) => secondsLow),
    secondsHigh: total(({ secondsHigh }) => secondsHigh),
    basis: `${[...new Set(counted.map(({ text }) => text))].join(', and ')}${waiting}; sizes of ${measured}`,
  };
}

function isCovered(piece: Piece, all: readonly Piece[]): boolean {
  if (piece.kind === 'other') return false;
  const rival = all.find(
    (other) => other !== piece && other.table === piece.table && other.kind !== 'other' && isLonger(other, piece, all),
  );
  return rival !== undefined;
}

/** Of two alike the first is kept. */
const isLonger = (a: Piece, b: Piece, all: readonly Piece[]): boolean =>
  a.secondsHigh > b.secondsHigh || (a.secondsHigh === b.secondsHigh && all.indexOf(a) < all.indexOf(b));
