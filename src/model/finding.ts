import type { Duration } from './duration.ts';
import type { RelationEffect } from './effect.ts';
import type { Range } from './source.ts';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What to do instead: a sentence, and SQL with the user's own names where there is some. */
export interface Instead {
  readonly text: string;
  readonly sql: string | null;
}

/** One thing that we say about one place; the shape of the JSON report. */
export interface Finding {
  readonly rule: string;
  /** Which cause of the rule: the key in its `messages`. */
  readonly message: string;
  readonly severity: Severity;
  readonly file: string;
  readonly range: Range;
  /** What happens, in a sentence. */
  readonly text: string;
  /** Why it hurts. */
  readonly why: string;
  readonly instead: Instead | null;
  /** Index of the statement in its file; null for findings about the file itself. */
  readonly statement: number | null;
  /** The relation that it is about, as `schema.name` or `name`. */
  readonly relation: string | null;
  readonly effects: readonly RelationEffect[];
  /** How long its locks are held for its work; null where there is no such work, or no size is known. */
  readonly duration: Duration | null;
  /** false: "may", because something that decides it is unknown. */
  readonly certain: boolean;
  readonly assumes: readonly string[];
  readonly suppressed: null | { readonly reason: string; readonly until: string | null };
  readonly baselined: boolean;
}

/**
 * A finding about a file as a whole, made before any statement is read: by reading it or by ordering the files.
 * The engine completes it to a {@link Finding}: severity as configured, suppressions, baseline.
 */
export interface FileFinding {
  readonly rule: 'migration-order' | 'migration-not-understood' | 'input-encoding' | 'input-nul' | 'input-too-large' | 'input-invisible';
  readonly message: string;
  readonly severity: Severity;
  readonly file: string;
  readonly range: Range;
  readonly text: string;
  readonly why: string;
  readonly instead: Instead | null;
}
