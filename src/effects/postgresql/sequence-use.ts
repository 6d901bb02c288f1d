import type { Table } from '../../model/catalog.ts';
import type { Effect, Failure } from '../../model/effect.ts';
import type { Call } from '../../model/expression.ts';
import type { Name } from '../../model/name.ts';
import { type Context, missing, take } from './context.ts';
import { SOURCE } from './source.ts';

/** Functions that write to a sequence; `currval` and `lastval` only read it. */
const WRITING = new Set(['nextval', 'setval']);

/** The sequences that `nextval('s')` and `setval('s', …)` name. */
export function sequencesIn(calls: readonly Call[], context: Context): Effect[] {
  const found: Effect[] = [];
  for (const call of calls) {
    const name = WRITING.has(call.name.name) ? call.literals[0] : undefined;
    const sequence = name === undefined ? undefined : context.before.find(nameIn(name));
    if (sequence?.kind === 'sequence') found.push(take(sequence, 'ROW EXCLUSIVE', SOURCE.sequences));
  }
  return found;
}

/** `nextval('s')` of a sequence that isn't there. */
export function missingSequence(calls: readonly Call[], context: Context): Failure | null {
  for (const call of calls) {
    const text = WRITING.has(call.name.name) ? call.literals[0] : undefined;
    if (text === undefined) continue;
    const name = nameIn(text);
    const fails = context.before.find(name) === undefined ? missing(name, context) : null;
    if (fails !== null) return fails;
  }
  return null;
}

/** A name as text: `s`, `public.s`, `"S"."t"`. */
export function nameIn(text: string): Name {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^."\s]+)/g)].map(
    (match) => match[1]?.replaceAll('""', '"') ?? (match[2] ?? '').toLowerCase(),
  );
  const [first = '', second] = parts.slice(-2);
  return second === undefined ? { schema: undefined, name: first } : { schema: first, name: second };
}

/** Sequences that number rows which leave the columns out. */
export function sequencesOfDefaults(table: Table, columns: (column: string) => boolean, context: Context): Effect[] {
  const found: Effect[] = [];
  for (const column of table.columns) {
    if (!columns(column.name)) continue;
    if (column.default !== undefined) found.push(...sequencesIn(column.default.calls, context));
    if (column.identity === undefined && column.type?.serial !== true) continue;
    const owned = context.before.sequencesOf(table.id).filter((each) => each.ownedBy?.column === column.name);
    found.push(...owned.map((each) => take(each, 'ROW EXCLUSIVE', SOURCE.sequences)));
  }
  return found;
}
