/** The side of `pg`'s connection that rows are sent on. */
interface Wire {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Bytes of one message. */
const CHUNK = 1 << 16;

/** A `COPY … FROM stdin` and its rows, which the server asks for. `pg` hands the answers to whatever was given to its `query`. */
export class CopyIn {
  readonly #sql: string;
  readonly #rows: string;
  readonly #settle: (error: unknown) => void;
  #refused: unknown;

  /** @param settle called at the end, with what the server refused it for, if it did */
  constructor(sql: string, rows: string, settle: (error: unknown) => void) {
    this.#sql = sql;
    this.#rows = rows;
    this.#settle = settle;
  }

  submit(wire: Wire): void {
    wire.query(this.#sql);
  }
  /** All at once: they are in memory anyway, and what the server refuses in the middle, it passes over to the end. */
  handleCopyInResponse(wire: Wire): void {
    const bytes = Buffer.from(this.#rows, 'utf8');
    for (let at = 0; at < bytes.length; at += CHUNK) wire.sendCopyFromChunk(bytes.subarray(at, at + CHUNK));
    wire.endCopyFrom();
  }
  /** The server's refusal, after which it is ready again; or the end of the connection, after which nothing comes. */
  handleError(error: unknown): void {
    this.#refused = error;
    this.#settle(error);
  }
  handleReadyForQuery(): void {
    if (this.#refused === undefined) this.#settle(undefined);
  }
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
