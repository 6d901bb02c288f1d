import type { Blocks, Effect, Failure } from '../model/effect.ts';
import { nameText, quoteName, type Name } from '../model/name.ts';

// Words that many messages share, so that the same thing is said in the same way.

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** What other sessions feel, as the end of a sentence. */
export const whoWaits = (blocks: Blocks): string =>
  blocks === 'everything'
    ? 'reads and writes of it wait'
    : blocks === 'writes'
      ? 'inserts, updates and deletes wait, reads go on'
      : 'nobody waits but other schema changes';

/** A relation's own name in a message; `public` goes without saying. */
export const relationText = (relation: { readonly schema: string; readonly name: string }): string => nameText(nameOf(relation));
/** The same as it is written in SQL. */
export const relationSql = (relation: { readonly schema: string; readonly name: string }): string => quoteName(nameOf(relation));

/** The name by which it can be found. */
export const nameOf = ({ schema, name }: { readonly schema: string; readonly name: string }): Name => ({
  schema: schema === 'public' || schema === '' ? undefined : schema,
  name,
});

/** What stands first in a recipe that takes a strong lock, however brief. */
export const LOCK_TIMEOUT = "SET lock_timeout = '2s';";

/** Statements that belong into one transaction, where the file's own is none. */
export const togetherSql = (alone: boolean, sql: string): string => (alone ? `BEGIN;\n${sql}\nCOMMIT;` : sql);

/** An SQL literal: a number as it is, all else between quotes. */
export const literalSql = (value: string): string => (/^-?\d+(?:\.\d+)?$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`);

/** Does somebody wait for it? Nobody writes to a materialized view but REFRESH itself. */
export const isFelt = (effect: Effect): boolean =>
  effect.blocks === 'everything' || (effect.blocks === 'writes' && effect.kind !== 'matview');

/** What to do about a statement that is refused, where nothing more can be said: also by newer servers, or by this one only. */
export const mended = ({ message }: Pick<Failure, 'message'>): { readonly text: string; readonly sql: null } => {
  const since = /is known from PostgreSQL (\d+) on$/.exec(message)?.[1];
  return {
    text:
      since === undefined
        ? 'Mend the statement: no server will run it.'
        : `Write it in words that your server knows, or keep it until all servers run PostgreSQL ${since}.`,
    sql: null,
  };
};
