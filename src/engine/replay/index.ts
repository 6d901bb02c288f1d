import type { Catalog } from '../../model/catalog.ts';
import type { Effects } from '../../model/effect.ts';
import type { TransactionMode } from '../../model/migration.ts';
import type { Operation } from '../../model/operation.ts';
import type { Session } from '../../model/session.ts';
import type { Target } from '../../model/target.ts';
import { createCatalog, type KeptCatalog } from '../catalog.ts';
import { createSession, type KeptSession } from '../session.ts';
import { apply } from './apply.ts';
import { createJournal } from './journal.ts';

/**
 * Catalog and session as a history leaves them. The calls nest:
 * `beginDeployment`, then for each file `beginSection` … `endSection`, and in it for each statement `beginStatement` … `endStatement`.
 *
 * To look at an operation in the middle of a statement and still judge the statement as a whole:
 * `mark`, apply all its operations, `rollbackTo`, and then go through them again. A section can be replayed on trial in the same way.
 */
export interface State {
  /** As it is now; it changes under the reader's hands. */
  readonly catalog: Catalog;
  /** As it is now; a value that stays as it is, and may be kept. */
  readonly session: Session;
  /** What was created so far exists from now on, and an application may have filled it. Marks from before are void. */
  beginDeployment(): void;
  /**
   * A file, or a part of one, on a connection of its own with fresh settings; on the one before where it `continues`.
   * `statements`: how many; one alone is no transaction even as a `string`.
   */
  beginSection(transaction: TransactionMode, statements?: number, continues?: boolean): void;
  /** Commits what is open; temporary relations go. */
  endSection(): void;
  /** `index`: position among the statements of the file. */
  beginStatement(index: number): void;
  /** Outside a transaction, locks end and SET LOCAL wears off. */
  endStatement(): void;
  /**
   * Replays an operation that succeeds and remembers the locks among its effects.
   * One that the server is sure to refuse must not be given.
   */
  apply(op: Operation, effects: Effects): void;
  mark(): number;
  /** Undoes everything since the mark: catalog, settings, transaction, locks. */
  rollbackTo(mark: number): void;
  /** All that it came to, between two deployments; it is not copied. */
  keep(): KeptState;
}

/** What a history came to, as plain values. */
export interface KeptState {
  readonly catalog: KeptCatalog;
  readonly session: KeptSession;
}

/** @param kept to go on from; it is written to */
export function createState({ version: [major] }: Target, kept?: KeptState): State {
  const journal = createJournal();
  const session = createSession(journal, kept?.session);
  const catalog = createCatalog({ version: major, journal, session, kept: kept?.catalog });
  return {
    catalog,
    get session() {
      return session.view;
    },
    beginDeployment: () => catalog.beginDeployment(),
    beginSection: (transaction, statements, continues) => session.beginSection(transaction, statements, continues),
    endSection() {
      session.endSection();
      catalog.removeTemporary();
    },
    beginStatement: (index) => session.beginStatement(index),
    endStatement: () => session.endStatement(),
    apply(op, effects) {
      // A lock outlives the statement that took it, unless that statement ends the transaction.
      if (effects.relations.length > 0) session.recordLocks(effects.relations);
      apply(catalog, session, op);
    },
    mark: () => journal.mark(),
    rollbackTo: (mark) => journal.rollbackTo(mark),
    keep: () => ({ catalog: catalog.keep(), session: session.keep() }),
  };
}
