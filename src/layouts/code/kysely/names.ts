import { plainOf } from '../../../code/text.ts';
import type { Call, Value } from '../../../code/value.ts';
import { dotted, identifier, quoted } from '../quote.ts';
import type { Reader } from '../reader.ts';

/** A table, type or index: `name`, `schema.name`, or in the schema that `withSchema` says. */
export const inSchema = (name: string, schema: string | undefined): string =>
  dotted(name.includes('.') || schema === undefined ? name : `${schema}.${name}`);

/** A piece of SQL, else what the reader makes of it. */
export const sqlOr = (value: Value | undefined, call: Call, reader: Reader): string =>
  value?.kind === 'handle' && value.sql !== undefined ? plainOf(value.sql) : reader.string(value, call);

/** A value that is written into the statement. */
export function immediate(value: Value | undefined, call: Call, reader: Reader): string {
  if (value?.kind === 'handle' && value.sql !== undefined) return plainOf(value.sql);
  if (value?.kind === 'text') return quoted(plainOf(value.text));
  if (value?.kind === 'plain') return String(value.value);
  return reader.string(value, call);
}

/** `name`, `name desc`, or a piece of SQL. */
export function orderedColumn(value: Value, call: Call, reader: Reader): string {
  if (value.kind === 'handle' && value.sql !== undefined) return plainOf(value.sql);
  const [name = '', ...order] = reader.string(value, call).split(' ');
  return [identifier(name), ...order].join(' ');
}
