import type { Lock, Work } from '../../src/model/effect.ts';
import more from './measurements-more.json' with { type: 'json' };
import recorded from './measurements.json' with { type: 'json' };

// What real servers did, 13 to 18: each case ran in a database of its own, and a second session looked on.
// Kept of it: the outcome, the strongest lock on each relation that was there before (ACCESS SHARE left out), and the work.
//
// `work` was read off the server's own debug messages and its relfilenodes: "verifying table" and rows read under a lock that blocks DDL
// are a scan; "building index … on table" is a build of that table; a new relfilenode is a rewrite. TRUNCATE, sequences and DML have none.
// It is what would happen on a filled table, also where the case's table is empty.

/** What one or more server versions did. */
export interface Observed {
  readonly versions: readonly number[];
  /** SQLSTATE; absent: it went through. */
  readonly fails?: string;
  readonly locks?: Readonly<Record<string, Lock>>;
  /** `unseen`: a foreign key was validated on empty tables, which leaves no trace. */
  readonly work?: Readonly<Record<string, Work>> | 'unseen';
}

export interface OracleCase {
  readonly name: string;
  readonly group: string;
  readonly setup: readonly string[];
  /** Several run in one transaction, or as one string where that is what the case is about. */
  readonly statements: readonly string[];
  /** `alone`: autocommit; locks were seen only where it stood waiting. */
  readonly how: 'transaction' | 'alone' | 'string';
  readonly outcomes: readonly Observed[];
}

interface Recorded {
  readonly name: string;
  readonly group: string;
  readonly alone?: boolean;
  readonly statement: string | readonly string[];
  readonly outcomes: readonly Observed[];
}

/** `CREATE …; CREATE …` sent as one message. */
const isString = (statement: string): boolean => /;\s*\S/.test(statement) && !/^(?:DO|CREATE FUNCTION)\b/.test(statement);

interface Recording {
  readonly setups: readonly { readonly setup: readonly string[]; readonly cases: readonly unknown[] }[];
}
const casesOf = ({ setups }: Recording): readonly OracleCase[] =>
  setups.flatMap(({ setup, cases }) =>
    (cases as readonly Recorded[]).map(({ name, group, alone, statement, outcomes }) => {
      const statements = typeof statement === 'string' ? [statement] : statement;
      const how = alone !== true ? 'transaction' : statements.some(isString) ? 'string' : 'alone';
      return { name, group, setup, statements, how, outcomes };
    }),
  );

export const CASES = casesOf(recorded);
/** Taken later, for what the first ones leave out: partitions of partitions, inheritance, foreign keys both ways, names that are not there. */
export const MORE_CASES = casesOf(more);
