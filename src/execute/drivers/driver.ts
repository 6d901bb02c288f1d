import type { Problem } from '../../model/problem.ts';

/** A value of a row; numbers that may be large come as texts. */
export type Row = Readonly<Record<string, unknown>>;

/** A value for `$1`, `$2`, …; JSON goes as text. */
export type Value = string | number | boolean | null | readonly string[];

/** One statement of several that are sent together. */
export interface Message {
  readonly sql: string;
  readonly values?: readonly Value[];
  /** As for {@link Connection.query}. */
  readonly name?: string;
  /** Its answer may come with that of the next one. */
  readonly quiet?: boolean;
}

/**
 * One session of a database. What the server says against a statement is thrown as {@link ServerError}, and {@link ConnectionLost} where
 * nobody knows what became of it.
 */
export interface Connection {
  /**
   * Sends one message and waits for its answer. Without values it goes as it stands, in the simple protocol; with values it must be one
   * statement. A statement that comes again and again may be given a name: then the server keeps its plan, as long as the session keeps it.
   */
  query(sql: string, values?: readonly Value[], name?: string): Promise<readonly Row[]>;
  /**
   * Sends statements at once, each by itself; what stands behind one that the server refuses, it passes over. Absent where the driver can't.
   * @param answered called with the place of each that was done, in order; what is thrown is about the one behind the last of them
   */
  together?(messages: readonly Message[], answered: (at: number) => void): Promise<void>;
  /**
   * Sends a `COPY … FROM stdin`, and behind it its rows, as text in the format that it names. Absent where the driver can't.
   * @throws ServerError with the number of the row, where the server says it
   */
  copyIn?(sql: string, rows: string): Promise<void>;
  end(): Promise<void>;
  /** Is it known that the session is gone? Absent where that can't be while nothing is asked. */
  isGone?(): boolean;
  /** The process number of the session as the server told it when it was opened. */
  readonly backend?: number | undefined;
  /** What the server says beside the answers, from now on. */
  onNotice?(listener: (notice: Notice) => void): void;
}

/** A WARNING or NOTICE of the server. */
export interface Notice {
  readonly severity: string;
  readonly message: string;
}

/** Connects, or says why not; never with a password in it. */
export type Connect = (target: ConnectionTarget) => Promise<Connection | Problem>;

/** A database that can be opened: what the executor works on, whichever engine is behind it. */
export interface Driver {
  readonly kind: 'server' | 'embedded';
  /** What people call it; no secret is in it. */
  readonly name: string;
  /** Schemas that every session looks for names in, where it is not the server's default. */
  readonly searchPath?: readonly string[];
  /** Can there be a second session, for looking on? */
  readonly manySessions: boolean;
  /** Where an embedded database keeps its data, absolute. */
  readonly folder?: string;
  open(): Promise<Connection | Problem>;
  /** Takes a session that nobody needs at the moment, as fresh as it was opened; the next who opens one gets it. */
  park?(connection: Connection): void;
  /** Gives back what outlives the sessions. */
  close(): Promise<void>;
}

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
  /** What the server says further: `Key (a)=(1) is duplicated.` It may hold values of rows, and is not kept. */
  readonly detail: string | undefined;
  constructor(message: string, code: string | undefined, detail?: string) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

/** The session is gone; what it was doing may or may not have taken effect. */
export class ConnectionLost extends ServerError {}
