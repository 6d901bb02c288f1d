import type { Message, Value } from './driver.ts';

/** The side of `pg`'s connection that its own queries, and cursors, are written on. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { readonly text: string; readonly name: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly (string | null)[] }): void;
  execute(message: { readonly portal: string }): void;
  flush(): void;
  sync(): void;
}

/** Statements that a session keeps the plans of, by the names that the wire knows. */
export interface Kept {
  readonly names: Set<string>;
  /** Part of each name; another once nobody knows what the server keeps. */
  epoch: number;
}

/** After so many messages what there is goes out, so that the server has something to do while the rest is put together. */
const AT_ONCE = 32;

/**
 * Statements that go to the server in one write: each is parsed, bound and executed by itself, and only the last is followed by a Sync, up to
 * which the server passes over everything behind what it refuses. `pg` hands the answers to whatever was given to its `query`.
 */
export class Flight {
  readonly #messages: readonly Message[];
  readonly #kept: Kept;
  readonly #answered: (at: number) => void;
  readonly #settle: (error: unknown) => void;
  #count = 0;
  #refused: unknown;

  /** @param settle called at the end, with what the server refused one for, if it did */
  constructor(messages: readonly Message[], kept: Kept, answered: (at: number) => void, settle: (error: unknown) => void) {
    this.#messages = messages;
    this.#kept = kept;
    this.#answered = answered;
    this.#settle = settle;
  }

  submit(wire: Wire): void {
    // What the first of the same name has the server keep, the others of this flight find there, or are passed over with it.
    const names = new Set(this.#kept.names);
    /** Answers that the server still keeps to itself. */
    let unheard = false;
    wire.stream.cork();
    for (const [at, { sql, values = [], name, quiet }] of this.#messages.entries()) {
      // While something takes its time, it is known what that is: it can be watched, and cancelled.
      if (unheard && quiet !== true) wire.flush();
      const statement = this.#nameOf(name);
      if (statement === '' || !names.has(statement)) wire.parse({ text: sql, name: statement });
      if (statement !== '') names.add(statement);
      wire.bind({ statement, values: values.map(asText) });
      wire.execute({ portal: '' });
      // The answer to what takes its time is to be heard at once.
      if (quiet !== true) wire.flush();
      unheard = quiet === true;
      if (at % AT_ONCE === AT_ONCE - 1) {
        wire.stream.uncork();
        wire.stream.cork();
      }
    }
    wire.sync();
    wire.stream.uncork();
  }

  #nameOf(name: string | undefined): string {
    return name === undefined ? '' : `${name}_${this.#kept.epoch}`;
  }

  #next(): void {
    const name = this.#messages[this.#count]?.name;
    if (name !== undefined) this.#kept.names.add(this.#nameOf(name));
    this.#count += 1;
    this.#answered(this.#count - 1);
  }

  handleCommandComplete(): void {
    this.#next();
  }
  handleEmptyQuery(): void {
    this.#next();
  }
  /** The server's refusal, after which it is ready again; or the end of the connection, after which nothing comes. */
  handleError(error: unknown): void {
    this.#kept.epoch += 1;
    this.#kept.names.clear();
    this.#refused = error;
    this.#settle(error);
  }
  handleReadyForQuery(): void {
    if (this.#refused === undefined) this.#settle(undefined);
  }
  // Nobody asked for rows.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

const asText = (value: Value): string | null => {
  if (Array.isArray(value)) throw new TypeError('a list is no value of a statement that is sent together with others');
  return value === null ? null : String(value);
};
