import type { Backfill } from './backfill.ts';
import type { Effect, Failure } from './effect.ts';
import type { Migration, Section, TransactionMode } from './migration.ts';
import type { Step } from './operation.ts';
import type { Comment, Statement } from './source.ts';

/** A statement as it was replayed, for who is to run it. */
export interface StatementRun {
  readonly statement: Statement;
  readonly steps: readonly Step[];
  /** It can't run inside a transaction block, or ends one itself. */
  readonly alone: boolean;
  readonly backfill?: Backfill | undefined;
  readonly fails: Failure | null;
  /** On relations of earlier deployments. */
  readonly effects: readonly Effect[];
}

/** A migration's section as it was replayed. */
export interface SectionRun {
  readonly migration: Migration;
  readonly section: Section;
  readonly isDown: boolean;
  /** How its tool would run it. */
  readonly transaction: TransactionMode;
  readonly statements: readonly StatementRun[];
  readonly comments: readonly Comment[];
}
