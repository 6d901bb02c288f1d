import type { Problem } from '../../model/problem.ts';

/** A value of a row; numbers that may be large come as texts. */
export type Row = Readonly<Record<string, unknown>>;

/** One session of a database. What the server says against a statement is thrown as {@link ServerError}. */
export interface Connection {
  query(sql: string): Promise<readonly Row[]>;
  end(): Promise<void>;
}

/** Connects, or says why not; never with a password in it. */
export type Connect = (target: ConnectionTarget) => Promise<Connection | Problem>;

/** Where to connect to. */
export interface ConnectionTarget {
  /** A connection string; undefined: what the environment says (`PGHOST`, `PGDATABASE`, …). */
  readonly url: string | undefined;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
}

/** What the server, or the way to it, said. */
export class ServerError extends Error {
  /** SQLSTATE, or the system's code. */
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}
