import type { Lock, Work } from '../../src/model/effect.ts';

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

/** A case as its data file has it. */
export interface Recorded {
  readonly name: string;
  readonly group: string;
  readonly alone?: boolean;
  readonly statement: string | readonly string[];
  /** Absent: not measured yet. */
  readonly outcomes?: readonly Observed[];
}
/** A data file. */
export interface Recording {
  /** Versions of the servers by major. */
  readonly servers: Readonly<Record<string, string>>;
  readonly setups: readonly { readonly setup: readonly string[]; readonly cases: readonly Recorded[] }[];
}

/** `CREATE …; CREATE …` sent as one message. */
const isString = (statement: string): boolean => /;\s*\S/.test(statement) && !/^(?:DO|CREATE FUNCTION)\b/.test(statement);

export function caseOf(setup: readonly string[], { name, group, alone, statement, outcomes = [] }: Recorded): OracleCase {
  const statements = typeof statement === 'string' ? [statement] : statement;
  const how = alone !== true ? 'transaction' : statements.some(isString) ? 'string' : 'alone';
  return { name, group, setup, statements, how, outcomes };
}
/** `recording` is JSON, whose words TypeScript takes for any string. */
export const casesOf = (recording: unknown): readonly OracleCase[] =>
  (recording as Recording).setups.flatMap(({ setup, cases }) => cases.map((each) => caseOf(setup, each)));
