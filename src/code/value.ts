import type { Span } from '../model/source.ts';
import type { Scope } from './scope.ts';
import type { babel } from './syntax.ts';
import { plainOf, type Text } from './text.ts';

// What an expression of a migration comes to, as far as it can be said without running it.

export type Primitive = number | boolean | bigint | null | undefined;

export interface Plain {
  readonly kind: 'plain';
  readonly value: Primitive;
}
export interface TextValue {
  readonly kind: 'text';
  readonly text: Text;
}
export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
}
export interface Entries {
  readonly kind: 'record';
  readonly entries: Map<string, Value>;
  /** There may be more: something unknown was spread into it. */
  readonly open: boolean;
}
export interface FunctionValue {
  readonly kind: 'function';
  readonly node: babel.Function;
  readonly scope: Scope;
  /** What `this` is in it. */
  readonly self: Value | undefined;
}
export interface ClassValue {
  readonly kind: 'class';
  readonly node: babel.Class;
  readonly scope: Scope;
}
/** An object of the tool: what its members are and what comes of a call, the tool's reader says. */
export interface Handle {
  readonly kind: 'handle';
  /** For sentences: `knex.schema`. */
  readonly name: string;
  /** What it is within other SQL, where it is a piece of SQL itself. */
  readonly sql?: Text;
  /** undefined: no member that we know. */
  get?(name: string, call: Span): Value | undefined;
  call?(call: Call): Value;
  /** A tagged template: the call's arguments are its holes, `strings` what stands around them. */
  tag?(call: Call, strings: readonly Text[]): Value;
  construct?(call: Call): Value;
  /** It is waited for: what it was built for is sent now. */
  settle?(): void;
}
export interface Unknown {
  readonly kind: 'unknown';
  /** A clause that says why: "`name` is not known here". Empty where nobody will ask. */
  readonly why: string;
  /** A finding has said so already, or nothing hangs on it. */
  readonly said: boolean;
}

export type Value = (Plain | TextValue | List | Entries | FunctionValue | ClassValue | Handle | Unknown) & {
  /** The expression that it came from. */
  readonly at: Span;
};

export interface Call {
  /** All of the expression, from the receiver on. */
  readonly at: Span;
  /** From the method's name on. */
  readonly own: Span;
  /** As it is written: `table.string`. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly machine: Machine;
}

/** What a tool's reader may ask of whoever goes through the code. */
export interface Machine {
  /** SQL goes to the server here. */
  emit(sql: Text): void;
  /** Something that may change the database stands here and was not understood. `why`: a clause. */
  unread(at: Span, why: string): void;
  /** Calls a function of the code. */
  invoke(callee: Value, args: readonly Value[], at: Span, self?: Value): Value;
  /** Sends what was built and is waited for. */
  settle(value: Value): void;
  /** What stands in the code there, on one line, shortened. */
  quote(at: Span): string;
}

export const plain = (value: Primitive, at: Span): Value => ({ kind: 'plain', value, at });
export const text = (parts: Text, at: Span): Value => ({ kind: 'text', text: parts, at });
export const list = (items: readonly Value[], at: Span): Value => ({ kind: 'list', items, at });
export const record = (entries: Iterable<readonly [string, Value]>, at: Span, open = false): Value => ({
  kind: 'record',
  entries: new Map(entries),
  open,
  at,
});
export const unknown = (why: string, at: Span, said = false): Value => ({ kind: 'unknown', why, said, at });
export const handle = (name: string, at: Span, own: Omit<Handle, 'kind' | 'name'>): Value => ({ kind: 'handle', name, at, ...own });
/** What stands there is not known. */
export const unclear = (machine: Pick<Machine, 'quote'>, at: Span): Value => unknown(`\`${machine.quote(at)}\` is not known here`, at);
/** Of which nothing is known and on which nothing hangs: what a query gives back, what a finding has been about. */
export const nothing = (at: Span): Value => unknown('', at, true);

/** The text of a value in SQL put together from it; undefined where it is not known. */
export function textOf(value: Value): Text | undefined {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'plain') return [{ text: String(value.value), at: value.at, exact: false }];
  return undefined;
}

/** A string of the code; undefined where it is none, or not known. */
export const stringOf = (value: Value | undefined): string | undefined => (value?.kind === 'text' ? plainOf(value.text) : undefined);
export const entryOf = (value: Value | undefined, name: string): Value | undefined =>
  value?.kind === 'record' ? value.entries.get(name) : undefined;
/** undefined: not given, null, or `undefined` itself. */
export const given = (value: Value | undefined): Value | undefined =>
  value === undefined || (value.kind === 'plain' && (value.value === undefined || value.value === null)) ? undefined : value;

/** As JavaScript decides in a condition; undefined where it is not known. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === 'plain') return Boolean(value.value);
  if (value.kind === 'text') return plainOf(value.text) !== '';
  return value.kind === 'unknown' || value.kind === 'handle' ? undefined : true;
}

/** Does the value lead to an object of the tool, so that whoever is given it can change the database? */
export function leadsToTool(value: Value, depth = 3): boolean {
  if (value.kind === 'handle') return true;
  if (depth === 0) return false;
  if (value.kind === 'list') return value.items.some((item) => leadsToTool(item, depth - 1));
  return value.kind === 'record' && [...value.entries.values()].some((entry) => leadsToTool(entry, depth - 1));
}
