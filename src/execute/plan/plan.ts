import type { Backfill } from '../../model/backfill.ts';
import type { Blocks, Lock, Work } from '../../model/effect.ts';
import type { Probe } from './probe.ts';

// What is going to run, and how; made from what was judged, and from nothing else.

/**
 * How long a statement may wait for its locks.
 * - `brief`: while it waits, reads or writes of others queue up behind it
 * - `patient`: nobody of importance queues up behind it
 * - `endless`: a concurrent build waits for old transactions by design, and a timeout leaves half of it behind
 * - `own`: the file has set a timeout itself
 */
export type Patience = 'brief' | 'patient' | 'endless' | 'own';

/** What a statement locks of what was there before. */
export interface PlannedLock {
  readonly relation: string;
  readonly lock: Lock;
  readonly blocks: Blocks;
  readonly work: Work;
}

export interface PlannedStatement {
  /** From 0, through all files of the migration's direction. */
  readonly seq: number;
  readonly sql: string;
  /** Of a COPY: the lines that are sent behind it. */
  readonly rows?: string | undefined;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Of the statement's text, and of its rows, line ends as LF; hexadecimal. */
  readonly sha256: string;
  /** Of all statements up to this one: it names the first that was edited. */
  readonly prefixSha256: string;
  readonly patience: Patience;
  readonly locks: readonly PlannedLock[];
  /** It changes nothing but the session (SET, PREPARE): whoever goes on in the middle of a file runs it again. */
  readonly session: boolean;
}

/** Statements that take effect together, or one that can't run in a transaction: by itself, or since it runs in many. */
export type Unit =
  | { readonly kind: 'transaction'; readonly begin: string; readonly statements: readonly PlannedStatement[] }
  | { readonly kind: 'alone'; readonly statement: PlannedStatement; readonly probe: Probe; readonly backfill?: Backfill };

export type Direction = 'up' | 'down';

export interface PlannedMigration {
  readonly id: string;
  /** Path of its first file, as reports show it. */
  readonly name: string;
  readonly position: number;
  readonly kind: 'versioned' | 'repeatable';
  /** It runs each time, whether or not it has changed. */
  readonly always?: true;
  readonly direction: Direction;
  /** `file`: one transaction, which also holds the journal's row; `statement`: each unit commits with its own. */
  readonly mode: 'file' | 'statement';
  readonly checksums: Checksums;
  /** It may leave something in the session, which the next file must not see. */
  readonly leavesSession: boolean;
  readonly units: readonly Unit[];
}

/** All hexadecimal. */
export interface Checksums {
  /** Of the bytes of its files. */
  readonly sha256: string;
  /** Of the way up as text: no byte order mark, line ends as LF, no blank lines around it. What counts as an edit. */
  readonly normalised: string;
  /** The same of the way back; null where there is none. */
  readonly down: string | null;
}

export const statementsOf = ({ units }: Pick<PlannedMigration, 'units'>): readonly PlannedStatement[] =>
  units.flatMap((unit) => (unit.kind === 'alone' ? [unit.statement] : unit.statements));
