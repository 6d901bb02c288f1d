import { plainOf, type Text } from '../../../code/text.ts';
import { given, handle, type Call, type Value } from '../../../code/value.ts';
import { fragment, send, sqlOf } from '../members.ts';
import { dotted, literal } from '../quote.ts';
import { replaced } from '../substitute.ts';

/** `?` a value, `??` a name, `:name` and `:name:` by name; `\\?` is a question mark. */
const POSITIONAL = /\\\?|\?\??/g;
const NAMED = /\\:|(?<!:):(\w+):?(?!:)/g;

/** `knex.raw(sql, bindings)`: a piece of SQL, which is sent where it is waited for. */
export function rawOf(call: Call): Value {
  const [first, bindings] = call.args;
  const sql = first === undefined ? undefined : sqlOf(first);
  const late = (why: Value | undefined): Value => handle(call.name, call.at, { settle: () => void send(why, call) });
  if (sql === undefined) return late(first);
  const values = given(bindings);
  if (values === undefined) return fragment(call.name, call, sql);
  const bound =
    values.kind === 'record' ? bindNamed(sql, values.entries) : bindPositions(sql, values.kind === 'list' ? values.items : [values]);
  return Array.isArray(bound) ? fragment(call.name, call, bound as Text) : late(bound as Value);
}

type Bound = Text | Value;

function bindPositions(sql: Text, values: readonly Value[]): Bound {
  let next = 0;
  let missing: Value | undefined;
  const bound = replaced(sql, POSITIONAL, ([mark]) => {
    if (mark.startsWith('\\')) return '?';
    const value = values[next++];
    const written = value === undefined ? mark : writtenAs(value, mark === '??');
    if (written === undefined) missing ??= value;
    return written ?? '';
  });
  return missing ?? bound;
}

function bindNamed(sql: Text, values: ReadonlyMap<string, Value>): Bound {
  let missing: Value | undefined;
  const bound = replaced(sql, NAMED, ([mark, name]) => {
    const value = name === undefined ? undefined : values.get(name);
    if (value === undefined) return mark.startsWith('\\') ? ':' : mark;
    const isName = mark.endsWith(':');
    const written = writtenAs(value, isName);
    if (written === undefined) missing ??= value;
    return written ?? '';
  });
  return missing ?? bound;
}

function writtenAs(value: Value, isName: boolean): string | undefined {
  if (!isName) return value.kind === 'list' ? listed(value.items) : literal(value);
  return value.kind === 'text' ? dotted(plainOf(value.text)) : undefined;
}

function listed(items: readonly Value[]): string | undefined {
  const values = items.map(literal);
  return values.includes(undefined) ? undefined : values.join(', ');
}
