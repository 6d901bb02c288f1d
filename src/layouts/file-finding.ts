import type { FileFinding } from '../model/finding.ts';
import { positionAt } from '../model/position.ts';

const START = { line: 1, column: 1, offset: 0 };

/** A finding about a file as a whole, placed at its beginning. */
export const fileFinding = (
  file: string,
  rule: FileFinding['rule'],
  message: string,
  severity: FileFinding['severity'],
  text: string,
  why: string,
  instead?: string,
): FileFinding => ({
  rule,
  message,
  severity,
  file,
  range: { start: START, end: START },
  text,
  why,
  instead: instead === undefined ? null : { text: instead, sql: null },
});

/** A finding about a stretch of a text: `at` is its offset in `raw`, `length` how far it reaches. */
export const textFinding = (
  file: string,
  raw: string,
  at: number,
  length: number,
  finding: Omit<FileFinding, 'file' | 'range' | 'instead'> & Partial<Pick<FileFinding, 'instead'>>,
): FileFinding => ({
  instead: null,
  ...finding,
  file,
  range: { start: positionAt(raw, at), end: positionAt(raw, Math.min(raw.length, at + length)) },
});
