import type { Duration } from './duration.ts';
import type { Failure, RelationEffect } from './effect.ts';
import type { Finding } from './finding.ts';
import type { LayoutName, TransactionMode } from './migration.ts';
import type { Range } from './source.ts';
import type { Dialect } from './target.ts';

/** What one statement does, whether or not a rule speaks. */
export interface StatementReport {
  readonly file: string;
  /** 1-based, of the statement's first token. */
  readonly line: number;
  /** From 0, within its file. */
  readonly index: number;
  readonly sql: string;
  readonly fails: Failure | null;
  /** The strongest lock on each relation that existed before; ACCESS SHARE is left out. */
  readonly effects: readonly RelationEffect[];
  /** How long its work takes; null where there is none that grows with the data, or no size is known. */
  readonly duration: Duration | null;
}

export interface FileReport {
  readonly file: string;
  /** Whose conventions it was read by. */
  readonly layout: LayoutName;
  /** How its statements run, as the layout, the flag or the statements themselves decide. */
  readonly transaction: TransactionMode;
  readonly statements: number;
  /** Findings at each severity, suppressed ones left out. */
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** Where a relation of a finding was made, as far as the history shows: its CREATE TABLE. */
export interface RelationOrigin {
  /** As in {@link Finding.relation}. */
  readonly relation: string;
  readonly file: string;
  readonly range: Range;
}

export interface Summary {
  readonly files: number;
  readonly statements: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly suppressed: number;
}

/** The JSON of `check`. Additive within a schema version. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'sqlsafe'; readonly version: string };
  readonly target: { readonly dialect: Dialect; readonly version: string };
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly statements: readonly StatementReport[];
  readonly files: readonly FileReport[];
}
