import type { Text } from '../../code/text.ts';
import { handle, nothing, type Call, type Value } from '../../code/value.ts';

// What the tools' objects are made of.

type Span = Value['at'];
export const NOWHERE: Span = { start: 0, end: 0 };

export type Methods = { readonly [name: string]: (call: Call) => Value };

/** A function of the tool. */
export const method = (name: string, at: Span, call: (call: Call) => Value): Value => handle(name, at, { call });

/** An object with methods, and with members that are no methods. */
export const object = (name: string, at: Span, methods: Methods, members: { readonly [name: string]: (at: Span) => Value } = {}): Value =>
  handle(name, at, {
    get(member, place) {
      if (Object.hasOwn(members, member)) return members[member]?.(place);
      const own = Object.hasOwn(methods, member) ? methods[member] : undefined;
      return own === undefined ? undefined : method(`${name}.${member}`, place, own);
    },
  });

/** A piece of SQL. As a statement of its own it is sent where it is waited for. */
export const fragment = (name: string, call: Call, sql: Text): Value =>
  handle(name, call.at, { sql, settle: () => call.machine.emit(sql) });

/** Looks and changes nothing. */
export const harmless = ({ at }: Call): Value => nothing(at);

/** Sends the text of a value; says so where it is not known. */
export function send(value: Value | undefined, { machine, at }: Call): Value {
  const sql = value === undefined ? undefined : sqlOf(value);
  if (sql !== undefined) machine.emit(sql);
  else
    machine.unread(
      at,
      value?.kind === 'unknown' && value.why !== '' ? value.why : `\`${machine.quote(value?.at ?? at)}\` is not known here`,
    );
  return nothing(at);
}

/** SQL that a value stands for. */
export const sqlOf = (value: Value): Text | undefined =>
  value.kind === 'text' ? value.text : value.kind === 'handle' ? value.sql : undefined;
