import { made, plainOf, type Text } from '../../code/text.ts';
import { given, textOf, unclear, type Call, type Machine, type Value } from '../../code/value.ts';

type Span = Value['at'];

/**
 * Reads what a builder is given. What is not written out is remembered, the first of it; then nothing of what was built is sent as SQL, and
 * that it was not read is said where it stands.
 */
export interface Reader {
  readonly problem: { readonly at: Span; readonly why: string } | undefined;
  /** Something was not understood. */
  fail(at: Span, why: string): void;
  /** Text or a number; '' where it is not known. */
  string(value: Value | undefined, call: Call): string;
  /** The same, where nothing may be given. */
  optional(value: Value | undefined, call: Call): string | undefined;
  /** One string or a list of them. */
  strings(value: Value | undefined, call: Call): readonly string[];
  number(value: Value | undefined, call: Call): number | undefined;
  /** undefined: not given. */
  boolean(value: Value | undefined, call: Call): boolean | undefined;
  /** Members of an object that is written out; none where nothing is given. */
  options(value: Value | undefined, call: Call): ReadonlyMap<string, Value>;
}

export function createReader(machine: Pick<Machine, 'quote'>): Reader {
  let problem: Reader['problem'];
  const fail = (at: Span, why: string): void => {
    problem ??= { at, why };
  };
  const failOn = (value: Value | undefined, { at, name }: Call): void => {
    const why =
      value === undefined ? `\`${name}\` is given too little` : value.kind === 'unknown' && value.why !== '' ? value.why : undefined;
    if (why !== undefined) fail(at, why);
    else if (value !== undefined) {
      const told = unclear(machine, value.at);
      if (told.kind === 'unknown') fail(at, told.why);
    }
  };
  const reader: Reader = {
    get problem() {
      return problem;
    },
    fail,
    string(value, call) {
      const known = value === undefined ? undefined : textOf(value);
      if (known === undefined) failOn(value, call);
      return known === undefined ? '' : plainOf(known);
    },
    optional: (value, call) => (given(value) === undefined ? undefined : reader.string(value, call)),
    strings: (value, call) =>
      value?.kind === 'list' ? value.items.map((item) => reader.string(item, call)) : [reader.string(value, call)],
    number(value, call) {
      const known = given(value);
      if (known === undefined) return undefined;
      const number = Number(reader.string(known, call));
      return Number.isNaN(number) ? undefined : number;
    },
    boolean(value, call) {
      const known = given(value);
      if (known === undefined) return undefined;
      if (known.kind === 'plain') return Boolean(known.value);
      if (known.kind === 'unknown' || known.kind === 'handle') failOn(known, call);
      return true;
    },
    options(value, call) {
      const known = given(value);
      if (known === undefined) return new Map();
      if (known.kind !== 'record' || known.open) failOn(known, call);
      return known.kind === 'record' ? known.entries : new Map();
    },
  };
  return reader;
}

/** Sends statements that were built, or says what of them was not read. */
export function sendBuilt(machine: Machine, { problem }: Reader, statements: readonly Text[]): void {
  if (problem !== undefined) machine.unread(problem.at, problem.why);
  else for (const statement of statements) machine.emit(statement);
}

/** Statements that go to the server as one message. */
export const asMessage = (statements: readonly Text[], at: Span): readonly Text[] =>
  statements.length > 1 ? [joined(statements, ';\n', at)] : statements;

/** Pieces of generated SQL with a place for each. */
export const joined = (pieces: readonly Text[], separator: string, at: Span): Text =>
  pieces.flatMap((piece, i) => (i === 0 ? piece : [...made(separator, at), ...piece]));

/** A statement, or one with a line for each column. */
export type Written =
  | string
  | { readonly head: string; readonly lines: readonly { readonly name?: string; readonly sql: string }[]; readonly tail: string };

/** Generated SQL stands for its call; in it each column for its own place in the object that describes them. */
export function placedLines(written: Written, call: Span, columns: Value | undefined): Text {
  if (typeof written === 'string') return made(written, call);
  const placeOf = (name: string | undefined): Span => {
    const at = columns?.kind === 'record' && name !== undefined ? columns.entries.get(name)?.at : undefined;
    return at !== undefined && at.start >= call.start && at.end <= call.end ? at : call;
  };
  const lines = written.lines.map(({ name, sql }) => made(sql, placeOf(name)));
  return [...made(written.head, call), ...joined(lines, ', ', call), ...made(written.tail, call)];
}
