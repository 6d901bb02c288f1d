import { plainOf } from '../../code/text.ts';
import type { Primitive, Value } from '../../code/value.ts';

// Names and values as SQL writes them.

/** `it's` → `'it''s'`; with a backslash `E'…'`, as drivers write it. */
export function quoted(value: string): string {
  const escaped = value.replaceAll("'", "''");
  return value.includes('\\') ? `E'${escaped.replaceAll('\\', '\\\\')}'` : `'${escaped}'`;
}

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `schema.table` → `"schema"."table"`. */
export const dotted = (name: string): string => name.split('.').map(identifier).join('.');

/** A value of the code, as drivers write it into SQL; undefined where it is not known. */
export function literal(value: Value): string | undefined {
  if (value.kind === 'text') return quoted(plainOf(value.text));
  if (value.kind === 'plain') return primitive(value.value);
  if (value.kind === 'handle' && value.sql !== undefined) return plainOf(value.sql);
  const json = jsonOf(value);
  return json === undefined ? undefined : quoted(JSON.stringify(json));
}

function primitive(value: Primitive): string {
  if (value === null || value === undefined) return 'NULL';
  return String(value);
}

/** Lists and records of literals as data; undefined where something in them is not known. */
export function jsonOf(value: Value): unknown {
  if (value.kind === 'text') return plainOf(value.text);
  if (value.kind === 'plain') return typeof value.value === 'bigint' ? undefined : value.value;
  if (value.kind === 'list') {
    const items = value.items.map(jsonOf);
    return items.includes(undefined) ? undefined : items;
  }
  if (value.kind !== 'record' || value.open) return undefined;
  const entries = Array.from(value.entries, ([name, entry]) => [name, jsonOf(entry)] as const);
  return entries.some(([, entry]) => entry === undefined) ? undefined : Object.fromEntries(entries);
}
